//! The tests of the public surface, in one binary.

mod loading;
mod support;
