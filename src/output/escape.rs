//! Text from scanned files and rules, made safe for the place it is shown in.
//!
//! A terminal obeys control characters, and reorders text around the bidirectional ones, so that a path or a line
//! of somebody's source could rewrite what is on the screen. None of them passes here: in names and sentences they
//! become `\u{…}`; in lines of source one visible character each, so that columns stay what they are.
//!
//! The characters: <https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>, and categories Cc, Zl, Zp.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a terminal would act on a character instead of showing it.
const fn acts(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// Puts something else in the place of each character that acts but for those that are spared.
fn replace<'t>(text: &'t str, spared: &[char], mut with: impl FnMut(&mut String, char)) -> Cow<'t, str> {
    // Nearly all is plain.
    if is_plain(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let (mut safe, mut kept, mut at) = (String::new(), 0, 0);
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~');
    while let Some(found) = text.as_bytes()[at..].iter().position(|byte| !is_plain(byte)) {
        at += found;
        let Some(character) = text[at..].chars().next() else {
            break;
        };
        let next = at + character.len_utf8();
        if acts(character) && !spared.contains(&character) {
            safe.push_str(&text[kept..at]);
            with(&mut safe, character);
            kept = next;
        }
        at = next;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[kept..]);
    Cow::Owned(safe)
}

/// Whether all characters are those of ASCII that are shown: eight at once.
fn is_plain(text: &[u8]) -> bool {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = EACH << 7;
    let (eights, rest) = text.as_chunks();
    let are_plain = |eight: &[u8; 8]| {
        let eight = u64::from_le_bytes(*eight);
        // What is below a blank takes the bit away that was given it, what is above a tilde has it or gets it.
        let least = (eight | HIGHEST) - EACH * u64::from(b' ');
        let most = (eight & !HIGHEST) + EACH;
        (least & !most & !eight & HIGHEST) == HIGHEST
    };
    eights.iter().all(are_plain) && rest.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

fn spell_out(safe: &mut String, character: char) {
    safe.extend(character.escape_unicode());
}

/// A name (of a path, of what a place refers to) for a line of its own: nothing acts, nothing is lost.
pub fn name(text: &str) -> Cow<'_, str> {
    replace(text, &[], spell_out)
}

/// Prose on one line: line breaks and what is indented after them become a space each, and the rest is as in [`name`].
pub fn sentence(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains(['\n', '\r', '\t']) {
        return name(text);
    }
    let words: Vec<_> = text.split(['\n', '\r', '\t']).map(str::trim).collect();
    let line = words
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    Cow::Owned(name(&line).into_owned())
}

/// The beginning of a text, of a number of characters, with an ellipsis where there was more.
pub fn clip(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// A line of source, or several: one visible character for each that acts. Tabs and line feeds stay.
pub fn source(text: &str) -> Cow<'_, str> {
    replace(text, &['\t', '\n'], |safe, character| {
        safe.push(match character {
            // The control pictures stand in the order of the controls.
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            _ => '\u{fffd}',
        });
    })
}

/// A JSON document: what acts can only stand inside strings, where it has an escape.
pub fn json(document: &str) -> Cow<'_, str> {
    replace(document, &['\n'], |safe, character| {
        // Writing to a string cannot fail; every character that acts is in the basic plane.
        let _ = write!(safe, "\\u{:04x}", u32::from(character));
    })
}

/// The text of an XML attribute or element, after [`name`]: markup has entities, and what is no character of XML at all
/// becomes the one for that.
pub fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            _ => safe.push(character),
        }
    }
    safe
}

fn entity(safe: &mut String, character: char) {
    safe.push_str("&#");
    safe.push_str(&u32::from(character).to_string());
    safe.push(';');
}

/// Prose in the midst of a Markdown line, also in a table, that is only prose: no markup, no HTML. What looks like a
/// mention, the number of an issue or an address is broken, so that nobody is called and nothing is linked.
pub fn markdown(text: &str) -> String {
    let text = sentence(text);
    let mut safe = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        match character {
            '@' | '#' if !next.is_whitespace() => {
                safe.push(character);
                // A space of no width.
                entity(&mut safe, '\u{200b}');
            }
            ':' if next == '/' => entity(&mut safe, character),
            'w' | 'W' if next == '.' => entity(&mut safe, character),
            // As numbers: these are right in HTML, in Markdown and in its tables alike.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '!'
            | '"' => {
                entity(&mut safe, character);
            }
            _ => safe.push(character),
        }
    }
    safe
}

/// A name as code in the midst of a Markdown line, also in a table. Mentions in code call nobody.
pub fn markdown_code(text: &str) -> String {
    let text = name(text);
    let is_plain = !text.is_empty() && !text.contains(['`', '|', '<', '\\']) && text.trim() == text;
    if is_plain {
        format!("`{text}`")
    } else {
        format!("<code>{}</code>", markdown(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_passes() {
        let nasty = "a\u{1b}[2J\u{9b}\u{202e}b\0";
        assert_eq!(name(nasty), "a\\u{1b}[2J\\u{9b}\\u{202e}b\\u{0}");
        assert_eq!(source(nasty), "a␛[2J\u{fffd}\u{fffd}b␀");
        assert_eq!(source(nasty).chars().count(), nasty.chars().count());
        assert_eq!(source("\tx\ry"), "\tx␍y");
        let document = serde_json::to_string(nasty).unwrap();
        let safe = json(&document);
        assert!(!safe.chars().any(acts), "{safe:?}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), nasty);
    }

    #[test]
    fn prose_fits_on_a_line() {
        assert_eq!(sentence(" two\n   lines\r\n\nof 100%\t"), "two lines of 100%");
        assert!(matches!(sentence("as it is"), Cow::Borrowed("as it is")));
    }
}
