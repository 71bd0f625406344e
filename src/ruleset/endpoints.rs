//! The endpoints that rules name, as one tree of segments: what a URL is costs its length, however many there are.

use rustc_hash::FxHashMap;

use super::anchors::{Anchors, rarity};
use super::words::{Word, Words};
use crate::literal::HOLE;
use crate::literal::url::{Segment, Start, Url};
use crate::names::TargetId;
use crate::rule::endpoint::{METHODS, Template};
use crate::span::Span;

/// More segments than this are not followed.
const DEEPEST: usize = 64;

/// The endpoints of a rule set.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    /// The first is the root.
    nodes: Vec<Node>,
    /// One that each endpoint cannot do without.
    words: Words,
    /// All of them.
    mentioned: Words,
    /// One that each address cannot do without, behind a slash.
    anchors: Option<Anchors>,
}

/// What a path may go on with.
#[derive(Debug, Clone, Default)]
struct Node {
    exact: FxHashMap<String, usize>,
    /// Segments with a parameter in them: what stands before and after it.
    parts: Vec<(String, String, usize)>,
    any: Option<usize>,
    /// The endpoints that end here.
    ends: Vec<End>,
    /// The endpoints that take any rest from here.
    rests: Vec<End>,
}

#[derive(Debug, Clone)]
struct End {
    target: TargetId,
    methods: Vec<&'static str>,
    scheme: Option<String>,
    host: Option<String>,
}

impl Endpoints {
    /// Compiles the templates of targets.
    pub fn new(templates: Vec<(TargetId, Template)>) -> Self {
        let mut endpoints = Self {
            nodes: vec![Node::default()],
            anchors: Anchors::new(templates.iter().map(|(_, template)| &template.url)),
            words: Words::new(
                templates
                    .iter()
                    .filter_map(|(_, template)| Some(Word::new(&telling(&template.url)?, false, 0)))
                    .collect(),
            ),
            mentioned: Words::new(
                templates
                    .iter()
                    .flat_map(|(_, template)| words(&template.url))
                    .map(|word| Word::new(&word, false, 0))
                    .collect(),
            ),
        };
        for (target, template) in templates {
            endpoints.insert(target, template);
        }
        endpoints
    }

    fn insert(&mut self, target: TargetId, template: Template) {
        let end = End {
            target,
            methods: template.methods,
            scheme: template.url.scheme,
            host: template.url.host,
        };
        let mut node = 0;
        for segment in template.url.segments {
            let Segment::One(text) = segment else {
                self.nodes[node].rests.push(end);
                return;
            };
            node = self.child(node, &text);
        }
        self.nodes[node].ends.push(end);
    }

    fn child(&mut self, node: usize, text: &str) -> usize {
        let new = self.nodes.len();
        let at = &mut self.nodes[node];
        let found = match text.split_once(HOLE) {
            Some(("", "")) => *at.any.get_or_insert(new),
            Some((before, after)) => {
                let after = after.rsplit(HOLE).next().unwrap_or_default();
                let known = at.parts.iter().find(|(b, a, _)| b == before && a == after);
                if let Some((_, _, known)) = known {
                    *known
                } else {
                    at.parts.push((before.to_owned(), after.to_owned(), new));
                    new
                }
            }
            None => *at.exact.entry(text.to_owned()).or_insert(new),
        };
        if found == new {
            self.nodes.push(Node::default());
        }
        found
    }

    /// Whether no rule names an endpoint.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() < 2
    }

    /// Whether a source spells a word that some endpoint cannot do without, where it may be a part of a path.
    pub fn is_spelled(&self, bytes: &[u8]) -> bool {
        self.words.is_anywhere(bytes, may_be_in_path)
    }

    /// Whether a text spells such a word where addresses are written whole, not put together of anything.
    pub fn is_addressed(&self, bytes: &[u8]) -> bool {
        match &self.anchors {
            Some(anchors) => anchors.is_anywhere(bytes),
            None => self.is_spelled(bytes),
        }
    }

    /// Where a source spells any word of an endpoint, ascending.
    pub fn mentioned(&self, bytes: &[u8]) -> Vec<Span> {
        self.mentioned.find_in_source(bytes)
    }

    /// The endpoints that a part of a text which nobody reads spells, each with its address; a method may stand before
    /// it.
    pub fn in_text(&self, text: &str, part: Span) -> Vec<(TargetId, Span)> {
        let mut hits = Vec::new();
        let mut end = 0;
        for word in self.words.find(part.of(text).as_bytes()) {
            let at = (part.start + word.start) as usize;
            if at < end {
                continue;
            }
            let span = address(text, at);
            end = span.end as usize;
            let Some(url) = Url::new(span.of(text)).filter(|url| url.start != Start::Segment) else {
                continue;
            };
            let before = text[..span.start as usize].trim_end_matches(['"', '\'', '`', ' ', '\t']);
            let method = before.rsplit(|c: char| !c.is_ascii_uppercase()).next();
            let method = method.filter(|method| METHODS.contains(method));
            let targets = self.hits(&url, method).into_iter();
            hits.extend(targets.map(|target| (target, span)));
        }
        hits
    }

    /// The targets that a URL is an address of, as far as its method is known; ascending.
    pub fn hits(&self, url: &Url, method: Option<&str>) -> Vec<TargetId> {
        let mut hits = Vec::new();
        let mut open: Vec<usize> = vec![0];
        let count = url.segments.len();
        let mut take = |ends: &[End]| {
            hits.extend(
                ends.iter()
                    .filter(|end| end.is_of(url, method))
                    .map(|end| end.target),
            );
        };
        for (index, segment) in url.segments.iter().enumerate().take(DEEPEST) {
            let mut next = Vec::new();
            for node in open.iter().filter_map(|node| self.nodes.get(*node)) {
                take(&node.rests);
                match segment {
                    Segment::One(text) => node.follow(text, index + 1 == count, &mut next),
                    // What takes any rest takes one more segment that a rule does not know either.
                    Segment::Rest => {
                        let any = node.any.and_then(|any| self.nodes.get(any));
                        take(any.map_or(&[], |any| &any.ends));
                    }
                }
            }
            next.sort_unstable();
            next.dedup();
            open = next;
        }
        for node in open.iter().filter_map(|node| self.nodes.get(*node)) {
            take(&node.rests);
            if count <= DEEPEST {
                take(&node.ends);
            }
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }
}

impl Node {
    /// Where a segment leads.
    fn follow(&self, text: &str, is_last: bool, next: &mut Vec<usize>) {
        next.extend(self.exact.get(text));
        // What is not known at the very end may be a query.
        let known = text.trim_end_matches(HOLE);
        if is_last && known.len() < text.len() && !known.is_empty() {
            next.extend(self.exact.get(known));
        }
        next.extend(self.any);
        let parts = self.parts.iter().filter(|(before, after, _)| {
            text.len() > before.len() + after.len() && text.starts_with(before) && text.ends_with(after)
        });
        next.extend(parts.map(|(_, _, node)| *node));
    }
}

impl End {
    fn is_of(&self, url: &Url, method: Option<&str>) -> bool {
        let is_method = method.is_none_or(|method| {
            self.methods.is_empty() || self.methods.iter().any(|own| own.eq_ignore_ascii_case(method))
        });
        let is_host = self.host.is_none() || self.host == url.host;
        let is_scheme = self.scheme.is_none() || url.scheme.is_none() || self.scheme == url.scheme;
        is_method && is_host && is_scheme && (url.start != Start::Hole || self.host.is_none())
    }
}

/// Whether a word that begins at an offset may be a part of a path, or what a route is called after: it stands behind no
/// blank, and is no argument and no element by itself.
fn may_be_in_path(bytes: &[u8], start: usize) -> bool {
    match start.checked_sub(1).map(|before| bytes[before]) {
        Some(b' ') => bytes[..start].ends_with(b"def "),
        Some(b',' | b'=' | b'[' | b'!' | b'&' | b'*') => false,
        Some(b'\n' | b'\r' | b'\t') => {
            let before = bytes[..start].trim_ascii_end();
            before.ends_with(b"\\") || before.ends_with(b"def")
        }
        _ => true,
    }
}

/// How far an address goes on before and after a place in it, in bytes.
const LONGEST: usize = 2048;

/// The address around a place in a text: all up to a blank, a quotation mark or a bracket that is none of a parameter's.
fn address(text: &str, at: usize) -> Span {
    let is_part = |c: char| !(c.is_whitespace() || c.is_control() || "\"'`()[],;|\\".contains(c));
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST));
    let before = &text[from..at];
    let start = from
        + before
            .rfind(|c| !is_part(c))
            .map_or(0, |last| before.ceil_char_boundary(last + 1));
    let to = text.ceil_char_boundary((at + LONGEST).min(text.len()));
    let after = &text[at..to];
    let end = at + after.find(|c| !is_part(c)).unwrap_or(after.len());
    let whole = &text[start..end];
    // The end of a sentence, a key of YAML, a tag.
    let trimmed = whole.trim_end_matches(['.', ':', '!', '?', '>', '*', '_']);
    let trimmed = trimmed.split("</").next().unwrap_or(trimmed);
    let inner = trimmed
        .rfind('>')
        .filter(|close| !trimmed[..*close].contains('<'))
        .map_or(0, |close| close + 1);
    let assigned = trimmed[inner..]
        .find('=')
        .filter(|at| !trimmed[inner..inner + at].contains('/'));
    let inner = inner + assigned.map_or(0, |at| at + 1);
    Span::new(start + inner, start + trimmed.len())
}

/// What tells most of a template, in lower case: the rarest of the words of its segments, of which some are joined by
/// hyphens, or of its host. Other signs may be written as escapes.
fn telling(url: &Url) -> Option<String> {
    let segments = url.segments.iter().filter_map(|segment| match segment {
        Segment::One(text) => Some(text.split(|c| !is_word(c) && c != '-')),
        Segment::Rest => None,
    });
    let texts = segments.flatten().map(|text| text.trim_matches('-'));
    let rarest = texts.max_by_key(|text| rarity(text));
    let text = rarest.filter(|text| !text.is_empty()).map(str::to_lowercase);
    text.or_else(|| words(url).into_iter().max_by_key(String::len))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words of a template's host and segments, in lower case.
fn words(url: &Url) -> Vec<String> {
    let segments = url.segments.iter().filter_map(|segment| match segment {
        Segment::One(text) => Some(text.as_str()),
        Segment::Rest => None,
    });
    let host = url
        .host
        .as_deref()
        .map(|host| host.split(':').next().unwrap_or(host));
    let words = host
        .into_iter()
        .chain(segments)
        .flat_map(|text| text.split(|c| !is_word(c)));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::target::Name;

    const NONE: [TargetId; 0] = [];

    fn hits(rules: &[&str], text: &str, method: Option<&str>) -> Vec<TargetId> {
        let template = |text: &&str| {
            Template::of(&Name {
                text: (*text).to_owned(),
                path: Vec::new(),
                separator: None,
                query: None,
            })
        };
        let templates = (0..).zip(rules.iter().filter_map(template)).collect();
        Endpoints::new(templates).hits(&Url::new(text).unwrap(), method)
    }

    #[test]
    fn segments_are_compared_one_by_one() {
        let rules = &[
            "/api/v1/users/{id}",
            "/api/v1/users/**",
            "/files/{name}.json",
            "/api/v1/users/me",
        ];
        assert_eq!(hits(rules, "/api/v1/users/7", None), [0, 1]);
        assert_eq!(hits(rules, "/api/v1/users/\u{fffc}/", None), [0, 1]);
        assert_eq!(hits(rules, "/api/v1/users/me", None), [0, 1, 3]);
        assert_eq!(hits(rules, "/api/v1/users/7/orders", None), [1]);
        assert_eq!(hits(rules, "/api/v1/users", None), [1]);
        assert_eq!(hits(rules, "/api/v1/users\u{fffc}", None), [1]);
        assert_eq!(hits(rules, "/files/a.json", None), [2]);
        assert_eq!(hits(rules, "/files/.json", None), NONE);
        assert_eq!(hits(rules, "/api/v2/users/7", None), NONE);
        assert_eq!(hits(rules, "/x/api/v1/users/7", None), NONE);
        assert_eq!(hits(rules, "\u{fffc}/api/v1/users/7", None), [0, 1]);
    }

    #[test]
    fn methods_and_hosts_count_where_both_sides_tell() {
        let rules = &["GET /users", "https://old.acme.test/**", "//old.acme.test:8080/x"];
        assert_eq!(hits(rules, "/users", None), [0]);
        assert_eq!(hits(rules, "/users", Some("get")), [0]);
        assert_eq!(hits(rules, "/users", Some("POST")), NONE);
        assert_eq!(hits(rules, "https://any.test/users", Some("GET")), [0]);
        assert_eq!(hits(rules, "https://OLD.acme.test", None), [1]);
        assert_eq!(hits(rules, "http://old.acme.test/x", None), NONE);
        assert_eq!(hits(rules, "//old.acme.test/x", None), [1]);
        assert_eq!(hits(rules, "http://old.acme.test:8080/x", None), [2]);
    }
}
