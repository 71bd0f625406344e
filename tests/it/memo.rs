//! What a scan remembers of files, and what it must not: that of a file which was written to while it was read.

use std::sync::atomic::{AtomicUsize, Ordering};

use straggler::check::Checker;
use straggler::project::Project;
use straggler::rule::load::{DocumentKind, load};
use straggler::ruleset::RuleSet;
use straggler::scan::{Corpus, Memo, Recall, Scan};

use crate::support::document;

fn rules(text: &str) -> RuleSet {
    let (parsed, _) = load(&document("straggler.toml", text), DocumentKind::Config);
    RuleSet::new(parsed.rules)
}

/// How many files are read, and how many findings there are.
fn scan(memo: &Memo, is_still: bool) -> (usize, usize) {
    let rules = rules("[[rule]]\nid = \"pay\"\nmodule = \"legacy.pay\"\n");
    let checker = Checker {
        rules: &rules,
        today: jiff::civil::date(2026, 11, 20),
        prefilter: true,
    };
    let paths = ["a.py", "b.py", "c.py"].map(str::to_owned);
    let project = Project::new(paths.iter().map(String::as_str), &[], &globset::GlobSet::empty());
    let read = AtomicUsize::new(0);
    let corpus = Corpus {
        paths: &paths,
        tree: &paths,
        read: &|path| {
            read.fetch_add(1, Ordering::Relaxed);
            Ok(match path {
                "a.py" => b"import legacy.pay\n".to_vec(),
                _ => b"print(1)\n".to_vec(),
            })
        },
        progress: &|| {},
        memo: Some(Recall {
            memo,
            contents: &[Some(1), Some(2), None],
            is_still: &|_| is_still,
        }),
    };
    let found = Scan::run(&checker, &project, &corpus).findings().count();
    (read.into_inner(), found)
}

#[test]
fn what_is_known_is_not_read_again() {
    let memo = Memo::default();
    assert_eq!(scan(&memo, true), (3, 1));
    assert_eq!(memo.added(), 2);
    assert_eq!(scan(&memo, true), (1, 1));
    assert_eq!(memo.added(), 2);
}

#[test]
fn what_was_written_to_meanwhile_is_not_remembered() {
    let memo = Memo::default();
    assert_eq!(scan(&memo, false), (3, 1));
    assert_eq!(memo.added(), 0);
    assert_eq!(scan(&memo, true), (3, 1));
}

/// What names of one language that a tree gives have to do with its files of another is nothing.
#[test]
fn names_of_another_language_change_nothing() {
    let rules = rules("[[rule]]\nid = \"one\"\nmodule = \"one\"\n");
    let files = [
        ("app/__init__.py", "import one\n"),
        (
            "lib.rs",
            "struct net(u8);\npub use one::net;\nfn old(_: app::old, _: net) {\n",
        ),
    ];
    let paths = files.map(|(path, _)| path.to_owned());
    let project = Project::new(paths.iter().map(String::as_str), &[], &globset::GlobSet::empty());
    let checker = Checker {
        rules: &rules,
        today: jiff::civil::date(2026, 11, 20),
        prefilter: true,
    };
    let scan = |memo: Option<&Memo>| {
        let corpus = Corpus {
            paths: &paths,
            tree: &paths,
            read: &|path| {
                Ok(files
                    .iter()
                    .find(|file| file.0 == path)
                    .map_or_else(Vec::new, |file| file.1.into()))
            },
            progress: &|| {},
            memo: memo.map(|memo| Recall {
                memo,
                contents: &[Some(1), Some(2)],
                is_still: &|_| true,
            }),
        };
        let scan = Scan::run(&checker, &project, &corpus);
        let found = scan
            .findings()
            .map(|(file, finding)| format!("{}:{}", file.path, finding.location.start.line));
        found.collect::<Vec<_>>()
    };
    let memo = Memo::default();
    let alone = scan(None);
    assert_eq!(alone, ["app/__init__.py:1", "lib.rs:2", "lib.rs:3"]);
    assert_eq!(scan(Some(&memo)), alone);
    assert_eq!(scan(Some(&memo)), alone);
}
