//! The names a scan looks for: a trie of name segments, one for each language.
//!
//! A reader asks it two things while it resolves: does this path lead towards a name ([`Names::leads`]), and does
//! it reach one ([`Names::reaches`]). What a name *means* is not known here: a target is a number that the rule set
//! gave out. Names that the scanned tree re-exports are aliases: another path to the same target.

use std::collections::BTreeSet;
use std::sync::Arc;

use thin_vec::ThinVec;

/// The number of a target, given out by the rule set.
pub type TargetId = u32;

/// A resolved name in segments: `["legacy", "billing"]` for `legacy.billing` and `legacy::billing` alike.
pub type Path = Vec<String>;

/// The first segment of a path that starts at the root of the file's own tree (its Python source root, its Rust
/// crate), whatever that root is called from outside. See [`Place::roots`](crate::project::Place::roots).
pub const OWN: &str = "";

/// A trie of name segments.
#[derive(Debug, Clone, Default)]
pub struct Names {
    nodes: Vec<Node>,
    /// What aliases stand for: thousands of files pass on a few names.
    canonical: BTreeSet<Arc<[String]>>,
}

/// There may be tens of thousands, and most hold one thing.
#[derive(Debug, Clone, Default)]
struct Node {
    /// Sorted.
    children: ThinVec<(Box<str>, u32)>,
    targets: ThinVec<TargetId>,
    aliases: ThinVec<Arc<[String]>>,
    /// A target is here or below, not only other names of one.
    is_of_target: bool,
    namesake: Namesake,
}

/// What else of the tree has the name of an alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Namesake {
    /// Nothing.
    #[default]
    None,
    /// A module, which imports mean when they go through the name. Attributes may be of either (Python).
    Imported,
    /// A module, which every path means that goes on below the name: nothing else there has names below (Rust).
    Always,
}

/// A target found on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which target.
    pub target: TargetId,
    /// How many segments of the path as spelled it takes to name the target.
    pub depth: usize,
    /// The whole path, re-exported names replaced by what they stand for.
    pub canonical: Path,
}

impl Names {
    /// Whether there is no name at all.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Adds a target's name.
    pub fn insert<S: AsRef<str>>(&mut self, path: &[S], target: TargetId) {
        self.ensure(path).targets.push(target);
        let mut node = 0;
        for segment in path {
            let children = &self.nodes[node].children;
            let Ok(at) = find(children, segment.as_ref()) else {
                return;
            };
            node = children[at].1 as usize;
            self.nodes[node].is_of_target = true;
        }
    }

    /// Adds another name of something at or under a target; `canonical` is a path that reaches the target itself.
    /// Returns whether that was news.
    pub fn alias<S: AsRef<str>>(&mut self, path: &[S], canonical: &[String], namesake: Namesake) -> bool {
        let known = self.hits_through(path, path.len().saturating_sub(1));
        if path.is_empty() || known.iter().any(|hit| hit.canonical == canonical) {
            return false;
        }
        let canonical = if let Some(known) = self.canonical.get(canonical) {
            Arc::clone(known)
        } else {
            let new: Arc<[String]> = canonical.into();
            self.canonical.insert(Arc::clone(&new));
            new
        };
        let node = self.ensure(path);
        // There may be very many, and a second one of a name is rare.
        if node.aliases.is_empty() {
            node.aliases.reserve_exact(1);
        }
        node.aliases.push(canonical);
        node.namesake = node.namesake.max(namesake);
        true
    }

    fn ensure<S: AsRef<str>>(&mut self, path: &[S]) -> &mut Node {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut node = 0;
        for segment in path {
            let next = self.nodes.len();
            let children = &mut self.nodes[node].children;
            node = match find(children, segment.as_ref()) {
                Ok(at) => children[at].1 as usize,
                Err(at) => {
                    if children.is_empty() {
                        children.reserve_exact(1);
                    }
                    children.insert(at, (segment.as_ref().into(), next as u32));
                    self.nodes.push(Node::default());
                    next
                }
            };
        }
        &mut self.nodes[node]
    }

    /// The nodes along a path, the root left out, as far as the trie goes.
    fn walk<'s, 'p, S: AsRef<str>>(
        &'s self,
        path: &'p [S],
    ) -> impl Iterator<Item = &'s Node> + use<'s, 'p, S> {
        let mut node = self.nodes.first();
        path.iter().map_while(move |segment| {
            let children = &node?.children;
            let at = find(children, segment.as_ref()).ok()?;
            node = self.nodes.get(children[at].1 as usize);
            node
        })
    }

    /// Whether a path reaches a name: equals one or goes on below it.
    pub fn reaches<S: AsRef<str>>(&self, path: &[S]) -> bool {
        self.reaches_through(path, 0)
    }

    /// Whether a path, of which so many segments can only be modules, reaches a name.
    pub fn reaches_through<S: AsRef<str>>(&self, path: &[S], modules: usize) -> bool {
        let mut nodes = self.walk(path).enumerate();
        nodes.any(|(index, node)| node.is_name(node.is_through(index, modules, path.len())))
    }

    /// Whether a path leads to a name: reaches one, or is the beginning of one.
    pub fn leads<S: AsRef<str>>(&self, path: &[S]) -> bool {
        self.leads_through(path, 0)
    }

    /// Whether a path, of which so many segments can only be modules, leads to a name.
    pub fn leads_through<S: AsRef<str>>(&self, path: &[S], modules: usize) -> bool {
        let mut walked = 0;
        for node in self.walk(path) {
            if node.is_name(node.is_through(walked, modules, path.len())) {
                return true;
            }
            walked += 1;
        }
        walked == path.len() && !self.is_empty()
    }

    /// The segments that continue a path towards a name, sorted.
    pub fn continuations<'s, S: AsRef<str>>(&'s self, path: &[S]) -> Vec<&'s str> {
        let mut next: Vec<&str> = Vec::new();
        let mut add = |node: &'s Node| next.extend(node.children.iter().map(|(text, _)| text.as_ref()));
        if path.is_empty() {
            self.nodes.first().into_iter().for_each(&mut add);
        }
        for (depth, node) in self.walk(path).enumerate() {
            if depth + 1 == path.len() {
                add(node);
            }
            for alias in &node.aliases {
                let rest = path[depth + 1..].iter().map(AsRef::as_ref);
                let canonical: Vec<&str> = alias.iter().map(String::as_str).chain(rest).collect();
                let last = canonical.len() - 1;
                self.walk(&canonical).nth(last).into_iter().for_each(&mut add);
            }
        }
        next.sort_unstable();
        next.dedup();
        next
    }

    /// The segments that continue a path towards a target's own name, sorted: what a module at that path would define.
    pub fn members<'s, S: AsRef<str>>(&'s self, path: &[S]) -> Vec<&'s str> {
        let node = match path.len() {
            0 => self.nodes.first(),
            depth => self.walk(path).nth(depth - 1),
        };
        let children = node.into_iter().flat_map(|node| &node.children);
        let of_targets = children.filter(|(_, child)| self.nodes[*child as usize].is_of_target);
        of_targets.map(|(name, _)| name.as_ref()).collect()
    }

    /// Every target that a path reaches, nearest to the root first.
    pub fn hits<S: AsRef<str>>(&self, path: &[S]) -> Vec<Hit> {
        self.hits_through(path, 0)
    }

    /// Every target that a path, of which so many segments can only be modules, reaches.
    fn hits_through<S: AsRef<str>>(&self, path: &[S], modules: usize) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (depth, node) in self.walk(path).enumerate() {
            let depth = depth + 1;
            let canonical = || path.iter().map(|segment| segment.as_ref().to_owned()).collect();
            hits.extend(node.targets.iter().map(|&target| Hit {
                target,
                depth,
                canonical: canonical(),
            }));
            let next = path.get(depth).map(AsRef::as_ref);
            if node.goes_on_as_module(next) || node.is_through(depth - 1, modules, path.len()) {
                continue;
            }
            for alias in &node.aliases {
                let rest = path[depth..].iter().map(|segment| segment.as_ref().to_owned());
                let canonical: Path = alias.iter().cloned().chain(rest).collect();
                hits.extend(self.targets_of(&canonical, alias.len(), depth));
            }
        }
        hits
    }

    /// The targets on a canonical path, with depths as spelled: an alias of `alias_len` canonical segments took
    /// `spelled` segments to write.
    fn targets_of(&self, canonical: &Path, alias_len: usize, spelled: usize) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (depth, node) in self.walk(canonical).enumerate() {
            let below = (depth + 1).saturating_sub(alias_len);
            hits.extend(node.targets.iter().map(|&target| Hit {
                target,
                depth: spelled + below,
                canonical: canonical.clone(),
            }));
        }
        hits
    }
}

fn find(children: &[(Box<str>, u32)], segment: &str) -> Result<usize, usize> {
    children.binary_search_by(|(text, _)| text.as_ref().cmp(segment))
}

impl Node {
    fn is_name(&self, as_module: bool) -> bool {
        !self.targets.is_empty() || !(self.aliases.is_empty() || as_module)
    }

    /// Whether a path goes through the module of this name, at an index of its segments, `modules` of which can only
    /// be modules.
    fn is_through(&self, index: usize, modules: usize, length: usize) -> bool {
        match self.namesake {
            Namesake::None => false,
            Namesake::Imported => index < modules,
            Namesake::Always => index < modules || index + 1 < length,
        }
    }

    /// Whether the name goes on with a segment below a module, and not below what else is called by its name.
    fn goes_on_as_module(&self, next: Option<&str>) -> bool {
        self.namesake != Namesake::None && next.is_some_and(|next| find(&self.children, next).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(dotted: &str) -> Path {
        dotted.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn leads_reaches_and_hits() {
        let mut names = Names::default();
        assert!(!names.leads(&path("a")) && !names.reaches(&path("a")));
        names.insert(&path("legacy.billing"), 0);
        names.insert(&path("legacy.billing.charge"), 1);
        assert!(names.leads(&path("legacy")) && !names.reaches(&path("legacy")));
        assert!(names.reaches(&path("legacy.billing.refund")));
        assert!(!names.leads(&path("legacy.other")));
        assert_eq!(names.continuations(&path("legacy")), ["billing"]);
        let hits = names.hits(&path("legacy.billing.charge.x"));
        assert_eq!(
            hits.iter().map(|hit| (hit.target, hit.depth)).collect::<Vec<_>>(),
            [(0, 2), (1, 3)]
        );
    }

    #[test]
    fn an_alias_reaches_what_it_stands_for() {
        let mut names = Names::default();
        names.insert(&path("legacy.billing"), 0);
        names.insert(&path("legacy.billing.charge.fast"), 1);
        assert!(names.alias(&path("pkg.pay"), &path("legacy.billing.charge"), Namesake::None));
        assert!(
            !names.alias(&path("pkg.pay"), &path("legacy.billing.charge"), Namesake::None),
            "no news"
        );
        let hits = names.hits(&path("pkg.pay.fast"));
        assert_eq!(
            hits.iter().map(|hit| (hit.target, hit.depth)).collect::<Vec<_>>(),
            [(0, 2), (1, 3)]
        );
        assert_eq!(hits[0].canonical, path("legacy.billing.charge.fast"));
    }
}
