//! Files that are renamed, linked, encoded, or kept elsewhere.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;

use super::repository::{CLEAN, Repository, USE};

const LONG: &str = "import legacy.api\n\nLIMIT = 100\nNAMES = [\"one\", \"two\", \"three\"]\n\n\ndef run():\n    \
                    legacy.api.pay(1)\n    return LIMIT\n\n\ndef stop():\n    return NAMES\n";

#[test]
fn a_rename_is_nobodys_doing_with_or_without_edits() {
    let repository = Repository::with(&[("old/a.py", LONG)]);
    repository.git("mv old new");
    repository.run("check --base HEAD").is_green();
    repository.write("new/a.py", LONG.replace("100", "200"));
    let said = repository.run("check --base HEAD");
    said.is_green();
    // In the scope that was renamed with its file nothing has moved.
    assert!(!said.out.contains("moved"), "{said:#?}");
    repository.write(
        "new/a.py",
        LONG.replace("pay(1)", "pay(1)\n    legacy.api.pay(2)"),
    );
    repository.run("check --base HEAD").is_red(&["new/a.py:9:5"]);
    repository.write("new/a.py", LONG.replace("pay(1)", "pay(one=1)"));
    repository.run("check --base HEAD").is_green();
    repository.git("add --all");
    repository.git("commit -q -m renamed");
    for line in [
        "check --base HEAD~1",
        "check --base HEAD~1 --head HEAD",
        "check --base HEAD~1 --head HEAD --quick",
    ] {
        repository.run(line).is_green();
    }
}

#[test]
fn a_rename_of_letters_cases_is_one_too() {
    let repository = Repository::with(&[("pay.py", LONG)]);
    repository.git("mv pay.py Pay.py");
    repository.run("check --base HEAD").is_green();
    repository.git("commit -q -m renamed");
    repository
        .run("check --base HEAD~1 --head HEAD --quick")
        .is_green();
}

#[test]
fn a_copy_is_red_and_a_split_is_not() {
    let repository = Repository::with(&[("a.py", LONG)]);
    repository.write("b.py", LONG);
    repository
        .run("check --base HEAD")
        .is_red(&["b.py:1:8", "b.py:8:5"]);
    repository.write(
        "a.py",
        "LIMIT = 100\nNAMES = [\"one\", \"two\", \"three\"]\n\n\ndef stop():\n    return NAMES\n",
    );
    repository.write(
        "b.py",
        "import legacy.api\n\n\ndef run():\n    legacy.api.pay(1)\n    return 100\n",
    );
    repository.run("check --base HEAD").is_green();
}

#[test]
fn links_are_not_followed() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.py"), USE).unwrap();
    let repository = Repository::with(&[("a.py", USE), ("b.py", CLEAN)]);
    symlink("a.py", repository.path().join("link.py")).unwrap();
    symlink(outside.path().join("x.py"), repository.path().join("out.py")).unwrap();
    symlink(outside.path(), repository.path().join("dir")).unwrap();
    repository.run("check --base HEAD").is_green();
    repository.commit(&[]);
    for line in ["check --base HEAD~1", "check --base HEAD~1 --head HEAD"] {
        repository.run(line).is_green();
    }
    // A file that becomes a link is gone; a link that becomes a file is new.
    repository.remove("a.py");
    symlink("b.py", repository.path().join("a.py")).unwrap();
    let said = repository.run("check --base HEAD");
    said.tells("legacy: +0 −2, 2 → 0 remaining");
    repository.remove("link.py");
    repository.write("link.py", USE.replace("pay(1)", "pay(9)"));
    repository.run("check --base HEAD").is_green();
}

#[test]
fn what_git_keeps_with_other_line_ends_is_the_same() {
    let repository = Repository::with(&[("a.py", USE), (".gitattributes", "*.py text eol=crlf\n")]);
    repository.git("rm -q --cached a.py");
    repository.write("a.py", USE.replace('\n', "\r\n"));
    repository.git("add a.py");
    repository.git("commit -q --allow-empty -m ends");
    assert!(repository.git("ls-files --eol a.py").starts_with("i/lf"));
    let said = repository.run("check --base HEAD");
    said.is_green();
    assert!(!said.out.contains("legacy:"), "{said:#?}");
    repository.write(
        "a.py",
        USE.replace('\n', "\r\n")
            .replace("pay(1)", "pay(1)\r\n    legacy.api.pay(2)"),
    );
    repository.run("check --base HEAD").is_red(&["a.py:6:5"]);
}

#[test]
fn what_git_keeps_in_another_encoding_is_the_same() {
    let repository = Repository::with(&[(
        ".gitattributes",
        "*.py working-tree-encoding=UTF-16LE-BOM eol=lf\n",
    )]);
    let encoded = |text: &str| -> Vec<u8> {
        let units = format!("\u{feff}{text}");
        units.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    repository.write("a.py", encoded(USE));
    repository.commit(&[]);
    assert_eq!(repository.git("show HEAD:a.py"), USE.trim());
    let said = repository.run("check --base HEAD");
    said.is_green();
    assert!(!said.out.contains("legacy:"), "{said:#?}");
    repository.write(
        "a.py",
        encoded(&USE.replace("pay(1)", "pay(1)\n    legacy.api.pay(2)")),
    );
    repository.run("check --base HEAD").is_red(&["a.py:6:5"]);
}

#[test]
fn what_is_kept_elsewhere_is_not_compared() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    let repository = Repository::with(&[("a.py", pointer), ("b.py", CLEAN)]);
    // Smudged: the file itself is in the working tree.
    repository.write("a.py", USE);
    repository.run("check --base HEAD").is_green();
    repository.commit(&[("a.py", &pointer.replace("4d7a", "5e8b"))]);
    repository.run("check --base HEAD~1 --head HEAD").is_green();
}

#[test]
fn a_file_with_a_name_that_is_no_text_is_told_of() {
    let repository = Repository::with(&[("a.py", CLEAN)]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.py");
    fs::write(repository.path().join(name), USE).unwrap();
    let said = repository.run("check --base HEAD");
    assert_eq!(said.code, Some(0), "{said:#?}");
    assert!(
        said.err.contains("1 file was not read: 1 unreadable"),
        "{said:#?}"
    );
    repository.commit(&[]);
    let committed = repository.run("check --base HEAD~1 --head HEAD");
    assert!(
        committed.err.contains("1 file was not read: 1 unreadable"),
        "{committed:#?}"
    );
    let strict = repository.run("check --base HEAD~1 --head HEAD --strict");
    assert_eq!(strict.code, Some(3), "{strict:#?}");
}

#[test]
fn names_of_every_kind_are_compared() {
    let names = [
        "ünï/cödé.py",
        "with space/a b.py",
        "-dash.py",
        "a:b.py",
        "[x].py",
        "日本.py",
    ];
    let files: Vec<(&str, &str)> = names.iter().map(|name| (*name, CLEAN)).collect();
    let repository = Repository::with(&files);
    let files: Vec<(&str, &str)> = names.iter().map(|name| (*name, USE)).collect();
    repository.commit(&files);
    for line in [
        "check --base HEAD~1",
        "check --base HEAD~1 --head HEAD",
        "check --base HEAD~1 --head HEAD --quick",
    ] {
        let said = repository.run(line);
        assert_eq!(said.code, Some(1), "{said:#?}");
        assert!(said.out.contains("legacy: +12 −0"), "{said:#?}");
    }
}

#[test]
fn a_file_that_becomes_a_directory_and_back() {
    let repository = Repository::with(&[("a.py", USE)]);
    repository.remove("a.py");
    repository.write("a.py/__init__.py", USE);
    repository.run("check --base HEAD").is_green();
    repository.commit(&[]);
    repository
        .run("check --base HEAD~1 --head HEAD --quick")
        .is_green();
    repository.run("check --base HEAD --head HEAD~1").is_green();
}
