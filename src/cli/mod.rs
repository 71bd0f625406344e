//! The command line.

pub mod ended;
pub mod explain;
pub mod init;
pub mod prose;
pub mod rules;
