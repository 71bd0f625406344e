//! What is used instead: counted beside what is left, and no finding.

use serde_json::Value;

use crate::cli::{err, out, run, tree};

const RULES: &str = r#"
[[rule]]
id = "legacy-billing"
module = "legacy.billing"
severity = "error"
adopted = { symbol = ["payments.api", "payments.refund"] }

[[rule]]
id = "old-users"
table = "old_users"
adopted = { table = "people" }

[[rule]]
id = "users-v1"
endpoint = "/api/v1/users/**"
adopted = { endpoint = "/api/v2/people/**" }

[[rule]]
id = "boto"
dependency = "boto"
adopted = { dependency = "boto3" }
"#;

const SOURCE: &str = "\
from payments import api as pay  # straggler: allow(legacy-billing): no finding, so nothing to suppress
import legacy.billing

def charge(db):
    pay.charge(1)
    db.execute(\"SELECT name FROM people JOIN old_users USING (id)\")
    requests.get(\"/api/v2/people/7\")
    return legacy.billing.charge(1)
";

#[test]
fn uses_of_the_new_side_are_counted_and_are_no_findings() {
    let tree = tree(&[
        ("straggler.toml", RULES),
        ("src/pay.py", SOURCE),
        ("src/new.py", "from payments import refund\nrefund()\n"),
        ("requirements.txt", "boto3==1.2\n"),
    ]);
    let output = run(tree.path(), "check --format json");
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let check: Value = serde_json::from_str(out(&output)).unwrap();
    let named: Vec<&str> = check["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["name"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["legacy.billing", "old_users", "legacy.billing.charge"]);
    assert_eq!(check["problems"][0]["code"], "unused-suppression");
    let line = "trend --append h.jsonl --commit abc --time 2026-11-20T09:30:00Z -q";
    assert_eq!(run(tree.path(), line).status.code(), Some(0));
    let output = run(tree.path(), "trend --from h.jsonl --format json");
    let trend: Value = serde_json::from_str(out(&output)).unwrap();
    let share = |at: usize| {
        let row = &trend["rows"][at];
        (
            row["rule"].as_str().unwrap(),
            row["numbers"][0]["adopted"].as_u64().unwrap(),
            row["adopted_share"].as_f64(),
        )
    };
    assert_eq!(share(0), ("legacy-billing", 4, Some(4.0 / 6.0)));
    assert_eq!(share(1), ("old-users", 1, Some(0.5)));
    assert_eq!(share(2), ("users-v1", 1, Some(1.0)));
    assert_eq!(share(3), ("boto", 1, Some(1.0)));
}

#[test]
fn a_file_that_only_adopts_is_nowhere_to_be_seen() {
    let tree = tree(&[("straggler.toml", RULES), ("new.py", "import payments.api\n")]);
    for by in ["rule", "file", "owner", "directory", "language"] {
        let output = run(tree.path(), &format!("count --by {by} --format csv"));
        assert!(!out(&output).contains("new.py"), "{}", out(&output));
        assert!(!out(&output).contains(",1"), "{}", out(&output));
    }
    assert_eq!(out(&run(tree.path(), "-q --format concise")), "");
}

#[test]
fn what_is_adopted_is_checked_like_a_target() {
    let said = |adopted: &str| {
        let rules = format!("[[rule]]\nid = \"a\"\nmodule = \"legacy.a\"\nadopted = {adopted}\n");
        let tree = tree(&[("straggler.toml", &rules)]);
        let output = run(tree.path(), "check");
        assert_eq!(output.status.code(), Some(2), "{adopted}");
        err(&output).lines().next().unwrap().to_owned()
    };
    assert_eq!(
        said("\"payments.api\""),
        "error[wrong-type]: `adopted` wants a table, not a string"
    );
    assert_eq!(
        said("{ symbl = \"payments.api\" }"),
        "error[unknown-key]: what is adopted has no key `symbl`"
    );
    assert_eq!(
        said("{ symbol = \"a.b\", module = \"c.d\" }"),
        "error[two-targets]: what is adopted says two things, `symbol` and `module`"
    );
    assert!(said("{}").starts_with("error[missing-target]: what is adopted needs"));
}
