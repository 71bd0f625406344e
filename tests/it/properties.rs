//! What must hold of every scan, of programs and of bytes that are none.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use straggler::check::Checker;
use straggler::project::{Place, Project};
use straggler::rule::Rule;
use straggler::rule::load::{DocumentKind, load};
use straggler::ruleset::RuleSet;
use straggler::scan::{Corpus, Memo, Recall, Scan};
use straggler::span::Position;
use xxhash_rust::xxh3::xxh3_128;

use crate::programs::{PATHS, WORDS, python, rules, tree};
use crate::support::document;

fn compiled(rules: &str) -> Vec<Rule> {
    let (parsed, _) = load(&document("straggler.toml", rules), DocumentKind::Config);
    parsed.rules
}

struct Run<'r> {
    rules: &'r RuleSet,
    paths: Vec<String>,
    texts: BTreeMap<String, Vec<u8>>,
}

impl<'r> Run<'r> {
    fn new(rules: &'r RuleSet, texts: &[Vec<u8>]) -> Self {
        let paths = PATHS.iter().map(|&path| path.to_owned());
        let mut paths: Vec<String> = paths.take(texts.len()).collect();
        let texts = paths.iter().cloned().zip(texts.iter().cloned()).collect();
        paths.sort();
        Self { rules, paths, texts }
    }

    fn scan(&self, prefilter: bool, threads: usize) -> Scan {
        self.scan_with(prefilter, threads, None)
    }

    fn scan_with(&self, prefilter: bool, threads: usize, memo: Option<&Memo>) -> Scan {
        let checker = Checker {
            rules: self.rules,
            today: jiff::civil::date(2026, 11, 20),
            prefilter,
        };
        let project = Project::new(
            self.paths.iter().map(String::as_str),
            &[],
            &globset::GlobSet::empty(),
        );
        let contents = self.paths.iter().map(|path| Some(xxh3_128(&self.texts[path])));
        let contents: Vec<_> = contents.collect();
        let corpus = Corpus {
            paths: &self.paths,
            tree: &self.paths,
            read: &|path| Ok(self.texts[path].clone()),
            progress: &|| {},
            memo: memo.map(|memo| Recall {
                memo,
                contents: &contents,
                is_still: &|_| true,
            }),
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| Scan::run(&checker, &project, &corpus))
    }
}

/// The findings, a line each.
fn lines(scan: &Scan) -> Vec<String> {
    let findings = scan.findings();
    findings
        .map(|(file, finding)| format!("{}: {finding:?}", file.path))
        .collect()
}

/// Where an offset is, told in the plainest way.
fn position(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
    Position { line, column }
}

fn places_hold(run: &Run<'_>, scan: &Scan, is_cut: bool) -> Result<(), TestCaseError> {
    for (file, finding) in scan.findings() {
        let bytes = &run.texts[&file.path];
        let text = straggler::source::decode(bytes);
        let span = finding.span();
        let under = text.get(span.range());
        prop_assert!(under.is_some(), "{}: {finding:?}", file.path);
        let covered = under.unwrap_or_default();
        prop_assert!(!covered.is_empty() && covered.trim() == covered, "{covered:?}");
        prop_assert_eq!(finding.location.start, position(&text, span.start as usize));
        prop_assert_eq!(finding.location.end, position(&text, span.end as usize));
        if let Some(via) = &finding.via {
            prop_assert!(text.get(via.span.range()).is_some());
            prop_assert_eq!(via.start, position(&text, via.span.start as usize));
        }
        let last = covered
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
            .find(|word| !word.is_empty());
        // Bytes put into the middle may lengthen a word, or cut it.
        prop_assert!(
            is_cut || last.is_some_and(|last| WORDS.contains(&last)),
            "{covered:?}"
        );
    }
    Ok(())
}

fn holds(rules: &str, texts: &[Vec<u8>], is_cut: bool) -> Result<(), TestCaseError> {
    let rules = RuleSet::new(compiled(rules));
    let run = Run::new(&rules, texts);
    let scan = run.scan(true, 1);
    let found = lines(&scan);
    let everything = run.scan(false, 1);
    // How the parser recovers from an error depends on what is around it, and less is around what is selected.
    if everything.skipped.is_empty() {
        prop_assert_eq!(&found, &lines(&everything), "the prefilter changes the findings");
    }
    prop_assert_eq!(
        &found,
        &lines(&run.scan(true, 4)),
        "the threads change the findings"
    );
    places_hold(&run, &scan, is_cut)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn one_program(rules in rules(), text in python()) {
        holds(&rules, &[Vec::new(), text.into_bytes()], false)?;
    }

    #[test]
    fn a_tree(rules in rules(), texts in tree()) {
        holds(&rules, &texts, false)?;
    }

    #[test]
    fn no_program(rules in rules(), bytes in vec(any::<u8>(), 0..300), text in python(), at in any::<usize>()) {
        let mut mixed = text.into_bytes();
        mixed.splice(at % (mixed.len() + 1).., bytes.clone());
        holds(&rules, &[bytes, mixed], true)?;
    }
}

/// A text with so many lines more that say nothing, before one of its lines.
fn with_lines(text: &[u8], lines: usize, at: usize) -> Vec<u8> {
    let mut pieces: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let at = at % (pieces.len() + 1);
    pieces.splice(at..at, std::iter::repeat_n(b"# nothing\n".as_slice(), lines));
    pieces.concat()
}

proptest! {
    // Each case is a dozen scans.
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_history(
        rules in rules(),
        versions in vec(tree(), 3),
        commits in vec(vec((0..3_usize, prop::bool::weighted(0.9), 0..3_usize, any::<usize>()), PATHS.len()), 2..7),
    ) {
        let rules = RuleSet::new(compiled(&rules));
        let memos = [Memo::default(), Memo::default().of_versions()];
        for commit in &commits {
            let mut run = Run::new(&rules, &[]);
            for (file, (version, _, lines, at)) in commit.iter().enumerate().filter(|(_, (_, is_there, ..))| *is_there) {
                let text = with_lines(&versions[*version][file], *lines, *at);
                run.texts.insert(PATHS[file].to_owned(), text);
            }
            run.paths = run.texts.keys().cloned().collect();
            let alone = lines(&run.scan(true, 1));
            for memo in &memos {
                prop_assert_eq!(&lines(&run.scan_with(true, 1, Some(memo))), &alone, "what came before changes the findings");
                prop_assert_eq!(&lines(&run.scan_with(true, 1, Some(memo))), &alone, "again");
            }
        }
    }
}

/// Pieces of sources of all kinds, for what is read in strings.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "`",
    "\"\"\"",
    "f\"",
    "r#\"",
    "\"#",
    "\\",
    "{",
    "}",
    "{{",
    "%s",
    "(",
    ")",
    "[",
    "]",
    "SELECT ",
    " FROM ",
    "users",
    ".full_name",
    "legacy_",
    " JOIN ",
    "$$",
    "--",
    "/*",
    "{% if x %}",
    "/api/v1/",
    "https://old.test",
    ":id",
    "<int:x>",
    "(?P<",
    "\n",
    "\r\n",
    "    ",
    "execute(",
    "format!(",
    "class X:",
    "fn f() {",
    "=",
    "+",
    ",",
    "boto",
    ">=1",
    "é",
    "\u{feff}",
    "🦀",
    "\u{fffc}",
    "\0",
];

const LITERAL_RULES: &str = r#"
[[rule]]
id = "tables"
table = ["users", "legacy_*", "app.orders"]
in = ["code", "config", "docs"]
[[rule]]
id = "columns"
column = ["users.full_name", "app.users.id"]
[[rule]]
id = "endpoints"
endpoint = ["/api/v1/users/{id}", "https://old.test/**", "GET /api/v1/**"]
in = ["code", "config", "docs"]
[[rule]]
id = "packages"
dependency = ["boto", "npm:users"]
"#;

proptest! {
    #[test]
    fn no_source_is_too_odd_for_literals(pieces in vec(prop::sample::select(PIECES), 0..40)) {
        let rules = RuleSet::new(compiled(LITERAL_RULES));
        prop_assert_eq!(rules.rules().len(), 4);
        let checker = Checker {
            rules: &rules,
            today: jiff::civil::date(2026, 11, 20),
            prefilter: true,
        };
        let text = pieces.concat();
        for path in [
            "shop/models.py", "src/a.rs", "a.sql", "a.sql.j2", "a.go", "a.yaml", "a.md", "requirements.txt", "Cargo.toml",
            "package.json", "pom.xml", "setup.py", "Dockerfile",
        ] {
            let checked = checker.check(path, text.as_bytes(), &Place::default());
            let decoded = straggler::source::decode(text.as_bytes());
            for finding in &checked.scan.findings {
                prop_assert!(decoded.get(finding.span().range()).is_some(), "{} {:?}", path, finding.span());
                prop_assert!(!finding.span().range().is_empty());
            }
        }
    }
}
