//! Python that nests, chains, repeats and never ends.

use super::{count, nested, numbered, python, stairs};

#[test]
fn nests_deeply() {
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
fn indents_deeply() {
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
fn chains_are_long() {
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
    let aliases = numbered(LONG / 2, |n| format!("a{} = a{n}\n", n + 1));
    assert!(python("a0 = legacy.billing\n".to_owned() + &aliases) >= 1);
    let fan = numbered(LONG / 4, |n| format!("b{n} = a0\n"));
    let fan = "import legacy.billing as a0\n".to_owned() + &fan + &"import os\n".repeat(LONG);
    assert!(count("x.py", fan) > LONG / 4);
}

#[test]
fn imports_much() {
    const MANY: usize = 15_000;
    assert_eq!(count("x.py", "import legacy\n".repeat(MANY)), 0);
    assert_eq!(
        count("x.py", "import legacy\n".repeat(MANY) + "legacy.billing"),
        1
    );
    assert_eq!(
        count("x.py", "from legacy import billing\n".repeat(MANY) + "billing.x"),
        MANY + 1
    );
    let aliased = numbered(MANY, |n| format!("import legacy as a{n}\n"));
    assert_eq!(count("x.py", aliased + "a5.billing\n"), 1);
    let names = numbered(MANY, |n| format!("n{n},"));
    assert_eq!(count("x.py", format!("from legacy import ({names}billing)\n")), 1);
    python("import ".repeat(MANY));
    python("a.".repeat(MANY) + "import x\n");
    python("from ".repeat(MANY) + "\\\n".repeat(MANY).as_str() + "import x\n");
    assert!(count("x.py", "from legacy import *\n".repeat(MANY) + "billing.x\n") > 0);
    let tried = "try:\n from legacy import billing\nexcept ImportError:\n billing = None\n";
    assert!(count("x.py", tried.repeat(MANY / 4) + "billing.x\n") > MANY / 4);
}

#[test]
fn binds_one_name_again_and_again() {
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
fn statements_have_many_parts() {
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
fn classes_inherit_in_diamonds() {
    let first = "from legacy.api import Client\nclass C0(Client):\n class I(Client): pass\n".to_owned();
    let others = numbered(30, |n| {
        let above = n + 1;
        format!("class C{above}(C{n}, C{n}, C{n}, C{n}.I, C{n}.I): pass\n")
    });
    let text = first + &others;
    assert!(count("x.py", text + "x = C9()\nx.send()\nC29.I().send()\n") >= 1);
}

#[test]
fn strings_of_every_kind() {
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
fn calls_that_import_are_never_given_a_name() {
    let calls = "import_module(\n".repeat(20_000);
    assert_eq!(python("billing = charge = 1\n".to_owned() + &calls), 0);
}
