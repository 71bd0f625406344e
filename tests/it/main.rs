//! The tests of the public surface, in one binary.

mod cli;
mod output;
mod support;
mod tidy;
