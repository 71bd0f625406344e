//! Rule files made to hurt: no panic, no overflow, no time that grows faster than the file.

use proptest::prelude::*;
use straggler::rule::load::{DocumentKind, load};

use crate::support::document;

/// Loads a text both ways and checks what must hold of every problem.
fn survives(text: &str) {
    for kind in [DocumentKind::Config, DocumentKind::RuleSet] {
        let (parsed, problems) = load(&document("hostile.toml", text), kind);
        assert!(problems.len() <= 101, "a file of garbage is one mistake");
        for problem in problems {
            assert!(problem.message.len() < 2000, "{}", problem.message.len());
            assert!(
                !problem.message.contains(char::is_control),
                "{:?}",
                problem.message
            );
            assert!(!problem.message.ends_with('.'), "{:?}", problem.message);
            let spans = problem.at.iter().map(|(_, span, _)| *span);
            for span in spans.chain(problem.related.iter().map(|(span, _)| *span)) {
                assert!(text.get(span.range()).is_some(), "{span:?} of {}", problem.code);
            }
        }
        for rule in parsed.rules {
            assert!(text.get(rule.origin.block.range()).is_some());
            assert!(rule.origin.block.contains(rule.origin.id));
        }
    }
}

const VALID: &str = r#"rule-sets = ["builtin:python-stdlib", "rules/*.toml"]
exclude = ["third_party/**"]
[[rule]]
id = "legacy-billing"
module = ["legacy.billing", 'legacy::billing']
message = """a "b" \u00e9
c"""
deprecated = 2026-01-15
sunset = 2027-03-01
docs = "https://wiki.acme.test/billing-migration"
languages = ["python", "rust"]
in = ["code", "docs"]
allow = [{ paths = ["src/{a,b}/*.py"], reason = "the one place" }]
[[rule.example]]
language = "python"
matches = '''
from legacy.billing import charge
'''
"#;

/// Pieces that break documents in interesting places.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[\\[\\]{}=,.'\"#\\\\\r\n \t*:]{1,4}",
        Just("\"\"\"".to_owned()),
        Just("'''".to_owned()),
        Just("[[rule]]\n".to_owned()),
        Just("[[rule.example]]\n".to_owned()),
        Just("[rule]\n".to_owned()),
        Just("id = ".to_owned()),
        Just("é🦀\u{feff}\u{0}\u{1b}".to_owned()),
        Just("1979-05-27T07:32:00Z".to_owned()),
        Just("nan".to_owned()),
        "\\PC{0,5}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn pieces_in_any_order_do_no_harm(pieces in proptest::collection::vec(piece(), 0..60)) {
        survives(&pieces.concat());
    }

    #[test]
    fn a_mutated_document_does_no_harm(
        cuts in proptest::collection::vec((0..VALID.len(), 0..12_usize, piece()), 1..6),
    ) {
        let mut text = VALID.to_owned();
        for (at, len, piece) in cuts {
            let start = text.floor_char_boundary(at);
            let end = text.floor_char_boundary(start + len);
            text.replace_range(start..end, &piece);
        }
        survives(&text);
    }
}

#[test]
fn nesting_does_no_harm() {
    let key = "a.".repeat(78) + "a";
    let inline = |depth: usize| format!("{{{key}=").repeat(depth) + "1" + &"}".repeat(depth);
    survives(&format!("[{key}]\n{key}={}", inline(79)));
    survives(&format!("[[rule]]\n{key}={}", inline(15)));
    survives(&format!("x={}\nx={}", inline(79), inline(79)));
    survives(&("x=".to_owned() + &"[".repeat(1 << 18)));
    survives(&("x=".to_owned() + &"{a=".repeat(1 << 18)));
    survives(&("a.".repeat(1 << 18) + "a=1"));
    let braces = "{".repeat(400);
    survives(&format!("exclude = [\"{braces}\"]"));
    survives(&format!(
        "exclude = [\"{}{}\"]",
        "{a,".repeat(120),
        "}".repeat(120)
    ));
}

#[test]
fn size_does_no_harm() {
    const SIZE: usize = 1 << 18;
    let times = |line: &str| line.repeat(SIZE / line.len());
    survives(&"\"".repeat(SIZE));
    survives(&("a".repeat(SIZE) + "=1\n" + &"b".repeat(SIZE) + "=1\n"));
    let keys: Vec<String> = (0..SIZE / 10).map(|n| format!("k{n}=1")).collect();
    survives(&keys.join("\n"));
    for line in [
        "= ] } \n",
        "= ] } ",
        "a=1\n",
        "[[rule]]\n",
        "[[rule]]\n[[rule.example]]\n",
    ] {
        survives(&times(line));
    }
    survives(&times("[[rule]]\nid='a'\nmodule='a.b'\n"));
    survives(&format!("[[rule]]\nid='a'\nmodule=[{}]", times("'a.b',")));
    survives(&format!("[[rule]]\nid='a'\nmodule=[{}]", times("'a b',")));
    survives(&format!("[[rule]]\nid='a'\nmodule='{}'", "a.".repeat(SIZE / 2)));
    survives(&format!("exclude=[{}]", times("'a/**/b',")));
    survives(&format!("rule-sets=[{}]", times("'a/**/b',")));
}
