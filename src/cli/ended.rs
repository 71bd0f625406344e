//! How a subcommand about rules ends: well, or with problems to show.

use crate::problem::Problem;

/// How it ended.
#[derive(Debug)]
pub enum Ended {
    /// It did what was asked for: exit status 0.
    Well,
    /// It did, and what it looked at fails: exit status 1.
    Failed(Vec<Problem>),
    /// It could not be done as asked: exit status 2.
    Refused(Problem),
}
