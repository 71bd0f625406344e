//! Sources made to hurt: whatever is asked of the engine takes time that grows with the text, and no more stack than
//! there is. No test here looks at a clock: what runs away does not come back.

use straggler::check::{Checked, Checker};
use straggler::finding::SkipReason;
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
        let place = match path.ends_with(".rs") {
            true => project.rust(&path),
            false => project.python(&path),
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
    let steps: String = (0..depth).map(|at| line(at, step)).collect();
    steps + &line(depth, last)
}

#[test]
fn python_nests_deeply() {
    const DEEP: usize = 100_000;
    python("(".repeat(DEEP));
    python("x = ".to_owned() + &"[".repeat(DEEP) + "\n");
    assert_eq!(python(nested("(", "legacy.billing", ")", DEEP)), 1);
    assert_eq!(python(nested("[", "legacy.billing", "]", DEEP / 2)), 1);
    assert_eq!(python(nested("(", "legacy.billing()", ".b)", DEEP / 4)), 1);
    assert_eq!(python(nested("x[", "legacy.billing", "]", DEEP / 4)), 1);
    assert_eq!(python(nested("lambda: (", "legacy.billing", ")", DEEP / 8)), 1);
    assert_eq!(
        python(nested("lambda: (legacy.billing,", "legacy.billing", ")", 4000)),
        4001
    );
    assert_eq!(python(nested("[", "legacy.billing", " for y in z]", 4000)), 1);
    assert_eq!(python("not ".repeat(DEEP) + "legacy.billing"), 1);
    assert_eq!(
        python("x: ".to_owned() + &nested("A[", "legacy.billing", "]", DEEP / 8)),
        1
    );
    python("if x: ".repeat(DEEP) + "legacy.billing\n");
}

#[test]
fn python_indents_deeply() {
    const DEEP: usize = 1500;
    assert_eq!(python(stairs("if legacy.billing:", "pass", DEEP)), DEEP);
    assert_eq!(python(stairs("def f():", "legacy.billing", DEEP)), 1);
    assert_eq!(
        python(stairs("class C(legacy.billing.B):", "pass", DEEP / 2)),
        DEEP / 2
    );
    let uses = "legacy.billing;".repeat(20_000);
    assert_eq!(python(stairs("def f():", &uses, 500)), 20_000);
    python(stairs("for x in legacy.billing:", "x.y", DEEP) + &stairs("else:", "x", DEEP));
}

#[test]
fn python_chains_are_long() {
    const LONG: usize = 30_000;
    assert_eq!(
        python("x = legacy.billing".to_owned() + &".a".repeat(2 * LONG)),
        1
    );
    assert_eq!(python("x = legacy.billing".to_owned() + &".a()".repeat(LONG)), 1);
    assert_eq!(python("x = legacy.billing".to_owned() + &"()".repeat(LONG)), 1);
    assert_eq!(python("x = legacy.billing".to_owned() + &"[0]".repeat(LONG)), 1);
    assert_eq!(python("x = ".repeat(LONG) + "legacy.billing"), 1);
    assert_eq!(python("legacy.billing + ".repeat(LONG) + "1"), LONG);
    assert_eq!(
        python("legacy.billing if a else ".repeat(LONG / 4) + "1"),
        LONG / 4
    );
    let aliases: String = (0..LONG / 2).map(|n| format!("a{} = a{n}\n", n + 1)).collect();
    assert!(python("a0 = legacy.billing\n".to_owned() + &aliases) >= 1);
    let fan: String = (0..LONG / 4).map(|n| format!("b{n} = a0\n")).collect();
    let fan = "import legacy.billing as a0\n".to_owned() + &fan + &"import os\n".repeat(LONG);
    assert!(count("x.py", fan) > LONG / 4);
}

#[test]
fn python_imports_much() {
    const MANY: usize = 15_000;
    let numbered = |line: &dyn Fn(usize) -> String| (0..MANY).map(line).collect::<String>();
    assert_eq!(count("x.py", "import legacy\n".repeat(MANY)), 0);
    assert_eq!(
        count("x.py", "import legacy\n".repeat(MANY) + "legacy.billing"),
        1
    );
    assert_eq!(
        count("x.py", "from legacy import billing\n".repeat(MANY) + "billing.x"),
        MANY + 1
    );
    let aliased = numbered(&|n| format!("import legacy as a{n}\n"));
    assert_eq!(count("x.py", aliased + "a5.billing\n"), 1);
    let names = numbered(&|n| format!("n{n},"));
    assert_eq!(count("x.py", format!("from legacy import ({names}billing)\n")), 1);
    python("import ".repeat(MANY));
    python("a.".repeat(MANY) + "import x\n");
    python("from ".repeat(MANY) + "\\\n".repeat(MANY).as_str() + "import x\n");
    assert!(count("x.py", "from legacy import *\n".repeat(MANY) + "billing.x\n") > 0);
    let tried = "try:\n from legacy import billing\nexcept ImportError:\n billing = None\n";
    assert!(count("x.py", tried.repeat(MANY / 4) + "billing.x\n") > MANY / 4);
}

#[test]
fn python_binds_one_name_again_and_again() {
    const MANY: usize = 10_000;
    let import = "from legacy import billing\n";
    let python = |text: String| count("x.py", import.to_owned() + &text) - 1;
    let rebound = " billing = billing\n".repeat(MANY);
    assert!(
        python(format!(
            "def f():\n from legacy import billing\n{rebound} billing.x\n"
        )) >= 2
    );
    assert!(python("while x:\n".to_owned() + &" billing = billing.x\n billing.y\n".repeat(MANY)) > 0);
    assert!(python("billing.y\nbilling = 1\nfrom legacy import billing\n".repeat(MANY / 2)) >= MANY / 2);
    let globals = " global billing\n".repeat(MANY) + &" billing = 1\n".repeat(MANY);
    assert!(python(format!("def f():\n{globals} billing.x\n")) > 0);
    assert_eq!(
        python("def f():\n".to_owned() + &" billing.x\n".repeat(MANY)),
        MANY
    );
}

#[test]
fn python_statements_have_many_parts() {
    const MANY: usize = 10_000;
    assert_eq!(python("@legacy.billing\n".repeat(MANY) + "def f(): pass\n"), MANY);
    assert_eq!(
        python("try: pass\n".to_owned() + &"except legacy.billing as e: e.x\n".repeat(MANY)),
        MANY
    );
    assert_eq!(
        python("with ".to_owned() + &"legacy.billing() as x, ".repeat(MANY) + "y as z: x.y"),
        MANY
    );
    assert_eq!(
        python("match x:\n".to_owned() + &" case legacy.billing as y: pass\n".repeat(MANY)),
        MANY
    );
    python("class C(".to_owned() + &"legacy,".repeat(MANY) + "):\n" + &" x=1\n".repeat(MANY));
    python("class C(legacy.billing.B):\n".to_owned() + &" @d\n def f(self): self.x()\n".repeat(MANY));
    assert_eq!(
        python("def f(x: ".to_owned() + &"legacy.billing | ".repeat(MANY) + "None): x.y"),
        MANY
    );
}

#[test]
fn python_classes_inherit_in_diamonds() {
    let mut text = "from legacy.api import Client\nclass C0(Client):\n class I(Client): pass\n".to_owned();
    for n in 1..30 {
        let below = n - 1;
        text += &format!("class C{n}(C{below}, C{below}, C{below}, C{below}.I, C{below}.I): pass\n");
    }
    assert!(count("x.py", text + "x = C9()\nx.send()\nC29.I().send()\n") >= 1);
}

#[test]
fn python_strings_of_every_kind() {
    const MANY: usize = 20_000;
    assert_eq!(
        python("[".to_owned() + &"'legacy.billing.x',".repeat(MANY) + "]"),
        MANY
    );
    assert_eq!(python("x = ".to_owned() + &"'legacy.billing.x' ".repeat(MANY)), 0);
    assert_eq!(python("'legacy.billing.x'\n".repeat(MANY)), 0);
    assert_eq!(
        python("x: '".to_owned() + &"legacy.billing | ".repeat(MANY) + "None'"),
        MANY
    );
    python(nested("f\"{", "legacy.billing", "}\"", 2000));
    python("x = f\"".to_owned() + &nested("{x:", "legacy.billing", "}", 2000) + "\"");
    python("x = \"abc\n".repeat(MANY));
    python("x = '''abc\n".repeat(MANY + 1));
    python("\"".repeat(10 * MANY));
    python("x = \\\n".repeat(MANY));
}

#[test]
fn suppressions_without_end() {
    const MANY: usize = 10_000;
    let problems = |text: String| {
        check("x.py", "import legacy.billing\n".to_owned() + &text)
            .scan
            .problems
    };
    let own_line = "# straggler: allow(billing): why\n";
    assert_eq!(python(own_line.repeat(MANY) + "legacy.billing\n"), 1);
    assert_eq!(
        python("legacy.billing # straggler: allow(billing): why\n".repeat(MANY)),
        MANY
    );
    assert_eq!(
        problems("x # straggler: allow(billing): why\n".repeat(MANY)).len(),
        101
    );
    python("# ".to_owned() + &"straggler: allow(billing) ".repeat(MANY) + "\nlegacy.billing\n");
    python(own_line.replace("allow", "allow-file").repeat(MANY) + &"legacy.billing\n".repeat(MANY));
    let ids: String = (0..MANY).map(|n| format!("x{n},")).collect();
    assert_eq!(
        problems(format!("# straggler: allow-file({ids}): why\n")).len(),
        101
    );
    let long = problems(format!("# straggler: allow({}): why\n", "x".repeat(1 << 20)));
    assert!(long.iter().all(|problem| problem.message.len() < 1000));
    rust("billing::x(); // straggler: allow(billing): why\n".repeat(MANY / 4));
    rust("/* straggler: allow(billing): why */ ".repeat(MANY) + "billing::x();");
    rust(" ".repeat(1 << 20) + &"/* straggler: allow(billing): why */ ".repeat(MANY) + "billing::x();");
    for text in [
        "\"straggler: # ",
        "# straggler: allow(billing): x\n",
        "# straggler: allow(billing) ",
        "straggler:",
    ] {
        count("x.go", text.repeat(MANY) + "\nlegacy.billing\n");
    }
}

#[test]
fn lines_are_long() {
    const MANY: usize = 20_000;
    assert_eq!(python("legacy.billing.x;".repeat(MANY)), MANY);
    assert_eq!(python("legacy.billing.charge;".repeat(MANY / 2)), MANY);
    assert_eq!(
        rust("fn f() {".to_owned() + &"billing::x();".repeat(MANY / 2) + "}"),
        MANY / 2
    );
    assert_eq!(count("x.go", "legacy.billing.x é ".repeat(5 * MANY)), 5 * MANY);
    assert_eq!(
        count("x.json", "{\"a\":\"legacy.billing\",".repeat(5 * MANY)),
        5 * MANY
    );
    let checked = check(
        "x.go",
        "é".repeat(5 << 20) + " legacy.billing " + &"é".repeat(5 << 20),
    );
    let [finding] = checked.scan.findings.as_slice() else {
        panic!("one finding")
    };
    assert_eq!(finding.location.start.column, (5 << 20) + 2);
    assert_eq!(
        checked.scan.lines[0].clipped + checked.scan.lines[0].text.chars().count() as u32 / 2,
        (5 << 20) + 8
    );
    assert!(checked.scan.lines[0].text.len() < 1000);
}

#[test]
fn texts_in_odd_encodings() {
    let lines = "import legacy.billing\nlegacy.billing.x\n".repeat(4000);
    let found = count("x.py", lines.as_str());
    assert_eq!(found, 8000);
    let wide = |bom: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let units = lines.encode_utf16().flat_map(bytes);
        count("x.py", bom.into_iter().chain(units).collect::<Vec<u8>>())
    };
    assert_eq!(wide([0xff, 0xfe], u16::to_le_bytes), found);
    assert_eq!(wide([0xfe, 0xff], u16::to_be_bytes), found);
    assert_eq!(count("x.py", "\u{feff}".to_owned() + &lines), found);
    assert_eq!(count("x.py", lines.replace('\n', "\r\n")), found);
    count("x.py", lines.replace('\n', "\r"));
    let broken = [lines.as_bytes(), b"x = '\xe9\xff\xfe'\n"].concat().repeat(4);
    assert_eq!(count("x.py", broken), 4 * found);
    let nul = check("x.py", lines.replace("x\n", "x\0\n"));
    assert_eq!(
        (nul.skipped, nul.scan.findings.len()),
        (Some(SkipReason::Binary), 0)
    );
}

#[test]
fn bytes_that_are_no_source() {
    let noise: Vec<u8> = (0..300_000_usize)
        .map(|n| ((n * 7919 + n / 251) % 255 + 1) as u8)
        .collect();
    for (path, import) in [
        ("x.py", "import legacy.billing\n"),
        ("x.rs", "use legacy::billing;\n"),
        ("x.go", ""),
    ] {
        check(path, [import.as_bytes(), &noise].concat());
        check(path, [b"\xff\xfe".as_slice(), &noise].concat());
    }
    python("legacy.billing ) ] } def class = = \n".repeat(10_000));
    python("legacy.billing ( \n".repeat(20_000));
    python("  legacy.billing\n x\n".repeat(20_000));
    rust("billing::x ) ] } fn fn = = \n".repeat(10_000));
}

#[test]
fn sources_as_large_as_are_read() {
    let line = "value = compute(one, two, three)  # nothing to see\n";
    let large = line.repeat((9 << 20) / line.len());
    assert_eq!(python(large.clone() + "legacy.billing\n"), 1);
    assert_eq!(count("x.go", large + "legacy.billing\n"), 1);
    let line = "fn f(one: u32) -> u32 { one + 1 } // nothing\n";
    assert_eq!(count("x.rs", line.repeat((9 << 20) / line.len())), 0);
}

#[test]
fn rust_nests_deeply() {
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
fn rust_goes_on_and_on() {
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
    let aliases: String = (0..MANY).map(|n| format!("use a{n} as a{};\n", n + 1)).collect();
    assert!(rust("use legacy::billing as a0;\n".to_owned() + &aliases) > 0);
    rust("\"abc\n".repeat(MANY + 1));
    rust("/* ".repeat(MANY));
    rust("'".repeat(MANY));
    rust(format!("r{}\"{}", "#".repeat(2000), "####".repeat(2000)));
    rust("/// [billing::x]\n".repeat(MANY) + "fn f() {}\n");
    rust("/// ".to_owned() + &"[".repeat(MANY) + "\nfn f() {}\n");
}

#[test]
fn rust_macros_hold_very_many_tokens() {
    assert_eq!(
        rust(format!("m! {{ {} }}", "billing::x , ".repeat(100_000))),
        100_000
    );
    assert_eq!(rust(format!("m! {{ {} }}", "a ".repeat(500_000))), 0);
    let arms = "($a:expr) => { billing::x($a) };".repeat(10_000);
    assert_eq!(rust(format!("macro_rules! m {{ {arms} }}")), 10_000);
}

/// What is too large to be read is counted as skipped; one line of nearly that size is read.
#[test]
#[expect(clippy::disallowed_methods, reason = "the binary reads files")]
fn the_binary_bounds_what_it_reads() {
    let tree = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(tree.path().join(name), text).unwrap();
    write("straggler.toml", RULES.as_bytes());
    write("huge.py", &b"import legacy.billing\n".repeat((50 << 20) / 22));
    write(
        "wide.py",
        &[b"import legacy.billing; x = '", &*b"a".repeat(20 << 20), b"'\n"].concat(),
    );
    write(
        "line.py",
        &[b"import legacy.billing; x = '", &*b"a".repeat(9 << 20), b"'\n"].concat(),
    );
    write("nul.py", b"import legacy.billing\n\0");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_straggler"))
        .args(["check", "--format", "json", "--quiet"])
        .current_dir(tree.path())
        .output()
        .unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let paths = |key: &str, field: &str| -> Vec<String> {
        let entries = document[key].as_array().unwrap().iter();
        let texts = entries.map(|entry| format!("{} {}", entry["path"], entry[field]).replace('"', ""));
        texts.collect()
    };
    assert_eq!(paths("findings", "column"), ["line.py 8"]);
    assert_eq!(
        paths("skipped", "reason"),
        ["huge.py too-large", "nul.py binary", "wide.py too-large"]
    );
}
