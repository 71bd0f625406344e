//! The command line, as it is typed: conversations in `tests/cli`, and what they cannot say.
