//! What rules ask for outright, by a query or a regular expression, in one source.
//!
//! What a query finds is code. What an expression finds is code, configuration or documentation by the file that it
//! stands in, and in a comment or a docstring it is documentation too.

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::matches::around;
use super::settle::Interned;
use super::{Checker, Match};
use crate::finding::RuleId;
use crate::lang::Language;
use crate::lang::anatomy::Anatomy;
use crate::lang::query::Bounds;
use crate::names::TargetId;
use crate::problem::{Problem, quoted};
use crate::project::Place;
use crate::reference::Role;
use crate::source::{self, FileKind};
use crate::span::Span;

/// How long an expression may take in one text: each match is found in a time that the text sets, but there may be as
/// many of them as there are characters.
const LONGEST: Duration = Duration::from_secs(5);

/// How many characters of what is found are its name.
const CLIPPED: usize = 80;

/// What was found in a source.
#[derive(Debug, Default, Clone)]
pub(super) struct Asked {
    pub(super) matches: Vec<Match>,
    /// The rules that were given up on: what they found may not be all.
    stopped: Vec<RuleId>,
    /// The source did not parse, wholly or in part.
    pub(super) is_unparsed: bool,
}

impl Asked {
    /// What was found in a source that was looked at wholly.
    pub(super) const fn whole(matches: Vec<Match>) -> Self {
        Self {
            matches,
            stopped: Vec::new(),
            is_unparsed: false,
        }
    }

    /// What to say about the rules that were given up on.
    pub(super) fn problems(&self, checker: &Checker<'_>, path: &str) -> impl Iterator<Item = Problem> {
        let rules = self.stopped.iter().filter_map(|id| checker.rules.rule(*id));
        rules.map(move |rule| {
            let what = format!(
                "{} was given up on in {}: it takes too long there",
                quoted(&rule.id),
                quoted(path)
            );
            Problem::warning("stopped", what)
                .at(&rule.origin.document, rule.origin.id, "")
                .help("say more of what is around it, or exclude the file")
        })
    }

    /// Whether the source was looked at wholly and nothing was found.
    pub(super) fn is_nothing(&self) -> bool {
        self.matches.is_empty() && !self.is_partial()
    }

    /// Whether not all of the source was looked at.
    pub(super) fn is_partial(&self) -> bool {
        self.is_unparsed || !self.stopped.is_empty()
    }
}

/// All that rules ask for in a source.
pub(super) fn look(checker: &Checker<'_>, kind: FileKind, bytes: &[u8], place: &Place) -> Asked {
    if checker.rules.asked().is_empty() {
        return Asked::default();
    }
    let text = source::decode(bytes);
    let language = match kind {
        FileKind::Source(language) => Some(language),
        _ => None,
    };
    let mut looker = Looker {
        checker,
        kind,
        language,
        text: &text,
        anatomy: OnceCell::new(),
        interned: Interned::default(),
        found: Asked::default(),
    };
    if let Some(language) = language {
        looker.query(language, place);
    }
    looker.search();
    looker.found.stopped.sort_unstable();
    looker.found.stopped.dedup();
    looker.found
}

struct Looker<'l> {
    checker: &'l Checker<'l>,
    kind: FileKind,
    language: Option<&'static Language>,
    text: &'l str,
    anatomy: OnceCell<Anatomy>,
    interned: Interned,
    found: Asked,
}

impl Looker<'_> {
    /// Runs the queries that may find something.
    fn query(&mut self, language: &'static Language, place: &Place) {
        let rules = self.checker.rules;
        let (Some(queries), Some(grammar)) = (rules.asked().queries(language), &language.grammar) else {
            return;
        };
        let queries: Vec<_> = match self.checker.prefilter {
            true => queries.may_be_in(self.text).collect(),
            false => queries.all().collect(),
        };
        let wanted = |target: &TargetId| rules.rule_of(*target).is_some_and(|(_, rule)| rule.within.code);
        let mut queries = queries
            .into_iter()
            .filter(|(target, _)| wanted(target))
            .peekable();
        if queries.peek().is_none() {
            return;
        }
        let Some(tree) = (grammar.parse)(self.text, place) else {
            self.found.is_unparsed = true;
            return;
        };
        self.found.is_unparsed = tree.root_node().has_error();
        let bounds = Bounds::new(&tree, self.text);
        for (target, query) in queries {
            let found = query.find(&tree, self.text, bounds);
            if found.is_stopped {
                self.stop(target);
            }
            for span in found.spans {
                self.add(target, span, Role::Use);
            }
        }
    }

    /// Searches for the expressions that may match.
    fn search(&mut self) {
        let texts = self.checker.rules.asked().texts();
        if texts.is_empty() {
            return;
        }
        let expressions: Vec<_> = match self.checker.prefilter {
            true => texts.may_be_in(self.text).collect(),
            false => texts.all().collect(),
        };
        for (target, expression) in expressions {
            let Some((_, rule)) = self.checker.rules.rule_of(target) else {
                continue;
            };
            let within = rule.within;
            let is_wanted = match self.kind {
                FileKind::Config => within.config,
                FileKind::Docs => within.docs,
                _ => within.code || within.docs,
            };
            if !is_wanted || !rule.covers(self.language) {
                continue;
            }
            let started = Instant::now();
            let first = self.found.matches.len();
            for found in expression.regex.find_iter(self.text) {
                let span = trimmed(found.as_str(), found.start());
                let role = self.role(span);
                let is_wanted = match role {
                    Role::Doc => within.docs,
                    Role::Config => within.config,
                    _ => within.code,
                };
                if is_wanted {
                    self.add(target, span, role);
                }
                if started.elapsed() > LONGEST {
                    // How far it has come would be another thing each time.
                    self.found.matches.truncate(first);
                    self.stop(target);
                    break;
                }
            }
        }
    }

    fn role(&self, span: Span) -> Role {
        match self.kind {
            FileKind::Config => Role::Config,
            FileKind::Docs => Role::Doc,
            _ if self
                .anatomy()
                .is_some_and(|anatomy| anatomy.is_documentation(span)) =>
            {
                Role::Doc
            }
            _ => Role::Text,
        }
    }

    fn anatomy(&self) -> Option<&Anatomy> {
        let language = self.language?;
        Some(self.anatomy.get_or_init(|| (language.anatomy)(self.text)))
    }

    fn stop(&mut self, target: TargetId) {
        let rule = self.checker.rules.rule_of(target);
        self.found.stopped.extend(rule.map(|(id, _)| id));
    }

    fn add(&mut self, target: TargetId, span: Span, role: Role) {
        let name = self.interned.get(&clipped(span.of(self.text)));
        let scope = self.scope(span);
        self.found.matches.push(Match {
            target,
            name,
            span,
            role,
            is_ambiguous: false,
            via: None,
            scope,
        });
    }

    fn scope(&mut self, span: Span) -> Arc<str> {
        let label = match (self.language, self.anatomy()) {
            (Some(language), Some(anatomy)) => {
                let scope = anatomy.scope_at(span.start);
                let labels: Vec<&str> = around(&anatomy.scopes, scope)
                    .map(|scope| scope.label.as_str())
                    .collect();
                labels.join(language.separator)
            }
            _ => String::new(),
        };
        self.interned.get(&label)
    }
}

/// The place of a match without the blanks around it, unless there is nothing else: they were only to be passed over.
fn trimmed(found: &str, start: usize) -> Span {
    let content = found.trim();
    if content.is_empty() {
        return Span::new(start, start + found.len());
    }
    let start = start + (found.len() - found.trim_start().len());
    Span::new(start, start + content.len())
}

/// A text as a name: on one line, and not all of it if it is long.
fn clipped(text: &str) -> String {
    // A very long text is not read to its end.
    let near = &text[..text.floor_char_boundary(CLIPPED * 16)];
    let words: Vec<&str> = near.split_whitespace().collect();
    let line = words.join(" ");
    let mut characters = line.chars();
    let mut name: String = characters.by_ref().take(CLIPPED).collect();
    if characters.next().is_some() || near.len() < text.len() {
        name.push('…');
    }
    match name.is_empty() {
        // Blanks alone are what was looked for.
        true => near.escape_debug().take(CLIPPED).collect(),
        false => name,
    }
}
