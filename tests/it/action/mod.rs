//! The GitHub Action, run for real: its steps, in clones of repositories that are made for it, for events as GitHub
//! sends them.
//!
//! What is annotated and how the summary reads is tested where the formats are; here is what they are made of, and
//! that a job is red when it must be, and only then.

mod comment;
mod forge;
mod install;
mod runner;
mod situations;

use serde_json::{Value, json};

use forge::{Forge, Pull, git};
use runner::{Job, Ran};

/// One more reference.
fn adds(forge: &Forge) {
    forge.write("new.py", "from legacy.billing import refund\n\nrefund(1)\n");
}

/// The same statements in another file.
fn moves(forge: &Forge) {
    forge.write("old.py", "from shop.moved import pay\n\npay()\n");
    forge.write(
        "shop/moved.py",
        "import os\nfrom legacy.billing import charge\n\ncharge(1)\n",
    );
}

fn deletes(forge: &Forge) {
    forge.write("old.py", "print(1)\n");
}

/// What others add while a pull request is open.
fn others_add(forge: &Forge) {
    forge.write("theirs.py", "import legacy.billing\n");
}

const fn nothing(_: &Forge) {}

/// Runs the action for a pull request in a checkout of its merge commit.
fn of_pull_request(forge: &Forge, pull: &Pull, options: &[&str]) -> Ran {
    let workspace = forge.checkout(&pull.merge, options);
    let job = Job::new(&workspace, "pull_request", pull.event());
    job.env("GITHUB_SHA", &pull.merge).run()
}

/// The outputs that count.
fn numbers(ran: &Ran) -> [&str; 3] {
    ["added", "removed", "remaining"].map(|name| {
        let output = ran.outputs.get(&format!("check.{name}"));
        output.map_or("", String::as_str)
    })
}

#[test]
fn a_pull_request_that_adds_is_red() {
    let forge = Forge::new();
    let pull = forge.pull(adds, others_add);
    for options in [&[][..], &["--depth=1"], &["--filter=blob:none"]] {
        let ran = of_pull_request(&forge, &pull, options);
        assert_eq!(ran.code, 1, "{options:?}: {}", ran.log);
        assert_eq!(numbers(&ran), ["2", "0", "5"]);
        assert!(ran.log.contains("the first parent of the merge commit"));
        assert!(ran.log.contains("::error file=new.py,line=1,"), "{}", ran.log);
        assert!(!ran.log.contains("theirs.py"), "{}", ran.log);
        assert!(ran.summary.starts_with("### ❌ This change adds 2 references"));
        assert!(ran.summary.contains("3 → 5"), "{}", ran.summary);
    }
}

#[test]
fn a_pull_request_that_moves_is_green() {
    let forge = Forge::new();
    let pull = forge.pull(moves, others_add);
    for options in [&[][..], &["--depth=1"]] {
        let ran = of_pull_request(&forge, &pull, options);
        assert_eq!(ran.code, 0, "{}", ran.log);
        assert_eq!(numbers(&ran), ["0", "0", "3"]);
        assert!(!ran.log.contains("::error"), "{}", ran.log);
        assert!(ran.summary.contains("2 moved"), "{}", ran.summary);
    }
}

#[test]
fn a_pull_request_that_deletes_is_green_and_celebrated() {
    let forge = Forge::new();
    let pull = forge.pull(deletes, nothing);
    for options in [&[][..], &["--depth=1"]] {
        let ran = of_pull_request(&forge, &pull, options);
        assert_eq!(ran.code, 0, "{}", ran.log);
        assert_eq!(numbers(&ran), ["0", "2", "0"]);
        assert!(
            ran.summary.contains("🎉 legacy-billing: no references left"),
            "{}",
            ran.summary
        );
    }
}

#[test]
fn a_shallow_clone_is_deepened_no_further_than_it_needs() {
    let forge = Forge::new();
    forge.age(20);
    let pull = forge.pull(adds, others_add);
    let workspace = forge.checkout(&pull.merge, &["--depth=1"]);
    let ran = Job::new(&workspace, "pull_request", pull.event()).run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert_eq!(git(&workspace, &["rev-list", "--count", "HEAD"]), "3");
}

#[test]
fn a_whole_clone_stays_whole() {
    let forge = Forge::new();
    let pull = forge.pull(adds, others_add);
    let workspace = forge.checkout(&pull.head, &[]);
    let ran = Job::new(&workspace, "pull_request", pull.event()).run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert_eq!(numbers(&ran), ["2", "0", "4"]);
    assert_eq!(
        git(&workspace, &["rev-parse", "--is-shallow-repository"]),
        "false"
    );
}

#[test]
fn what_may_be_added_and_what_fails_is_for_the_workflow_to_say() {
    let forge = Forge::new();
    let pull = forge.pull(adds, nothing);
    let workspace = forge.checkout(&pull.merge, &["--depth=1"]);
    let job = || Job::new(&workspace, "pull_request", pull.event());
    assert_eq!(job().with("max-new", "1").run().code, 1);
    assert_eq!(job().with("max-new", "2").run().code, 0);
    assert_eq!(job().with("fail-on", "never").run().code, 0);
    assert_eq!(job().with("args", "--strict\n--exit-zero\n").run().code, 0);
    // Without a base, what is about one is left aside.
    let all = |fail_on| {
        let job = Job::new(&workspace, "schedule", json!({})).with("max-new", "1");
        job.with("fail-on", fail_on).run()
    };
    for fail_on in ["added", "never", "error", ""] {
        let ran = all(fail_on);
        assert_eq!(ran.code, 0, "{fail_on}: {}", ran.log);
        assert_eq!(numbers(&ran), ["", "", "4"]);
    }
}

#[test]
fn sarif_is_written_where_it_was_asked_for() {
    let forge = Forge::new();
    let pull = forge.pull(adds, nothing);
    let workspace = forge.checkout(&pull.merge, &["--depth=1"]);
    let job = Job::new(&workspace, "pull_request", pull.event()).with("sarif", "straggler.sarif");
    let ran = job.run();
    assert_eq!(ran.outputs["check.sarif"], "straggler.sarif");
    let text = std::fs::read_to_string(workspace.join("straggler.sarif")).unwrap();
    let sarif: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    // Its next run does not scan it.
    assert_eq!(numbers(&job.run()), numbers(&ran));
}

#[test]
fn nothing_that_is_given_is_run() {
    let forge = Forge::new();
    let pull = forge.pull(adds, nothing);
    let workspace = forge.checkout(&pull.merge, &["--depth=1"]);
    let quoted = "$(touch pwned)`touch pwned`; touch pwned; \"; touch pwned; \" ' touch pwned #";
    for hostile in [quoted, "--upload-pack=touch pwned"] {
        for input in [
            "base",
            "working-directory",
            "paths",
            "config",
            "fail-on",
            "max-new",
            "args",
            "version",
        ] {
            let ran = Job::new(&workspace, "pull_request", pull.event())
                .with(input, hostile)
                .run();
            assert!([1, 2, 3].contains(&ran.code), "{input}: {hostile}: {}", ran.log);
        }
        let event = json!({
            "before": hostile,
            "merge_group": { "base_sha": hostile },
            "pull_request": { "number": hostile, "head": { "sha": hostile }, "base": { "ref": hostile } },
            "repository": { "default_branch": hostile },
        });
        for name in ["push", "pull_request", "pull_request_target", "merge_group"] {
            let ran = Job::new(&workspace, name, event.clone())
                .with("comment", "true")
                .run();
            assert!([2, 3].contains(&ran.code), "{name}: {hostile}: {}", ran.log);
        }
    }
    assert!(!workspace.join("pwned").exists());
}

/// What the script reads is what `action.yml` gives it, and the other way round.
#[test]
fn the_script_and_its_action_agree() {
    let read = |file: &str| std::fs::read_to_string(crate::support::root().join(file)).unwrap();
    let names = |text: &str, pattern: &str| -> std::collections::BTreeSet<String> {
        let pattern = regex::Regex::new(pattern).unwrap();
        pattern
            .captures_iter(text)
            .map(|found| found[1].to_owned())
            .collect()
    };
    let used = names(&read("action.sh"), r"\$\{?((?:INPUT|EVENT)_[A-Z_]+)");
    let given = names(&read("action.yml"), r"(?m)^ {8}((?:INPUT|EVENT)_[A-Z_]+): ");
    assert_eq!(used, given);
}
