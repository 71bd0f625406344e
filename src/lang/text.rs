//! Whole-name text search.
