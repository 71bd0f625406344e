//! What the strings of a Rust source say and where they go.

use crate::lang::Excerpt;
use crate::literal::Usage;

/// The literals that say a word of interest, composed, and the identifiers that are one.
pub(super) fn literals(_excerpt: &Excerpt<'_>) -> Usage {
    Usage::default()
}
