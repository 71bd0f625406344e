//! The command line, as it is typed: conversations in `tests/cli`, and what they cannot say.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const RULES: &str = "[[rule]]\nid = \"legacy\"\nmodule = \"legacy.api\"\nseverity = \"error\"\n";
const SOURCE: &str = "import legacy.api\n";

/// A directory with files.
pub(crate) fn tree(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

pub(crate) fn command(directory: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_straggler"));
    command.current_dir(directory).args(line.split_whitespace());
    command.env("LC_ALL", "C.UTF-8");
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(name);
    }
    command
}

pub(crate) fn run(directory: &Path, line: &str) -> Output {
    command(directory, line).output().unwrap()
}

pub(crate) fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub(crate) fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn conversations() {
    trycmd::TestCases::new()
        .env("LC_ALL", "C.UTF-8")
        .case("tests/cli/*.trycmd")
        .case("tests/cli/*.toml")
        .case("README.md");
}

#[test]
fn an_empty_directory_is_no_success_story() {
    let empty = tree(&[]);
    let output = run(empty.path(), "");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(out(&output), "");
    assert!(err(&output).contains("no file was scanned"), "{}", err(&output));
}

#[test]
fn without_a_configuration_the_built_in_sets_run_and_say_so() {
    let bare = tree(&[("tool.py", "import imp\n\nimp.reload(imp)\n")]);
    let output = run(bare.path(), "--format concise");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        out(&output).starts_with("tool.py:1:8: warning[python-imp] "),
        "{}",
        out(&output)
    );
    let said =
        "note: no straggler.toml here or above: using builtin:python-stdlib (`straggler init` writes one)";
    assert!(err(&output).starts_with(said), "{}", err(&output));
}

#[test]
fn the_configuration_above_counts() {
    let tree = tree(&[
        ("straggler.toml", RULES),
        ("a/b/c.py", SOURCE),
        ("a/d.py", SOURCE),
    ]);
    let output = run(&tree.path().join("a/b"), "-q --format concise");
    assert_eq!(
        out(&output),
        "c.py:1:8: error[legacy] `legacy.api` is deprecated\n"
    );
    assert_eq!(output.status.code(), Some(1));
    let elsewhere = run(
        Path::new("/"),
        &format!("-q count --format csv {}", tree.path().join("a").display()),
    );
    assert_eq!(out(&elsewhere), "rule,open,suppressed,allowed\nlegacy,2,0,0\n");
}

#[test]
fn json_goes_to_standard_output_alone_and_is_the_same_for_any_number_of_threads() {
    let sources: Vec<(String, &str)> = (0..40).map(|n| (format!("m{n}/x.py"), SOURCE)).collect();
    let mut files: Vec<(&str, &str)> = sources
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    files.push(("straggler.toml", RULES));
    let tree = tree(&files);
    let one = run(tree.path(), "--format json --threads 1");
    let many = run(tree.path(), "--format json --threads 7");
    assert_eq!(out(&one), out(&many));
    let document: Value = serde_json::from_str(out(&one)).unwrap();
    assert_eq!(document["findings"].as_array().unwrap().len(), 40);
    assert_eq!(document["counts"][0]["open"], 40);
}

#[test]
fn colours_follow_the_flag_then_the_environment_then_the_terminal() {
    let tree = tree(&[("straggler.toml", RULES), ("a.py", SOURCE)]);
    let coloured = |line: &str, variable: Option<(&str, &str)>| {
        let output = command(tree.path(), line).envs(variable).output().unwrap();
        out(&output).contains('\u{1b}')
    };
    assert!(!coloured("", None), "a pipe is no terminal");
    assert!(coloured("--color always", None));
    assert!(coloured("--color always", Some(("NO_COLOR", "1"))));
    assert!(coloured("", Some(("CLICOLOR_FORCE", "1"))));
    assert!(!coloured("", Some(("NO_COLOR", "1"))));
    assert!(!coloured("--color never", Some(("CLICOLOR_FORCE", "1"))));
}

#[test]
fn shells_can_complete_every_subcommand() {
    let empty = tree(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(empty.path(), &format!("completions {shell}"));
        let subcommands = ["check", "count", "explain", "init", "rules"];
        assert!(
            subcommands.iter().all(|name| out(&output).contains(name)),
            "{shell}"
        );
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let source = SOURCE.repeat(20_000);
    let tree = tree(&[("straggler.toml", RULES), ("a.py", &source)]);
    let mut child = command(tree.path(), "--format concise")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(err(&output), "");
}

#[test]
fn a_file_over_the_limit_is_counted_as_skipped() {
    let tree = tree(&[("straggler.toml", RULES), ("a.py", "")]);
    let huge = fs::File::create(tree.path().join("huge.py")).unwrap();
    huge.set_len(11 * 1024 * 1024).unwrap();
    let output = run(tree.path(), "--strict --verbose");
    assert_eq!(output.status.code(), Some(3));
    assert!(
        err(&output).contains("1 file was not read: 1 too large"),
        "{}",
        err(&output)
    );
    assert!(
        err(&output).contains("huge.py: too large: 11534336 bytes"),
        "{}",
        err(&output)
    );
    assert!(
        err(&output).contains("error: no verdict: 1 file was not"),
        "{}",
        err(&output)
    );
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_not_followed_out_of_the_tree() {
        let outside = tree(&[("secret.py", SOURCE)]);
        let tree = tree(&[("straggler.toml", RULES), ("real.py", SOURCE)]);
        symlink(outside.path(), tree.path().join("out")).unwrap();
        symlink(outside.path().join("secret.py"), tree.path().join("out.py")).unwrap();
        symlink("real.py", tree.path().join("in.py")).unwrap();
        symlink(".", tree.path().join("loop")).unwrap();
        symlink("nowhere", tree.path().join("dangling.py")).unwrap();
        let output = run(tree.path(), "--format concise --verbose");
        assert_eq!(
            out(&output),
            "real.py:1:8: error[legacy] `legacy.api` is deprecated\n"
        );
        assert!(
            err(&output).contains("2 files were not read: 2 unreadable"),
            "{}",
            err(&output)
        );
        assert!(
            err(&output).contains("out.py: a symbolic link out of the tree"),
            "{}",
            err(&output)
        );

        let inside = run(tree.path(), "-q --format concise in.py loop/real.py");
        assert_eq!(out(&inside), out(&output));
        for link in ["out", "out.py"] {
            let refused = run(tree.path(), link);
            assert_eq!(refused.status.code(), Some(2));
            let said = format!("error: `{link}` is a symbolic link out of the scanned tree\n");
            assert_eq!(err(&refused), said);
        }
    }

    #[test]
    fn what_is_no_file_is_never_opened() {
        let tree = tree(&[("straggler.toml", RULES)]);
        let made = Command::new("mkfifo")
            .arg(tree.path().join("pipe.py"))
            .status()
            .unwrap();
        assert!(made.success());
        for line in ["--verbose", "--verbose pipe.py"] {
            let output = run(tree.path(), line);
            assert!(
                err(&output).contains("pipe.py: not a regular file"),
                "{}",
                err(&output)
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_counted() {
        let tree = tree(&[("straggler.toml", RULES), ("a.py", SOURCE), ("shut/b.py", SOURCE)]);
        let shut = |path: &str, mode| {
            let permissions = fs::Permissions::from_mode(mode);
            fs::set_permissions(tree.path().join(path), permissions).unwrap();
        };
        shut("a.py", 0o000);
        shut("shut", 0o000);
        let is_omnipotent = fs::read(tree.path().join("a.py")).is_ok();
        let output = run(tree.path(), "--verbose count");
        shut("shut", 0o700);
        if is_omnipotent {
            assert_eq!(err(&output), "");
        } else {
            assert!(
                err(&output).contains("a.py: permission denied\n  shut: permission denied"),
                "{}",
                err(&output)
            );
        }
    }

    #[test]
    fn a_name_that_is_not_unicode_is_counted_and_shown_harmlessly() {
        let tree = tree(&[("straggler.toml", RULES), ("a\u{1b}[2J.py", SOURCE)]);
        let name = OsStr::from_bytes(b"b\xff.py");
        if fs::write(tree.path().join(name), SOURCE).is_err() {
            return; // Not every file system has such names.
        }
        let output = run(tree.path(), "--format concise --verbose");
        assert_eq!(
            out(&output),
            "a\\u{1b}[2J.py:1:8: error[legacy] `legacy.api` is deprecated\n"
        );
        assert!(
            err(&output).contains("b\u{fffd}.py: its name is not Unicode"),
            "{}",
            err(&output)
        );
    }
}

#[test]
fn paths_with_configurations_of_their_own_are_not_checked_together() {
    let two = tree(&[
        ("one/straggler.toml", RULES),
        ("one/a.py", SOURCE),
        ("two/straggler.toml", RULES),
        ("two/a.py", SOURCE),
    ]);
    let output = run(two.path(), "one two");
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(
        err(&output).contains("`one` has a straggler.toml"),
        "{}",
        err(&output)
    );
    assert_eq!(run(two.path(), "one").status.code(), Some(1));
    assert_eq!(
        run(two.path(), "--config one/straggler.toml one two")
            .status
            .code(),
        Some(1)
    );
}

#[test]
fn what_could_not_be_read_is_no_all_clear() {
    let broken = tree(&[
        ("straggler.toml", RULES),
        ("a.py", "import os\0"),
        ("b.py", "import os"),
    ]);
    assert_eq!(out(&run(broken.path(), "a.py")), "");
    let output = run(broken.path(), "");
    assert!(
        out(&output).contains("1 file could not be read"),
        "{}",
        out(&output)
    );
    assert!(!out(&output).contains("Nothing left"), "{}", out(&output));
}

#[test]
fn people_are_shown_paths_from_where_they_are() {
    let files = [
        ("straggler.toml", RULES),
        ("app/views.py", SOURCE),
        ("app/api/v1.py", SOURCE),
        ("tools/run.py", SOURCE),
    ];
    let tree = tree(&files);
    let paths = |directory: &str, line: &str| -> Vec<String> {
        let output = run(&tree.path().join(directory), line);
        let lines = out(&output).lines();
        lines
            .filter_map(|line| Some(line.split_once(":1:8")?.0.trim().to_owned()))
            .collect()
    };
    let concise = "check --format concise";
    assert_eq!(
        paths("", concise),
        ["app/api/v1.py", "app/views.py", "tools/run.py"]
    );
    assert_eq!(
        paths("app/api", "check --format concise ../.."),
        ["v1.py", "../views.py", "../../tools/run.py"]
    );
    assert_eq!(paths("app", "check views.py"), ["┌─ views.py"]);
    let json = run(&tree.path().join("app"), "check --format json views.py");
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["findings"][0]["path"], "app/views.py");
}
