//! What fails a run: what it is that counts against it, and how much of it.

use anyhow::bail;
use clap::ValueEnum;

use crate::output::Report;

/// What fails a run.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Verdict")]
pub(super) struct VerdictArgs {
    /// What to fail for: `added` since the base, `error` for open references of a
    /// rule with that severity, `never` [default: added with a base, else error]
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    fail_on: Option<FailOn>,

    /// How many references may be added since the base
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    max_new: usize,

    /// Exit with 0 whatever is found
    #[arg(long, conflicts_with_all = ["fail_on", "max_new"])]
    exit_zero: bool,
}

/// What to fail for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Added,
    Error,
    Never,
}

impl VerdictArgs {
    /// Refuses what cannot be meant.
    pub(super) fn check(&self, has_base: bool) -> anyhow::Result<()> {
        if has_base {
            return Ok(());
        }
        if self.fail_on == Some(FailOn::Added) {
            bail!("--fail-on added needs something to compare with: name it with --base");
        }
        if self.max_new > 0 {
            bail!("--max-new needs something to compare with: name it with --base");
        }
        Ok(())
    }

    /// Whether what was found fails the run.
    pub(super) fn fails(&self, report: &Report<'_>) -> bool {
        if self.exit_zero {
            return false;
        }
        match (self.fail_on, report.change) {
            (Some(FailOn::Never), _) => false,
            (None | Some(FailOn::Added), Some(change)) => change.failing() > self.max_new,
            (Some(FailOn::Error), _) | (_, None) => report.has_error(),
        }
    }
}
