//! What git's history tells of the count, and what is remembered from one run to the next: the same as is found anew.

use std::fs;

use serde_json::Value;

use super::repository::{RULES, Repository, USE};

/// A repository with three steps: two references, four (of which two are re-exported), and two again.
fn three_steps() -> Repository {
    let repository = Repository::empty();
    repository.write("straggler.toml", RULES);
    let step = |day: u32, files: &[(&str, &str)]| {
        for (path, text) in files {
            repository.write(path, text);
        }
        repository.git("add --all");
        repository.dated(&format!("2026-0{day}-02T12:00:00Z"), &format!("step {day}"));
    };
    step(1, &[("app/__init__.py", ""), ("app/a.py", USE)]);
    step(
        2,
        &[
            ("app/__init__.py", "from legacy.api import pay\n"),
            ("app/b.py", "from app import pay\n\n\npay(2)\n"),
        ],
    );
    step(3, &[("app/__init__.py", "def pay(x): ...\n")]);
    repository
}

#[test]
fn each_commit_counts_as_if_it_were_checked_out() {
    let repository = three_steps();
    let said = repository.run_freely("trend --every day --format json --today 2026-11-20");
    assert_eq!(said.code, Some(0), "{said:#?}");
    let trend: Value = serde_json::from_str(&said.out).unwrap();
    let told: Vec<u64> = trend["rows"][0]["numbers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|numbers| numbers["open"].as_u64().unwrap())
        .collect();
    let mut counted = Vec::new();
    for commit in ["HEAD~2", "HEAD~1", "HEAD"] {
        repository.git(&format!("checkout -q {commit}"));
        repository.write("straggler.toml", RULES);
        let count: Value = serde_json::from_str(&repository.run("count --format json").out).unwrap();
        counted.push(count["total"]["open"].as_u64().unwrap());
        repository.git("checkout -q main");
    }
    assert_eq!(told, counted);
    assert_eq!(counted, [2, 5, 2]);
}

/// What trend counts at each step, the first first, and what is counted where it is checked out.
fn counted_both_ways(repository: &Repository, steps: usize) -> [Vec<u64>; 2] {
    let trend = repository.run_freely("trend --every day --format json --today 2026-11-20 --no-cache");
    let trend: Value = serde_json::from_str(&trend.out).unwrap();
    let numbers = trend["rows"][0]["numbers"].as_array().unwrap().iter();
    let told = numbers.map(|numbers| numbers["open"].as_u64().unwrap()).collect();
    let counted = (0..steps).rev().map(|back| {
        repository.git(&format!("checkout -q HEAD~{back}"));
        let count: Value = serde_json::from_str(&repository.run("count --format json").out).unwrap();
        repository.git("checkout -q main");
        count["total"]["open"].as_u64().unwrap()
    });
    [told, counted.collect()]
}

#[test]
fn files_that_come_and_go_count_where_they_are() {
    let repository = Repository::empty();
    repository.write("straggler.toml", RULES);
    let steps: [&[(&str, Option<&str>)]; 6] = [
        &[("a.py", Some(USE)), ("b", Some("")), ("c/d/e.py", Some(USE))],
        // A file becomes a directory, a directory a file.
        &[("b", None), ("b/a.py", Some(USE)), ("c", None), ("c", Some(""))],
        &[(".gitignore", Some("b/\n")), ("a.pyi", Some(USE))],
        &[
            ("b/.gitignore", Some("*\n")),
            (".gitignore", None),
            ("a-b.py", Some(USE)),
        ],
        &[("b/.gitignore", None), ("a.py", None)],
        &[("a.py", Some(USE)), ("c", None), ("c/x.py", Some(USE))],
    ];
    for (day, files) in (1..).zip(steps) {
        for (path, text) in files {
            let place = repository.directory.path().join(path);
            match text {
                Some(text) => repository.write(path, text),
                None if place.is_dir() => fs::remove_dir_all(place).unwrap(),
                None => fs::remove_file(place).unwrap(),
            }
        }
        repository.git("add --all --force");
        repository.dated(&format!("2026-0{day}-02T12:00:00Z"), &format!("step {day}"));
    }
    let [told, counted] = counted_both_ways(&repository, steps.len());
    assert_eq!(told, counted);
    assert_eq!(counted, [4, 4, 4, 6, 6, 10]);
}

#[test]
fn a_long_history_counts_at_every_step() {
    let repository = Repository::empty();
    repository.write("straggler.toml", RULES);
    let imports = ["", "from legacy.api import pay\n", "from app.b import pay\n"];
    for month in 1..=12_u8 {
        // Who passes the name on changes all the time, and so does who has to be looked at after whom.
        repository.write("app/__init__.py", imports[usize::from(month) % 3]);
        repository.write("app/b.py", imports[usize::from(month) % 2]);
        repository.write("app/c.py", "from app import pay\n\n\npay(2)\n");
        repository.write("d.py", "from app import b, c\n\n\nb.pay(3)\nc.pay(3)\n");
        repository.write(&format!("n{month}.py"), USE);
        repository.git("add --all");
        repository.dated(&format!("2026-{month:02}-02T12:00:00Z"), &format!("step {month}"));
    }
    let [told, counted] = counted_both_ways(&repository, 12);
    assert_eq!(told, counted);
    assert_eq!(counted, [8, 4, 8, 12, 16, 12, 20, 16, 20, 24, 28, 24]);
}

#[test]
fn what_is_left_out_above_the_root_is_left_out_as_long_as_that_is_so() {
    let repository = Repository::empty();
    repository.write("service/straggler.toml", RULES);
    repository.write("service/a.py", USE);
    for (day, ignored) in (1..).zip(["", "a.py\n", "b.py\n"]) {
        repository.write(".gitignore", ignored);
        repository.git("add --all --force");
        repository.dated(&format!("2026-0{day}-02T12:00:00Z"), &format!("step {day}"));
    }
    let said = repository.run_in("service", "trend --every day --format csv --no-cache");
    let open = said
        .out
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(3).unwrap());
    assert_eq!(open.collect::<Vec<_>>(), ["2", "0", "2"], "{said:#?}");
}

#[test]
fn points_that_were_counted_before_are_as_if_counted_anew() {
    let repository = three_steps();
    let line = "trend --every day --by directory --format csv";
    let anew = || repository.run_freely(&format!("{line} --no-cache")).out;
    for rules in [RULES.to_owned(), RULES.replace("legacy.api", "legacy")] {
        repository.write("straggler.toml", rules);
        for path in ["", " app", " app/a.py"] {
            let of_path = format!("{line}{path}");
            let expected = repository.run_freely(&format!("{of_path} --no-cache")).out;
            for _ in 0..2 {
                assert_eq!(repository.run_freely(&of_path).out, expected, "{path}");
            }
        }
    }
    let expected = anew();
    repository.write("CODEOWNERS", "* @all\n");
    repository.write("straggler.toml", format!("exclude = [\"app/a.py\"]\n{RULES}"));
    let now = repository.run_freely(line).out;
    assert_eq!(now, anew());
    assert_ne!(now, expected);
}

#[test]
fn the_log_tells_who_changed_the_count() {
    let repository = three_steps();
    let said = repository.run_freely("log");
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines.len(), 2, "{said:#?}");
    assert!(
        lines[0].starts_with("2026-03-02 ") && lines[0].ends_with("step 3"),
        "{said:#?}"
    );
    assert!(lines[0].contains("−1"), "{said:#?}");
    assert!(lines[1].contains("+3") && lines[1].contains(" A "), "{said:#?}");
    assert_eq!(repository.run_freely("log -n 1").out.lines().count(), 1);
    assert_eq!(repository.run_freely("log --until 2026-01-31").out, "");
    let unknown = repository.run_freely("log --rule legasy");
    assert_eq!(
        (unknown.code, unknown.err.contains("did you mean `legacy`?")),
        (Some(2), true)
    );
}

#[test]
fn a_history_is_recorded_for_what_is_checked_out() {
    let repository = three_steps();
    for _ in 0..2 {
        assert_eq!(
            repository.run_freely("trend --append history.jsonl").code,
            Some(0)
        );
    }
    let recorded = fs::read_to_string(repository.path().join("history.jsonl")).unwrap();
    assert_eq!(recorded.lines().count(), 1);
    assert!(recorded.contains(&repository.git("rev-parse HEAD")), "{recorded}");
    assert!(recorded.contains("step 3"), "{recorded}");
}

/// Decides by which path the routes of another file are known.
const MOUNTS: &str = "import fastapi\nfrom app.users import router\n\napp = fastapi.FastAPI()\napp.include_router(router, prefix=\"/v1\")\n";

/// A tree that is large enough to be worth remembering.
pub(super) fn large() -> Repository {
    let repository = Repository::empty();
    let users = "[[rule]]\nid = \"users\"\nendpoint = \"/v1/users\"\n";
    repository.write("straggler.toml", format!("{RULES}{users}"));
    repository.write("app/__init__.py", "from legacy.api import pay\n");
    repository.write("app/main.py", MOUNTS);
    repository.write(
        "app/users.py",
        "import fastapi\n\nrouter = fastapi.APIRouter()\n\n\n@router.get(\"/users\")\ndef users(): ...\n",
    );
    for number in 0..520 {
        let text = match number % 5 {
            0 => USE.to_owned(),
            1 => format!("from app import pay\n\n\ndef f{number}():\n    pay({number})\n"),
            2 => "import legacy.api  # straggler: allow(legacy) until 2026-12-01: soon\n".to_owned(),
            3 => format!("import os\n\nX{number} = os.sep\n"),
            _ => "print 'legacy.api'\n".to_owned(),
        };
        repository.write(&format!("app/m{number}.py"), text);
    }
    repository.git("add --all");
    repository.dated("2026-01-02T12:00:00Z", "all");
    repository
}

#[test]
fn what_is_remembered_is_what_would_be_found() {
    let repository = large();
    // Old enough that the index knows the files as unmodified.
    repository.git("update-index --refresh");
    let anew = |line: &str| repository.run_freely(&format!("{line} --no-cache"));
    let formats = ["check --format json", "check", "count --by file --format csv"];
    for today in ["2026-11-20", "2026-12-02"] {
        for format in formats {
            let line = format!("{format} --today {today}");
            let expected = anew(&line);
            for _ in 0..2 {
                let said = repository.run_freely(&line);
                assert!(said.code == expected.code && said.out == expected.out, "{line}");
            }
        }
    }
    assert_eq!(kept(&repository, "cache-").len(), 1);
    assert_eq!(kept(&repository, "last-").len(), 1);
    let route = "app/users.py";
    assert!(anew("check --format json").out.contains(route));
    repository.write("app/main.py", MOUNTS.replace("/v1", "/v2"));
    let said = repository.run_freely("check --format json").out;
    assert!(said == anew("check --format json").out && !said.contains(route));
    // A change of one file, of a name that others pass on, and of the rules.
    repository.write("app/m0.py", "import os\n");
    assert_eq!(
        repository.run_freely("check --format json").out,
        anew("check --format json").out
    );
    repository.write("app/__init__.py", "def pay(x): ...\n");
    assert_eq!(
        repository.run_freely("check --format json").out,
        anew("check --format json").out
    );
    repository.write("straggler.toml", RULES.replace("legacy.api", "legacy"));
    assert_eq!(
        repository.run_freely("check --format json").out,
        anew("check --format json").out
    );
}

#[test]
fn what_is_damaged_is_found_out_anew() {
    let repository = large();
    let expected = repository.run_freely("check --format json --no-cache").out;
    repository.run_freely("check");
    let file = kept(&repository, "cache-").remove(0);
    let whole = fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x40;
    for damaged in [
        &b""[..],
        b"straggler cache 1\n",
        &whole[..whole.len() / 2],
        &flipped,
    ] {
        fs::write(&file, damaged).unwrap();
        // Nobody looks at it while nothing has changed.
        for last in kept(&repository, "last-") {
            fs::remove_file(last).unwrap();
        }
        let said = repository.run_freely("check --format json");
        assert_eq!(said.out, expected);
        let warned = said
            .err
            .matches("what was remembered of other runs is damaged")
            .count();
        assert_eq!(warned, 1, "{}", said.err);
        assert_eq!(repository.run_freely("check --format json -q").err, "");
    }
}

#[test]
fn runs_at_the_same_time_do_not_mind_each_other() {
    let repository = large();
    let expected = repository.run_freely("check --format json --no-cache").out;
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| repository.run_freely("check --format json").out))
            .collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), expected);
        }
    });
}

#[test]
fn what_the_last_scan_came_to_holds_for_one_state_of_the_tree() {
    let repository = large();
    repository.git("update-index --refresh");
    let anew = |line: &str| repository.run_freely(&format!("{line} --no-cache")).out;
    let line = "check --format json";
    let expected = anew(line);
    for _ in 0..3 {
        assert_eq!(repository.run_freely(line).out, expected);
    }
    let file = kept(&repository, "last-").remove(0);
    // A part of the tree, and what is read otherwise, are other scans.
    for line in ["check app --format json", "check --no-prefilter --format json"] {
        assert_eq!(repository.run_freely(line).out, anew(line), "{line}");
    }
    let whole = fs::read(&file).unwrap();
    for damaged in [&b""[..], b"straggler cache 2\n", &whole[..whole.len() / 2]] {
        fs::write(&file, damaged).unwrap();
        assert_eq!(repository.run_freely(line).out, expected);
    }
    repository.write("app/new.py", "import legacy.api\n");
    assert!(repository.run_freely(line).out.contains("app/new.py"));
    repository.remove("app/new.py");
    assert_eq!(repository.run_freely(line).out, expected);
    repository.remove("app/m1.py");
    assert_eq!(repository.run_freely(line).out, anew(line));
}

/// The files in which something of a kind is kept.
pub(super) fn kept(repository: &Repository, kind: &str) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(repository.path().join(".git/straggler")).unwrap();
    let ours = entries.map(|entry| entry.unwrap().path());
    ours.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(kind))
        .collect()
}
