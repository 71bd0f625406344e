//! The sets that are shipped: they load without a problem, and every rule of them passes its own examples.

use straggler::examples::test_rules;
use straggler::rule::builtin::SETS;
use straggler::rule::idioms;
use straggler::rule::load::{self, DocumentKind};

use crate::support::plain;

#[test]
fn every_set_loads_and_passes_its_examples() {
    assert!(!SETS.is_empty());
    for set in SETS {
        let (parsed, problems) = load::load(&set.document(), DocumentKind::RuleSet);
        assert!(problems.is_empty(), "{}", plain(&problems));
        assert!(
            parsed.rules.iter().all(|rule| rule.examples.len() > 1),
            "a rule with one example shows one side"
        );
        let tested = test_rules(&parsed.rules, &parsed.idioms, jiff::civil::date(2026, 11, 20));
        assert!(tested.failures.is_empty(), "{}", plain(&tested.failures));
    }
}

#[test]
fn the_shipped_idioms_are_well_written() {
    let (parsed, problems) = load::load(&idioms::document(), DocumentKind::RuleSet);
    assert_eq!(plain(&problems), "");
    assert!(parsed.rules.is_empty() && parsed.idioms.len() > 100);
    assert_eq!(parsed.idioms, idioms::shipped());
}
