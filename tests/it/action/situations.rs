//! The events that name a base, and the clones that have it or not.

use serde_json::json;

use super::forge::{Forge, git};
use super::runner::Job;
use super::{adds, deletes, moves, nothing, numbers, others_add};

const ZEROS: &str = "0000000000000000000000000000000000000000";

#[test]
fn a_pull_request_whose_head_is_checked_out_is_compared_with_where_it_left_the_branch() {
    let forge = Forge::new();
    forge.age(3);
    let pull = forge.pull(
        |forge| {
            forge.age(60);
            adds(forge);
        },
        others_add,
    );
    for options in [&[][..], &["--depth=1"], &["--depth=2"]] {
        let workspace = forge.checkout(&pull.head, options);
        let job = Job::new(&workspace, "pull_request", pull.event());
        let ran = job.env("GITHUB_SHA", &pull.merge).run();
        assert_eq!(ran.code, 1, "{}", ran.log);
        assert_eq!(numbers(&ran), ["2", "0", "4"], "{}", ran.log);
        assert!(ran.log.contains("where it left main"));
    }
}

#[test]
fn what_a_fork_brings_is_read_and_not_checked_out() {
    let forge = Forge::new();
    let pull = forge.pull(adds, others_add);
    // The last of the branch is a merge commit itself.
    forge.switch(&["--create", "another"]);
    deletes(&forge);
    forge.commit("another");
    forge.switch(&["main"]);
    git(
        &forge.upstream(),
        &["merge", "--quiet", "--no-ff", "-m", "merge", "another"],
    );
    let tip = forge.tip();
    for options in [&[][..], &["--depth=1"]] {
        let workspace = forge.checkout(&tip, options);
        let job = Job::new(&workspace, "pull_request_target", pull.event());
        let ran = job.env("GITHUB_SHA", &tip).run();
        assert_eq!(ran.code, 1, "{}", ran.log);
        assert_eq!(numbers(&ran), ["2", "0", "4"]);
        assert!(!workspace.join("new.py").exists());
        assert_eq!(git(&workspace, &["rev-parse", "HEAD"]), tip);
    }
}

#[test]
fn a_push_is_compared_with_what_was_there_before() {
    let forge = Forge::new();
    let before = forge.tip();
    adds(&forge);
    forge.commit("one");
    forge.age(70);
    let after = forge.tip();
    let event = json!({ "before": before, "repository": { "default_branch": "main" } });
    for options in [&[][..], &["--depth=1"]] {
        let workspace = forge.checkout(&after, options);
        let job = Job::new(&workspace, "push", event.clone()).env("GITHUB_REF_NAME", "main");
        let ran = job.run();
        assert_eq!(ran.code, 1, "{}", ran.log);
        assert_eq!(numbers(&ran), ["2", "0", "4"]);
    }
}

#[test]
fn a_new_branch_is_compared_with_where_it_left_the_default_one() {
    let forge = Forge::new();
    forge.switch(&["--create", "new"]);
    adds(&forge);
    let tip = forge.commit("one");
    forge.switch(&["main"]);
    others_add(&forge);
    forge.commit("meanwhile");
    let event = json!({ "before": ZEROS, "repository": { "default_branch": "main" } });
    for options in [&[][..], &["--depth=1"]] {
        let workspace = forge.checkout(&tip, options);
        let job = Job::new(&workspace, "push", event.clone()).env("GITHUB_REF_NAME", "new");
        let ran = job.run();
        assert_eq!(ran.code, 1, "{}", ran.log);
        assert_eq!(numbers(&ran), ["2", "0", "4"]);
    }
}

#[test]
fn the_first_push_of_all_is_compared_with_nothing() {
    let forge = Forge::new();
    let workspace = forge.checkout(&forge.tip(), &["--depth=1"]);
    let event = json!({ "before": ZEROS, "repository": { "default_branch": "main" } });
    let ran = Job::new(&workspace, "push", event)
        .env("GITHUB_REF_NAME", "main")
        .run();
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert_eq!(numbers(&ran), ["", "", "2"]);
}

#[test]
fn a_forced_push_over_what_is_gone_has_no_verdict_on_the_default_branch() {
    let forge = Forge::new();
    let tip = forge.tip();
    let gone = "1".repeat(40);
    let event = json!({ "before": gone, "repository": { "default_branch": "main" } });
    for options in [&[][..], &["--depth=1"]] {
        let workspace = forge.checkout(&tip, options);
        let on = |branch| {
            Job::new(&workspace, "push", event.clone())
                .env("GITHUB_REF_NAME", branch)
                .run()
        };
        let ran = on("main");
        assert_eq!(ran.code, 3, "{}", ran.log);
        assert!(
            ran.log
                .contains("::error title=straggler::There is nothing to compare with")
        );
        assert!(ran.summary.contains("no verdict"));
        let ran = on("other");
        assert_eq!(ran.code, 0, "{}", ran.log);
        assert_eq!(numbers(&ran), ["0", "0", "2"]);
    }
}

#[test]
fn a_merge_group_is_compared_with_its_base() {
    let forge = Forge::new();
    let pull = forge.pull(moves, others_add);
    let base = forge.tip();
    let event = json!({ "merge_group": { "base_sha": base, "head_sha": pull.merge } });
    for options in [&[][..], &["--depth=1"]] {
        let workspace = forge.checkout(&pull.merge, options);
        let ran = Job::new(&workspace, "merge_group", event.clone()).run();
        assert_eq!(ran.code, 0, "{}", ran.log);
        assert_eq!(numbers(&ran), ["0", "0", "3"]);
    }
}

#[test]
fn a_base_that_is_asked_for_goes_before_the_event() {
    let forge = Forge::new();
    let first = forge.tip();
    deletes(&forge);
    let last = forge.commit("two");
    for options in [&[][..], &["--depth=1"]] {
        let workspace = forge.checkout(&last, options);
        let against = |base: &str| {
            Job::new(&workspace, "workflow_dispatch", json!({}))
                .with("base", base)
                .run()
        };
        for base in [first.as_str(), "main", "origin/main"] {
            let ran = against(base);
            assert_eq!(ran.code, 0, "{base}: {}", ran.log);
            let removed = if base == first { "2" } else { "0" };
            assert_eq!(numbers(&ran), ["0", removed, "0"], "{base}: {}", ran.log);
        }
        let ran = against("no-such-branch");
        assert_eq!(ran.code, 3, "{}", ran.log);
    }
}

#[test]
fn paths_are_those_of_the_repository_wherever_it_is_run() {
    let forge = Forge::new();
    forge.remove("straggler.toml");
    forge.write(
        "services/api/straggler.toml",
        "[[rule]]\nid = \"legacy\"\nmodule = \"legacy.billing\"\n",
    );
    forge.commit("move the rules");
    let pull = forge.pull(
        |forge| forge.write("services/api/app/new.py", "import legacy.billing\n"),
        nothing,
    );
    let workspace = forge.checkout(&pull.merge, &["--depth=1"]);
    let job = || Job::new(&workspace, "pull_request", pull.event());
    let tip = forge.checkout(&forge.tip(), &["--depth=1"]);
    let of_a_fork = || Job::new(&tip, "pull_request_target", pull.event());
    for job in [
        job().with("working-directory", "services/api"),
        job()
            .with("working-directory", "services")
            .with("paths", "api/app\n"),
        job().with("paths", "services/api"),
        of_a_fork().with("working-directory", "services/api"),
    ] {
        let ran = job.run();
        assert_eq!(ran.code, 1, "{}", ran.log);
        assert!(
            ran.log.contains("::error file=services/api/app/new.py,"),
            "{}",
            ran.log
        );
    }
}

/// Somebody merges what others did into a branch, and the clone does not know yet that they did.
#[test]
fn what_a_head_has_merged_is_not_its_own() {
    let forge = Forge::new();
    forge.switch(&["--create", "theirs"]);
    others_add(&forge);
    let theirs = forge.commit("theirs");
    forge.switch(&["main"]);
    let pull = forge.pull(
        |forge| {
            moves(forge);
            forge.commit("mine");
            git(
                &forge.upstream(),
                &["merge", "--quiet", "--no-ff", "-m", "merge", &theirs],
            );
        },
        nothing,
    );
    let workspace = forge.checkout(&pull.head, &[]);
    forge.switch(&["--force-create", "main", &theirs]);
    let ran = Job::new(&workspace, "pull_request", pull.event()).run();
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert_eq!(numbers(&ran), ["0", "0", "3"]);
}

#[test]
fn without_a_repository_there_is_no_verdict() {
    let empty = tempfile::tempdir().unwrap();
    let ran = Job::new(empty.path(), "push", json!({})).run();
    assert_eq!(ran.code, 3, "{}", ran.log);
    assert!(ran.log.contains("There is no git repository here"));
}

#[test]
fn wrong_use_is_told_where_people_look() {
    let forge = Forge::new();
    let workspace = forge.checkout(&forge.tip(), &["--depth=1"]);
    let ran = Job::new(&workspace, "schedule", json!({}))
        .with("config", "none.toml")
        .run();
    assert_eq!(ran.code, 2, "{}", ran.log);
    assert!(
        ran.log
            .contains("::error title=straggler::Straggler was asked for what it cannot do.")
    );
    assert!(ran.summary.contains("none.toml"), "{}", ran.summary);
    // What is told of others' files is no command.
    let told = ran.log.find("none.toml").unwrap();
    assert!(ran.log.find("::stop-commands::").unwrap() < told);
}
