//! Harvests: what they write loads without a problem, stays what it is when other things are added, and is written
//! once. What is harvested from which source is shown in `tests/cli/harvest.trycmd`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use straggler::rule::Rule;
use straggler::rule::load::{self, DocumentKind};
use tempfile::TempDir;

use crate::support::{document, plain, root};

fn tree(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

fn run(directory: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_straggler"));
    command.current_dir(directory).args(line.split_whitespace());
    command.env("NO_COLOR", "1").output().unwrap()
}

/// What is harvested from some files, which must be a sound rule set.
fn harvested(files: &[(&str, &str)]) -> Vec<Rule> {
    let tree = tree(files);
    let output = run(tree.path(), "rules harvest");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    sound(&String::from_utf8(output.stdout).unwrap())
}

fn sound(text: &str) -> Vec<Rule> {
    let (parsed, problems) = load::load(&document("harvested.toml", text), DocumentKind::RuleSet);
    assert!(problems.is_empty(), "{}\n{text}", plain(&problems));
    parsed.rules
}

fn names(rules: &[Rule]) -> Vec<&str> {
    rules
        .iter()
        .map(|rule| rule.target.names[0].text.as_str())
        .collect()
}

#[test]
fn what_is_written_loads_without_a_problem() {
    let directory = root().join("tests/cli/harvest.in");
    let output = run(&directory, "rules harvest");
    let rules = sound(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(rules.len(), 19);
    let again = run(&directory, "rules harvest --threads 1");
    assert_eq!(sound(&String::from_utf8(again.stdout).unwrap()).len(), 19);
}

#[test]
fn two_harvests_are_the_same_bytes() {
    let directory = root().join("tests/cli/harvest.in");
    let one = run(&directory, "rules harvest");
    let other = run(&directory, "rules harvest --threads 1");
    assert_eq!(one.stdout, other.stdout);
}

#[test]
fn ids_stay_when_other_things_are_added() {
    let before = [("a/src/lib.rs", "#[deprecated]\npub fn b_c() {}\n")];
    let after = [
        (
            "a/src/lib.rs",
            "mod a;\n#[deprecated]\npub fn b_c() {}\n#[deprecated]\npub fn x() {}\n",
        ),
        ("a/src/y.rs", "#[deprecated]\npub fn b_c() {}\n"),
        (
            "py/m.py",
            "from warnings import deprecated\n@deprecated('')\ndef b_c(): ...\n",
        ),
    ];
    let ids = |files: &[(&str, &str)]| -> BTreeMap<String, String> {
        let rules = harvested(files).into_iter();
        rules
            .map(|rule| (rule.target.names[0].text.clone(), rule.id))
            .collect()
    };
    let (before, after) = (ids(&before), ids(&after));
    assert_eq!(after.len(), 4, "{after:?}");
    assert!(
        before.iter().all(|(name, id)| after.get(name) == Some(id)),
        "{before:?} {after:?}"
    );
}

#[test]
fn odd_texts_and_names_are_written_soundly() {
    let rules = harvested(&[
        (
            "src/lib.rs",
            "#[deprecated(since = \"\", note = \"\")]\npub fn r#try() {}\n\
             #[deprecated(note = \"\\\"\\\"\\\" ''' \\\\ \\u{7} \\u{202e} [[rule]]\\n# x = 1\")]\npub fn ü() {}\n\
             #[deprecated]\npub mod only { #[deprecated] pub fn below() {} }\n\
             pub struct T(#[deprecated] pub u8);\n\
             impl<'a> [u8; 3] { #[deprecated] fn x() {} }\n\
             impl dyn Send { #[deprecated] fn y() {} }\n\
             impl super::super::Up { #[deprecated] fn z() {} }\n",
        ),
        ("std/src/lib.rs", "#![deprecated]\n"),
        (
            "lonely.py",
            "import warnings\nwarnings.warn('gone', DeprecationWarning)\n",
        ),
    ]);
    let names = names(&rules);
    assert!(
        names.contains(&"lonely") && names.contains(&"lib::try"),
        "{names:?}"
    );
    assert!(
        !names.iter().any(|name| name.ends_with("below") || *name == "std"),
        "{names:?}"
    );
}

#[test]
fn modules_that_go_around_in_circles_have_few_names() {
    let rules = harvested(&[(
        "src/lib.rs",
        "pub mod a { pub use super::*; pub use super::b; #[deprecated] pub fn f() {} }\n\
         pub mod b { pub use super::a; pub use super::a::*; pub use crate as root; }\n\
         pub use a::g as h; pub use h as g;\n",
    )]);
    assert_eq!(rules.len(), 1);
    let names: Vec<&str> = rules[0]
        .target
        .names
        .iter()
        .map(|name| name.text.as_str())
        .collect();
    assert_eq!(names[0], "lib::a::f");
    assert!(names.len() < 9, "{names:?}");
}

#[test]
fn what_cannot_be_read_is_told() {
    let deep = format!(
        "#[deprecated]\nfn f() {{ {} }}\n",
        "(".repeat(5000) + &")".repeat(5000)
    );
    let tree = tree(&[
        ("src/lib.rs", &deep),
        ("src/a.rs", "fn ("),
        ("b.py", "def f(:\n  @deprecated"),
    ]);
    let output = run(tree.path(), "rules harvest -v");
    assert!(output.status.success() && output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("2 files did not parse") && said.contains("src/a.rs"),
        "{said}"
    );
}

#[test]
fn hostile_sources_are_read_in_bounded_time() {
    let lines = (0..300).map(|depth| " ".repeat(depth) + "class A:\n");
    let nested = lines.collect::<String>() + "deprecated Warning";
    let sum = format!(
        "from warnings import deprecated\n@deprecated({}'x')\ndef f(): ...\n",
        "'x' + ".repeat(20_000)
    );
    let wide = format!(
        "import warnings\nX = [{}]\ndef __getattr__(n):\n    if n in X:\n        warnings.warn('', DeprecationWarning)\n",
        "'a',".repeat(50_000)
    );
    let rules = harvested(&[("a.py", &nested), ("b.py", &sum), ("c.py", &wide)]);
    assert_eq!(names(&rules), ["b.f", "c.a"]);
}

#[test]
fn a_file_is_never_written_over() {
    let tree = tree(&[
        ("src/lib.rs", "#[deprecated]\npub fn f() {}\n"),
        ("taken.toml", "# mine\n"),
    ]);
    let output = run(tree.path(), "rules harvest -o taken.toml");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        fs::read_to_string(tree.path().join("taken.toml")).unwrap(),
        "# mine\n"
    );
    let output = run(tree.path(), "rules harvest -o no/such/directory.toml");
    assert_eq!(output.status.code(), Some(2));
    let output = run(tree.path(), "rules harvest -o new.toml");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        sound(&fs::read_to_string(tree.path().join("new.toml")).unwrap()).len(),
        1
    );
}
