//! The working tree and the index: what is untracked, ignored, staged, left out, or another repository's.

use std::fs;

use super::repository::{CLEAN, RULES, Repository, USE, git_in};

#[test]
fn untracked_files_count_and_ignored_ones_do_not() {
    let repository = Repository::with(&[("a.py", CLEAN), (".gitignore", "build/\n")]);
    repository.write("new.py", USE);
    repository.write("build/out.py", USE);
    repository
        .run("check --base HEAD")
        .is_red(&["new.py:1:8", "new.py:5:5"]);
    repository.run("check --base HEAD --head HEAD").is_green();
    repository.run("check --staged").is_green();
}

#[test]
fn a_tracked_file_that_is_ignored_is_left_out_on_both_sides() {
    let repository = Repository::with(&[
        ("a.py", CLEAN),
        (".gitignore", "build/\n"),
        ("build/out.py", CLEAN),
    ]);
    repository.commit(&[("build/out.py", USE)]);
    for line in [
        "check --base HEAD~1",
        "check --base HEAD~1 --head HEAD",
        "check --base HEAD~1 --head HEAD --quick",
    ] {
        repository.run(line).is_green();
    }
    let all = repository.run("check --base HEAD~1 --no-ignore");
    all.is_red(&["build/out.py:1:8", "build/out.py:5:5"]);
}

#[test]
fn what_is_ignored_from_now_on_is_ignored_on_both_sides() {
    let repository = Repository::with(&[("a.py", USE)]);
    repository.write(".gitignore", "a.py\n");
    let said = repository.run("check --base HEAD");
    said.is_green();
    // Hiding is nothing to celebrate.
    assert!(!said.out.contains("no references left"), "{said:#?}");
}

#[test]
fn what_is_staged_is_what_would_be_committed() {
    let repository = Repository::with(&[("a.py", CLEAN), ("b.py", CLEAN)]);
    repository.write("a.py", USE);
    repository.git("add a.py");
    repository.write("a.py", CLEAN);
    repository.write("b.py", USE);
    repository.run("check --staged").is_red(&["a.py:1:8", "a.py:5:5"]);
    repository
        .run("check --base HEAD")
        .is_red(&["b.py:1:8", "b.py:5:5"]);
    repository.git("add a.py");
    repository.run("check --staged").is_green();
    repository.git("rm -q --cached b.py");
    repository.run("check --staged").is_green();
}

#[test]
fn a_file_that_is_only_announced_is_not_staged() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.write("b.py", USE);
    repository.git("add --intent-to-add b.py");
    repository.run("check --staged").is_green();
    repository
        .run("check --base HEAD")
        .is_red(&["b.py:1:8", "b.py:5:5"]);
}

#[test]
fn before_the_first_commit_everything_staged_is_new() {
    let repository = Repository::empty();
    repository.write("straggler.toml", RULES);
    repository.write("a.py", USE);
    let said = repository.run("check --base HEAD");
    said.is_no_verdict(
        "error: no verdict: there is no commit here yet\n  `--staged` looks at what the first one will have\n",
    );
    repository.git("add a.py straggler.toml");
    repository.run("check --staged").is_red(&["a.py:1:8", "a.py:5:5"]);
}

#[test]
fn another_repository_within_is_no_part_of_the_change() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.write("nested/b.py", USE);
    git_in(&repository.path().join("nested"), &["init", "-q"]);
    let said = repository.run("check --base HEAD");
    said.is_green();
    assert!(!said.out.contains("+2"), "{said:#?}");
}

#[test]
fn a_submodule_is_not_entered_and_that_is_said() {
    let library = Repository::with(&[("c.py", CLEAN)]);
    library.commit(&[("c.py", USE)]);
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.git(&format!("submodule --quiet add {} lib", library.url()));
    repository.git("-C lib checkout -q HEAD~1");
    repository.git("add --all");
    repository.git("commit -q -m submodule");
    repository.git("-C lib checkout -q main");
    repository.git("add --all");
    repository.git("commit -q -m newer");
    for line in ["check --base HEAD~1", "check --base HEAD~1 --head HEAD"] {
        let said = repository.run(line);
        said.is_green();
        assert_eq!(said.err, "note: `lib` is a submodule: it is not compared\n");
    }
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_not_gone() {
    let repository = Repository::with(&[("in/a.py", CLEAN), ("out/b.py", USE)]);
    repository.git("sparse-checkout set in");
    assert!(!repository.path().join("out").exists());
    repository.run("check --base HEAD").is_green();
    repository.write("in/a.py", USE);
    let said = repository.run("check --base HEAD");
    said.is_red(&["in/a.py:1:8", "in/a.py:5:5"]);
    repository.git("add in/a.py");
    repository.git("commit -q -m more");
    let committed = repository.run("check --base HEAD~1 --head HEAD");
    committed.tells("legacy: +2 −0, 2 → 4 remaining");
}

#[test]
fn what_a_merge_brings_into_a_sparse_checkout_counts() {
    let repository = Repository::with(&[("in/a.py", CLEAN), ("out/b.py", CLEAN)]);
    repository.commit(&[("out/b.py", USE)]);
    repository.git("sparse-checkout set in");
    let said = repository.run("check --base HEAD~1");
    said.is_red(&["out/b.py:1:8", "out/b.py:5:5"]);
}

#[test]
fn a_file_is_read_though_its_size_and_time_are_as_they_were() {
    let repository = Repository::with(&[("a.py", "import modern.api\n")]);
    let file = repository.path().join("a.py");
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    fs::write(&file, "import legacy.api\n").unwrap();
    let opened = fs::File::options().append(true).open(&file).unwrap();
    opened.set_modified(time).unwrap();
    repository.run("check --base HEAD").is_red(&["a.py:1:8"]);
}

#[test]
fn a_file_that_git_is_told_to_take_for_unchanged_is_still_read() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.git("update-index --assume-unchanged a.py");
    repository.write("a.py", USE);
    repository
        .run("check --base HEAD")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
}
