//! One JSON document a line, one line a finding: for `jq`, for logs, for what reads while it is written.
//!
//! Each line is what stands among the `findings` of [`super::json`], whose version it shares. With a base, lines with
//! `"change": "removed"` tell after them of what is no longer there.

use std::io;

use termcolor::WriteColor;

use super::{Report, record};

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    report
        .entries()
        .try_for_each(|entry| record::emit_line(&record::finding(&entry), out))?;
    record::removed(report).try_for_each(|removed| record::emit_line(&removed, out))
}
