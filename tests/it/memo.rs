//! What a scan remembers of files, and what it must not: that of a file which was written to while it was read.

use std::sync::atomic::{AtomicUsize, Ordering};

use straggler::check::Checker;
use straggler::project::Project;
use straggler::rule::load::{DocumentKind, load};
use straggler::ruleset::RuleSet;
use straggler::scan::{Corpus, Memo, Recall, Scan};

use crate::support::document;

/// How many files are read, and how many findings there are.
fn scan(memo: &Memo, is_still: bool) -> (usize, usize) {
    let text = "[[rule]]\nid = \"pay\"\nmodule = \"legacy.pay\"\n";
    let (parsed, _) = load(&document("straggler.toml", text), DocumentKind::Config);
    let rules = RuleSet::new(parsed.rules);
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
