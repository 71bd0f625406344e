//! How deep a TOML document nests, told from its tokens alone.
//!
//! The parser bounds the brackets and the dots of a key each, not both together, and a tree of eighty times eighty
//! levels overflows the stack when it is dropped. So a document is measured before it is parsed. This is no parser:
//! the only thing it knows is where the parser's tokens end, strings and comments above all.

use crate::span::Span;

/// The most brackets that may be open at once; a rule needs four.
const MAX_DEPTH: usize = 16;

/// Where a document nests deeper than any rule file does, if it does.
pub(super) fn too_deep(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut open: Vec<u8> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'[' | b'{' => open.push(byte),
            // Only the bracket that was opened last closes: what recovers from errors may keep the others open.
            b']' | b'}' if open.last() == Some(&partner(byte)) => {
                open.pop();
            }
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            return Some(Span::new(at, at + 1));
        }
        at += token_len(&bytes[at..]).max(1);
    }
    None
}

/// What opens what a bracket closes.
const fn partner(closing: u8) -> u8 {
    if closing == b']' { b'[' } else { b'{' }
}

/// The length of the token that begins here, at least for those that may hold brackets.
fn token_len(rest: &[u8]) -> usize {
    match rest {
        [b'"', b'"', b'"', ..] => closed(rest, b"\"\"\"", true),
        [b'\'', b'\'', b'\'', ..] => closed(rest, b"'''", false),
        [b'"', ..] => closed(rest, b"\"", true),
        [b'\'', ..] => closed(rest, b"'", false),
        [b'#', ..] => memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len()),
        // A quote inside a bare word opens no string.
        _ => rest
            .iter()
            .position(|byte| b".=,[]{} \t#\r\n".contains(byte))
            .unwrap_or(rest.len()),
    }
}

/// The length of a string from its opening to its closing quotes. One on a single line ends with the line at the
/// latest; one on several takes up to two more quotes.
fn closed(rest: &[u8], quotes: &[u8], escapes: bool) -> usize {
    let quote = quotes[0];
    let mut at = quotes.len();
    while let Some(found) = memchr::memchr3(quote, b'\\', b'\n', &rest[at..]) {
        at += found;
        match rest[at] {
            b'\\' if escapes => {
                at += 1;
                at += usize::from(matches!(rest.get(at), Some(b'\\' | b'"')));
            }
            b'\n' if quotes.len() == 1 => return at,
            _ if rest[at..].starts_with(quotes) => {
                at += quotes.len();
                if quotes.len() == 3 {
                    let more = rest[at..].iter().take(2).take_while(|&&byte| byte == quote);
                    at += more.count();
                }
                return at;
            }
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_and_those_in_strings_do_not() {
        let many = "[".repeat(MAX_DEPTH + 1);
        assert_eq!(too_deep(&many), Some(Span::new(MAX_DEPTH, MAX_DEPTH + 1)));
        for harmless in [
            format!("# {many}\n"),
            format!("a = \"{many}\"\n"),
            format!("a = \"\\\"{many}\"\n"),
            format!("a = '{many}'\n"),
            format!("a = '''\n'{many}\n''''\n"),
            format!("a = \"\"\"\n\\\"\"\"{many}\n\"\"\"\"\n"),
            "a = []\n[[b]]\nc = [{}]\n".repeat(99),
        ] {
            assert_eq!(too_deep(&harmless), None, "{harmless}");
        }
        for harmful in [
            format!("a = \"x\n{many}\""),
            format!("a = 'x\n{many}'"),
            format!("a\"b = {many}\""),
            "{a = ]".repeat(99),
        ] {
            assert!(too_deep(&harmful).is_some(), "{harmful}");
        }
    }
}
