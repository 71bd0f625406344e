//! What was not read, said on standard error: how many files for which reason, and which ones with `--verbose`; and
//! what that means for the verdict.

use super::Exit;
use super::arguments::Selection;
use super::terminal::Terminal;
use crate::finding::{SkipReason, Skipped};
use crate::output::{say, skip_word};
use crate::scan::Scan;
use crate::walk;

/// Tells what a scan skipped. With `--strict` there is no verdict then.
pub(super) fn verdict(selection: &Selection, scan: &Scan, terminal: &mut Terminal) -> Exit {
    tell(&scan.skipped, "searched as text there", terminal);
    if !selection.strict || scan.skipped.is_empty() {
        return Exit::Success;
    }
    let files = say(scan.skipped.len(), "file");
    let were = if scan.skipped.len() == 1 { "was" } else { "were" };
    terminal.error(&format!(
        "no verdict: {files} {were} not, or not wholly, read, and --strict wants them all"
    ));
    Exit::NoVerdict
}

/// Tells what was skipped, and what was done with sources that did not parse.
pub(super) fn tell(skipped: &[Skipped], unparsed: &str, terminal: &mut Terminal) {
    let (partly, wholly): (Vec<&Skipped>, Vec<&Skipped>) = skipped
        .iter()
        .partition(|skipped| skipped.reason == SkipReason::Unparsed);
    let hint = if terminal.verbose {
        ""
    } else {
        " (--verbose lists them)"
    };
    if !wholly.is_empty() {
        let mut words: Vec<&str> = wholly.iter().map(|skipped| skip_word(&skipped.reason)).collect();
        words.sort_unstable();
        let counted: Vec<String> = words
            .chunk_by(|a, b| a == b)
            .map(|same| format!("{} {}", same.len(), same[0].replace('-', " ")))
            .collect();
        let were = if wholly.len() == 1 { "was" } else { "were" };
        let files = say(wholly.len(), "file");
        terminal.warning(&format!("{files} {were} not read: {}{hint}", counted.join(", ")));
        list(&wholly, terminal);
    }
    if !partly.is_empty() {
        let files = say(partly.len(), "file");
        terminal.warning(&format!(
            "{files} did not parse, wholly or in part: {unparsed}{hint}"
        ));
        list(&partly, terminal);
    }
}

fn list(skipped: &[&Skipped], terminal: &mut Terminal) {
    if !terminal.verbose {
        return;
    }
    for Skipped { path, reason } in skipped {
        let why = match reason {
            SkipReason::Unreadable(said) => said.clone(),
            SkipReason::TooLarge { size } => {
                format!("too large: {size} bytes, the limit is {}", walk::MAX_FILE_SIZE)
            }
            SkipReason::Binary | SkipReason::Unparsed => skip_word(reason).to_owned(),
        };
        terminal.detail(&format!("{path}: {why}"));
    }
}
