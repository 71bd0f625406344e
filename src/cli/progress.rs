//! A progress bar, for those who wait: only on a terminal, and only once a scan has taken a while.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How long a scan may take without a word.
const PATIENCE: Duration = Duration::from_millis(500);

/// How many files there are from one look at the clock to the next.
const STEP: usize = 32;

/// The progress of one scan.
pub(super) struct Progress {
    bar: OnceLock<ProgressBar>,
    done: AtomicUsize,
    /// What is done, and to what.
    words: (&'static str, &'static str),
    files: usize,
    start: Instant,
    watched: bool,
}

impl Progress {
    /// Progress over some files, shown only when somebody watches.
    pub(super) fn new(files: usize, watched: bool) -> Self {
        Self::over("scanning", "files", files, watched)
    }

    /// Progress over some steps of another kind.
    pub(super) fn over(doing: &'static str, what: &'static str, files: usize, watched: bool) -> Self {
        Self {
            words: (doing, what),
            bar: OnceLock::new(),
            done: AtomicUsize::new(0),
            files,
            start: Instant::now(),
            watched,
        }
    }

    /// One more file is done. Files that are scanned twice stay within the bar.
    pub(super) fn advance(&self) {
        if !self.watched {
            return;
        }
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let step = if self.files < 20 * STEP { 1 } else { STEP };
        if done.is_multiple_of(step) && self.start.elapsed() > PATIENCE {
            let bar = self.bar.get_or_init(|| bar(self.words, self.files));
            bar.set_position(done.min(self.files) as u64);
        }
    }

    /// Takes the bar off the terminal.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn bar((doing, what): (&str, &str), files: usize) -> ProgressBar {
    let template = format!("{doing} {{bar:30}} {{pos}}/{{len}} {what}, {{eta}} left");
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(files as u64).with_style(style)
}
