//! The tests of the public surface, in one binary.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write files where they like, and fail where they must"
)]

#[cfg(unix)]
mod action;
mod adopted;
#[cfg(target_os = "linux")]
mod again;
mod asked;
mod baseline;
mod bounds;
mod builtin;
mod cli;
mod commands;
mod config;
mod dependencies;
mod gate;
#[cfg(unix)]
mod git;
mod history;
mod harvest;
mod hostile;
mod loading;
mod memo;
mod output;
mod outputs;
mod owners;
mod programs;
mod properties;
mod sql;
mod support;
mod tidy;
mod trend;
mod trends;
mod walks;
