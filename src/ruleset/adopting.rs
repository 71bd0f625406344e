//! Rules by their numbers: those that were written come first, and after them those that find what others want used
//! instead. What the latter find is counted, and is no finding.

use super::RuleSet;
use crate::finding::RuleId;
use crate::rule::Rule;

impl RuleSet {
    /// A rule by its number.
    pub fn rule(&self, id: RuleId) -> Option<&Rule> {
        let index = id.0 as usize;
        let adopting = || {
            Some(
                &self
                    .fixed
                    .adopting
                    .get(index.checked_sub(self.fixed.rules.len())?)?
                    .1,
            )
        };
        self.fixed.rules.get(index).or_else(adopting)
    }

    /// The rule that wants to know how much is used instead, where that is all that a number stands for.
    pub fn adopts(&self, id: RuleId) -> Option<RuleId> {
        let index = (id.0 as usize).checked_sub(self.fixed.rules.len())?;
        self.fixed.adopting.get(index).map(|(rule, _)| *rule)
    }
}
