//! `--output`: several formats of one run, in files that are whole or not there, and nowhere else than it says.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::cli::{err, out, run, tree};

const RULES: &str = "[[rule]]\nid = \"legacy\"\nmodule = \"legacy.api\"\n";

fn project() -> TempDir {
    tree(&[
        ("straggler.toml", RULES),
        ("a.py", "import legacy.api\n"),
        ("sub/b.py", ""),
    ])
}

/// What lies in a directory, hidden or not.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// Runs something that must be refused as wrong use, with nothing written.
fn refused(directory: &Path, line: &str, why: &str) {
    let before = names(directory);
    let output = run(directory, line);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(err(&output).contains(why), "{}", err(&output));
    assert_eq!(out(&output), "");
    assert_eq!(names(directory), before);
}

#[test]
fn several_at_once_are_what_each_is_alone() {
    let tree = project();
    let at = tree.path();
    let formats = "--output sarif=out.sarif --output markdown=sub/page.md --output json=./o.json";
    let output = run(at, formats);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).starts_with("warning[legacy]"), "{}", out(&output));
    let alone = project();
    for (format, file) in [
        ("sarif", "out.sarif"),
        ("markdown", "sub/page.md"),
        ("json", "o.json"),
    ] {
        let alone = run(alone.path(), &format!("-q --format {format}"));
        assert_eq!(
            fs::read_to_string(at.join(file)).unwrap(),
            out(&alone),
            "{format}"
        );
    }
    assert_eq!(
        names(at),
        ["a.py", "o.json", "out.sarif", "straggler.toml", "sub"]
    );
}

/// A report names what it is about, and would be found the next time.
#[test]
fn what_is_written_is_not_scanned() {
    let tree = project();
    let line = "-q --output json=found.yaml --output github";
    let first = run(tree.path(), line);
    assert!(
        fs::read_to_string(tree.path().join("found.yaml"))
            .unwrap()
            .contains("legacy.api")
    );
    let second = run(tree.path(), line);
    assert_eq!(out(&first), out(&second));
    let unnamed = run(tree.path(), "-q --format github");
    assert!(out(&unnamed).contains("found.yaml"), "it would have been");
}

#[test]
fn standard_output_takes_one() {
    let tree = project();
    for line in ["-q --output json", "-q --output json=-", "-q --format json"] {
        let output = run(tree.path(), line);
        assert!(
            out(&output).starts_with("{\n  \"version\": 1,"),
            "{}",
            out(&output)
        );
    }
    let why = "standard output takes one format";
    refused(tree.path(), "--output json --output sarif=-", why);
    refused(tree.path(), "--output json --format full", why);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let tree = project();
    let at = tree.path();
    refused(at, "--output sarfi=x", "did you mean `sarif`?");
    refused(at, "--output json=", "no file is named after the `=`");
    refused(
        at,
        "--output json=no/x.json",
        "cannot write `no/x.json`: there is no such directory",
    );
    refused(at, "--output json=sub", "something else than a file is there");
    refused(at, "--output json=new/", "it is no name of a file");
    refused(at, "--output json=sub/..", "it is no name of a file");
    let twice = "two formats cannot both be written to `./x`";
    refused(at, "--output json=x --output sarif=./x", twice);
}

#[test]
fn a_file_that_is_there_is_replaced() {
    let tree = project();
    let file = tree.path().join("out.json");
    fs::write(&file, "old".repeat(100_000)).unwrap();
    run(tree.path(), "--output json=out.json");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with('{') && text.ends_with("}\n"));
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::{MetadataExt, symlink};

    use super::*;

    #[test]
    fn nothing_is_written_through_a_link() {
        let (tree, elsewhere) = (project(), tree(&[("kept", "as it was")]));
        let (at, elsewhere) = (tree.path(), elsewhere.path());
        symlink(elsewhere.join("kept"), at.join("file")).unwrap();
        symlink(elsewhere.join("new"), at.join("dangling")).unwrap();
        symlink(elsewhere, at.join("out")).unwrap();
        symlink("sub", at.join("in")).unwrap();
        refused(at, "--output json=file", "it is a symbolic link");
        refused(at, "--output json=dangling", "it is a symbolic link");
        let out = "a symbolic link on the way leads out of the working directory";
        refused(at, "--output json=out/x.json", out);
        refused(at, "--output json=./out/kept", out);
        assert_eq!(names(elsewhere), ["kept"]);
        assert_eq!(fs::read_to_string(elsewhere.join("kept")).unwrap(), "as it was");
        // One that stays within leads nobody astray, and who names another place means it.
        let output = run(
            at,
            &format!("--output json=in/x.json --output sarif={}/x", elsewhere.display()),
        );
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert_eq!(names(&at.join("sub")), ["b.py", "x.json"]);
        assert_eq!(names(elsewhere), ["kept", "x"]);
    }

    #[test]
    fn a_new_file_has_the_mode_of_any() {
        let tree = project();
        run(tree.path(), "--output json=out.json");
        let mode = |name: &str| fs::metadata(tree.path().join(name)).unwrap().mode();
        assert_eq!(mode("out.json"), mode("a.py"));
    }
}

/// No place to write to, for root neither.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_no_verdict() {
    let tree = project();
    let output = run(tree.path(), "--output json=/proc/out.json");
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert!(err(&output).starts_with("error: cannot write `/proc/out.json`: "));
    assert_eq!(out(&output), "");
}
