//! Inline suppressions: `straggler: allow(rule-id): why`, in comments only.
//!
//! On a line of code it speaks for that line; alone on a line, for the next line that is not a comment; as
//! `allow-file(…)`, for the file. `until 2027-01-01` before the colon lets it expire. One without a reason, and one
//! that has expired, suppress nothing and are reported; so are those that have nothing to suppress.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use crate::span::Span;

/// A suppression as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The rules, each with its place.
    pub rules: Vec<(String, Span)>,
    /// Why; empty when nobody says.
    pub reason: String,
    /// The last day on which it holds; `Err` for what is no date.
    pub until: Option<Result<Date, String>>,
    /// The whole of it.
    pub span: Span,
    /// The findings it speaks for: those that start in this part of the text, a line unless it is the whole.
    pub covers: Span,
    /// It speaks for the whole file.
    pub is_for_file: bool,
}

/// What every suppression begins with.
const MARK: &str = "straggler:";

static SYNTAX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) straggler:\s* allow(?<file>-file)? \s* (?: \( (?<rules>[^()\r\n]*) \) )?
        (?: \s+ until \s+ (?<until>[^\s:]+) )? \s* (?: : [\ \t]* (?<reason>[^\r\n]*) )?",
    )
    .ok()
});

/// The suppressions in the comments of a text. The comments are in order and apart.
pub fn suppressions(text: &str, comments: &[Span]) -> Vec<Suppression> {
    let mut found = Vec::new();
    // From the last comment to the first: where comments follow each other, each speaks for what the next speaks for.
    let mut lines = Lines { text, last: None };
    let mut below = None;
    for (index, comment) in comments.iter().enumerate().rev() {
        let mut rest = captures(comment.of(text)).peekable();
        if rest.peek().is_none() {
            continue;
        }
        let covers = covered(&mut lines, comments, index, below);
        below = Some((index, covers));
        let first = found.len();
        found.extend(rest.map(|captures| suppression(text, *comment, covers, &captures)));
        found[first..].reverse();
    }
    found.reverse();
    found
}

fn captures(comment: &str) -> impl Iterator<Item = Captures<'_>> {
    let is_marked = memchr::memmem::find(comment.as_bytes(), MARK.as_bytes()).is_some();
    let syntax = SYNTAX.iter().filter(move |_| is_marked);
    let found = syntax.flat_map(move |syntax| syntax.captures_iter(comment));
    // A word that only ends so is another: by such words sources are told apart unread.
    let begins_word = |before: &u8| before.is_ascii() && !before.is_ascii_alphanumeric() && *before != b'_';
    found.filter(move |captures| {
        let before = &comment.as_bytes()[..captures.get_match().start()];
        before.last().is_none_or(begins_word)
    })
}

fn suppression(text: &str, comment: Span, line: Span, captures: &Captures<'_>) -> Suppression {
    let offset = comment.start as usize;
    let at = |name: &str| {
        let group = captures.name(name)?;
        let span = Span::new(offset + group.start(), offset + group.end());
        Some((group.as_str(), span))
    };
    let whole = captures.get_match();
    Suppression {
        rules: at("rules")
            .map(|(list, span)| ids(list, span))
            .unwrap_or_default(),
        reason: at("reason")
            .map(|(reason, _)| reason_of(reason))
            .unwrap_or_default(),
        until: at("until").map(|(date, _)| date.parse().map_err(|_| date.to_owned())),
        span: Span::new(offset + whole.start(), offset + whole.end()),
        covers: at("file").map_or(line, |_| Span::new(0, text.len())),
        is_for_file: captures.name("file").is_some(),
    }
}

/// The reason without what closes a block comment.
fn reason_of(text: &str) -> String {
    let text = text.trim_end();
    let text = text
        .strip_suffix("*/")
        .or_else(|| text.strip_suffix("-->"))
        .unwrap_or(text);
    text.trim().to_owned()
}

fn ids(list: &str, span: Span) -> Vec<(String, Span)> {
    let mut offset = span.start as usize;
    let mut ids = Vec::new();
    for part in list.split(',') {
        let id = part.trim();
        let start = offset + (part.len() - part.trim_start().len());
        if !id.is_empty() {
            ids.push((id.to_owned(), Span::new(start, start + id.len())));
        }
        offset += part.len() + 1;
    }
    ids
}

/// What a comment speaks for: its line, or, where it stands alone, the next line that is not a comment's. `below` is
/// what a later comment speaks for.
fn covered(lines: &mut Lines<'_>, comments: &[Span], index: usize, below: Option<(usize, Span)>) -> Span {
    let text = lines.text;
    let comment = comments[index];
    let line = lines.at(comment.start as usize);
    if line.first < comment.start as usize {
        return line.span;
    }
    let mut next = index + 1;
    let mut end = comment.end as usize;
    loop {
        let last = lines.at(end.saturating_sub(1).max(comment.start as usize));
        let other = comments
            .get(next)
            .map_or(text.len(), |other| other.start as usize);
        let rest = text.get(end..other.min(last.span.end as usize));
        if !rest.unwrap_or_default().trim().is_empty() {
            return last.span;
        }
        // Over blank lines, to code or to the next comment.
        let after = text.get(end..).unwrap_or_default();
        let found = end + (after.len() - after.trim_start().len());
        match comments.get(next) {
            Some(other) if other.start as usize == found => match below {
                Some((known, covers)) if known == next => return covers,
                _ => end = other.end as usize,
            },
            _ if found == text.len() => return Span::new(found, found),
            _ => return lines.at(found).span,
        }
        next += 1;
    }
}

/// A line of a text.
#[derive(Debug, Clone, Copy)]
struct Line {
    span: Span,
    /// Where its first character that is not blank stands.
    first: usize,
}

/// Looks up lines; asking for the same one again costs nothing.
struct Lines<'t> {
    text: &'t str,
    last: Option<Line>,
}

impl Lines<'_> {
    /// The line around an offset, with its line ending.
    fn at(&mut self, offset: usize) -> Line {
        let is_on = |line: &Line| line.span.start as usize <= offset && offset < line.span.end as usize;
        if let Some(line) = self.last.filter(is_on) {
            return line;
        }
        let span = line_of(self.text, offset);
        let content = span.of(self.text);
        let first = span.start as usize + (content.len() - content.trim_start().len());
        let line = Line { span, first };
        self.last = Some(line);
        line
    }
}

/// The line around an offset, with its line ending.
fn line_of(text: &str, offset: usize) -> Span {
    let bytes = text.as_bytes();
    let offset = offset.min(text.len());
    let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &bytes[offset..]).map_or(text.len(), |at| offset + at + 1);
    Span::new(start, end)
}

/// The comments of a text whose language is not resolved that may suppress something: from a comment's sign to the
/// end of the line, where no quote stands open before it.
pub fn guessed_comments(text: &str) -> Vec<Span> {
    const SIGNS: &[&str] = &["#", "//", "/*", "--", "<!--", ";", "%", "*", "'''", "REM "];
    let mut comments = Vec::new();
    let mut offset = 0;
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[offset..], MARK.as_bytes()) {
        let span = line_of(text, offset + found);
        let line = span.of(text);
        let before = &line[..line.rfind(MARK).unwrap_or_default()];
        let sign = SIGNS.iter().filter_map(|sign| before.find(sign)).min();
        if let Some(sign) = sign.filter(|sign| !is_quoted(&before[..*sign])) {
            let end = line.trim_end_matches(['\r', '\n']).len();
            comments.push(Span::new(span.start as usize + sign, span.start as usize + end));
        }
        offset = span.end as usize;
    }
    comments
}

fn is_quoted(before: &str) -> bool {
    ['"', '\'', '`']
        .iter()
        .any(|quote| before.matches(*quote).count() % 2 == 1)
}
