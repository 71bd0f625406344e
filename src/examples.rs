//! The rules' own examples, run: each through the engine as the only file of a tree, with the one rule that it
//! belongs to. What several files make of a name together is not for an example to show.

use globset::GlobSet;
use jiff::civil::Date;

use crate::check::{Checked, Checker};
use crate::finding::Finding;
use crate::idiom::Idiom;
use crate::manifest;
use crate::problem::{Problem, quoted};
use crate::project::Project;
use crate::reference::Kind;
use crate::rule::{Example, Rule};
use crate::ruleset::RuleSet;

/// What the examples of some rules came to.
#[derive(Debug, Default)]
pub struct Tested {
    /// How many examples were run.
    pub examples: usize,
    /// How many rules they belong to.
    pub rules: usize,
    /// The examples that fail, each at its code.
    pub failures: Vec<Problem>,
}

/// Runs the examples of every rule, all other rules left aside, with the idioms of their configuration.
pub fn test_rules<'r>(rules: impl IntoIterator<Item = &'r Rule>, idioms: &[Idiom], today: Date) -> Tested {
    let mut tested = Tested::default();
    for rule in rules {
        if rule.examples.is_empty() {
            continue;
        }
        let alone = RuleSet::new(vec![rule.clone()]).with_idioms(idioms);
        let engine = Checker {
            rules: &alone,
            today,
            prefilter: true,
        };
        tested.rules += 1;
        tested.examples += rule.examples.len();
        let failures = rule.examples.iter().filter_map(|example| {
            let path = path(rule, example);
            let project = Project::new(std::iter::once(path.as_str()), &[], &GlobSet::empty());
            let place = (example.language.place)(&project, &path);
            let checked = engine.check(&path, example.code.as_bytes(), &place);
            failure(rule, example, &checked)
        });
        tested.failures.extend(failures);
    }
    tested
}

/// A path of the example's language; packages are declared in its manifest.
fn path(rule: &Rule, example: &Example) -> String {
    if rule.target.kind == Kind::Dependency
        && let Some(manifest) = manifest::sample(example.language.name)
    {
        return manifest.to_owned();
    }
    match example.language.extensions.first() {
        Some(extension) => format!("example.{extension}"),
        None => "example".to_owned(),
    }
}

fn failure(rule: &Rule, example: &Example, checked: &Checked) -> Option<Problem> {
    let findings = &checked.scan.findings;
    let rule_name = quoted(&rule.id);
    let (code, message, label) = match (example.matches, findings.first()) {
        (true, None) => (
            "example-not-matched",
            format!("the rule {rule_name} finds nothing in an example that it should match"),
            "nothing found".to_owned(),
        ),
        (false, Some(first)) => (
            "example-not-ignored",
            format!("the rule {rule_name} finds something in an example that it should ignore"),
            found(first),
        ),
        _ => return None,
    };
    let problem = Problem::error(code, message).at(&rule.origin.document, example.span, label);
    Some(if checked.skipped.is_some() {
        problem.help(format!("the example is not valid {}", example.language.name))
    } else {
        problem
    })
}

/// A finding in words, its line counted from the first of the example.
fn found(finding: &Finding) -> String {
    let line = finding.location.start.line;
    format!("found {} in line {line} of it", quoted(&finding.name))
}
