//! Inline suppressions: `straggler: allow(rule-id): why`, in comments only.
//!
//! On a line of code it speaks for that line; alone on a line, for the next line that is not a comment; as
//! `allow-file(…)`, for the file. `until 2027-01-01` before the colon lets it expire. One without a reason, and one
//! that has expired, suppress nothing and are reported; so are those that have nothing to suppress.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

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
    /// The findings it speaks for: those that start in this part of the text.
    pub covers: Span,
}

static SYNTAX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) straggler:\s* allow(?<file>-file)? \s* (?: \( (?<rules>[^()\r\n]*) \) )?
        (?: \s+ until \s+ (?<until>[^\s:]+) )? \s* (?: : [\ \t]* (?<reason>[^\r\n]*) )?",
    )
    .ok()
});

/// The suppressions in the comments of a text.
pub fn suppressions(text: &str, comments: &[Span]) -> Vec<Suppression> {
    let mut found = Vec::new();
    for comment in comments {
        for captures in SYNTAX
            .iter()
            .flat_map(|syntax| syntax.captures_iter(comment.of(text)))
        {
            let offset = comment.start as usize;
            let at = |name: &str| {
                let group = captures.name(name)?;
                Some((
                    group.as_str(),
                    Span::new(offset + group.start(), offset + group.end()),
                ))
            };
            let whole = captures.get_match();
            let span = Span::new(offset + whole.start(), offset + whole.end());
            let covers = match at("file") {
                Some(_) => Span::new(0, text.len()),
                None => covered(text, *comment, comments),
            };
            found.push(Suppression {
                rules: at("rules")
                    .map(|(list, span)| ids(list, span))
                    .unwrap_or_default(),
                reason: at("reason")
                    .map(|(reason, _)| reason_of(reason))
                    .unwrap_or_default(),
                until: at("until").map(|(date, _)| date.parse().map_err(|_| date.to_owned())),
                span,
                covers,
            });
        }
    }
    found
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

/// What a comment speaks for: its line, or, where it stands alone, the next line that is not a comment's.
fn covered(text: &str, comment: Span, comments: &[Span]) -> Span {
    let line = line_of(text, comment.start as usize);
    let before = &text[line.start as usize..comment.start as usize];
    if !before.trim().is_empty() {
        return line;
    }
    let last = line_of(
        text,
        (comment.end as usize)
            .saturating_sub(1)
            .max(comment.start as usize),
    );
    let after = text
        .get(comment.end as usize..last.end as usize)
        .unwrap_or_default();
    if !after.trim().is_empty() {
        return last;
    }
    let mut end = last.end as usize;
    let mut next = comments.partition_point(|other| other.start < comment.end);
    while end < text.len() {
        let following = line_of(text, end);
        let is_blank = following.of(text).trim().is_empty();
        let in_comment = comments.get(next).is_some_and(|other| {
            let start = other.start as usize;
            start < following.end as usize
                && text[following.start as usize..start.max(following.start as usize)]
                    .trim()
                    .is_empty()
        });
        if !is_blank && !in_comment {
            return following;
        }
        end = following.end as usize;
        if in_comment {
            end = end.max(line_of(text, (comments[next].end as usize).saturating_sub(1)).end as usize);
            next += 1;
        }
    }
    Span::new(text.len(), text.len())
}

/// The line around an offset, with its line ending.
fn line_of(text: &str, offset: usize) -> Span {
    let bytes = text.as_bytes();
    let offset = offset.min(text.len());
    let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &bytes[offset..]).map_or(text.len(), |at| offset + at + 1);
    Span::new(start, end)
}

/// The comments of a text whose language is not resolved: from a comment's sign to the end of the line, where no
/// quote stands open before it.
pub fn guessed_comments(text: &str) -> Vec<Span> {
    const SIGNS: &[&str] = &["#", "//", "/*", "--", "<!--", ";", "%", "*", "'''", "REM "];
    let mut comments = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), "straggler:") {
        let line = line_of(text, at);
        let before = &text[line.start as usize..at];
        let sign = SIGNS.iter().filter_map(|sign| before.find(sign)).min();
        if let Some(sign) = sign.filter(|sign| !is_quoted(&before[..*sign])) {
            let end = line.of(text).trim_end_matches(['\r', '\n']).len();
            comments.push(Span::new(line.start as usize + sign, line.start as usize + end));
        }
    }
    comments.dedup();
    comments
}

fn is_quoted(before: &str) -> bool {
    ['"', '\'', '`']
        .iter()
        .any(|quote| before.matches(*quote).count() % 2 == 1)
}
