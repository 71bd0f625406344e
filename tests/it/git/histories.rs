//! Which commits are compared: branches, merges, detached heads, worktrees, and histories that do not meet.

use super::repository::{CLEAN, RULES, Repository, USE, git_in};

#[test]
fn what_is_added_is_red_and_what_is_deleted_is_celebrated() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.commit(&[("a.py", USE)]);
    let said = repository.run("check --base HEAD~1");
    said.is_red(&["a.py:1:8", "a.py:5:5"]);
    said.tells("legacy: +2 −0, 0 → 2 remaining");
    assert!(
        said.out
            .contains("This change adds 2 references to what is to go.")
    );
    repository.commit(&[("a.py", CLEAN)]);
    let said = repository.run("check --base HEAD~1");
    said.is_green();
    said.tells("legacy: +0 −2, 2 → 0 remaining");
    assert!(
        said.out
            .contains("legacy: no references left; delete the rule and the old code")
    );
    let said = repository.run("check --base HEAD~1 --head HEAD~1");
    said.is_green();
    let quick = repository.run("check --base HEAD~2 --head HEAD~1 --quick");
    quick.is_red(&["a.py:1:8", "a.py:5:5"]);
    quick.tells("legacy: +2 −0");
}

#[test]
fn the_base_is_where_the_branches_part() {
    let repository = Repository::with(&[("a.py", CLEAN), ("b.py", CLEAN)]);
    repository.git("checkout -q -b work");
    repository.commit(&[("b.py", "def run():\n    return 2\n")]);
    repository.git("checkout -q main");
    repository.commit(&[("a.py", USE)]);
    repository.git("checkout -q work");
    // What others did on the main branch meanwhile, adding or removing, is not the branch's doing.
    repository.run("check --base main").is_green();
    repository.git("merge -q --no-edit main");
    repository.run("check --base main").is_green();
    repository.commit(&[("b.py", USE)]);
    repository
        .run("check --base main")
        .is_red(&["b.py:1:8", "b.py:5:5"]);
}

#[test]
fn a_merge_commit_is_compared_with_its_first_parent() {
    let repository = Repository::with(&[("a.py", CLEAN), ("b.py", CLEAN)]);
    let stale = repository.git("rev-parse HEAD");
    repository.git("checkout -q -b work");
    repository.commit(&[("b.py", USE)]);
    repository.git("checkout -q main");
    repository.commit(&[("a.py", USE)]);
    repository.git("checkout -q --detach");
    repository.git("merge -q --no-ff --no-edit work");
    repository
        .run("check --base HEAD^1")
        .is_red(&["b.py:1:8", "b.py:5:5"]);
    repository
        .run("check --base HEAD^2")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
    let blamed = repository.run(&format!("check --base {stale}"));
    blamed.tells("legacy: +4 −0, 0 → 4 remaining");
}

#[test]
fn a_push_is_compared_with_what_was_there_before() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    let before = repository.git("rev-parse HEAD");
    repository.commit(&[("a.py", USE)]);
    repository.commit(&[("c.py", CLEAN)]);
    let said = repository.run(&format!("check --base {before}"));
    said.tells("legacy: +2 −0, 0 → 2 remaining");
    repository.run("check --base HEAD").is_green();
    repository.git("tag -a -m first v1 HEAD~2");
    repository
        .run("check --base v1 --head main")
        .tells("legacy: +2 −0, 0 → 2 remaining");
    let nothing = repository.run("check --base 0000000000000000000000000000000000000000");
    nothing.is_no_verdict(
        "error: no verdict: the base is all zeros: before this push there was no such branch\n  name the branch that \
         the new one comes from\n",
    );
}

#[test]
fn histories_that_never_meet_have_no_verdict() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.git("checkout -q --orphan other");
    repository.commit(&[("a.py", USE)]);
    repository.run("check --base main").is_no_verdict(
        "error: no verdict: the base and the head have no commit in common\n\
         \x20 a base is compared from where the histories part: name one that the head comes from\n",
    );
}

#[test]
fn a_name_that_is_no_commit_has_no_verdict() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.run("check --base mian").is_no_verdict(
        "error: no verdict: there is no commit `mian` in this clone\n\
         \x20 run `git fetch --no-tags origin +refs/heads/mian:refs/remotes/origin/mian`, and name the base \
         `origin/mian`\n",
    );
    repository.run("check --base main --head HEAD~7").is_no_verdict(
        "error: no verdict: there is no commit `HEAD~7` in this clone\n\
         \x20 `git rev-parse` tells what names a commit\n",
    );
    let tree = repository.git("rev-parse HEAD^{tree}");
    let said = repository.run(&format!("check --base {tree}"));
    assert_eq!(said.code, Some(3), "{said:#?}");
    let nowhere = Repository::plain();
    nowhere.write("straggler.toml", RULES);
    nowhere.run("check --base main").is_no_verdict(
        "error: no verdict: there is no git repository here\n  `check --baseline FILE` and `trend --from FILE` do without\n",
    );
}

#[test]
fn a_linked_worktree_has_its_own_head() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.git("worktree add -q linked -b work");
    git_in(&repository.path().join("linked"), &["config", "user.name", "A"]);
    repository.write("linked/a.py", USE);
    repository
        .run_in("linked", "check --base main")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
    // Seen from outside it is another's.
    repository.run("check --base main").is_green();
}

#[test]
fn a_subdirectory_is_compared_with_itself() {
    let files = [("services/pay/a.py", CLEAN), ("other/b.py", CLEAN)];
    let repository = Repository::with(&files);
    repository.commit(&[("services/pay/a.py", USE), ("other/b.py", USE)]);
    let all = repository.run_in("services/pay", "check --base HEAD~1");
    all.is_red(&["a.py:1:8", "a.py:5:5"]);
    all.tells("legacy: +2 −0, 0 → 2 remaining");
    let some = repository.run("check --base HEAD~1 services");
    some.is_red(&["services/pay/a.py:1:8", "services/pay/a.py:5:5"]);
    let head = repository.run_in("services", "check --base HEAD~1 --head HEAD pay");
    head.is_red(&["pay/a.py:1:8", "pay/a.py:5:5"]);
}

#[test]
fn a_configuration_in_a_subdirectory_is_a_root() {
    let repository = Repository::empty();
    repository.commit(&[
        ("services/straggler.toml", RULES),
        ("services/a.py", CLEAN),
        ("b.py", CLEAN),
    ]);
    repository.commit(&[("services/a.py", USE), ("b.py", USE)]);
    for line in [
        "check --base HEAD~1",
        "check --base HEAD~1 --head HEAD",
        "check --base HEAD~1 --head HEAD --quick",
    ] {
        repository
            .run_in("services", line)
            .is_red(&["a.py:1:8", "a.py:5:5"]);
    }
}

#[test]
fn a_bare_repository_needs_a_head() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.commit(&[("a.py", USE)]);
    let bare = Repository::plain();
    git_in(bare.path(), &["clone", "-q", "--bare", &repository.url(), "."]);
    let said = bare.run("check --base HEAD~1");
    assert_eq!(said.code, Some(2), "{said:#?}");
    assert_eq!(
        said.err,
        "error: this repository has no working tree: name a commit to look at with --head\n"
    );
    bare.run("check --base HEAD~1 --head HEAD")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
}

#[test]
fn a_repository_of_long_names_is_one_too() {
    let repository = Repository::plain();
    repository.git("init -q --object-format=sha256");
    repository.commit(&[("straggler.toml", RULES), ("a.py", CLEAN)]);
    repository.commit(&[("a.py", USE)]);
    repository
        .run("check --base HEAD~1")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
    repository
        .run("check --base HEAD~1 --head HEAD --quick")
        .is_red(&["a.py:1:8", "a.py:5:5"]);
}

#[test]
fn a_merge_or_a_rebase_under_way_is_looked_at_as_it_stands() {
    let repository = Repository::with(&[("a.py", "value = 1\n"), ("b.py", CLEAN)]);
    repository.git("checkout -q -b work");
    repository.commit(&[("a.py", "import legacy.api\n\nvalue = 2\n")]);
    repository.git("checkout -q main");
    repository.commit(&[("a.py", "import legacy.api\n\nvalue = 3\n")]);
    assert!(!repository.try_git("merge -q work"));
    let said = repository.run("check --base HEAD");
    said.is_green();
    let staged = repository.run("check --staged");
    staged.is_green();
    repository.git("merge --abort");
    repository.git("checkout -q work");
    assert!(!repository.try_git("rebase -q main"));
    repository.run("check --base main").is_green();
    repository.write("b.py", USE);
    repository
        .run("check --base main")
        .is_red(&["b.py:1:8", "b.py:5:5"]);
}

#[test]
fn replaced_and_grafted_commits_are_gone_by() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.commit(&[("a.py", USE)]);
    repository.commit(&[("b.py", CLEAN)]);
    // What git shows for HEAD~1 is what it is replaced with: the same, without the reference.
    let old = repository.git("rev-parse HEAD~2");
    let middle = repository.git("rev-parse HEAD~1");
    repository.git(&format!("replace {middle} {old}"));
    let said = repository.run("check --base HEAD~1");
    let git_says = repository.git("diff --name-only HEAD~1 HEAD");
    assert_eq!(git_says, "a.py\nb.py");
    said.is_red(&["a.py:1:8", "a.py:5:5"]);
}
