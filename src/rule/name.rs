//! Names in rules: from `legacy.billing`, `legacy::billing` or `legacy` to segments, or what is wrong with it.

use crate::problem::quoted;

use super::target::Name;

/// What is wrong with a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// The kind of problem.
    pub(super) code: &'static str,
    /// What a problem says.
    pub(super) message: String,
    /// What to do about it.
    pub(super) help: Option<String>,
}

/// More is no name that anybody wrote.
const MAX_LEN: usize = 500;

/// Names that stand for everything: all of a language, or all of the file's own crate.
const TOO_BROAD: &[&str] = &[
    "std",
    "core",
    "alloc",
    "crate",
    "self",
    "super",
    "Self",
    "builtins",
    "__builtins__",
    "__future__",
    "__main__",
];

/// First segments that mean another thing in every file.
const RELATIVE: &[&str] = &["self", "super", "Self"];

/// Reads a name.
pub(super) fn parse(text: &str) -> Result<Name, Flaw> {
    check_characters(text)?;
    let dotted = text.contains('.');
    let separator = match (dotted, text.contains("::")) {
        (true, true) => {
            return Err(bad(
                text,
                "mixes `.` and `::`",
                Some("use `.` in a Python name and `::` in a Rust name".to_owned()),
            ));
        }
        (true, false) => Some("."),
        (false, true) => Some("::"),
        (false, false) => None,
    };
    let path = segments(text, separator)?;
    check_breadth(text, &path)?;
    Ok(Name {
        text: text.to_owned(),
        path,
        separator,
        query: None,
    })
}

/// A name that something is wrong with.
pub(super) fn bad(text: &str, what: &str, help: Option<String>) -> Flaw {
    Flaw {
        code: "bad-name",
        message: format!("the name {} {what}", quoted(text)),
        help,
    }
}

/// The advice to write a text, if there is one.
pub(super) fn write_instead(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| format!("write {}", quoted(text)))
}

/// What people write around and into names.
fn check_characters(text: &str) -> Result<(), Flaw> {
    if text.trim().is_empty() {
        return Err(Flaw {
            code: "empty-name",
            message: "the name is empty".to_owned(),
            help: Some("write the whole name, such as `legacy.billing`".to_owned()),
        });
    }
    if text.len() > MAX_LEN {
        return Err(bad(text, &format!("is longer than {MAX_LEN} bytes"), None));
    }
    if text == "*" {
        return Err(too_broad(text));
    }
    if text.contains('*') {
        let stem = text.trim_end_matches('*').trim_end_matches(['.', ':']);
        let help = if stem.contains('*') {
            "list the names one by one".to_owned()
        } else {
            format!("a name stands for all below it: write {}", quoted(stem))
        };
        return Err(bad(text, "has a wildcard", Some(help)));
    }
    if text.contains(char::is_whitespace) {
        let joined: String = text.split_whitespace().collect();
        let help = if text.trim() == joined {
            write_instead(&joined)
        } else {
            Some("list several names as `[\"a.b\", \"c.d\"]`".to_owned())
        };
        return Err(bad(text, "has a space", help));
    }
    check_decoration(text)
}

/// What belongs to the use of a name and not to the name.
fn check_decoration(text: &str) -> Result<(), Flaw> {
    let before = |found: char| text.split(found).next().and_then(write_instead);
    let decorated = [
        ('(', "has parentheses"),
        ('<', "has type arguments"),
        ('!', "has an exclamation mark"),
        ('[', "has brackets"),
    ];
    for (found, what) in decorated {
        if text.contains(found) {
            return Err(bad(text, what, before(found)));
        }
    }
    if text.contains(['/', '\\']) {
        let dotted = text
            .trim_end_matches(".py")
            .trim_end_matches(".rs")
            .trim_matches(['/', '\\', '.'])
            .replace(['/', '\\'], ".");
        let help = format!("write it as code imports it, such as {}", quoted(&dotted));
        return Err(bad(text, "looks like a path of files", Some(help)));
    }
    Ok(())
}

fn segments(text: &str, separator: Option<&'static str>) -> Result<Vec<String>, Flaw> {
    let Some(separator) = separator else {
        return Ok(vec![segment(text, text, true)?]);
    };
    let trimmed = text.trim_matches(['.', ':']);
    let place = match () {
        () if text.starts_with(separator) => Some("begins with"),
        () if text.ends_with(separator) => Some("ends with"),
        () => None,
    };
    if let Some(place) = place {
        let what = format!("{place} `{separator}`");
        return Err(bad(text, &what, write_instead(trimmed)));
    }
    text.split(separator)
        .map(|part| match part {
            "" => Err(bad(text, &format!("has `{separator}` twice in a row"), None)),
            part => segment(text, part, separator == "::"),
        })
        .collect()
}

/// One segment; a Rust identifier may be written raw.
fn segment(text: &str, part: &str, may_be_raw: bool) -> Result<String, Flaw> {
    let plain = match part.strip_prefix("r#") {
        Some(plain) if may_be_raw => plain,
        _ => part,
    };
    let mut characters = plain.chars();
    let starts = characters
        .next()
        .is_some_and(|first| first == '_' || first.is_alphabetic());
    if starts && characters.all(|next| next == '_' || next.is_alphanumeric()) {
        return Ok(plain.to_owned());
    }
    let help = if part.contains('-') {
        Some(format!("in code it is {}", quoted(&text.replace('-', "_"))))
    } else if part.contains(':') {
        write_instead(&text.replace("::", ":").replace(':', "::"))
    } else {
        None
    };
    let what = format!("has a part that is no identifier: {}", quoted(part));
    Err(bad(text, &what, help))
}

fn check_breadth(text: &str, path: &[String]) -> Result<(), Flaw> {
    let Some(first) = path.first() else {
        return Ok(());
    };
    if path.len() == 1 && TOO_BROAD.contains(&first.as_str()) {
        return Err(too_broad(text));
    }
    if RELATIVE.contains(&first.as_str()) {
        return Err(bad(
            text,
            &format!("begins with `{first}`, which is another place in every file"),
            Some("write the whole name, in Rust from `crate` or the crate's name".to_owned()),
        ));
    }
    Ok(())
}

fn too_broad(text: &str) -> Flaw {
    Flaw {
        code: "over-broad-name",
        message: format!("the name {} stands for everything", quoted(text)),
        help: Some("name the module or the item that is retired".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Option<(String, Option<&'static str>)> {
        parse(text).ok().map(|name| (name.path.join(" "), name.separator))
    }

    #[test]
    fn names_are_segments_and_a_separator() {
        for (text, segments, separator) in [
            ("legacy.billing", "legacy billing", Some(".")),
            ("legacy::billing", "legacy billing", Some("::")),
            ("legacy", "legacy", None),
            ("r#try", "try", None),
            ("std::r#try", "std try", Some("::")),
            ("crate::x", "crate x", Some("::")),
            ("_x9.Ünicode", "_x9 Ünicode", Some(".")),
            ("std::mem::uninitialized", "std mem uninitialized", Some("::")),
        ] {
            assert_eq!(path(text), Some((segments.to_owned(), separator)), "{text}");
        }
    }

    const FLAWS: &[(&str, &str, &str)] = &[
        ("", "empty-name", "write the whole name, such as `legacy.billing`"),
        (
            " ",
            "empty-name",
            "write the whole name, such as `legacy.billing`",
        ),
        (" a.b", "bad-name", "write `a.b`"),
        (
            "a.b c.d",
            "bad-name",
            "list several names as `[\"a.b\", \"c.d\"]`",
        ),
        ("a.*", "bad-name", "a name stands for all below it: write `a`"),
        (
            "a::b::*",
            "bad-name",
            "a name stands for all below it: write `a::b`",
        ),
        ("a.*.b", "bad-name", "list the names one by one"),
        (
            "a.b::c",
            "bad-name",
            "use `.` in a Python name and `::` in a Rust name",
        ),
        (".a.b", "bad-name", "write `a.b`"),
        ("::std::mem", "bad-name", "write `std::mem`"),
        ("a.b.", "bad-name", "write `a.b`"),
        ("a..b", "bad-name", ""),
        ("a:b", "bad-name", "write `a::b`"),
        ("a::::b", "bad-name", ""),
        ("a.1", "bad-name", ""),
        ("r#a.b", "bad-name", ""),
        ("legacy-billing", "bad-name", "in code it is `legacy_billing`"),
        ("a.f()", "bad-name", "write `a.f`"),
        ("std::try!", "bad-name", "write `std::try`"),
        ("a::Vec<T>", "bad-name", "write `a::Vec`"),
        (
            "src/legacy/x.py",
            "bad-name",
            "write it as code imports it, such as `src.legacy.x`",
        ),
        (
            "std",
            "over-broad-name",
            "name the module or the item that is retired",
        ),
        (
            "*",
            "over-broad-name",
            "name the module or the item that is retired",
        ),
        (
            "super::x",
            "bad-name",
            "write the whole name, in Rust from `crate` or the crate's name",
        ),
    ];

    #[test]
    fn flaws_say_what_to_write() {
        for (text, code, help) in FLAWS {
            let flaw = parse(text).unwrap_err();
            assert_eq!(
                (flaw.code, flaw.help.unwrap_or_default().as_str()),
                (*code, *help),
                "{text}"
            );
        }
    }
}
