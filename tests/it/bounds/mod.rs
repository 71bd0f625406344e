//! Sources made to hurt: whatever is asked of the engine takes time that grows with the text, and no more stack than
//! there is. No test here looks at a clock: what runs away does not come back.

mod python;
mod rust;
mod texts;

use straggler::check::{Checked, Checker};
use straggler::project::Project;
use straggler::rule::load::{DocumentKind, load};
use straggler::ruleset::RuleSet;

use crate::support::document;

const RULES: &str = r#"
[[rule]]
id = "billing"
module = ["legacy.billing", "legacy::billing"]
[[rule]]
id = "charge"
symbol = ["legacy.billing.charge", "legacy::billing::charge"]
[[rule]]
id = "send"
symbol = "legacy.api.Client.send"
"#;

/// Checks a source as the only file of a tree, on a stack as small as a scanning thread's.
fn check(path: &str, bytes: impl Into<Vec<u8>>) -> Checked {
    let (path, bytes) = (path.to_owned(), bytes.into());
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let (parsed, problems) = load(&document("straggler.toml", RULES), DocumentKind::Config);
        assert!(problems.is_empty());
        let rules = RuleSet::new(parsed.rules);
        let checker = Checker {
            rules: &rules,
            today: jiff::civil::date(2026, 11, 20),
            prefilter: true,
        };
        let project = Project::new(std::iter::once(path.as_str()), &[], &globset::GlobSet::empty());
        let place = match path.as_str() {
            "x.rs" => project.rust(&path),
            _ => project.python(&path),
        };
        let checked = checker.check(&path, &bytes, &place);
        let text = straggler::source::decode(&bytes);
        for finding in &checked.scan.findings {
            assert!(text.get(finding.span().range()).is_some());
        }
        checked
    });
    thread.unwrap().join().unwrap()
}

fn count(path: &str, text: impl Into<Vec<u8>>) -> usize {
    check(path, text).scan.findings.len()
}

fn python(text: impl AsRef<str>) -> usize {
    count("x.py", format!("import legacy.billing\n{}", text.as_ref())) - 1
}

fn rust(text: impl AsRef<str>) -> usize {
    count("x.rs", format!("use legacy::billing;\n{}", text.as_ref())) - 1
}

/// A text around another, so many times over.
fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    [&open.repeat(depth), inner, &close.repeat(depth)].concat()
}

/// Lines, each indented one more than the one before it.
fn stairs(step: &str, last: &str, depth: usize) -> String {
    let line = |at: usize, line: &str| format!("{}{line}\n", " ".repeat(at));
    numbered(depth, |at| line(at, step)) + &line(depth, last)
}

/// Pieces made of a number each.
fn numbered(count: usize, piece: impl Fn(usize) -> String) -> String {
    let pieces: Vec<String> = (0..count).map(piece).collect();
    pieces.concat()
}
