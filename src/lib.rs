//! Straggler finds every remaining reference to what a migration is retiring.

pub mod finding;
pub mod names;
pub mod problem;
pub mod reference;
pub mod span;

pub mod lang;
pub mod project;

pub mod rule;
pub mod scan;
