//! The house rules that no compiler knows.
