//! What is on its way out.

#![deprecated(since = "1.5.0", note = "in favour of the crate's root")]

/// Goes with the module.
#[deprecated]
pub fn gone() {}
