//! The two streams: what was asked for goes to one, everything said about it to the other.

use std::io::{self, IsTerminal, Write};

use termcolor::{BufferedStandardStream, Color, ColorChoice, ColorSpec, StandardStream, WriteColor};

use super::arguments::{self, Global};
use crate::output::escape;

/// Where to write.
#[expect(
    clippy::struct_excessive_bools,
    reason = "they have nothing to do with each other"
)]
pub(super) struct Terminal {
    /// Standard output, buffered.
    pub out: Box<dyn WriteColor + Send>,
    /// Standard error.
    pub err: Box<dyn WriteColor + Send>,
    /// Say nothing but what was asked for.
    pub quiet: bool,
    /// Say more.
    pub verbose: bool,
    /// Whether a person watches standard error.
    pub watched: bool,
    /// Whether the locale knows ASCII alone.
    pub ascii: bool,
}

impl Terminal {
    pub(super) fn new(global: &Global) -> Self {
        let out = choice(global.color, anstream::AutoStream::choice(&io::stdout()));
        let err = choice(global.color, anstream::AutoStream::choice(&io::stderr()));
        Self {
            out: Box::new(BufferedStandardStream::stdout(out)),
            err: Box::new(StandardStream::stderr(err)),
            quiet: global.quiet,
            verbose: global.verbose,
            watched: io::stderr().is_terminal(),
            ascii: is_ascii(),
        }
    }

    /// Says something that is good to know.
    pub(super) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.say("note", Color::Green, text);
        }
    }

    /// Says something that should not be so.
    pub(super) fn warning(&mut self, text: &str) {
        if !self.quiet {
            self.say("warning", Color::Yellow, text);
        }
    }

    /// Says why there is no result.
    pub(super) fn error(&mut self, text: &str) {
        self.say("error", Color::Red, text);
    }

    /// Says something that belongs to what was said last.
    pub(super) fn detail(&mut self, text: &str) {
        let _ = writeln!(self.err, "  {}", escape::name(text));
    }

    /// A standard error that cannot be written to is nothing to stop for, and there is nowhere to say so.
    fn say(&mut self, kind: &str, color: Color, text: &str) {
        let _ = self.out.flush();
        let err = &mut self.err;
        let _ = err.set_color(ColorSpec::new().set_fg(Some(color)).set_bold(true));
        let _ = write!(err, "{kind}");
        let _ = err.reset();
        for (number, line) in text.lines().enumerate() {
            let lead = if number == 0 { ": " } else { "  " };
            let _ = writeln!(err, "{lead}{}", escape::name(line));
        }
    }
}

/// Whether the locale says that there are no letters but those of ASCII: the first of these that is set tells.
fn is_ascii() -> bool {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line is where the environment is read"
    )]
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        !locale.contains("utf-8") && !locale.contains("utf8")
    })
}

/// Colours or not; `auto` is what the terminal and `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM` say.
fn choice(asked: arguments::Color, auto: anstream::ColorChoice) -> ColorChoice {
    let wanted = match asked {
        arguments::Color::Auto => auto != anstream::ColorChoice::Never,
        arguments::Color::Always => true,
        arguments::Color::Never => false,
    };
    if wanted {
        ColorChoice::AlwaysAnsi
    } else {
        ColorChoice::Never
    }
}
