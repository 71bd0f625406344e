//! Rust that nests, chains, repeats and never ends.

use super::{count, nested, numbered, rust};

#[test]
fn nests_deeply() {
    const DEEP: usize = 50_000;
    rust("(".repeat(2 * DEEP));
    let within = |open: &str, close: &str, depth| {
        rust(format!(
            "fn f() {{ let x = {}; }}",
            nested(open, "billing::x()", close, depth)
        ))
    };
    assert_eq!(within("{", "}", DEEP / 2), 1);
    assert_eq!(within("(", ")", DEEP / 2), 1);
    assert_eq!(within("&", "", DEEP), 1);
    assert_eq!(within("|x| ", "", DEEP / 4), 1);
    assert_eq!(within("m!(", ")", 2000), 1);
    assert_eq!(within("vec![", "]", 2000), 1);
    assert_eq!(
        rust(format!("m! {{ {} }}", nested("(", "billing::x()", ")", DEEP / 2))),
        1
    );
    assert_eq!(
        rust(format!("type T = {};", nested("A<", "billing::X", ">", DEEP / 4))),
        1
    );
    assert_eq!(rust(nested("fn f(){", "billing::x()", "}", DEEP / 4)), 1);
    assert_eq!(rust(nested("mod a{use legacy::billing;", "", "}", 3000)), 3000);
    rust(nested("use a::{", "legacy::billing", "};", DEEP / 4));
    rust(format!(
        "#[{}] fn f() {{}}",
        nested("cfg_attr(x, ", "billing::x", ")", 2000)
    ));
}

#[test]
fn goes_on_and_on() {
    const MANY: usize = 10_000;
    let within = |text: &str| rust(format!("fn f() {{ {} }}", text.repeat(MANY)));
    assert_eq!(within("println!(\"{}\", billing::x);"), MANY);
    assert_eq!(within("let billing = billing::x();"), MANY);
    assert_eq!(within("if billing::x {} else "), MANY);
    assert_eq!(rust("#[billing::x]\n".repeat(MANY) + "fn f() {}\n"), MANY);
    assert_eq!(
        rust("impl A { fn f(&self) { self.b(); billing::x() } }\n".repeat(MANY / 4)),
        MANY / 4
    );
    assert_eq!(
        rust(format!("enum E {{ {} }}", "A(billing::X),".repeat(MANY))),
        MANY
    );
    assert_eq!(
        rust(format!("fn f() {{ billing::x(){} }}", ".a()".repeat(MANY))),
        1
    );
    assert_eq!(
        rust(format!("fn f() {{ x = {} 1 }}", "billing::x + ".repeat(MANY))),
        MANY
    );
    assert_eq!(
        rust(format!("use legacy::{{ {} }};", "billing::x, ".repeat(MANY))),
        MANY
    );
    let aliases = numbered(MANY, |n| format!("use a{n} as a{};\n", n + 1));
    assert!(rust("use legacy::billing as a0;\n".to_owned() + &aliases) > 0);
    rust("\"abc\n".repeat(MANY + 1));
    rust("/* ".repeat(MANY));
    rust("'".repeat(MANY));
    rust(format!("r{}\"{}", "#".repeat(2000), "####".repeat(2000)));
    rust("/// [billing::x]\n".repeat(MANY) + "fn f() {}\n");
    rust("/// ".to_owned() + &"[".repeat(MANY) + "\nfn f() {}\n");
}

#[test]
fn macros_hold_very_many_tokens() {
    assert_eq!(
        rust(format!("m! {{ {} }}", "billing::x , ".repeat(100_000))),
        100_000
    );
    assert_eq!(rust(format!("m! {{ {} }}", "a ".repeat(500_000))), 0);
    let arms = "($a:expr) => { billing::x($a) };".repeat(10_000);
    assert_eq!(rust(format!("macro_rules! m {{ {arms} }}")), 10_000);
}

#[test]
fn public_declarations_never_end() {
    for piece in ["pub use a ", "pub( ", "pub(in a", "pub type a = "] {
        assert_eq!(
            count("x.rs", "use legacy;\n".to_owned() + &piece.repeat(100_000)),
            0,
            "{piece:?}"
        );
    }
}
