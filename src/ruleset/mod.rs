//! A rule set as the engine uses it: the rules, and what is compiled of them once for a run.

pub mod asked;
pub mod dependencies;
mod anchors;
pub mod endpoints;
pub mod mounts;
pub mod prefilter;
pub mod relations;

mod adopting;
mod broken;
mod draft;
mod joints;
mod letters;
mod needles;
mod sieve;
mod words;

use std::collections::BTreeSet;
use std::hash::BuildHasher as _;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::finding::RuleId;
use crate::idiom::{Idiom, Idioms};
use crate::lang::footprint::Given;
use crate::lang::text::TextSearch;
use crate::lang::{Footprint, LANGUAGES, Language};
use crate::names::{Hit, Names, Namesake, Path, TargetId};
use crate::project::Place;
use crate::reference::Role;
use crate::rule::idioms;
use crate::rule::{Rule, Within};
use crate::span::Span;
use asked::Asked;
use dependencies::Dependencies;
use draft::Draft;
use endpoints::Endpoints;
use mounts::Mounts;
use prefilter::Prefilter;
use relations::Relations;

/// The rules of a run, compiled. To copy them, for a tree that gives names of its own, costs little.
#[derive(Debug, Clone)]
pub struct RuleSet {
    fixed: Arc<Fixed>,
    /// One for each of [`LANGUAGES`].
    languages: Vec<Compiled>,
    /// What the scanned tree mounts where.
    mounts: Arc<Mounts>,
    /// The same number for the same mounts.
    mounted: u64,
    /// The names that the scanned tree itself gives, in whatever order they were learned.
    given: Given,
}

/// What is the same whatever tree is scanned.
#[derive(Debug, Clone)]
struct Fixed {
    rules: Vec<Rule>,
    /// For each rule that says what is used instead, one that finds just that.
    adopting: Vec<(RuleId, Rule)>,
    targets: Vec<TargetEntry>,
    /// What is searched in text whose language is not resolved.
    text: TextSearch,
    /// The tables and columns.
    relations: Relations,
    /// The endpoints.
    endpoints: Endpoints,
    /// The packages.
    dependencies: Dependencies,
    /// What rules ask for outright.
    asked: Asked,
    /// What strings are by where they go.
    idioms: Idioms,
    /// Whether some rule looks at each kind of file.
    within: Within,
    /// The documents that the rules are written in: they name what is retired, and refer to nothing.
    documents: BTreeSet<String>,
}

/// One name of one rule.
#[derive(Debug, Clone)]
pub struct TargetEntry {
    /// Whose it is.
    pub rule: RuleId,
    /// As the rule writes it, or the rule's id where it names nothing.
    pub name: Arc<str>,
    /// In segments.
    pub path: Path,
}

/// What a language's sources are checked with.
#[derive(Debug, Clone, Default)]
pub struct Compiled {
    /// The names.
    pub names: Names,
    /// The names in one piece, for strings and for what does not parse.
    pub text: TextSearch,
    /// Compiled when a source of the language is met.
    prefilter: OnceLock<Prefilter>,
    /// What one of the footprints of a source has that uses a name the tree itself gives.
    learned: FxHashSet<u32>,
}

impl Compiled {
    /// The dismissal of sources unparsed.
    pub fn prefilter(&self) -> &Prefilter {
        self.prefilter.get_or_init(|| Prefilter::new(&self.names))
    }

    /// Whether a source may use a name that the tree itself gives.
    pub fn may_use_learned(&self, footprint: &Footprint) -> bool {
        !self.learned.is_empty() && footprint.may_reach(&self.learned)
    }

    /// Takes in names that a tree itself gives, which may be thousands: their words are no help where footprints tell
    /// well who uses them.
    fn relearn(&mut self, language: &Language, hashes: &FxHashSet<u32>) {
        match language.learns_words {
            true => self.prefilter = OnceLock::new(),
            false => self.learned.extend(hashes),
        }
    }
}

impl RuleSet {
    /// Compiles rules. Their order gives them their numbers.
    pub fn new(rules: Vec<Rule>) -> Self {
        let mut draft = Draft::default();
        let adopting: Vec<(RuleId, Rule)> = (0..)
            .map(RuleId)
            .zip(&rules)
            .filter_map(|(id, rule)| Some((id, rule.adopting()?)))
            .collect();
        let all = rules.iter().chain(adopting.iter().map(|(_, rule)| rule));
        for (index, rule) in all.enumerate() {
            draft.add(rule, RuleId(index as u32));
        }
        let languages = draft.languages.into_iter().map(|(names, spellings)| Compiled {
            text: TextSearch::new(spellings),
            names,
            prefilter: OnceLock::new(),
            learned: FxHashSet::default(),
        });
        let any = |wants: fn(&Within) -> bool| rules.iter().any(|rule| wants(&rule.within));
        let within = Within {
            code: any(|w| w.code),
            config: any(|w| w.config),
            docs: any(|w| w.docs),
        };
        let documents = rules
            .iter()
            .map(|rule| rule.origin.document.name.clone())
            .collect();
        let fixed = Fixed {
            adopting,
            documents,
            asked: draft.asked.compile(),
            targets: draft.targets,
            text: TextSearch::new(draft.text),
            idioms: match draft.relations.is_empty() && draft.endpoints.is_empty() {
                true => Idioms::default(),
                false => Idioms::new(idioms::shipped()),
            },
            relations: Relations::new(draft.relations),
            endpoints: Endpoints::new(draft.endpoints),
            dependencies: Dependencies::new(draft.dependencies),
            within,
            rules,
        };
        Self {
            fixed: Arc::new(fixed),
            languages: languages.collect(),
            mounts: Arc::default(),
            mounted: 0,
            given: Given::default(),
        }
    }

    /// The rules, in order.
    pub fn rules(&self) -> &[Rule] {
        &self.fixed.rules
    }

    /// A target by its number.
    pub fn target(&self, id: TargetId) -> Option<&TargetEntry> {
        self.fixed.targets.get(id as usize)
    }

    /// The rule that a target belongs to.
    pub fn rule_of(&self, id: TargetId) -> Option<(RuleId, &Rule)> {
        let rule = self.target(id)?.rule;
        Some((rule, self.rule(rule)?))
    }

    /// What a language's sources are checked with.
    pub fn compiled(&self, language: &Language) -> Option<&Compiled> {
        let index = LANGUAGES.iter().position(|other| other.name == language.name)?;
        self.languages.get(index)
    }

    /// The names that are searched in text of no resolved language.
    pub fn text(&self) -> &TextSearch {
        &self.fixed.text
    }

    /// Takes in the idioms of a configuration.
    #[must_use]
    pub fn with_idioms(mut self, idioms: &[Idiom]) -> Self {
        Arc::make_mut(&mut self.fixed).idioms.extend(idioms);
        self
    }

    /// Takes in what the scanned tree mounts where.
    pub fn mount(&mut self, mounts: Mounts) {
        self.mounted = mounts.fingerprint();
        self.mounts = Arc::new(mounts);
    }

    /// What the scanned tree mounts where.
    pub fn mounts(&self) -> &Mounts {
        &self.mounts
    }

    /// The same number for the same mounts.
    pub const fn mounted(&self) -> u64 {
        self.mounted
    }

    /// What strings are by where they go.
    pub fn idioms(&self) -> &Idioms {
        &self.fixed.idioms
    }

    /// Whether some rule is about what literals say: tables, columns, endpoints.
    pub fn has_literals(&self) -> bool {
        !(self.fixed.relations.is_empty() && self.fixed.endpoints.is_empty())
    }

    /// Where a text which nobody reads may spell tables in a role, as [`in_text`](Self::in_text) has it; nothing if it
    /// spells no endpoint either.
    pub fn mentioned(&self, bytes: &[u8], role: Role) -> Option<Vec<Span>> {
        let tables = self.fixed.relations.mentioned(bytes, role == Role::Text);
        let is_addressed = || role != Role::Text && self.fixed.endpoints.is_addressed(bytes);
        (!tables.is_empty() || is_addressed()).then_some(tables)
    }

    /// The tables and endpoints that a part of a text which nobody reads spells, in a role, given where it may spell
    /// tables. In code, addresses are read where they are strings.
    pub fn in_text(&self, text: &str, part: Span, role: Role, tables: &[Span]) -> Vec<(TargetId, Span)> {
        let mut spelled = self
            .fixed
            .relations
            .in_text(text, part, role == Role::Text, tables);
        if role != Role::Text {
            spelled.extend(self.fixed.endpoints.in_text(text, part));
        }
        spelled
    }

    /// The endpoints.
    pub fn endpoints(&self) -> &Endpoints {
        &self.fixed.endpoints
    }

    /// The tables and columns.
    pub fn relations(&self) -> &Relations {
        &self.fixed.relations
    }

    /// The packages.
    pub fn dependencies(&self) -> &Dependencies {
        &self.fixed.dependencies
    }

    /// What rules ask for outright.
    pub fn asked(&self) -> &Asked {
        &self.fixed.asked
    }

    /// The kinds of files that some rule looks at.
    pub fn within(&self) -> Within {
        self.fixed.within
    }

    /// Whether a path is one of the documents that the rules are written in.
    pub fn is_own(&self, path: &str) -> bool {
        self.fixed.documents.contains(path)
    }

    /// Adds a name that the scanned tree itself gives to what the rules name, what it stands for, and what else of the
    /// tree has the name. Returns whether it was new; [`relearn`](Self::relearn) makes use of the new ones.
    pub fn learn(&mut self, language: &Language, name: &Path, stands_for: &Path, namesake: Namesake) -> bool {
        let Some(index) = LANGUAGES.iter().position(|other| other.name == language.name) else {
            return false;
        };
        let names = &mut self.languages[index].names;
        let canonical = names.hits(stands_for).into_iter().next().map(|hit| hit.canonical);
        canonical.is_some_and(|canonical| {
            let hash = FxBuildHasher.hash_one((index, name, &canonical, namesake));
            let is_news = names.alias(name, &canonical, namesake);
            if is_news {
                self.given.add(name, hash);
            }
            is_news
        })
    }

    /// The names that were learned.
    pub const fn given(&self) -> &Given {
        &self.given
    }

    /// Lets the new names of a language count in the dismissal of its sources, given what to look for in footprints.
    pub fn relearn(&mut self, language: &Language, hashes: &FxHashSet<u32>) {
        if let Some(index) = LANGUAGES.iter().position(|other| other.name == language.name) {
            self.languages[index].relearn(language, hashes);
        }
    }

    /// A rule set that matches nothing and only knows some names of a language: to ask which sources may refer to them.
    pub fn of_names(language: &Language, names: Names, within: Within) -> Self {
        let mut set = Self::new(Vec::new());
        Arc::make_mut(&mut set.fixed).within = within;
        if let Some(index) = LANGUAGES.iter().position(|other| other.name == language.name) {
            let compiled = &mut set.languages[index];
            compiled.names = names;
            if language.footprint.is_some() {
                compiled.prefilter = OnceLock::from(Prefilter::default());
            }
        }
        set
    }

    /// Every target that a path names beyond its `known` segments, whichever of its place's roots it starts from.
    pub fn hits(&self, language: &Language, place: &Place, path: &Path, known: usize) -> Vec<Hit> {
        let Some(compiled) = self.compiled(language) else {
            return Vec::new();
        };
        let expanded = place.expand(path).into_iter();
        expanded
            .flat_map(|longer| {
                // A root can be longer or shorter than the one segment that stands for it.
                let known = (known + longer.len()).saturating_sub(path.len());
                let hits = compiled.names.hits(&longer).into_iter();
                hits.filter(move |hit| hit.depth > known)
            })
            .collect()
    }
}
