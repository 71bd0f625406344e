//! Which targets the references of a source name, and where its unread parts spell one.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::settle::Interned;
use super::{Checker, Match};
use crate::finding::RuleId;
use crate::lang::text::TextSearch;
use crate::lang::{Language, Reading, Unit};
use crate::names::{Hit, Path, TargetId};
use crate::reference::{FILE_SCOPE, Reference, Role, Scope, ScopeId};
use crate::span::Span;

/// How many named scopes deep places are told apart; below that they count as places of the scope at this depth.
const DEEPEST: u32 = 64;

/// Matches what was read of one source.
pub(super) struct Matcher<'m> {
    checker: &'m Checker<'m>,
    language: &'static Language,
    unit: &'m Unit<'m>,
    reading: &'m Reading,
    /// For each scope the one that stands for it: itself, or the one around it that is not too deep.
    outer: Vec<ScopeId>,
    labels: FxHashMap<ScopeId, Arc<str>>,
    inside: FxHashMap<(RuleId, ScopeId), bool>,
    interned: Interned,
}

impl<'m> Matcher<'m> {
    pub(super) fn new(
        checker: &'m Checker<'m>,
        language: &'static Language,
        unit: &'m Unit<'m>,
        reading: &'m Reading,
    ) -> Self {
        Self {
            checker,
            language,
            unit,
            reading,
            outer: outer(&reading.scopes),
            labels: FxHashMap::default(),
            inside: FxHashMap::default(),
            interned: Interned::default(),
        }
    }

    /// Every target named in the source.
    pub(super) fn matches(mut self, spellings: &TextSearch) -> Vec<Match> {
        let mut matches = Vec::new();
        for reference in &self.reading.references {
            self.match_reference(reference, &mut matches);
        }
        // What a grammar has read is not searched again: an ERROR node can hold well-formed parts.
        let references = self.reading.references.iter();
        let mut read: Vec<Span> = references.map(|reference| reference.span).collect();
        read.sort_unstable();
        let everything = [Span::new(0, self.unit.text.len())];
        let unread = if self.reading.unparsed {
            &everything[..]
        } else {
            &self.reading.errors[..]
        };
        for (parts, role) in [
            (unread, Role::Text),
            (&self.reading.comments, Role::Doc),
            (&self.reading.docs, Role::Doc),
        ] {
            if !is_wanted(self.checker, role) {
                continue;
            }
            for part in parts {
                let mut interned = std::mem::take(&mut self.interned);
                let text = self.unit.text;
                let rules = self.checker.rules;
                let tables = match role {
                    Role::Doc => rules.mentioned(part.of(text).as_bytes(), role),
                    _ => None,
                };
                let others = tables.map(|tables| rules.in_text(text, *part, role, &tables));
                let spelled = spellings.find(text, *part).chain(others.into_iter().flatten());
                let found = in_text(self.checker, text, role, spelled, &mut interned);
                let known = |found: &Match| overlaps(&read, found.span);
                matches.extend(found.filter(|found| {
                    !known(found)
                        && (self.checker.rules.rule_of(found.target))
                            .is_some_and(|(rule, _)| !self.is_inside(rule, FILE_SCOPE))
                }));
                self.interned = interned;
            }
        }
        matches
    }

    fn match_reference(&mut self, reference: &Reference, matches: &mut Vec<Match>) {
        let rules = self.checker.rules;
        for hit in rules.hits(self.language, self.unit.place, &reference.path, reference.known) {
            let Some((id, rule)) = rules.rule_of(hit.target) else {
                continue;
            };
            let is_wanted = match reference.role {
                Role::Doc => rule.within.docs,
                _ => rule.within.code,
            };
            let is_listed = rule.covers(Some(self.language));
            // A rule that everyone shares cannot mean a module of this very tree.
            let is_own = rule.is_builtin()
                && (reference.path.first()).is_some_and(|first| self.unit.place.has_top(first));
            if !is_wanted || !is_listed || is_own || self.is_inside(id, reference.scope) {
                continue;
            }
            matches.push(Match {
                target: hit.target,
                name: self.name_of(&hit),
                span: reference.span,
                role: reference.role,
                is_ambiguous: false,
                via: reference.via,
                scope: self.label(reference.scope),
            });
        }
    }

    /// What a place names that hit a target: mostly the target itself.
    fn name_of(&mut self, hit: &Hit) -> Arc<str> {
        let name = hit.canonical.join(self.language.separator);
        match self.checker.rules.target(hit.target) {
            Some(target) if *target.name == *name => Arc::clone(&target.name),
            _ => self.interned.get(&name),
        }
    }

    /// Whether a place lies inside what a rule retires: then it goes when that goes.
    fn is_inside(&mut self, rule: RuleId, scope: ScopeId) -> bool {
        let place = self.unit.place;
        let scope = self.outer.get(scope as usize).copied().unwrap_or_default();
        if place.module.is_empty() && scope == FILE_SCOPE {
            return false;
        }
        if let Some(known) = self.inside.get(&(rule, scope)) {
            return *known;
        }
        let mut path: Path = place.own_module();
        path.extend(around(&self.reading.scopes, scope).map(|scope| scope.segment.clone()));
        let enclosing = place.expand(&path);
        let is_inside = self.checker.rules.rule(rule).is_some_and(|rule| {
            let mut names = rule.target.names.iter();
            rule.target.kind.is_of_code()
                && names.any(|name| enclosing.iter().any(|path| path.starts_with(&name.path)))
        });
        self.inside.insert((rule, scope), is_inside);
        is_inside
    }

    fn label(&mut self, scope: ScopeId) -> Arc<str> {
        let scope = self.outer.get(scope as usize).copied().unwrap_or_default();
        let (reading, language) = (self.reading, self.language);
        let label = self.labels.entry(scope).or_insert_with(|| {
            let labels: Vec<&str> = around(&reading.scopes, scope)
                .map(|scope| scope.label.as_str())
                .collect();
            labels.join(language.separator).into()
        });
        Arc::clone(label)
    }
}

/// The names that were found in a text by how they are spelled.
pub(super) fn in_text<'t>(
    checker: &'t Checker<'_>,
    text: &'t str,
    role: Role,
    found: impl Iterator<Item = (TargetId, Span)>,
    pool: &mut Interned,
) -> impl Iterator<Item = Match> {
    let rules = checker.rules;
    let nowhere: Arc<str> = pool.get("");
    found.filter_map(move |(target, span)| {
        let (_, rule) = rules.rule_of(target)?;
        let is_wanted = match role {
            Role::Doc => rule.within.docs,
            Role::Config => rule.within.config,
            _ => rule.within.code,
        };
        // A table is anybody's, unless the rule is narrowed to those who would name it.
        let is_anyones = role == Role::Doc || rule.languages.is_empty() || rule.target.kind.is_of_code();
        (is_wanted && is_anyones).then(|| Match {
            target,
            name: pool.get(span.of(text)),
            span,
            role,
            is_ambiguous: false,
            via: None,
            scope: Arc::clone(&nowhere),
        })
    })
}

/// Whether some rule looks at what has a role.
fn is_wanted(checker: &Checker<'_>, role: Role) -> bool {
    role != Role::Doc || checker.rules.within().docs
}

/// Whether a span overlaps one of some spans, ascending.
pub(super) fn overlaps(spans: &[Span], span: Span) -> bool {
    let after = spans.partition_point(|other| other.start < span.end);
    after
        .checked_sub(1)
        .is_some_and(|before| spans[before].end > span.start)
}

/// For each scope the one that stands for it. A scope comes after those around it.
pub(super) fn outer(scopes: &[Scope]) -> Vec<ScopeId> {
    let mut outer: Vec<(ScopeId, u32)> = Vec::with_capacity(scopes.len());
    for (id, scope) in (0..).zip(scopes) {
        let around = scope.parent.and_then(|parent| outer.get(parent as usize));
        outer.push(match around {
            Some((around, DEEPEST)) => (*around, DEEPEST),
            Some((_, depth)) => (id, depth + 1),
            None => (id, 0),
        });
    }
    outer.into_iter().map(|(scope, _)| scope).collect()
}

/// The scopes around a place, the outermost first, the file itself left out.
pub(super) fn around(scopes: &[Scope], scope: ScopeId) -> impl Iterator<Item = &Scope> {
    let mut around = Vec::new();
    let mut next = Some(scope);
    while let Some(scope) = next.and_then(|scope| scopes.get(scope as usize)) {
        next = scope.parent;
        if next.is_some() {
            around.push(scope);
        }
    }
    around.into_iter().rev()
}
