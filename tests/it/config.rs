//! Configurations: how one is found, what it names, and how it can be wrong.

#![expect(clippy::disallowed_methods, reason = "these tests write files to be read")]

use std::path::Path;

use straggler::config::{self, Config};
use straggler::lang::{LANGUAGES, Language};
use straggler::problem::Problem;
use tempfile::TempDir;

use crate::support::plain;

/// A directory with files; a path that ends with `/` is a directory.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let tree = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = tree.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    tree
}

fn rule(id: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nmodule = \"pkg.{}\"\n",
        id.replace('-', "_")
    )
}

fn ids(config: &Config) -> Vec<&str> {
    config.rules.iter().map(|rule| rule.id.as_str()).collect()
}

fn load(directory: &Path, explicit: Option<&str>) -> (Option<Config>, Vec<Problem>) {
    config::load(&config::Disk, directory, explicit.map(Path::new))
}

#[test]
fn a_configuration_is_found_upward_past_a_repository() {
    let tree = tree(&[
        ("straggler.toml", &rule("outer")),
        ("repo/.git/HEAD", ""),
        ("repo/src/deep/a.py", ""),
    ]);
    let (config, problems) = load(&tree.path().join("repo/src/deep"), None);
    assert_eq!(plain(&problems), "");
    let config = config.unwrap();
    assert_eq!(config.root, tree.path());
    assert_eq!(config.file.as_deref(), Some("straggler.toml"));
    assert!(!config.embedded);
    assert_eq!(ids(&config), ["outer"]);
    assert_eq!(config.rules[0].origin.document.name, "straggler.toml");
}

#[test]
fn without_a_configuration_the_shipped_sets_are_used() {
    let tree = tree(&[("straggler.toml/file", "a directory of that name is none")]);
    let (config, problems) = load(tree.path(), None);
    assert_eq!(plain(&problems), "");
    let mut config = config.unwrap();
    assert!(config.embedded && config.file.is_none());
    assert_eq!(config.root, tree.path());
    assert!(config.rules.is_empty(), "nothing is known of the files yet");
    let mut rules_for = |languages: &[&Language]| {
        assert_eq!(plain(&config.embed(languages)), "");
        config.rules.len()
    };
    let all = rules_for(&LANGUAGES.iter().collect::<Vec<_>>());
    let one = rules_for(&[&LANGUAGES[0]]);
    assert!(0 < one && one < all);
    assert_eq!(rules_for(&[]), 0);
}

#[test]
fn rule_sets_come_first_in_their_order_and_each_once() {
    let own = format!(
        "rule-sets = [\"rules/*.toml\", \"rules/a.toml\", \"**/deep.toml\", \"*.toml\"]\n{}",
        rule("own")
    );
    let tree = tree(&[
        ("straggler.toml", &own),
        ("rules/b.toml", &rule("b")),
        ("rules/a.toml", &rule("a")),
        ("rules/not.txt", "x"),
        ("rules/below/c.toml", &rule("c")),
        ("x/y/.z/deep.toml", &rule("deep")),
    ]);
    let (config, problems) = load(tree.path(), None);
    assert_eq!(plain(&problems), "");
    let config = config.unwrap();
    assert_eq!(ids(&config), ["a", "b", "deep", "own"]);
    assert_eq!(config.rules[2].origin.document.name, "x/y/.z/deep.toml");
}

#[test]
fn a_configuration_given_by_hand_names_paths_of_the_working_directory() {
    let text = format!(
        "rule-sets = [\"../sets/*.toml\"]\nexclude = [\"third_party/**\"]\nsource-roots = [\"src\", \".\"]\n{}",
        rule("own")
    );
    let tree = tree(&[
        ("work/conf/s.toml", &text),
        ("work/sets/a.toml", &rule("a")),
        ("straggler.toml", "not = this"),
    ]);
    let root = tree.path().join("work");
    let (config, problems) = load(&root, Some("conf/s.toml"));
    assert_eq!(plain(&problems), "");
    let config = config.unwrap();
    assert_eq!(config.root, root);
    assert_eq!(config.file.as_deref(), Some("conf/s.toml"));
    assert_eq!(ids(&config), ["a", "own"]);
    assert_eq!(config.rules[0].origin.document.name, "sets/a.toml");
    let excluded = |path| {
        config
            .exclude
            .matched_path_or_any_parents(path, false)
            .is_ignore()
    };
    assert!(excluded("third_party/a.py") && !excluded("src/a.py"));
    assert!(config.source_roots.is_match("src") && config.source_roots.is_match(""));
    assert!(!config.source_roots.is_match("src/a"));
    let absolute = root.join("conf/s.toml");
    let (config, _) = load(&root, absolute.to_str());
    assert_eq!(config.unwrap().file.as_deref(), Some("conf/s.toml"));
}

#[test]
fn what_cannot_be_read_is_said_where_it_is_listed() {
    let sets = r#"rule-sets = [
    "rules/none.toml",
    "rules/*.yaml",
    "nowhere/*.toml",
    "rules",
    "rules/latin",
    "python-stdlib",
    "rules/latin.toml",
    "rules/empty.toml",
    "rules/empty.toml",
    "/etc/*.toml",
    "../outside.toml",
    "builtin:rust-std",
]
"#;
    let tree = tree(&[
        ("in/straggler.toml", sets),
        ("in/rules/empty.toml", "# nothing\n"),
        ("outside.toml", &rule("outside")),
    ]);
    std::fs::write(tree.path().join("in/rules/latin.toml"), b"# a\n# \xe9\n").unwrap();
    let (config, problems) = load(&tree.path().join("in"), None);
    assert!(config.is_none());
    insta::assert_snapshot!("unreadable", plain(&problems));
}

#[test]
fn the_same_id_or_name_in_two_documents_is_said_with_the_other_place() {
    let tree = tree(&[
        (
            "straggler.toml",
            &format!(
                "rule-sets = [\"rules/*.toml\"]\n\n{}{}",
                rule("twin"),
                "[[rule]]\nid = \"rival\"\nsymbol = [\"pkg.other\", \"pkg.fine\"]\n"
            ),
        ),
        ("rules/a.toml", &format!("# a\n{}{}", rule("twin"), rule("other"))),
    ]);
    let (config, problems) = load(tree.path(), None);
    assert!(config.is_none());
    insta::assert_snapshot!("two-documents", plain(&problems));
}

#[test]
fn a_file_that_is_asked_for_and_not_there_is_an_error() {
    let tree = tree(&[("empty.toml", "exclude = [\"x\"]\n"), ("dir/x", "")]);
    let mut all = String::new();
    for given in ["none.toml", "dir", "empty.toml"] {
        let (config, problems) = load(tree.path(), Some(given));
        assert_eq!(config.is_some(), given == "empty.toml");
        all += &plain(&problems);
    }
    insta::assert_snapshot!("asked-for", all);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_tree() {
    use std::os::unix::fs::symlink;

    let tree = tree(&[
        ("secret", "password\n"),
        ("a/x", ""),
        ("b/straggler.toml", "rule-sets = [\"link.toml\", \"*k.toml\"]\n"),
        ("c/dir/real.toml", &rule("real")),
        ("c/straggler.toml", "rule-sets = [\"link.toml\"]\n"),
    ]);
    let at = |path: &str| tree.path().join(path);
    symlink("../secret", at("a/straggler.toml")).unwrap();
    symlink("../secret", at("b/link.toml")).unwrap();
    symlink("dir/real.toml", at("c/link.toml")).unwrap();
    let mut all = String::new();
    for directory in ["a", "b"] {
        let (config, problems) = load(&at(directory), None);
        assert!(config.is_none());
        all += &plain(&problems);
    }
    assert!(!all.contains("password"));
    insta::assert_snapshot!("links", all);
    let (config, _) = load(&at("c"), None);
    assert_eq!(ids(&config.unwrap()), ["real"]);
}
