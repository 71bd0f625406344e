//! Owners on the command line: where CODEOWNERS is looked for, and what is counted for whom.

use std::fs;

use serde_json::Value;

use crate::cli::{out, run, tree};

const RULES: &str = "[[rule]]\nid = \"legacy\"\nmodule = \"legacy.api\"\n";

#[test]
fn what_several_own_counts_for_each_of_them_and_once_in_all() {
    let tree = tree(&[
        ("straggler.toml", RULES),
        ("a/m.py", "import legacy.api\n"),
        ("b/n.py", "import legacy.api\nimport legacy.api\n"),
        (".github/CODEOWNERS", "/a/ @acme/pay @acme/web\n"),
        ("CODEOWNERS", "* @never\n"),
    ]);
    assert_eq!(
        out(&run(tree.path(), "count --by owner --format csv")),
        "owner,open,suppressed,allowed\nunowned,2,0,0\n@acme/pay,1,0,0\n@acme/web,1,0,0\n"
    );
    let output = run(tree.path(), "count --by owner --format json");
    let count: Value = serde_json::from_str(out(&output)).unwrap();
    assert_eq!(count["total"]["open"], 3);
    let output = run(tree.path(), "check --format json");
    let check: Value = serde_json::from_str(out(&output)).unwrap();
    let owners = |at: usize| check["findings"][at]["code_owners"].to_string();
    assert_eq!(owners(0), r#"["@acme/pay","@acme/web"]"#);
    assert_eq!(owners(1), "[]");
}

#[test]
fn without_the_file_nothing_is_said_of_owners() {
    let tree = tree(&[("straggler.toml", RULES), ("m.py", "import legacy.api\n")]);
    let output = run(tree.path(), "check --format json");
    let check: Value = serde_json::from_str(out(&output)).unwrap();
    assert_eq!(check["findings"][0]["code_owners"], Value::Null);
    assert_eq!(
        out(&run(tree.path(), "count --by owner --format csv")),
        "owner,open,suppressed,allowed\nunowned,1,0,0\n"
    );
}

#[test]
fn a_tree_within_a_repository_goes_by_the_file_at_its_root() {
    let tree = tree(&[
        (".git/HEAD", ""),
        ("CODEOWNERS", "/services/shop/ @shop\n"),
        ("services/shop/straggler.toml", RULES),
        ("services/shop/src/m.py", "import legacy.api\n"),
    ]);
    let shop = tree.path().join("services/shop");
    assert_eq!(
        out(&run(&shop, "count --by owner --format csv")),
        "owner,open,suppressed,allowed\n@shop,1,0,0\n"
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_is_not_followed() {
    let outside = tree(&[("secret", "* @outside\n")]);
    let tree = tree(&[("straggler.toml", RULES), ("m.py", "import legacy.api\n")]);
    std::os::unix::fs::symlink(outside.path().join("secret"), tree.path().join("CODEOWNERS")).unwrap();
    fs::create_dir(tree.path().join("docs")).unwrap();
    fs::write(tree.path().join("docs/CODEOWNERS"), "* @inside\n").unwrap();
    assert_eq!(
        out(&run(tree.path(), "count --by owner --format csv")),
        "owner,open,suppressed,allowed\n@inside,1,0,0\n"
    );
}
