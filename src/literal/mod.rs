//! What a literal says: readers of the small languages that stand in strings and in files of their own.
//!
//! They know nothing of where a text comes from: spans are bytes of the text that was given.

pub mod sql;
