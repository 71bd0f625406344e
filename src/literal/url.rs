//! URLs and paths of URLs, as clients write them and as frameworks declare them: a text taken apart into segments.
//!
//! However a parameter is spelled (`{id}`, `<int:id>`, `:id`, `(?P<id>[^/]+)`, `%s`), it is a [`HOLE`]. What an address
//! is by the [URL standard](https://url.spec.whatwg.org/) is left to the `url` crate: case and port of the host,
//! percent-encoding, dots. Whether a text *is* meant for a URL is not asked here.

use std::borrow::Cow;

use url::Url as Standard;

use super::HOLE;

/// More text than this is no address, in bytes.
const LONGEST: usize = 4096;

/// What stands for a host that is not known, while the `url` crate looks at the rest.
const UNKNOWN_HOST: &str = "unknown.invalid";

/// A URL, or the path of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// `https`; none where the text does not say.
    pub scheme: Option<String>,
    /// In lower case, with the port unless that is the scheme's own; none where it is not known.
    pub host: Option<String>,
    /// The segments of the path, decoded, those left out that are empty.
    pub segments: Vec<Segment>,
    /// What the path begins with.
    pub start: Start,
}

/// A segment of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// A text, perhaps with [`HOLE`]s.
    One(String),
    /// Any number of segments.
    Rest,
}

/// What a path begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// A slash, or the end of a host: it is all of the path.
    Root,
    /// Something that is not known, and then a slash: a host, perhaps with the beginning of the path.
    Hole,
    /// A segment: it is relative to something.
    Segment,
}

impl Url {
    /// Takes a text apart. `None` for one that can be no address.
    pub fn new(text: &str) -> Option<Self> {
        let whole = text.trim();
        // What is asked for may be said in any words.
        let text = match whole.split_once('?') {
            Some((path, query)) if query.contains(' ') && !is_pattern(whole) => path,
            _ => whole,
        };
        if text.is_empty()
            || text.len() > LONGEST
            || text.contains([' ', '\n', '\t', '"', '\'', '\\']) && !is_pattern(text)
        {
            return None;
        }
        let text = plain(text);
        let (scheme, authority, path, start) = split(&text)?;
        let (path, _) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
        let known = authority.filter(|authority| !authority.contains(HOLE) && !authority.is_empty());
        let whole = format!(
            "{}://{}/{}",
            scheme.unwrap_or("https"),
            known.unwrap_or(UNKNOWN_HOST),
            path.trim_start_matches('/')
        );
        let standard = Standard::parse(&whole).ok()?;
        let host = known.and(standard.host_str()).map(|host| match standard.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        });
        Some(Self {
            scheme: scheme.map(str::to_ascii_lowercase),
            host,
            segments: segments(&standard),
            start,
        })
    }

    /// Whether some of it is known that tells it from any other.
    pub fn is_telling(&self) -> bool {
        let says = |segment: &Segment| matches!(segment, Segment::One(text) if text.chars().any(char::is_alphanumeric));
        self.host.is_some() || self.segments.iter().any(says)
    }
}

/// The segments of a path, decoded.
fn segments(standard: &Standard) -> Vec<Segment> {
    let mut segments = Vec::new();
    for segment in standard.path_segments().into_iter().flatten() {
        let decoded = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
        match decoded.as_ref() {
            "" => {}
            REST => segments.push(Segment::Rest),
            text => segments.push(Segment::One(text.to_owned())),
        }
    }
    segments
}

/// What stands for any number of segments while a text is taken apart.
const REST: &str = "**";

type Parts<'t> = (Option<&'t str>, Option<&'t str>, &'t str, Start);

/// The scheme, the host with its port, and the path.
fn split(text: &str) -> Option<Parts<'_>> {
    if let Some((scheme, rest)) = text.split_once("://") {
        let is_scheme = matches!(
            scheme.to_ascii_lowercase().as_str(),
            "http" | "https" | "ws" | "wss"
        );
        let is_known = is_scheme && !rest.is_empty();
        let is_hole = scheme.chars().all(|c| c == HOLE) && !scheme.is_empty();
        if !is_known && !is_hole {
            return None;
        }
        let (host, path) = host(rest);
        return Some((Some(scheme).filter(|_| is_known), Some(host), path, Start::Root));
    }
    if let Some(rest) = text.strip_prefix("//") {
        let (host, path) = host(rest);
        let is_host = host.contains('.') || host.contains(':') || host.contains(HOLE) || host == "localhost";
        return Some(match is_host {
            true => (None, Some(host), path, Start::Root),
            false => (None, None, text, Start::Root),
        });
    }
    if text.starts_with('/') {
        return Some((None, None, text, Start::Root));
    }
    let after = text.trim_start_matches(HOLE);
    if after.len() < text.len() && after.starts_with('/') {
        return Some((None, None, after, Start::Hole));
    }
    // `user@host`, `a:b`: a segment that is none of a path.
    let first = text.split('/').next().unwrap_or(text);
    (!first.contains(['@', ':', '='])).then_some((None, None, text, Start::Segment))
}

/// A host with its port, without a user, and what comes after.
fn host(text: &str) -> (&str, &str) {
    let (authority, path) = text.split_at(text.find(['/', '?', '#']).unwrap_or(text.len()));
    (authority.rsplit('@').next().unwrap_or(authority), path)
}

/// Whether a text is a regular expression for paths, as Django's `re_path` and Tornado take them.
fn is_pattern(text: &str) -> bool {
    text.contains("(?P<") || text.starts_with('^') || text.contains("\\d") || text.contains("\\w")
}

/// The text with each parameter, however it is spelled, as a hole or as [`REST`].
fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['{', '<', '(', ':', '*', '%', '^', '$', '\\']) {
        return Cow::Borrowed(text);
    }
    let mut said = String::with_capacity(text.len());
    let mut rest = text.strip_prefix('^').unwrap_or(text);
    while let Some(next) = rest.chars().next() {
        let begins_segment = said.ends_with('/') || said.is_empty();
        let (parameter, length) = parameter(rest, next, begins_segment);
        match parameter {
            Some(Parameter::One) => said.push(HOLE),
            Some(Parameter::Rest) => said.push_str(REST),
            Some(Parameter::Nothing) => {}
            None => said.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    Cow::Owned(said)
}

/// What a parameter stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parameter {
    /// A part of a segment.
    One,
    /// Any number of segments.
    Rest,
    /// Nothing: an anchor of a regular expression.
    Nothing,
}

/// The parameter that a text begins with, if it does, and how long what it begins with is.
fn parameter(rest: &str, next: char, begins_segment: bool) -> (Option<Parameter>, usize) {
    let closed = |open, close| balanced(rest, open, close);
    let is_rest = |inside: &str| {
        inside.starts_with('*')
            || inside.ends_with(":path")
            || inside.starts_with("path:")
            || inside.ends_with("..")
            || inside.ends_with(":.*")
    };
    let word = |from: usize| {
        let after = &rest[from..];
        from + after
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(after.len())
    };
    match next {
        '{' => match closed('{', '}') {
            Some(end) if is_rest(&rest[1..end]) => (Some(Parameter::Rest), end + 1),
            Some(end) => (Some(Parameter::One), end + 1),
            None => (None, 1),
        },
        '<' => match rest.find('>') {
            Some(end) if is_rest(&rest[1..end]) => (Some(Parameter::Rest), end + 1),
            Some(end) => (Some(Parameter::One), end + 1),
            None => (None, 1),
        },
        '(' => match closed('(', ')') {
            Some(end) => {
                let more = rest[end + 1..].len() - rest[end + 1..].trim_start_matches(['+', '*', '?']).len();
                let any = rest[..end].ends_with(".*") || rest[..end].ends_with(".+");
                let parameter = if any { Parameter::Rest } else { Parameter::One };
                (Some(parameter), end + 1 + more)
            }
            None => (None, 1),
        },
        ':' if begins_segment && word(1) > 1 => (Some(Parameter::One), word(1)),
        '*' if rest.starts_with("**") => (Some(Parameter::Rest), 2),
        '*' if begins_segment && word(1) > 1 => (Some(Parameter::Rest), word(1)),
        '*' => (Some(Parameter::One), 1),
        '%' if rest.starts_with("%s") || (rest.starts_with("%d") && is_end(&rest[2..])) => {
            (Some(Parameter::One), 2)
        }
        '$' if rest.len() == 1 => (Some(Parameter::Nothing), 1),
        '\\' => match rest.chars().nth(1) {
            Some('Z' | 'A' | 'z') => (Some(Parameter::Nothing), 2),
            Some('d' | 'w') => {
                let more = rest[2..].len() - rest[2..].trim_start_matches(['+', '*', '?']).len();
                (Some(Parameter::One), 2 + more)
            }
            _ => (Some(Parameter::Nothing), 1),
        },
        '?' if rest.len() == 1 || &rest[1..] == "$" => (Some(Parameter::Nothing), 1),
        _ => (None, next.len_utf8()),
    }
}

fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/') || rest.starts_with('?')
}

/// A parameter is not longer, in characters.
const LONGEST_PARAMETER: usize = 128;

/// Where what opens a text is closed.
fn balanced(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices().take(LONGEST_PARAMETER) {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let Some(url) = Url::new(text) else {
            return "none".to_owned();
        };
        let host = url.host.map(|host| format!("//{host}")).unwrap_or_default();
        let scheme = url.scheme.map(|scheme| format!("{scheme}:")).unwrap_or_default();
        let segment = |segment: &Segment| match segment {
            Segment::One(text) => format!("/{}", text.replace(HOLE, "_")),
            Segment::Rest => "/**".to_owned(),
        };
        let path: String = url.segments.iter().map(segment).collect();
        let start = match url.start {
            Start::Root => "",
            Start::Hole => "?",
            Start::Segment => "+",
        };
        format!("{scheme}{host}{start}{path}")
    }

    #[test]
    fn parameters_are_spelled_in_many_ways() {
        for text in [
            "/users/{id}",
            "/users/{id:int}",
            "/users/<int:id>/",
            "/users/<id>",
            "/users/:id",
            "/users/%s",
            "/users/%d",
            "/users/{}",
            "/users/*",
            "^/users/(?P<id>[^/]+)/?$",
            "/users/(\\d+)$",
            "/users/\u{fffc}?page=1#top",
            "//users//\u{fffc}/",
        ] {
            assert_eq!(read(text), "/users/_", "{text}");
        }
        for text in [
            "/f/**",
            "/f/{path:path}",
            "/f/<path:p>",
            "/f/<p..>",
            "/f/{*p}",
            "/f/*p",
            "^/f/(?P<p>.*)$",
        ] {
            assert_eq!(read(text), "/f/**", "{text}");
        }
        assert_eq!(read("/files/{name}.json"), "/files/_.json");
    }

    #[test]
    fn addresses_are_those_of_the_standard() {
        assert_eq!(
            read("HTTPS://Legacy.Acme.test:443/a%20b/../c%2Dd?x=1"),
            "https://legacy.acme.test/c-d"
        );
        assert_eq!(read("http://u:p@host:8080/a"), "http://host:8080/a");
        assert_eq!(read("//legacy.acme.test/v1"), "//legacy.acme.test/v1");
        assert_eq!(read("https://\u{fffc}/api/v1"), "https:/api/v1");
        assert_eq!(read("\u{fffc}/api/v1"), "?/api/v1");
        assert_eq!(read("\u{fffc}://\u{fffc}/api"), "/api");
        assert_eq!(read("api/v1/"), "+/api/v1");
        assert_eq!(read("/api/v1?q=one or two"), "/api/v1");
        for text in [
            "",
            "two words",
            "ftp://x/y",
            "a@b.test",
            "text/html; charset=x",
            "k=v",
            "C:/x",
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }
}
