//! Endpoints in rules: from `GET /api/v1/users/{id}` or `https://legacy.acme.test/**` to templates, or what is wrong with
//! them.
//!
//! Which texts a template matches is decided in [`crate::ruleset`].

use super::name::Flaw;
use super::target::Name;
use crate::literal::url::{Segment, Start, Url};
use crate::problem::{nearest, quoted};

/// The methods of HTTP that a rule can name, as RFC 9110 and RFC 5789 have them.
pub const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
];

/// An endpoint: a template of a path, perhaps with methods and a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// In upper case; empty for all of them.
    pub methods: Vec<&'static str>,
    /// The rest.
    pub url: Url,
}

impl Template {
    /// The template that a name in a rule is.
    pub fn of(name: &Name) -> Option<Self> {
        parse(&name.text).ok()
    }
}

/// Reads an endpoint.
///
/// # Errors
///
/// What is wrong with it, and what to write.
pub(super) fn parse(text: &str) -> Result<Template, Flaw> {
    if text.trim().is_empty() {
        return Err(Flaw {
            code: "empty-name",
            message: "the endpoint is empty".to_owned(),
            help: Some("write a path, such as `/api/v1/users/{id}`".to_owned()),
        });
    }
    let (methods, address) = match text.split_once(' ') {
        Some((methods, address)) => (read_methods(text, methods)?, address),
        None => (Vec::new(), text),
    };
    if address.trim() != address || address.contains(' ') {
        return Err(bad(
            text,
            "has a space",
            Some("write `METHOD /path`, or `/path` alone".to_owned()),
        ));
    }
    if let Some((scheme, _)) = address.split_once("://")
        && !matches!(scheme, "http" | "https" | "ws" | "wss")
    {
        let help = "write `https://host/path`, or leave the scheme out: `//host/path`".to_owned();
        return Err(bad(
            text,
            &format!("has the scheme {}", quoted(scheme)),
            Some(help),
        ));
    }
    let Some(url) = Url::new(address) else {
        return Err(bad(
            text,
            "is no path of a URL",
            Some("write `/path` or `https://host/path`".to_owned()),
        ));
    };
    if url.start != Start::Root {
        return Err(bad(
            text,
            "begins with no slash",
            Some(format!("write {}", quoted(&format!("/{address}")))),
        ));
    }
    if !url.is_telling() {
        return Err(Flaw {
            code: "over-broad-name",
            message: format!("the endpoint {} stands for everything", quoted(text)),
            help: Some("name a segment of the path, or the host".to_owned()),
        });
    }
    let mut before_last = url.segments.iter().rev().skip(1);
    if before_last.any(|segment| *segment == Segment::Rest) {
        let help = "write `{x}` for one segment; `**` stands for all that follows".to_owned();
        return Err(bad(text, "has a `**` that is not at its end", Some(help)));
    }
    Ok(Template { methods, url })
}

fn read_methods(text: &str, written: &str) -> Result<Vec<&'static str>, Flaw> {
    let known = |method: &str| METHODS.iter().find(|known| **known == method).copied();
    written
        .split([',', '|'])
        .map(|method| {
            known(method).ok_or_else(|| {
                let upper = method.to_ascii_uppercase();
                let meant = known(&upper).or_else(|| nearest(&upper, METHODS.iter().copied()));
                let help = meant.map(|meant| format!("did you mean `{meant}`?"));
                bad(
                    text,
                    &format!("has no method of HTTP in front: {}", quoted(method)),
                    help,
                )
            })
        })
        .collect()
}

fn bad(text: &str, what: &str, help: Option<String>) -> Flaw {
    Flaw {
        code: "bad-endpoint",
        message: format!("the endpoint {} {what}", quoted(text)),
        help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_with_methods_and_hosts() {
        let template = parse("GET,POST /api/v1/users/{id}").unwrap();
        assert_eq!(template.methods, ["GET", "POST"]);
        assert_eq!(template.url.segments.len(), 4);
        assert_eq!(
            parse("https://legacy.acme.test/**").unwrap().url.host.as_deref(),
            Some("legacy.acme.test")
        );
        assert!(parse("//legacy.acme.test/v1").unwrap().methods.is_empty());
    }

    #[test]
    fn flaws_say_what_to_write() {
        for (text, code, help) in [
            ("", "empty-name", "write a path, such as `/api/v1/users/{id}`"),
            ("get /users", "bad-endpoint", "did you mean `GET`?"),
            ("PSOT /users", "bad-endpoint", "did you mean `POST`?"),
            ("users/{id}", "bad-endpoint", "write `/users/{id}`"),
            (
                "ftp://x/y",
                "bad-endpoint",
                "write `https://host/path`, or leave the scheme out: `//host/path`",
            ),
            ("/", "over-broad-name", "name a segment of the path, or the host"),
            (
                "/**",
                "over-broad-name",
                "name a segment of the path, or the host",
            ),
            (
                "/{id}",
                "over-broad-name",
                "name a segment of the path, or the host",
            ),
            (
                "/a/**/b",
                "bad-endpoint",
                "write `{x}` for one segment; `**` stands for all that follows",
            ),
            (
                "GET  /a",
                "bad-endpoint",
                "write `METHOD /path`, or `/path` alone",
            ),
        ] {
            let flaw = parse(text).unwrap_err();
            assert_eq!(
                (flaw.code, flaw.help.unwrap_or_default().as_str()),
                (code, help),
                "{text}"
            );
        }
    }
}
