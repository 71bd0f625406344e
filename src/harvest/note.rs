//! What the note of a deprecation says: the message, cleaned of markup, and the replacement and the versions it names.
//!
//! A replacement is taken only from where a sentence says that it is one (`use X instead`, `in favour of X`), and only
//! what is spelled like a name: the message is carried over whole in any case.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What stands in a message for a part that the source does not spell out.
pub(super) const UNKNOWN: &str = "…";

/// A longer message is cut, in characters.
const LONGEST: usize = 600;

/// What is said of something that is deprecated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// What happened to it.
    pub message: Option<String>,
    /// What to use instead.
    pub replacement: Option<String>,
    /// The version that deprecated it.
    pub since: Option<String>,
    /// The version that removes it.
    pub removed: Option<String>,
}

impl Note {
    /// Reads what is said in a text.
    pub(super) fn of(text: &str) -> Self {
        let message = clean(text);
        Self {
            replacement: replacement(&message),
            since: version(&SINCE, &message),
            removed: version(&REMOVED, &message),
            message: (!message.is_empty()).then_some(message),
        }
    }

    /// Adds what another one says, as far as this one does not.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            message: self.message.or(other.message),
            replacement: self.replacement.or(other.replacement),
            since: self.since.or(other.since),
            removed: self.removed.or(other.removed),
        }
    }
}

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

type Pattern = LazyLock<Option<Regex>>;

static ROLES: Pattern = LazyLock::new(|| regex(r":(?:[a-z]+:)?[a-z]+:`~?([^`]+)`"));
static LINKS: Pattern = LazyLock::new(|| regex(r"\[(`[^`]+`)\](?:\([^)]*\)|\[[^\]]*\])?"));

static SINCE: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)\bdeprecated\s+(?:since|as\s+of|in|from)(?:\s+(?:version|release))?\s+[a-z]*\s?v?(\d+(?:\.\d+)+)",
    )
});
static REMOVED: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:removed|disappear|be\s+gone|dropped)\s+(?:in|from|with|as\s+of)(?:\s+(?:version|release))?\s+[a-z]*\s?v?(\d+(?:\.\d+)+)",
    )
});

fn version(pattern: &Pattern, message: &str) -> Option<String> {
    let found = pattern.as_ref()?.captures(message)?;
    Some(found.get(1)?.as_str().to_owned())
}

/// A text on one line, without the markup of links and without what no file of rules may hold.
pub(super) fn clean(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let mut said = words.join(" ").replace("``", "`");
    for markup in [&ROLES, &LINKS] {
        let Some(markup) = markup.as_ref() else { continue };
        let inner = |found: &Captures<'_>| format!("`{}`", found[1].trim_matches('`'));
        said = markup.replace_all(&said, inner).into_owned();
    }
    match said.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}{UNKNOWN}", said[..end].trim_end()),
        None => said,
    }
}

/// A name, in backticks, in quotes or bare; what stands in parentheses behind it is part of it.
const NAME: &str = r#"(?:`[^`]+`|'[^'\s]+'|"[^"\s]+"|(?:[A-Z]+ )?/[\w{}<>:~.-]+(?:/[\w{}<>:~.-]*)*[\w}>/]|[A-Za-z_]\w*(?:(?:::|\.)[A-Za-z_]\w*)*(?:\(\)|!)?)"#;

static WAYS: Pattern = LazyLock::new(|| {
    let lead = r"(?i:\b(?:use|using|prefer|call|calling|consider|switch(?:ing)?\s+to|migrat(?:e|ing)\s+to|mov(?:e|ed|ing)\s+to|(?:been\s+|was\s+|is\s+|now\s+)?(?:renamed|changed)\s+(?:to|as|into)|(?:replaced|superseded|obsoleted|subsumed)\s+(?:by|with)|in\s+favou?r\s+of|(?:replacement|alternative)\s+is|alias(?:ed)?\s+(?:for|of|to)))\s+";
    let article = r"(?P<article>(?:(?i:the|a|an|new|method|function|class|module|macro|type|trait|crate|package|import|attribute|property|argument|option|either|from|using)\s+)*)";
    regex(&format!(
        r"{lead}{article}(?P<names>{NAME}(?:(?:,\s+(?:or\s+|and\s+)?|\s+or\s+|\s+and\s+|\s*/\s*){NAME})*)(?P<after>\s+(?i:instead|from|module|package|crate|method|function|class)\b|\s*$|[.;)](?:\s|$))?"
    ))
});
static PASSIVE: Pattern = LazyLock::new(|| {
    regex(&format!(
        r"(?P<names>{NAME}(?:(?:,\s+(?:or\s+)?|\s+or\s+){NAME})*)(?P<after>\s+(?i:should|must|can|is\s+to)\s+(?i:now\s+)?(?i:be\s+)?(?i:used|preferred)(?i:\s+instead)?)"
    ))
});
static NAMES: Pattern = LazyLock::new(|| regex(NAME));

/// Words before which a name is not recommended.
const DISCOURAGED: &[&str] = &[
    "not", "n't", "never", "avoid", "longer", "stop", "of", "without", "cannot",
];

/// Words that are no names.
const STOP: &[&str] = &[
    "this",
    "that",
    "it",
    "them",
    "these",
    "those",
    "instead",
    "another",
    "something",
    "its",
    "one",
    "the",
    "a",
    "an",
    "other",
    "different",
    "case",
    "only",
    "and",
    "or",
    "of",
    "to",
    "in",
    "with",
    "caution",
    "any",
    "such",
    "new",
    "methods",
    "functions",
];

/// What a message says to use instead.
fn replacement(message: &str) -> Option<String> {
    let ways = WAYS.as_ref()?.captures_iter(message);
    let passive = PASSIVE.as_ref()?.captures_iter(message);
    ways.chain(passive).find_map(|found| named(message, &found))
}

/// The names that a match recommends.
fn named(message: &str, found: &Captures<'_>) -> Option<String> {
    let before = message[..found.get(0)?.start()].trim_end();
    let last = before.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let is_discouraged = DISCOURAGED.iter().any(|word| last == *word) || last.ends_with("n't");
    if is_discouraged {
        return None;
    }
    let is_plain_said = found.name("after").is_some()
        && found
            .name("article")
            .is_none_or(|article| article.as_str().is_empty());
    let mut said = Vec::new();
    let names = found.name("names")?;
    for name in NAMES.as_ref()?.find_iter(names.as_str()) {
        let after = &message[names.start() + name.end()..];
        let name = name.as_str();
        if matches!(name, "or" | "and") {
            continue;
        }
        if after.trim_start_matches(['.', ':']).starts_with(UNKNOWN) {
            break;
        }
        if !is_code(name) && (!is_plain_said || STOP.contains(&name.to_lowercase().as_str())) {
            break;
        }
        let bare = name
            .trim_matches(['`', '\'', '"'])
            .trim()
            .trim_start_matches(['.', '~']);
        let bare = bare.strip_suffix("()").unwrap_or(bare);
        if bare.is_empty() || bare.starts_with(UNKNOWN) {
            break;
        }
        said.push(bare.to_owned());
    }
    let last = said.pop()?;
    if said.is_empty() {
        return Some(last);
    }
    let word = match found.name("names")?.as_str().contains(" and ") {
        true => "and",
        false => "or",
    };
    Some(format!("{} {word} {last}", said.join(", ")))
}

/// Whether a word is spelled as only names are.
fn is_code(name: &str) -> bool {
    name.starts_with(['`', '\'', '"'])
        || name.contains(['_', '.', ':', '(', '!', '/'])
        || (name.chars().skip(1).any(char::is_uppercase) && name.chars().any(char::is_lowercase))
        || name.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_are_named_in_many_ways() {
        for (note, expected) in [
            ("Use `Foo::bar` instead", "Foo::bar"),
            (
                "use [`DateTime::with_time`](Self::x) instead.",
                "DateTime::with_time",
            ),
            ("replaced by `X`", "X"),
            ("in favour of X.y", "X.y"),
            ("This has been renamed to `new_name`.", "new_name"),
            ("Please use :func:`~pkg.mod.f` instead", "pkg.mod.f"),
            (
                "Use `from_timestamp` or `DateTime::from_timestamp` instead",
                "from_timestamp or DateTime::from_timestamp",
            ),
            ("Use `a`, `b` and `c`", "a, b and c"),
            ("use rustls instead", "rustls"),
            ("foo() is deprecated, use bar() instead", "bar"),
            ("Don't use `x`; use `y`", "y"),
            ("`z` should be used instead", "z"),
            ("Instead of `x`, use ``y``.", "y"),
            ("superseded by the new `Client` type", "Client"),
            ("Consider using pathlib.Path", "pathlib.Path"),
            ("Use /v2/users/{id} instead.", "/v2/users/{id}"),
            ("replaced by GET /v2/users.", "GET /v2/users"),
        ] {
            assert_eq!(Note::of(note).replacement.as_deref(), Some(expected), "{note}");
        }
        for note in [
            "Do not use `x`",
            "no longer in use",
            "use the new API instead",
            "we use this.",
            "unsound",
            "use something else instead",
            "no longer of use.",
            "use pkg.….name instead",
        ] {
            assert_eq!(Note::of(note).replacement, None, "{note}");
        }
    }

    #[test]
    fn a_message_is_one_line_of_text() {
        assert_eq!(
            clean("  a\n\tb \u{7} ``c`` [`d`] :class:`~e.f` [g](h)\u{1b}[1m"),
            "a b `c` `d` `e.f` [g](h) [1m"
        );
        assert_eq!(clean(&"é".repeat(5000)).chars().count(), LONGEST + 1);
        assert_eq!(Note::of(" \n").message, None);
    }

    #[test]
    fn versions_are_taken_from_the_text() {
        let note = Note::of("Deprecated since version 1.4, will be removed in SciPy 2.0.0. Use x.y.");
        assert_eq!(note.since.as_deref(), Some("1.4"));
        assert_eq!(note.removed.as_deref(), Some("2.0.0"));
    }
}
