//! Baselines: written, merged, pruned, broken; and what a check against one fails for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use straggler::baseline::Baseline;
use straggler::finding::Status;
use straggler::problem::Severity;
use straggler::scan::Scan;
use tempfile::TempDir;

use crate::support::{Mark, document, file, rule};

const RULES: &str =
    "[[rule]]\nid = \"legacy\"\nmodule = \"legacy.api\"\n[[rule]]\nid = \"old\"\nmodule = \"old.api\"\n";
const FILE: &str = "straggler-baseline.txt";

fn tree(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "straggler.toml", RULES);
    for (path, text) in files {
        write(directory.path(), path, text);
    }
    directory
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The exit code, and what was said on both streams.
fn run(root: &Path, line: &str) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_straggler"));
    let output = command
        .current_dir(root)
        .args(line.split_whitespace())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

fn known(root: &Path) -> String {
    fs::read_to_string(root.join(FILE)).unwrap()
}

#[test]
fn what_is_known_passes_wherever_it_stands_and_what_is_not_fails() {
    let tree = tree(&[("a.py", "import legacy.api\n\n\ndef f():\n    legacy.api.go(1)\n")]);
    let root = tree.path();
    assert_eq!(run(root, "baseline write").0, 0);
    assert_eq!(known(root).lines().count(), 3);
    assert_eq!(run(root, "check --baseline straggler-baseline.txt").0, 0);

    // Elsewhere in the file, in another file, in lines of its own.
    write(
        root,
        "a.py",
        "# new\nimport legacy.api\n\n\ndef f():\n    x = legacy.api.go(2)\n",
    );
    assert_eq!(run(root, "check --baseline straggler-baseline.txt").0, 0);
    fs::remove_file(root.join("a.py")).unwrap();
    write(
        root,
        "b/c.py",
        "import legacy.api\n\n\nclass C:\n    def g(self):\n        legacy.api.go(\n            1\n        )\n",
    );
    let (code, said) = run(root, "check --baseline straggler-baseline.txt");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("legacy: +0 −0, 2 moved, 2 remaining"), "{said}");

    write(root, "b/d.py", "import old.api\n");
    let (code, said) = run(root, "check --baseline straggler-baseline.txt");
    assert_eq!(code, 1);
    assert!(said.contains("b/d.py:1:8"), "{said}");
    assert!(said.contains("old: +1 −0, 0 → 1 remaining"), "{said}");
    assert_eq!(
        run(root, "check --baseline straggler-baseline.txt --max-new 1").0,
        0
    );
    assert_eq!(run(root, "baseline check").0, 1);
}

#[test]
fn pruning_takes_what_is_gone_and_nothing_else() {
    let tree = tree(&[
        ("a.py", "import legacy.api\nlegacy.api.go(1)\n"),
        ("b.py", "import legacy.api\n"),
        ("c.py", "import old.api\n"),
    ]);
    let root = tree.path();
    run(root, "baseline write");
    write(root, "a.py", "import legacy.api\n");
    write(root, "new.py", "import old.api\nold.api.go(1)\n");
    // What cannot be read is not known to be gone, nor is what no rule is about any more.
    write(root, "b.py", "import legacy.api\0\n");
    write(root, "straggler.toml", &RULES.replace("\"old\"", "\"older\""));
    fs::remove_file(root.join("c.py")).unwrap();
    let before = known(root);
    assert_eq!(run(root, "baseline check").0, 1);
    let (code, said) = run(root, "baseline prune");
    assert_eq!(code, 0);
    assert!(said.contains("1 reference gone, 3 left"), "{said}");
    assert!(
        said.contains("references of `old`, and there is no such rule"),
        "{said}"
    );
    let after = known(root);
    let gone: Vec<&str> = before.lines().filter(|line| !after.contains(line)).collect();
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert!(
        gone[0].starts_with("legacy\ta.py\t-\tlegacy.api\t2\t"),
        "{gone:?}"
    );
    assert!(after.lines().all(|line| before.contains(line)));
}

#[test]
fn two_branches_merge_by_union() {
    let tree = tree(&[("a.py", "import legacy.api\nlegacy.api.go(1)\n")]);
    let root = tree.path();
    run(root, "baseline write");
    let ours = known(root);
    write(root, "b.py", "import legacy.api\n");
    run(root, "baseline write");
    let theirs = known(root);
    let union: BTreeSet<&str> = ours.lines().chain(theirs.lines()).collect();
    let merged: Vec<&str> = union.into_iter().collect();
    assert_eq!(merged.join("\n") + "\n", theirs);
    write(
        root,
        FILE,
        &format!("{ours}{}", theirs.split_once('\n').unwrap().1),
    );
    assert_eq!(run(root, "baseline check").0, 0, "lines may be there twice");
}

#[test]
fn a_broken_baseline_is_an_error_with_its_line() {
    let tree = tree(&[("a.py", "import legacy.api\n")]);
    let root = tree.path();
    let header = "# straggler baseline 1: references that are known, one to a line\n";
    for (text, said) in [
        ("", "the baseline is empty"),
        ("legacy\ta.py\n", "this is no baseline"),
        ("# straggler baseline 9\n", "it was written by another version"),
        (&format!("{header}<<<<<<< ours\n"), "a conflict was left here"),
        (&format!("{header}\nlegacy\ta.py\n"), "straggler-baseline.txt:3:1"),
        (
            &format!("{header}legacy\ta.py\t-\tlegacy.api\tx\t00\n"),
            "is no number",
        ),
        (
            &format!("{header}legacy\ta.py\t-\tlegacy.api\t1\tzz\n"),
            "ends in no hash",
        ),
    ] {
        write(root, FILE, text);
        for line in [
            "check --baseline straggler-baseline.txt",
            "baseline check",
            "baseline prune",
            "baseline write",
        ] {
            let (code, output) = run(root, line);
            assert_eq!(code, 2, "{line}: {output}");
            assert!(output.contains(said), "{line}: {output}");
            assert_eq!(known(root), text, "{line} leaves it as it was");
        }
    }
    fs::remove_file(root.join(FILE)).unwrap();
    let (code, output) = run(root, "check --baseline straggler-baseline.txt");
    assert_eq!(
        (code, output.contains("`straggler baseline write` writes one")),
        (2, true),
        "{output}"
    );
}

proptest! {
    #[test]
    fn a_baseline_reads_back_as_it_was_written(paths in prop::collection::vec("\\PC{1,12}|[a\\\\\t\r\n]{1,6}", 1..8)) {
        let paths: BTreeSet<String> = paths.into_iter().collect();
        let mark = |number: usize| Mark { rule: 0, on: "legacy", name: "legacy", via: None, status: match number % 3 {
            0 => Status::Suppressed,
            _ => Status::Open,
        } };
        let files = paths.iter().enumerate().map(|(number, path)| file(path, "legacy legacy\n", &[mark(number)]));
        let scan = Scan { files: files.collect(), ..Scan::default() };
        let rules = [rule("legacy", "a\tb", Severity::Warning)];
        let baseline = Baseline::of(&scan, &rules);
        let read = Baseline::parse(&document("b", &baseline.text())).unwrap();
        prop_assert_eq!(&read, &baseline);
        let known = read.known(&rules, |_| true);
        let mut pruned = read;
        prop_assert_eq!(pruned.prune(&known, &rules), known.len());
        prop_assert!(pruned.is_empty());
    }
}
