//! Rules that the change itself adds, widens, moves or drops.

use super::repository::{CLEAN, RULES, Repository, USE};

const HEADS: [&str; 3] = [
    "check --base HEAD~1",
    "check --base HEAD~1 --head HEAD",
    "check --base HEAD~1 --head HEAD --quick",
];

#[test]
fn what_a_new_rule_finds_is_not_held_against_the_change() {
    let repository = Repository::with(&[("a.py", "import other.api\n")]);
    let rules = format!("{RULES}[[rule]]\nid = \"other\"\nmodule = \"other.api\"\n");
    repository.commit(&[
        ("straggler.toml", &rules),
        ("b.py", "import other.api\n"),
        ("c.py", USE),
    ]);
    for line in HEADS {
        let said = repository.run(line);
        // What is at fault comes first; what the new rule finds is shown with it.
        said.is_red(&["c.py:1:8", "c.py:5:5", "b.py:1:8"]);
        assert!(
            said.out.contains("other: +0 −0, 1 new with the rule"),
            "{said:#?}"
        );
    }
}

#[test]
fn a_new_target_of_an_old_rule_is_new_too() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    let rules = RULES.replace("\"legacy.api\"", "[\"legacy.api\", \"other.api\"]");
    repository.commit(&[("straggler.toml", &rules), ("b.py", "import other.api\n")]);
    for line in HEADS {
        let said = repository.run(line);
        said.is_green();
        assert!(
            said.out.contains("legacy: +0 −0, 1 new with the rule"),
            "{said:#?}"
        );
    }
    repository.commit(&[("c.py", USE)]);
    repository
        .run("check --base HEAD~2")
        .is_red(&["c.py:1:8", "c.py:5:5", "b.py:1:8"]);
}

#[test]
fn the_first_configuration_makes_every_rule_new() {
    let repository = Repository::empty();
    repository.commit(&[("a.py", USE)]);
    repository.commit(&[("straggler.toml", RULES), ("b.py", USE)]);
    for line in HEADS {
        let said = repository.run(line);
        said.is_green();
        assert!(
            said.out.contains("legacy: +0 −0, 2 new with the rule"),
            "{said:#?}"
        );
    }
}

#[test]
fn a_rule_that_moves_to_another_file_is_old() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.remove("straggler.toml");
    repository.commit(&[
        ("straggler.toml", "rule-sets = [\"rules/*.toml\"]\n"),
        (
            "rules/legacy.toml",
            &RULES.replace("\"legacy\"", "\"retired-api\""),
        ),
        ("a.py", USE),
    ]);
    for line in HEADS {
        repository.run(line).is_red(&["a.py:1:8", "a.py:5:5"]);
    }
}

#[test]
fn a_configuration_that_is_named_counts_for_both_sides() {
    let repository = Repository::with(&[("a.py", "import other.api\n")]);
    repository.commit(&[
        ("ci/rules.toml", &RULES.replace("legacy", "other")),
        ("b.py", "import other.api\n"),
    ]);
    let said = repository.run("check --base HEAD~1 --config ci/rules.toml");
    said.is_green();
    assert!(said.out.contains("1 new with the rule"), "{said:#?}");
    repository.commit(&[("c.py", "import other.api\n")]);
    repository
        .run("check --base HEAD~1 --config ci/rules.toml")
        .is_red(&["c.py:1:8"]);
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("rules.toml");
    std::fs::write(&path, RULES.replace("legacy", "other")).unwrap();
    for more in ["", " --head HEAD", " --head HEAD --quick"] {
        let line = format!("check --base HEAD~1 --config {}{more}", path.display());
        repository.run(&line).is_red(&["c.py:1:8"]);
    }
}

#[test]
fn without_its_configuration_a_change_is_judged_by_what_is_left() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.remove("straggler.toml");
    repository.commit(&[("a.py", USE), ("b.py", "import imp\n")]);
    for line in ["check --base HEAD~1", "check --base HEAD~1 --head HEAD"] {
        let said = repository.run(line);
        assert!(said.err.contains("no straggler.toml here or above"), "{said:#?}");
        said.is_red(&["b.py:1:8"]);
    }
}

#[test]
fn code_that_leaves_where_it_was_allowed_is_red() {
    let rules = format!("{RULES}allow = [{{ paths = [\"bridge/**\"], reason = \"both\" }}]\n");
    let repository = Repository::with(&[("straggler.toml", &rules), ("bridge/a.py", USE), ("b.py", CLEAN)]);
    repository.git("mv bridge app");
    let said = repository.run("check --base HEAD");
    said.is_red(&["app/a.py:1:8", "app/a.py:5:5"]);
    assert!(said.out.contains("unsuppresses 2 references"), "{said:#?}");
    said.tells("legacy: +0 −0, 2 no longer suppressed or allowed, 0 → 2 remaining");
    repository.git("commit -q -m out");
    repository.git("mv app bridge");
    let back = repository.run("check --base HEAD");
    back.is_green();
    back.tells("legacy: +0 −0, 2 suppressed or allowed since, 2 → 0 remaining");
    assert!(!back.out.contains("no references left"), "{back:#?}");
}

#[test]
fn what_an_allowed_path_no_longer_covers_is_red() {
    let allow = |paths: &str| format!("{RULES}allow = [{{ paths = [{paths}], reason = \"both\" }}]\n");
    let repository = Repository::with(&[("straggler.toml", &allow("\"bridge/**\"")), ("bridge/a.py", USE)]);
    repository.commit(&[("straggler.toml", &allow("\"other/**\""))]);
    // Both sides are judged by the head's rules, and the file is the same on both.
    repository.run("check --base HEAD~1").is_green();
}

#[test]
fn a_suppression_that_goes_is_red_and_one_that_comes_is_shown() {
    let hidden = "import legacy.api  # straggler: allow(legacy): until the bridge is gone\n";
    let repository = Repository::with(&[("a.py", hidden)]);
    repository.commit(&[("a.py", "import legacy.api\n")]);
    let said = repository.run("check --base HEAD~1");
    said.is_red(&["a.py:1:8"]);
    said.tells("legacy: +0 −0, 1 no longer suppressed or allowed, 0 → 1 remaining");
    let back = repository.run("check --base HEAD --head HEAD~1");
    back.is_green();
    let repository = Repository::with(&[("a.py", CLEAN)]);
    repository.commit(&[("a.py", hidden)]);
    let said = repository.run("check --base HEAD~1");
    said.is_green();
    assert!(
        said.out
            .contains("suppressed a.py:1:8 legacy `legacy.api`: until the bridge is gone"),
        "{said:#?}"
    );
    said.tells("legacy: +0 −0, 1 added suppressed or allowed, 0 remaining");
}

#[test]
fn what_a_new_rule_finds_in_a_subdirectory_is_not_held_against_the_change() {
    let repository = Repository::empty();
    repository.commit(&[("pay/straggler.toml", RULES), ("pay/a.py", CLEAN)]);
    let rules = format!("{RULES}[[rule]]\nid = \"other\"\nmodule = \"other.api\"\n");
    repository.commit(&[("pay/straggler.toml", &rules), ("pay/b.py", "import other.api\n")]);
    for line in HEADS {
        let said = repository.run_in("pay", line);
        said.is_green();
        assert!(said.out.contains("1 new with the rule"), "{said:#?}");
    }
}

const USERS_V1: &str = "[[rule]]\nid = \"users-v1\"\nendpoint = \"/api/v1/users\"\n";

/// An application that mounts a router of another file, each with a prefix or without.
fn mounted(main: &str, router: &str) -> [String; 2] {
    let main = format!(
        "from fastapi import FastAPI\nfrom app.users import router\n\napp = FastAPI()\napp.include_router(router{main})\n"
    );
    let users = format!(
        "from fastapi import APIRouter\n\nrouter = APIRouter({router})\n\n\n@router.get(\"/users\")\ndef users():\n    return []\n"
    );
    [main, users]
}

fn with([main, users]: &[String; 2]) -> Repository {
    let repository = Repository::with(&[("straggler.toml", USERS_V1)]);
    repository.commit(&[
        ("app/__init__.py", ""),
        ("app/main.py", main),
        ("app/users.py", users),
    ]);
    repository
}

#[test]
fn a_prefix_that_goes_from_one_file_to_another_adds_nothing() {
    let repository = with(&mounted("", "prefix=\"/api/v1\""));
    let [main, users] = mounted(", prefix=\"/api/v1\"", "");
    repository.write("app/main.py", main);
    repository.write("app/users.py", users);
    let said = repository.run("check --base HEAD");
    said.is_green();
    assert_eq!(
        repository.run("count --format csv").out.lines().nth(1),
        Some("users-v1,1,0,0")
    );
}

#[test]
fn a_prefix_decides_for_files_that_nobody_touched() {
    let repository = with(&mounted(", prefix=\"/api/v1\"", ""));
    repository.write("app/main.py", &mounted(", prefix=\"/api/v2\"", "")[0]);
    let count =
        |line: &str| -> serde_json::Value { serde_json::from_str(&repository.run(line).out).unwrap() };
    let told = count("check --base HEAD --format json");
    assert_eq!(told["changes"][0]["before"]["open"], 1, "{told:#}");
    assert_eq!(told["changes"][0]["after"]["open"], 0, "{told:#}");
}
