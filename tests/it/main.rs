//! The tests of the public surface, in one binary.

mod config;
mod hostile;
mod loading;
mod support;
