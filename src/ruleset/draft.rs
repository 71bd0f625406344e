//! What rules name, sorted by who looks for it, before it is compiled.

use super::{TargetEntry, asked};
use crate::finding::RuleId;
use crate::lang::{LANGUAGES, Language};
use crate::manifest::Ecosystem;
use crate::names::{Names, TargetId};
use crate::reference::Kind;
use crate::rule::endpoint::Template;
use crate::rule::package::{self, Package};
use crate::rule::relation::{self, Pattern};
use crate::rule::target::Name;
use crate::rule::{Rule, Within};

/// The names of rules, sorted by who looks for them.
pub(super) struct Draft {
    pub(super) targets: Vec<TargetEntry>,
    /// For each of [`LANGUAGES`] its names and how they are written in one piece.
    pub(super) languages: Vec<(Names, Vec<(String, TargetId)>)>,
    pub(super) text: Vec<(String, TargetId)>,
    pub(super) relations: Vec<(TargetId, Kind, Pattern, Within)>,
    pub(super) endpoints: Vec<(TargetId, Template)>,
    pub(super) dependencies: Vec<(TargetId, Package, Vec<Ecosystem>)>,
    pub(super) asked: asked::Draft,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            targets: Vec::new(),
            languages: vec![Default::default(); LANGUAGES.len()],
            text: Vec::new(),
            relations: Vec::new(),
            endpoints: Vec::new(),
            dependencies: Vec::new(),
            asked: asked::Draft::default(),
        }
    }
}

impl Draft {
    /// Adds what a rule names, or asks for.
    pub(super) fn add(&mut self, rule: &Rule, id: RuleId) {
        if rule.target.kind.is_asked_for() {
            let target = self.target(id, &rule.id, &[]);
            self.asked.add(rule, target);
            return;
        }
        for name in &rule.target.names {
            let target = self.target(id, &name.text, &name.path);
            self.add_name(rule, target, name);
        }
    }

    /// Adds a target.
    fn target(&mut self, rule: RuleId, name: &str, path: &[String]) -> TargetId {
        self.targets.push(TargetEntry {
            rule,
            name: name.into(),
            path: path.to_vec(),
        });
        self.targets.len() as TargetId - 1
    }

    /// Adds one name of a rule.
    fn add_name(&mut self, rule: &Rule, target: TargetId, name: &Name) {
        let kind = rule.target.kind;
        if kind == Kind::Dependency {
            if let Some(package) = package::package(name) {
                let ecosystems = package.ecosystems(&rule.languages);
                self.dependencies.push((target, package, ecosystems));
            }
            return;
        }
        let is_anyones = rule.languages.is_empty();
        if kind == Kind::Endpoint {
            let template = Template::of(name);
            self.endpoints.extend(template.map(|template| (target, template)));
            return;
        }
        if kind.is_relation() {
            let pattern = relation::pattern(name, kind);
            self.relations
                .extend(pattern.map(|pattern| (target, kind, pattern, rule.within)));
            return;
        }
        for (language, (names, spellings)) in LANGUAGES.iter().zip(&mut self.languages) {
            if is_about(rule, name, language) {
                names.insert(&name.path, target);
                spellings.extend(spellings_of(name, language).map(|spelling| (spelling, target)));
            }
        }
        if is_anyones && name.separator.is_some() {
            let of = LANGUAGES.iter().filter(|language| name.is_of(language));
            let spellings = of.flat_map(|language| spellings_of(name, language));
            self.text.extend(spellings.map(|spelling| (spelling, target)));
        }
    }
}

fn is_about(rule: &Rule, name: &Name, language: &Language) -> bool {
    let listed = rule.languages.is_empty() || rule.languages.iter().any(|other| other.name == language.name);
    listed && name.is_of(language)
}

/// How a name of two segments or more is written in one piece: with the language's separator, and, where that is a
/// dot, with one colon before the attributes of a module (an entry point, `module:attribute`).
fn spellings_of<'n>(name: &'n Name, language: &Language) -> impl Iterator<Item = String> + use<'n> {
    let separator = language.separator;
    let depth = if name.path.first().is_some_and(|first| first == "crate") {
        1
    } else {
        name.path.len()
    };
    let colons = if separator == "." { 1..depth } else { 0..0 };
    let plain = (depth > 1).then(|| name.path.join(separator));
    plain.into_iter().chain(colons.map(move |at| {
        format!(
            "{}:{}",
            name.path[..at].join(separator),
            name.path[at..].join(separator)
        )
    }))
}
