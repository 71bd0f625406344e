//! Regular expressions that rules hold: compiled within limits, and the texts that all they match must hold.
//!
//! The time that one takes grows with the text alone, but also with the expression, so that is bounded.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, HirKind};
use regex_syntax::{Error, ParserBuilder};

/// How large a compiled expression may be, in bytes.
const LARGEST: usize = 1 << 20;

/// How deep an expression may nest.
const DEEPEST: u32 = 64;

/// How many texts are told apart of which one must be there.
const MOST: usize = 64;

/// A compiled expression.
#[derive(Debug, Clone)]
pub struct Expression {
    /// It itself.
    pub regex: Regex,
    /// The texts that all it matches must hold: one of each list.
    pub needs: Vec<Vec<String>>,
    /// How many bytes it matches at the least; `None` if it matches nothing.
    pub least: Option<usize>,
}

/// What is wrong with an expression.
#[derive(Debug)]
pub struct Flaw {
    /// Where, in bytes of the expression.
    pub at: Range<usize>,
    /// What, as a sentence ends that begins with the expression.
    pub what: String,
}

impl Expression {
    /// Compiles an expression; in that of a text, `^` and `$` are the ends of a line.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn new(text: &str, by_lines: bool) -> Result<Self, Flaw> {
        let mut parser = ParserBuilder::new();
        parser.nest_limit(DEEPEST).multi_line(by_lines).crlf(by_lines);
        let hir = parser.build().parse(text).map_err(|error| flaw(text, &error))?;
        let built = RegexBuilder::new(text)
            .size_limit(LARGEST)
            .nest_limit(DEEPEST)
            .multi_line(by_lines)
            .crlf(by_lines)
            .build();
        let regex = built.map_err(|_| Flaw {
            at: 0..text.len(),
            what: "is too large when it is compiled".to_owned(),
        })?;
        Ok(Self {
            regex,
            needs: needs(&hir),
            least: hir.properties().minimum_len(),
        })
    }
}

fn flaw(text: &str, error: &Error) -> Flaw {
    let (span, what) = match error {
        Error::Parse(error) => (Some(error.span()), error.kind().to_string()),
        Error::Translate(error) => (Some(error.span()), error.kind().to_string()),
        _ => (None, "it cannot be read".to_owned()),
    };
    let at = span.map_or(0..text.len(), |span| span.start.offset..span.end.offset);
    let what = what
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_owned();
    Flaw { at, what }
}

/// What all that an expression matches must hold, as far as its parts in a row tell.
fn needs(hir: &Hir) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![hir];
    while let Some(part) = open.pop() {
        match part.kind() {
            HirKind::Capture(capture) => open.push(&capture.sub),
            HirKind::Concat(parts) => open.extend(parts.iter().rev()),
            HirKind::Repetition(repetition) if repetition.min > 0 => open.push(&repetition.sub),
            _ => found.extend(alternatives(part)),
        }
    }
    // A text in a row with what is not told apart may be longer at one end of the whole.
    found.extend(
        [ExtractKind::Prefix, ExtractKind::Suffix]
            .into_iter()
            .filter_map(|kind| extract(hir, kind)),
    );
    found.sort_unstable();
    found.dedup();
    found
}

fn alternatives(hir: &Hir) -> Option<Vec<String>> {
    extract(hir, ExtractKind::Prefix).or_else(|| extract(hir, ExtractKind::Suffix))
}

/// Whether it tells anything that a source holds one of some texts: a character is in every source.
pub(super) fn tells(texts: &[String]) -> bool {
    !texts.is_empty() && texts.iter().all(|text| text.len() > 1)
}

/// The texts one of which begins or ends all that an expression matches.
fn extract(hir: &Hir, kind: ExtractKind) -> Option<Vec<String>> {
    let sequence = Extractor::new().kind(kind).extract(hir);
    let literals = sequence.literals()?;
    let texts: Option<Vec<String>> = literals
        .iter()
        .map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok())
        .collect();
    let mut texts = texts.filter(|texts| texts.len() <= MOST)?;
    if !tells(&texts) {
        return None;
    }
    texts.sort_unstable();
    texts.dedup();
    Some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(text: &str) -> Vec<String> {
        let expression = Expression::new(text, true).unwrap();
        let lists = expression.needs.iter();
        lists.map(|list| list.join("|")).collect()
    }

    #[test]
    fn what_must_be_there() {
        assert_eq!(needs(r"\bget_event_loop\("), ["get_event_loop("]);
        assert_eq!(needs(r"(?m)^\s*import\s+(boto|bose)\b"), ["bose|boto", "import"]);
        assert_eq!(needs(r"(?i)ab"), ["AB|Ab|aB|ab"]);
        assert_eq!(needs(r"x?y*z{2,}"), ["zz"]);
        assert_eq!(needs(r"\d{4}"), Vec::<String>::new().as_slice());
        assert_eq!(needs("colou?r"), ["colo", "color|colour"]);
    }

    #[test]
    fn what_is_wrong_and_where() {
        let flaw = |text: &str| {
            let flaw = Expression::new(text, true).unwrap_err();
            (flaw.at, flaw.what)
        };
        assert_eq!(flaw("ab(c"), (2..3, "unclosed group".to_owned()));
        assert_eq!(flaw(r"a\p{Foo}"), (1..8, "Unicode property not found".to_owned()));
        assert_eq!(flaw(r"\w{900}").1, "is too large when it is compiled");
        let deep = format!("{}a{}", "(".repeat(999), ")".repeat(999));
        assert!(flaw(&deep).1.contains("nest"), "{:?}", flaw(&deep));
    }
}
