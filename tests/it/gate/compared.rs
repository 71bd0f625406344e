//! Two trees in memory, compared, and what was said of them.
//!
//! Nothing here knows what should have been said.

use std::collections::{BTreeMap, BTreeSet};

use straggler::change::Class;
use straggler::check::Checker;
use straggler::finding::RuleId;
use straggler::gate::{Compared, Comparison, Side};
use straggler::project::Project;
use straggler::rule::load::{DocumentKind, load};
use straggler::ruleset::RuleSet;
use straggler::scan::{Corpus, Scan, Tally};

use crate::support::{document, plain};

const RULES: &str = r#"
[[rule]]
id = "pay"
module = ["legacy.pay", "legacy::pay"]
[[rule]]
id = "users"
table = "legacy_users"
allow = [{ paths = ["allowed/**"], reason = "both are written to" }]
"#;

pub(super) fn rules() -> RuleSet {
    let (parsed, problems) = load(&document("straggler.toml", RULES), DocumentKind::Config);
    assert_eq!(plain(&problems), "");
    RuleSet::new(parsed.rules)
}

pub(super) type Texts = BTreeMap<String, String>;

pub(super) fn checker(rules: &RuleSet) -> Checker<'_> {
    Checker {
        rules,
        today: jiff::civil::date(2026, 11, 20),
        prefilter: true,
    }
}

fn project(texts: &Texts) -> Project {
    Project::new(texts.keys().map(String::as_str), &[], &globset::GlobSet::empty())
}

/// How to compare.
#[derive(Clone, Copy)]
pub(super) struct How {
    pub(super) totals: bool,
    pub(super) threads: usize,
    /// Whether what is the same on both sides is passed over.
    pub(super) is_frugal: bool,
}

pub(super) const PLAINLY: How = How {
    totals: true,
    threads: 1,
    is_frugal: true,
};

pub(super) fn compare(rules: &RuleSet, base: &Texts, head: &Texts, how: How) -> Compared {
    let (old, new) = (project(base), project(head));
    let paths = |texts: &Texts| texts.keys().cloned().collect::<Vec<_>>();
    let all: BTreeSet<&String> = base.keys().chain(head.keys()).collect();
    let differs = |path: &&&String| !how.is_frugal || base.get(**path) != head.get(**path);
    let differing: Vec<String> = all.iter().filter(differs).map(|path| (*path).clone()).collect();
    let comparison = Comparison {
        base: Side {
            tree: &paths(base),
            project: &old,
            read: &|path| Ok(base[path].clone().into()),
            memo: None,
            contents: &[],
            is_still: &|_| true,
        },
        head: Side {
            tree: &paths(head),
            project: &new,
            read: &|path| Ok(head[path].clone().into()),
            memo: None,
            contents: &[],
            is_still: &|_| true,
        },
        differing: &differing,
        totals: how.totals,
        is_new: &|_, _| false,
        progress: &|| {},
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(how.threads).build();
    pool.unwrap().install(|| comparison.run(&checker(rules)))
}

/// What is left in a tree, told without a comparison.
pub(super) fn left(rules: &RuleSet, texts: &Texts) -> Vec<Tally> {
    let paths: Vec<String> = texts.keys().cloned().collect();
    let corpus = Corpus {
        paths: &paths,
        tree: &paths,
        read: &|path| Ok(texts[path].clone().into()),
        progress: &|| {},
        memo: None,
    };
    Scan::run(&checker(rules), &project(texts), &corpus).count_by_rule(rules.rules().len())
}

/// What a comparison said, a line for each reference: the same for the same.
pub(super) fn told(compared: &Compared, only_news: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for (file_number, file) in compared.scan.files.iter().enumerate() {
        for (at, finding) in file.findings.iter().enumerate() {
            let origin = compared.change.origin(file_number, at);
            if !only_news || origin.class != Class::Unchanged {
                let RuleId(rule) = finding.rule;
                lines.push(format!(
                    "{} {rule} {:?} {origin:?}",
                    file.path, finding.location.start
                ));
            }
        }
    }
    lines.extend(compared.change.removed.iter().map(|gone| format!("{gone:?}")));
    lines
}

/// Where a change is at fault.
pub(super) fn red(compared: &Compared) -> Vec<String> {
    let mut lines = Vec::new();
    for (file_number, file) in compared.scan.files.iter().enumerate() {
        for (at, finding) in file.findings.iter().enumerate() {
            if compared.change.origin(file_number, at).fails(finding) {
                lines.push(format!("{}:{}", file.path, finding.location.start.line));
            }
        }
    }
    lines
}
