//! Straggler finds every remaining reference to what a migration is retiring.

// Words: plain data.
pub mod span;
pub mod names;
pub mod reference;
pub mod problem;
pub mod finding;

// Reading: bytes -> references.
pub mod project;
pub mod lang;
pub mod source;

// Deciding: references x rules -> findings.
pub mod rule;
pub mod ruleset;
pub mod suppress;
pub mod check;
pub mod examples;

// Composing scans.
pub mod scan;

// The outside world.
pub mod config;
pub mod walk;

// Faces.
pub mod output;
pub mod cli;
