//! Straggler finds every remaining reference to what a migration is retiring.

// Words: plain data.
pub mod finding;
pub mod names;
pub mod problem;
pub mod reference;
pub mod span;

// Reading: bytes -> references.
pub mod lang;
pub mod project;
pub mod source;

// Deciding: references x rules -> findings.
pub mod check;
pub mod examples;
pub mod rule;
pub mod ruleset;
pub mod suppress;

// Composing scans.
pub mod scan;

// The outside world.
pub mod config;
pub mod walk;

// Faces.
pub mod cli;
pub mod output;
