//! A check of a tree that was checked before: whatever was done in between, to files that git knows and to others, it says
//! what one says that remembers nothing.

use std::fs::{self, File};

use super::past::{kept, large};
use super::repository::{RULES, Repository, USE};

const LINE: &str = "check --format json";

/// Checks twice, so that what is remembered is both made and used; and that nothing is said otherwise.
#[track_caller]
fn is_right(repository: &Repository) -> String {
    let expected = repository.run_freely(&format!("{LINE} --no-cache"));
    for _ in 0..2 {
        let said = repository.run_freely(LINE);
        assert_eq!(said.code, expected.code);
        assert!(said.out == expected.out, "{}", said.out);
    }
    expected.out
}

/// Whether the next check goes by what came of the whole tree: then nobody looks at what is remembered of its files.
#[track_caller]
fn is_known(repository: &Repository) -> bool {
    let file = kept(repository, "cache-").remove(0);
    let whole = fs::read(&file).unwrap();
    fs::write(&file, "").unwrap();
    let said = repository.run_freely(LINE);
    fs::write(&file, whole).unwrap();
    !said.err.contains("damaged")
}

#[test]
fn a_tree_with_files_that_git_does_not_know_is_known_as_well() {
    let repository = large();
    repository.write("app/m3.py", USE);
    repository.write("app/untracked.py", USE);
    repository.git("add app/m3.py");
    repository.write("app/m8.py", USE);
    let out = is_right(&repository);
    assert!(out.contains("app/m3.py") && out.contains("app/m8.py") && out.contains("app/untracked.py"));
    assert!(is_known(&repository));
    // Of the same size; and with the time set back.
    repository.write("app/untracked.py", USE.replace("legacy.api", "modern.api"));
    assert!(!is_known(&repository));
    assert!(!is_right(&repository).contains("app/untracked.py"));
    let file = repository.path().join("app/m8.py");
    let modified = fs::metadata(&file).unwrap().modified().unwrap();
    fs::write(&file, USE.replace("legacy.api", "modern.api")).unwrap();
    let opened = File::options().append(true).open(&file).unwrap();
    opened.set_modified(modified).unwrap();
    assert!(!is_right(&repository).contains("app/m8.py"));
    assert!(is_known(&repository));
    repository.write("app/deep/down/new.py", USE);
    assert!(is_right(&repository).contains("app/deep/down/new.py"));
    fs::rename(
        repository.path().join("app/deep"),
        repository.path().join("app/low"),
    )
    .unwrap();
    assert!(is_right(&repository).contains("app/low/down/new.py"));
    fs::remove_dir_all(repository.path().join("app/low")).unwrap();
    repository.write("app/low", "no directory any more\n");
    assert!(!is_right(&repository).contains("app/low/down/new.py"));
    repository.git("checkout -q -- app/m8.py");
    repository.git("rm -q -f app/m3.py");
    is_right(&repository);
    assert!(is_known(&repository));
}

#[test]
fn what_leaves_files_out_may_change_without_them() {
    let repository = large();
    let m0 = |repository: &Repository| is_right(repository).contains("\"app/m0.py\"");
    assert!(m0(&repository));
    repository.write(".gitignore", "");
    repository.write(".config/git/ignore", "");
    assert!(m0(&repository));
    for place in [".gitignore", ".config/git/ignore", ".git/info/exclude"] {
        repository.write(place, "m0.py\n");
        assert!(!m0(&repository), "{place}");
        assert!(is_known(&repository));
        for line in ["check --no-ignore --format json", "check app --format json"] {
            let expected = repository.run_freely(&format!("{line} --no-cache"));
            assert!(repository.run_freely(line).out == expected.out, "{place}: {line}");
        }
        repository.write(place, "m1.py\n");
        assert!(m0(&repository), "{place}");
    }
    repository.write("straggler.toml", format!("exclude = [\"m0.py\"]\n{RULES}"));
    assert!(!m0(&repository));
    repository.write("straggler.toml", format!("exclude = [\"m5.py\"]\n{RULES}"));
    assert!(m0(&repository));
    repository.write("other.toml", format!("exclude = [\"m0.py\"]\n{RULES}"));
    let line = "check --format json --config other.toml";
    let expected = repository.run_freely(&format!("{line} --no-cache"));
    for _ in 0..2 {
        assert!(repository.run_freely(line).out == expected.out);
    }
    assert!(m0(&repository));
}

#[test]
fn who_owns_what_is_no_part_of_what_is_remembered() {
    let repository = large();
    repository.write("CODEOWNERS", "* @one\n");
    assert!(is_right(&repository).contains("@one"));
    repository.write("CODEOWNERS", "* @two\n");
    assert!(is_right(&repository).contains("@two"));
}

#[test]
fn a_tree_without_a_configuration_is_known_as_well() {
    let repository = large();
    repository.remove("straggler.toml");
    // A suppression of a rule that there is none of is told of with the text around it, which is not kept.
    for number in (2..520).step_by(5) {
        repository.write(&format!("app/m{number}.py"), "import imp\n");
    }
    is_right(&repository);
    assert!(is_known(&repository));
    repository.write("app/m0.py", "import imp\n");
    is_right(&repository);
    repository.write("lib.rs", "fn f() { std::mem::uninitialized() }\n");
    is_right(&repository);
}

#[test]
fn a_working_tree_of_its_own_remembers_for_itself() {
    let repository = large();
    is_right(&repository);
    repository.git("worktree add -q inside HEAD");
    let inside = repository.path().join("inside");
    fs::write(inside.join("app/m0.py"), "import os\n").unwrap();
    for _ in 0..2 {
        is_right(&repository);
        let run = |line: &str| repository.run_freely_in("inside", line).out;
        let expected = run(&format!("{LINE} --no-cache"));
        assert!(!expected.contains("\"app/m0.py\""));
        assert!(run(LINE) == expected && run(LINE) == expected);
    }
}

#[test]
fn where_nothing_can_be_kept_everything_is_found_all_the_same() {
    let repository = large();
    fs::write(repository.path().join(".git/straggler"), "no directory\n").unwrap();
    is_right(&repository);
}
