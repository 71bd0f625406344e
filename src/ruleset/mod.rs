//! A rule set as the engine uses it: the rules, and what is compiled from them once for a run.

use crate::rule::Rule;

/// The rules of a run, compiled.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
}

impl RuleSet {
    /// Compiles rules. Their order gives them their numbers ([`RuleId`](crate::finding::RuleId)).
    pub fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }

    /// The rules, in order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}
