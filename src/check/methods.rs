//! The methods of HTTP that a call uses or declares: said by its name, by its arguments or by the chain that it stands in.
//!
//! This is no parser: it reads on from where the arguments begin by counting brackets and passing over strings, and takes
//! no harm where that is wrong.

use crate::idiom::{Argument, Method};
use crate::literal::Call;
use crate::rule::endpoint::METHODS;

/// How much of a call's arguments, and of a chain, is read, in bytes.
const NEAR: usize = 2000;

/// More arguments than this are not looked at.
const MOST: usize = 32;

/// What the names of functions that take handlers add to a method: `get_with`, `get_service`.
const ENDINGS: &[&str] = &["_with", "_service", "_async"];

/// One of a call's arguments.
#[derive(Debug, Clone, Copy)]
struct Given<'t> {
    keyword: Option<&'t str>,
    value: &'t str,
}

/// The methods that a call says in one of the ways, in upper case.
pub(super) fn of_call(text: &str, call: &Call, method: &Method) -> Vec<String> {
    let given = || arguments(text, call.arguments as usize);
    match method {
        Method::Is(method) => vec![method.clone()],
        Method::Callee => call
            .callee
            .last()
            .and_then(|last| known(last))
            .into_iter()
            .collect(),
        Method::Argument(Argument::Position(position)) => {
            let mut listed = given().into_iter().filter(|given| given.keyword.is_none());
            let value = listed.nth(*position as usize).map(|given| given.value);
            value.map(said).unwrap_or_default()
        }
        Method::Argument(Argument::Keyword(keyword)) => {
            let named = |given: &Given<'_>| given.keyword == Some(keyword.as_str());
            let found = given().into_iter().filter(named);
            found.flat_map(|given| said(given.value)).collect()
        }
        Method::Argument(Argument::Any) => Vec::new(),
        Method::Handlers => given()
            .into_iter()
            .filter(|given| !given.value.starts_with(['"', '\'']))
            .flat_map(|given| handlers(given.value))
            .collect(),
        Method::Bare => given()
            .into_iter()
            .filter(|given| given.keyword.is_none())
            .flat_map(|given| bare(given.value))
            .collect(),
        Method::Chain => chained(text, call.arguments as usize),
    }
}

/// Whether a call is given a keyword that is true.
pub(super) fn is_set(text: &str, call: &Call, keyword: &str) -> bool {
    let mut given = arguments(text, call.arguments as usize).into_iter();
    given.any(|given| given.keyword == Some(keyword) && matches!(given.value, "True" | "true"))
}

/// The method that a word is.
fn known(word: &str) -> Option<String> {
    let stem = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending));
    let word = stem.unwrap_or(word).to_ascii_uppercase();
    METHODS.contains(&word.as_str()).then_some(word)
}

/// The methods that a value says in strings, names and constants. One in quotes may be no method of HTTP: it is none of a
/// rule's then, either.
fn said(value: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, word) in words(value) {
        let is_quoted = value[..at].ends_with(['"', '\'']);
        let is_told = is_quoted && word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        found.extend(known(word).or_else(|| is_told.then(|| word.to_owned())));
    }
    found
}

/// The methods by which functions are called that are given a handler, and constants of methods.
fn handlers(value: &str) -> Vec<String> {
    let is_method = |(at, word): &(usize, &str)| {
        let is_called = value[at + word.len()..].trim_start().starts_with('(');
        let is_constant = value[..*at].ends_with("::") && METHODS.contains(word);
        is_called || is_constant
    };
    let found = words(value).filter(is_method);
    found.filter_map(|(_, word)| known(word)).collect()
}

/// The methods that an argument without quotes names: `get`, `method(get, post)`.
fn bare(value: &str) -> Vec<String> {
    let of_list = value
        .strip_prefix("method(")
        .or_else(|| value.strip_prefix("methods("));
    let list = of_list.and_then(|list| list.strip_suffix(')')).unwrap_or(value);
    let found = list.split(',').map(|word| known(word.trim()));
    found.collect::<Option<_>>().unwrap_or_default()
}

/// The methods that are called without arguments in the chain around an offset, up to where it is given another.
fn chained(text: &str, at: usize) -> Vec<String> {
    let (from, to) = (text.floor_char_boundary(at.saturating_sub(NEAR)), at + NEAR);
    let before = &text[from..at];
    // The bracket before the arguments, and those of calls that the chain itself stands in.
    let (mut depth, mut least) = (0_i32, -1);
    let start = before.char_indices().rev().find_map(|(at, c)| {
        depth += match c {
            ')' => 1,
            '(' => -1,
            _ => 0,
        };
        let is_outer = depth < least && !before[..at].ends_with("and");
        least = least.min(depth);
        (is_outer || (depth <= least && matches!(c, ',' | ';' | '{' | '}' | '='))).then_some(at + 1)
    });
    let after = &text[at..text.floor_char_boundary(to)];
    let mut depth = 0_i32;
    let end = after.char_indices().find_map(|(at, c)| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        let is_other = depth < 0 && after[at..].starts_with(".or(");
        (is_other || (depth < 0 && matches!(c, ';' | '}'))).then_some(at)
    });
    let start = from + start.unwrap_or(before.len());
    let chain = &text[start..at + end.unwrap_or(after.len())];
    let is_method = |(at, word): &(usize, &str)| {
        chain[at + word.len()..].starts_with("()") && !chain[..*at].ends_with(['.', '_'])
    };
    let found = words(chain).filter(is_method);
    found.filter_map(|(_, word)| known(word)).collect()
}

/// The words of a text, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        at += text[at..].find(is_part)?;
        let rest = &text[at..];
        let word = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        let start = at;
        at += word.len();
        Some((start, word))
    })
}

/// The arguments that begin at an offset, as far as they are near.
fn arguments(text: &str, at: usize) -> Vec<Given<'_>> {
    let near = &text[at..text.floor_char_boundary(at + NEAR)];
    let bytes = near.as_bytes();
    let mut found = Vec::new();
    let (mut depth, mut start, mut at) = (0_u32, 0, 0);
    while at < bytes.len() && found.len() < MOST {
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => break,
            },
            b',' if depth == 0 => {
                found.extend(given(&near[start..at]));
                start = at + 1;
            }
            b'"' | b'\'' => at = end_of_string(bytes, at),
            _ => {}
        }
        at += 1;
    }
    found.extend(given(&near[start..at.min(near.len())]));
    found
}

fn given(text: &str) -> Option<Given<'_>> {
    let text = text.trim();
    let keyword = text.split_once('=').filter(|(keyword, value)| {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let keyword = keyword.trim_end();
        !keyword.is_empty() && keyword.bytes().all(is_word) && !value.starts_with('=')
    });
    let given = match keyword {
        Some((keyword, value)) => Given {
            keyword: Some(keyword.trim_end()),
            value: value.trim_start(),
        },
        None => Given {
            keyword: None,
            value: text,
        },
    };
    (!text.is_empty()).then_some(given)
}

/// Where the string ends that a quotation mark begins; a lifetime is none, nor is what goes on in the next line.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    if quote == b'\'' && start > 0 && matches!(bytes[start - 1], b'&' | b'<') {
        return start;
    }
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' => return start,
            byte if *byte == quote => return at,
            _ => {}
        }
        at += 1;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::literal::CallForm;

    fn read(text: &str, callee: &str, method: &Method) -> Vec<String> {
        let at = text.find(&format!("{callee}(")).unwrap() + callee.len() + 1;
        let call = Call {
            form: CallForm::Function,
            arguments: at as u32,
            callee: vec![callee.to_owned()],
            receiver: None,
            within: None,
            class: None,
            bound: Vec::new(),
            on: Vec::new(),
            takes: Vec::new(),
        };
        of_call(text, &call, method)
    }

    #[test]
    fn methods_are_said_by_arguments() {
        let keyword = |keyword: &str| Method::Argument(Argument::Keyword(keyword.to_owned()));
        let methods = |text: &str| read(text, "route", &keyword("methods"));
        assert_eq!(methods("route('/a,(', methods=['GET', 'post'])"), ["GET", "POST"]);
        assert_eq!(methods("route('/a', methods=[HTTPMethod.PUT])"), ["PUT"]);
        assert_eq!(methods("route(methods=('QUERY',), rule='/a')"), ["QUERY"]);
        assert_eq!(methods("route('/get'), methods=['GET']"), [""; 0]);
        let first = |text: &str| read(text, "route", &Method::Argument(Argument::Position(0)));
        assert_eq!(first("route('PATCH', '/get')"), ["PATCH"]);
        assert_eq!(first("route('*', '/get')"), [""; 0]);
        assert_eq!(first("route(\n  Method::DELETE, \"/get\")"), ["DELETE"]);
    }

    #[test]
    fn methods_are_said_by_handlers() {
        let handlers = |text: &str| read(text, "route", &Method::Handlers);
        assert_eq!(
            handlers(r#"route("/get()", post(a).put_with(b, c))"#),
            ["POST", "PUT"]
        );
        assert_eq!(
            handlers(r#"route("/a", on(MethodFilter::GET.or(X), h))"#),
            ["GET"]
        );
        assert_eq!(handlers(r#"route("/a", any(GET))"#), [""; 0]);
        let bare = |text: &str| read(text, "path", &Method::Bare);
        assert_eq!(bare(r#"path(get, path = "/post", tag = "put")"#), ["GET"]);
        assert_eq!(bare(r#"path(path = "/x", method(get, post))"#), ["GET", "POST"]);
        assert_eq!(bare("path(request_body = get, trace_id)"), [""; 0]);
    }

    #[test]
    fn methods_are_said_by_the_chain() {
        let chain = |text: &str| read(text, "path", &Method::Chain);
        assert_eq!(
            chain(r#"a(); path("x").and(warp::get()).map(|m| m.put())"#),
            ["GET"]
        );
        assert_eq!(
            chain(r#"let a = post().and(warp::path("x")).or(get())"#),
            ["POST"]
        );
        assert_eq!(chain(r#"b(put(), path("x").and(end()))"#), [""; 0]);
    }
}
