//! Built-in sets.
