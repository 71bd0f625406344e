//! Trees that nobody would make by hand: they are passed over or end in a clear error, and soon.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::repository::{CLEAN, RULES, Repository, USE};

/// Stores a tree of entries, as they are.
fn tree(repository: &Repository, entries: &[(&str, &[u8], &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend_from_slice(mode.as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(name);
        bytes.push(0);
        let pairs = id
            .as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).unwrap());
        bytes.extend(pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()));
    }
    object(repository, "tree", &bytes)
}

fn object(repository: &Repository, kind: &str, bytes: &[u8]) -> String {
    let mut git = Command::new("git")
        .current_dir(repository.path())
        .args(["hash-object", "--literally", "-w", "--stdin", "-t", kind])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    git.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = git.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn commit(repository: &Repository, tree: &str, parent: &str) -> String {
    let text = format!(
        "tree {tree}\nparent {parent}\nauthor A <a@example.test> 1700000000 +0000\n\
         committer A <a@example.test> 1700000000 +0000\n\nhostile\n"
    );
    object(repository, "commit", text.as_bytes())
}

#[test]
fn entries_that_lead_out_of_the_tree_are_passed_over() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    let head = repository.git("rev-parse HEAD");
    let source = object(&repository, "blob", USE.as_bytes());
    let rules = object(&repository, "blob", RULES.as_bytes());
    let below = tree(&repository, &[("100644", b"x.py", &source)]);
    let hostile = tree(
        &repository,
        &[
            ("40000", b"..", &below),
            ("40000", b".", &below),
            ("40000", b".git", &below),
            ("40000", b"", &below),
            ("100644", b"../../up.py", &source),
            ("100644", b"/tmp/absolute.py", &source),
            ("100644", b"a\nb.py", &source),
            ("100644", b"\x1b[31mred.py", &source),
            ("100644", b"straggler.toml", &rules),
        ],
    );
    let commit = commit(&repository, &hostile, &head);
    for more in ["", " --quick"] {
        let said = repository.run(&format!("check --base {head} --head {commit}{more}"));
        assert!(matches!(said.code, Some(1 | 3)), "{said:#?}");
        for never in ["..", ".git/", "/tmp", "\u{1b}"] {
            let places = said.out.lines().filter(|line| line.contains("┌─"));
            assert!(
                places.clone().all(|line| !line.contains(never)),
                "{never}: {said:#?}"
            );
        }
    }
}

#[test]
fn a_tree_that_spells_more_paths_than_there_are_ends_in_an_error() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    let head = repository.git("rev-parse HEAD");
    let source = object(&repository, "blob", USE.as_bytes());
    let mut below = tree(&repository, &[("100644", b"x.py", &source)]);
    for _ in 0..15 {
        let names: Vec<String> = (0..4).map(|name| format!("{name:0250}")).collect();
        let entries: Vec<(&str, &[u8], &str)> = names
            .iter()
            .map(|name| ("40000", name.as_bytes(), below.as_str()))
            .collect();
        below = tree(&repository, &entries);
    }
    let bomb = commit(&repository, &below, &head);
    let began = Instant::now();
    for line in [
        format!("check --base {head} --head {bomb}"),
        format!("check --base {head} --head {bomb} --quick"),
    ] {
        let said = repository.run(&line);
        assert_eq!(said.code, Some(3), "{said:#?}");
        assert!(said.err.contains("entries"), "{said:#?}");
    }
    assert!(began.elapsed() < Duration::from_mins(2));
}

#[test]
fn objects_that_are_damaged_or_missing_have_no_verdict() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    let head = repository.git("rev-parse HEAD");
    let nowhere = "1234567890123456789012345678901234567890";
    let missing_file = tree(&repository, &[("100644", b"a.py", nowhere)]);
    let missing_tree = tree(&repository, &[("40000", b"a", nowhere)]);
    let broken = object(&repository, "tree", b"100644 a.py\0short");
    for tree in [missing_tree.as_str(), broken.as_str(), nowhere] {
        let commit = commit(&repository, tree, &head);
        let said = repository.run(&format!("check --base {head} --head {commit}"));
        assert_eq!(said.code, Some(3), "{tree}: {said:#?}");
    }
    let commit = commit(&repository, &missing_file, &head);
    let said = repository.run(&format!("check --base {head} --head {commit} --strict"));
    assert_eq!(said.code, Some(3), "{said:#?}");
}

#[test]
fn a_name_that_is_an_option_or_a_range_is_a_name() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    for name in ["HEAD..HEAD", "HEAD:a.py", "^HEAD", ":/more", "@{u}", "HEAD^{/x}"] {
        let said = repository.run(&format!("check --base {name}"));
        assert!(matches!(said.code, Some(0 | 3)), "{name}: {said:#?}");
    }
    let said = repository.run("check --base=--upload-pack=x");
    assert_eq!(said.code, Some(3), "{said:#?}");
}
