//! suppress.
