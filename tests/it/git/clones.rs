//! Clones that do not have everything: each says so, and the command that it names mends it.

use super::repository::{CLEAN, Repository, USE, git_in};

/// A main branch, and a work branch that parts from it and adds two references, each three commits long.
fn origin() -> Repository {
    let origin = Repository::with(&[("a.py", "def run():\n    return 0\n"), ("b.py", CLEAN)]);
    origin.git("config uploadpack.allowFilter true");
    origin.git("checkout -q -b work");
    origin.commit(&[("c.py", CLEAN)]);
    origin.commit(&[("a.py", USE)]);
    origin.commit(&[("c.py", "def run():\n    return 3\n")]);
    origin.git("checkout -q main");
    origin.commit(&[("d.py", CLEAN)]);
    origin.commit(&[("e.py", CLEAN)]);
    origin
}

fn clone(origin: &Repository, options: &[&str]) -> Repository {
    let clone = Repository::plain();
    let url = origin.url();
    let arguments = [&["clone", "-q"], options, &[url.as_str(), "."]].concat();
    git_in(clone.path(), &arguments);
    clone
}

/// Does what the message says.
#[track_caller]
fn mend(clone: &Repository, said: &super::repository::Said) {
    let command = said.command();
    git_in(
        clone.path(),
        &command.iter().map(String::as_str).collect::<Vec<_>>(),
    );
}

#[test]
fn a_shallow_clone_of_one_branch_is_told_to_fetch_the_other() {
    let origin = origin();
    let clone = clone(&origin, &["--depth=1", "--branch=work"]);
    let said = clone.run("check --base origin/main");
    said.is_no_verdict(
        "error: no verdict: there is no commit `origin/main` in this clone, which is a shallow one\n\
         \x20 run `git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main`\n",
    );
    mend(&clone, &said);
    clone
        .run("check --base origin/main")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
}

#[test]
fn a_name_of_the_remote_is_put_as_git_knows_it() {
    let origin = origin();
    let clone = clone(&origin, &["--depth=1", "--branch=work"]);
    let said = clone.run("check --base main");
    said.is_no_verdict(
        "error: no verdict: there is no commit `main` in this clone, which is a shallow one\n\
         \x20 run `git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main`, and name the \
         base `origin/main`\n",
    );
    mend(&clone, &said);
    let said = clone.run("check --base main");
    said.is_no_verdict(
        "error: no verdict: there is no commit `main` in this clone\n  did you mean `origin/main`?\n",
    );
    clone
        .run("check --base origin/main")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
}

#[test]
fn a_shallow_clone_whose_branches_do_not_meet_is_told_to_deepen() {
    let origin = origin();
    let clone = clone(&origin, &["--depth=1", "--branch=work", "--no-single-branch"]);
    let said = clone.run("check --base origin/main");
    said.is_no_verdict(
        "error: no verdict: this is a shallow clone: its history ends before the base and the head meet\n\
         \x20 run `git fetch --no-tags --unshallow origin`, or let CI clone with `fetch-depth: 0`\n",
    );
    mend(&clone, &said);
    clone
        .run("check --base origin/main")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
}

#[test]
fn the_parent_of_a_shallow_commit_is_not_there() {
    let origin = origin();
    let clone = clone(&origin, &["--depth=1", "--branch=work"]);
    let said = clone.run("check --base HEAD~1");
    said.is_no_verdict(
        "error: no verdict: there is no commit `HEAD~1` in this clone, which is a shallow one\n\
         \x20 run `git fetch --no-tags --unshallow origin`, or let CI clone with `fetch-depth: 0`\n",
    );
    mend(&clone, &said);
    clone.run("check --base HEAD~2").is_red(&["a.py:1:8", "a.py:5:5"]);
}

#[test]
fn a_commit_by_its_hash_can_be_fetched() {
    let origin = origin();
    let base = origin.git("rev-parse work~3");
    for options in [
        &["--depth=1", "--branch=work"][..],
        &["--depth=2", "--branch=main", "--single-branch"],
    ] {
        let clone = clone(&origin, options);
        let name = if options[1].ends_with("work") {
            base.clone()
        } else {
            origin.git("rev-parse work")
        };
        let said = clone.run(&format!("check --base {name}"));
        said.is_no_verdict(&format!(
            "error: no verdict: there is no commit `{name}` in this clone, which is a shallow one\n\
            \x20 run `git fetch --no-tags --unshallow origin {name}`\n"
        ));
        mend(&clone, &said);
        let said = clone.run(&format!("check --base {name}"));
        assert_ne!(said.code, Some(3), "{said:#?}");
    }
}

#[test]
fn a_partial_clone_says_what_it_has_not() {
    let origin = origin();
    let clone = clone(&origin, &["--filter=blob:none", "--branch=work"]);
    // What is checked out is there; of the base, what differs is not.
    let said = clone.run("check --base origin/main");
    assert_eq!(said.code, Some(3), "{said:#?}");
    let base = origin.git("merge-base main work");
    said.is_no_verdict(&format!(
        "error: no verdict: 1 of the files to compare are not in this clone, which is a partial one\n\
         \x20 run `git diff --stat {base}`, for which git fetches them\n"
    ));
    mend(&clone, &said);
    clone
        .run("check --base origin/main")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
}

#[test]
fn a_head_that_a_partial_clone_has_not_is_no_clean_one() {
    let origin = origin();
    let clone = clone(&origin, &["--filter=blob:none", "--branch=main"]);
    let said = clone.run("check --base origin/main --head origin/work");
    assert_eq!(said.code, Some(3), "{said:#?}");
    mend(&clone, &said);
    let said = clone.run("check --base origin/main --head origin/work");
    said.is_red(&["a.py:1:8", "a.py:5:5"]);
}

#[test]
fn a_history_with_files_that_are_not_here_is_no_progress() {
    let origin = origin();
    let clone = clone(&origin, &["--filter=blob:none", "--branch=work"]);
    let said = clone.run_freely("log");
    assert_eq!(said.code, Some(3), "{said:#?}");
    let before = clone.run_freely("trend --points 99 --format csv").out;
    assert!(
        before.lines().skip(1).any(|line| line.ends_with(",false")),
        "{before}"
    );
    clone.git("log -p --all");
    let after = clone.run_freely("trend --points 99 --format csv").out;
    assert!(
        after.lines().skip(1).all(|line| line.ends_with(",true")),
        "{after}"
    );
    assert_eq!(clone.run_freely("log").code, Some(0));
}

#[test]
fn a_history_that_begins_late_says_so() {
    let origin = origin();
    let clone = clone(&origin, &["--depth=1", "--branch=work"]);
    for line in ["trend", "log"] {
        let said = clone.run_freely(line);
        assert_eq!(said.code, Some(0), "{said:#?}");
        assert!(said.err.contains("this is a shallow clone"), "{said:#?}");
    }
    assert!(!origin.run_freely("trend").err.contains("shallow"));
}

#[test]
fn a_clone_without_trees_has_no_verdict() {
    let origin = origin();
    let clone = clone(&origin, &["--filter=tree:0", "--branch=work"]);
    let said = clone.run("check --base origin/main~2");
    assert_eq!(said.code, Some(3), "{said:#?}");
    mend(&clone, &said);
    // The files come apart from the trees.
    mend(&clone, &clone.run("check --base origin/main~2"));
    clone
        .run("check --base origin/main~2")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
}
