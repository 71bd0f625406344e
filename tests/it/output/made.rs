//! Scans made by hand, and a change between two of them, for every format to show.

use straggler::change::{Change, Known, Sides};
use straggler::finding::{RuleId, SkipReason, Skipped, Status};
use straggler::output::{FORMATS, Report, SeenFrom, Shown};
use straggler::problem::{Problem, Severity};
use straggler::rule::Rule;
use straggler::scan::{Scan, Tally};
use straggler::span::Span;
use termcolor::NoColor;

use crate::support::{Mark, document, file, rule};

pub(super) const BILLING: &str = "\
import legacy.billing as b  # straggler: allow(legacy-billing): both are written to

def pay(order):
    return b.charge(order)

def refund(order):
    return b.refund(order)
";

/// Characters that shift columns, and characters that would shift the terminal.
pub(super) const NASTY: &str = "\u{feff}import ähm\r\n\
    \tx = '🦀\u{1b}[2J\u{202e}', legacy.orders.place(1)\r\n\
    y = (legacy\r\n    .orders\r\n  .cancel)\r\n";

pub(super) fn rules() -> Vec<Rule> {
    let mut billing = rule("legacy-billing", "legacy.billing", Severity::Warning);
    billing.message = Some("the billing monolith is being retired:\n  100% of it".to_owned());
    billing.replacement = Some("payments.api".to_owned());
    billing.sunset = "2027-03-01".parse().ok();
    billing.owner = Some("@acme/payments".to_owned());
    billing.docs = Some("https://wiki.acme.test/billing".to_owned());
    let mut orders = rule("legacy-orders", "legacy.orders", Severity::Error);
    orders.sunset = "2026-11-08".parse().ok();
    orders.replacement = Some("the order service, or nothing".to_owned());
    let gone = rule("legacy-users", "legacy.users", Severity::Note);
    let mut builtin = rule("imp", "imp", Severity::Warning);
    builtin.origin.document = document("builtin:python-stdlib", "");
    vec![billing, orders, gone, builtin]
}

pub(super) fn mark<'m>(on: &'m str, rule: u32, name: &'m str, via: Option<&'m str>) -> Mark<'m> {
    Mark {
        on,
        rule,
        name,
        via,
        status: Status::Open,
    }
}

pub(super) fn scan() -> Scan {
    let import = Mark {
        status: Status::Suppressed,
        ..mark("legacy.billing", 0, "legacy.billing", None)
    };
    let billing = [
        import,
        mark(
            "b.charge",
            0,
            "legacy.billing.charge",
            Some("legacy.billing as b"),
        ),
        mark(
            "b.refund",
            0,
            "legacy.billing.refund",
            Some("legacy.billing as b"),
        ),
    ];
    let nasty = [
        mark("legacy.orders.place", 1, "legacy.orders.place", None),
        mark(
            "legacy\r\n    .orders\r\n  .cancel",
            1,
            "legacy.orders.cancel",
            None,
        ),
    ];
    let mut files = vec![
        file("src/bad\u{1b}name.py", NASTY, &nasty),
        file("src/billing.py", BILLING, &billing),
    ];
    let text = document("src/billing.py", BILLING);
    let place = BILLING.find("straggler: allow").unwrap();
    files[1].problems.push(Problem {
        severity: Severity::Warning,
        code: "unused-suppression",
        message: "this suppresses nothing".to_owned(),
        at: Some((text, Span::new(place, place + 32), String::new())),
        related: Vec::new(),
        help: vec!["remove the comment".to_owned()],
    });
    Scan {
        files,
        skipped: vec![
            Skipped {
                path: "a/huge.json".to_owned(),
                reason: SkipReason::TooLarge { size: 12_345_678 },
            },
            Skipped {
                path: "a/secret.py".to_owned(),
                reason: SkipReason::Unreadable("permission denied".to_owned()),
            },
        ],
        scanned: 12,
    }
}

/// What a format writes of a scan.
pub(super) fn written(format: &str, scan: &Scan, shown: Shown) -> String {
    let rules = rules();
    write(format, &report(&rules, scan, shown))
}

/// What a format writes.
pub(super) fn write(format: &str, report: &Report<'_>) -> String {
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    let mut out = NoColor::new(Vec::new());
    (format.write)(report, &mut out).unwrap();
    String::from_utf8(out.into_inner()).unwrap()
}

static HERE: SeenFrom = SeenFrom::Inside(String::new());

pub(super) fn report<'r>(rules: &'r [Rule], scan: &'r Scan, shown: Shown) -> Report<'r> {
    Report {
        seen_from: &HERE,
        rules,
        scan,
        change: None,
        today: "2026-11-20".parse().unwrap(),
        shown,
    }
}

/// A file of calls, one a line: what each names, the rule, and its status.
fn calls(path: &str, calls: &[(&str, u32, Status)]) -> straggler::finding::FileScan {
    let lines = calls.iter().flat_map(|(name, ..)| ["x = ", name, "(1)\n"]);
    let text: String = lines.collect();
    let marks: Vec<Mark<'_>> = calls
        .iter()
        .map(|(name, rule, status)| Mark {
            status: *status,
            ..mark(name, *rule, name, None)
        })
        .collect();
    file(path, &text, &marks)
}

/// A change with one of everything: the head, and what it has to do with the base.
pub(super) fn changed() -> (Scan, Change) {
    use Status::{Allowed, Open, Suppressed};
    let base = Scan {
        files: vec![
            calls(
                "src/billing.py",
                &[
                    ("legacy.billing.charge", 0, Open),
                    ("legacy.billing.refund", 0, Suppressed),
                    ("legacy.billing.invoice", 0, Open),
                ],
            ),
            calls(
                "src/old.py",
                &[
                    ("legacy.orders.place", 1, Open),
                    ("legacy.orders.cancel", 1, Open),
                    ("legacy.users.get", 2, Open),
                ],
            ),
        ],
        ..Scan::default()
    };
    let head = Scan {
        files: vec![
            calls(
                "src/billing.py",
                &[
                    ("legacy.billing.charge", 0, Open),
                    ("legacy.billing.refund", 0, Open),
                    ("legacy.billing.invoice", 0, Suppressed),
                    ("legacy.billing.void", 0, Open),
                    ("legacy.billing.tax", 0, Allowed),
                ],
            ),
            calls(
                "src/new.py",
                &[("legacy.orders.place", 1, Open), ("imp.load_module", 3, Open)],
            ),
        ],
        scanned: 12,
        ..Scan::default()
    };
    let before: Vec<Known> = base.files.iter().flat_map(Known::of).collect();
    let differing = ["src/billing.py", "src/new.py", "src/old.py"].map(str::to_owned);
    let sides = Sides {
        base: before,
        head: &head,
        differing: &differing,
        renames: &[],
    };
    let mut change = Change::between(sides, 4, &|RuleId(rule), _| rule == 3);
    let count = |scan: &Scan| -> Vec<Tally> { scan.count_by_rule(4) };
    change.tell_totals(&count(&base), &count(&head));
    (head, change)
}
