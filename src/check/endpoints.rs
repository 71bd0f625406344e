//! The endpoints that a source calls or declares: what is a URL by where it goes, or by what it says.
//!
//! The path of a route is joined with those of what it is declared on or mounted in, as far as the file tells. A text
//! that nothing is known of must look like a URL: have a host, or two segments behind a slash. Which URLs are those of
//! rules is known to the [rule set](crate::ruleset::endpoints).

use std::sync::{Arc, LazyLock};

use regex::Regex;
use rustc_hash::FxHashMap;

use super::matches::{around, outer};
use super::methods;
use super::mounting;
use super::routers::{self, Routers};
use super::settle::Interned;
use super::{Checker, Match};
use crate::idiom::Meaning;
use crate::lang::Language;
use crate::literal::url::{Segment, Start, Url};
use crate::literal::{CallId, DEFINED, HOLE, Placed, Stands, Usage};
use crate::names::TargetId;
use crate::project::Place;
use crate::reference::{Role, ScopeId};
use crate::source::Source;
use crate::span::Span;

/// Where texts begin that may be paths or hosts.
pub(super) static BEGINNINGS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"["'`](?:[/^]|https?:|wss?:|\{|<|["'][,)])"#).ok());

/// Every endpoint of the rules that a source calls or declares.
pub(super) fn matches(
    checker: &Checker<'_>,
    language: Option<&'static Language>,
    source: &Source<'_>,
    place: &Place,
) -> Vec<Match> {
    let endpoints = checker.rules.endpoints();
    let is_spelled = || match language {
        Some(_) => may_spell(checker, source.bytes, place),
        None => endpoints.is_addressed(source.bytes),
    };
    if endpoints.is_empty() || !is_spelled() {
        return Vec::new();
    }
    let text = source.text();
    let mut at = endpoints.mentioned(text.as_bytes());
    at.extend(routers::beginnings(text));
    let name = language.map_or("", |language| language.name);
    at.extend(checker.rules.idioms().mounting(name, text.as_bytes()));
    let (usage, handing) = mounting::usage(checker, language, text, place, at);
    let mut reader = Reader {
        checker,
        language,
        text,
        usage: &usage,
        routers: Routers::new(checker.rules.idioms(), language, &usage, place, &handing),
        outer: outer(&usage.scopes),
        interned: Interned::default(),
        matches: Vec::new(),
    };
    reader.read();
    without_parts(reader.matches)
}

/// Whether a source spells a word of some endpoint, or is mounted below a path that does.
fn may_spell(checker: &Checker<'_>, bytes: &[u8], place: &Place) -> bool {
    let endpoints = checker.rules.endpoints();
    let module = mounting::of_place(place, &[]);
    let mounted = || checker.rules.mounts().into(&module);
    endpoints.is_spelled(bytes) || mounted().any(|prefix| endpoints.is_spelled(prefix.as_bytes()))
}

struct Reader<'r> {
    checker: &'r Checker<'r>,
    language: Option<&'static Language>,
    text: &'r str,
    usage: &'r Usage,
    routers: Routers<'r>,
    /// For each scope the one that stands for it.
    outer: Vec<ScopeId>,
    interned: Interned,
    matches: Vec<Match>,
}

/// What is known of a literal by where it goes.
#[derive(Debug, Default)]
struct Known {
    role: Option<Role>,
    /// It is none: a path of files, or where the routes of others are.
    is_none: bool,
    /// What it says is reached there, and each of its things by one more segment.
    is_resource: bool,
    /// It is one of the paths of each thing of a resource.
    is_member: bool,
    methods: Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let usage = self.usage;
        let idioms = self.checker.rules.idioms();
        let language = self.language.map(|language| language.name);
        let mounted = self.routers.around_mounts();
        let mut known: Vec<Known> = Vec::with_capacity(usage.literals.len());
        for placed in &usage.literals {
            let mut found = Known::default();
            for idiom in idioms.matching(language, usage, placed) {
                match idiom.is {
                    Meaning::Url => found.role = found.role.or(Some(Role::Url)),
                    Meaning::Route => found.role = Some(Role::Route),
                    Meaning::Resource => {
                        found.role = Some(Role::Route);
                        found.is_resource = true;
                    }
                    Meaning::File => found.is_none = true,
                    Meaning::Prefix | Meaning::Mount | Meaning::Remount => {
                        self.routers.note(placed, idiom.is);
                    }
                    _ => continue,
                }
                // `path("api/", include(…))` is where other routes are, and none itself.
                let is_around = |call: &CallId| idiom.is == Meaning::Mount && mounted.contains(call);
                found.is_none |= matches!(&placed.stands, Stands::Argument { call, .. } if is_around(call));
                if let (Some(method), Stands::Argument { call, .. }) = (&idiom.method, &placed.stands)
                    && let Some(call) = usage.calls.get(*call as usize)
                {
                    found.methods.extend(methods::of_call(self.text, call, method));
                    let member = idiom.member.as_deref();
                    found.is_member |= member.is_some_and(|member| methods::is_set(self.text, call, member));
                }
            }
            found.methods.sort_unstable();
            found.methods.dedup();
            known.push(found);
        }
        for (placed, known) in usage.literals.iter().zip(&known) {
            // The name of a function may be what its route is called.
            let is_name = matches!(&placed.stands, Stands::Argument { slot, .. } if slot.keyword.as_deref() == Some(DEFINED));
            let is_said = !placed.is_word || (is_name && known.role.is_some());
            if is_said && !known.is_none {
                self.add(placed, known);
            }
        }
    }

    fn add(&mut self, placed: &Placed, known: &Known) {
        for url in self.urls(placed, known) {
            self.add_url(placed, known, &url);
        }
    }

    fn add_url(&mut self, placed: &Placed, known: &Known, url: &Url) {
        let hits = match known.methods.as_slice() {
            [] => self.checker.rules.endpoints().hits(url, None),
            methods => {
                let hits = methods
                    .iter()
                    .map(|method| self.checker.rules.endpoints().hits(url, Some(method)));
                hits.flatten().collect()
            }
        };
        let rules = self.checker.rules;
        for target in hits {
            let Some((_, rule)) = rules.rule_of(target) else {
                continue;
            };
            let is_listed = rule.covers(self.language);
            let Some(span) = span(placed).filter(|_| is_listed && rule.within.code) else {
                continue;
            };
            let found = Match {
                target,
                name: self.interned.get(&shown(url, &known.methods)),
                span,
                role: known.role.unwrap_or(Role::Url),
                is_ambiguous: false,
                via: None,
                scope: self.label(placed.scope),
            };
            self.matches.push(found);
        }
    }

    /// The URLs that a literal is, with all that its path begins with.
    fn urls(&self, placed: &Placed, known: &Known) -> Vec<Url> {
        let text = placed.literal.text();
        // The path of a route may be that of what it is mounted in.
        let alone = match (text.trim().is_empty(), known.role) {
            (true, Some(Role::Route)) => Url::new("/"),
            _ => Url::new(text),
        };
        let Some(alone) = alone else {
            return Vec::new();
        };
        // `route("GET", "/users")`: the method comes first.
        let is_word = text.len() > 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        if known.role == Some(Role::Route) && is_word {
            return Vec::new();
        }
        let Some(role) = known.role else {
            let named = alone.segments.iter().filter(
                |segment| matches!(segment, Segment::One(text) if text.chars().any(char::is_alphanumeric)),
            );
            let looks_like_one = alone.host.is_some() || (alone.start != Start::Segment && named.count() > 1);
            return Some(alone).filter(|_| looks_like_one).into_iter().collect();
        };
        if alone.host.is_some() || (role == Role::Url && alone.start == Start::Hole) {
            return vec![alone];
        }
        let beginnings = self
            .routers
            .beginnings(placed, self.checker.rules.mounts())
            .into_iter();
        let urls = beginnings.flat_map(|mut prefixes| {
            if known.is_member {
                prefixes.push(HOLE.to_string());
            }
            let one = joined(&prefixes, text, &alone);
            let each = one.clone().filter(|_| known.is_resource).map(|mut each| {
                each.segments.push(Segment::One(HOLE.to_string()));
                each
            });
            [one, each]
        });
        urls.flatten().collect()
    }

    fn label(&mut self, scope: ScopeId) -> Arc<str> {
        let scope = self.outer.get(scope as usize).copied().unwrap_or_default();
        let labels: Vec<&str> = around(&self.usage.scopes, scope)
            .map(|scope| scope.label.as_str())
            .collect();
        self.interned
            .get(&labels.join(self.language.map_or("", |language| language.separator)))
    }
}

/// A path behind all that it begins with, the outermost first.
fn joined(prefixes: &[String], text: &str, alone: &Url) -> Option<Url> {
    let mut whole = String::new();
    for prefix in prefixes {
        whole.push_str(
            prefix
                .trim_end_matches('/')
                .trim_end_matches("/?$")
                .trim_end_matches('$'),
        );
        whole.push('/');
    }
    match whole.is_empty() {
        true if alone.start == Start::Segment => Url::new(&format!("/{}", text.trim_start_matches('^'))),
        true => Some(alone.clone()),
        false => {
            whole.push_str(text.trim_start_matches(['^', '/']));
            let is_rooted = whole.starts_with('/') || whole.contains("://") || whole.starts_with(HOLE);
            Url::new(&if is_rooted { whole } else { format!("/{whole}") })
        }
    }
}

/// Matches without those that lie in another one of the same target: a constant is a URL where it stands, and again as a
/// part of what it is put into, or as the route that it is used for.
fn without_parts(mut matches: Vec<Match>) -> Vec<Match> {
    let of_route = |found: &Match| found.role == Role::Route;
    matches.sort_by_key(|found| {
        let longest = std::cmp::Reverse(found.span.end);
        (found.target, found.span.start, longest, !of_route(found))
    });
    let mut ends: FxHashMap<TargetId, u32> = FxHashMap::default();
    matches.retain(|found| {
        let end = ends.entry(found.target).or_default();
        let is_new = found.span.end > *end;
        *end = found.span.end.max(*end);
        is_new
    });
    matches
}

/// Where a literal is written: of one that is put together of several places, the last.
fn span(placed: &Placed) -> Option<Span> {
    let place = placed.literal.last_place()?;
    // Of an empty one, its quotes.
    Some(match place.start == place.end {
        true => Span {
            start: place.start.saturating_sub(1),
            end: place.end + 1,
        },
        false => place,
    })
}

/// How an endpoint is called: its methods, its host and its path.
fn shown(url: &Url, methods: &[String]) -> String {
    let mut shown = String::new();
    if let [method] = methods {
        shown.push_str(method);
        shown.push(' ');
    }
    if let Some(host) = &url.host {
        shown.push_str("//");
        shown.push_str(host);
    }
    for segment in &url.segments {
        shown.push('/');
        match segment {
            Segment::One(text) => shown.push_str(&text.replace(HOLE, "{}")),
            Segment::Rest => shown.push_str("**"),
        }
    }
    if url.segments.is_empty() {
        shown.push('/');
    }
    shown
}
