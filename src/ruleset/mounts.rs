//! What the files of a tree mount, and below which paths: how the path of a route goes on in another file.
//!
//! This is collected before a scan and handed to the engine as data, so that it remains a function of one file.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::lang::Constants;

/// More ways up from one router are not followed, and none that is longer.
const MOST: usize = 16;

/// A router that is handed to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mount {
    /// The names that it may have, from the root of its tree.
    pub children: Vec<String>,
    /// The names of what it is handed to.
    pub parents: Vec<String>,
    /// What the paths begin with there, the outermost first.
    pub prefixes: Vec<String>,
    /// That stands for the prefix that it was made with.
    pub replaces: bool,
}

/// What is known of the routers of a tree.
#[derive(Debug, Default, Clone)]
pub struct Mounts {
    list: Vec<Mount>,
    by_child: BTreeMap<String, Vec<usize>>,
    /// The prefixes that routers are made with.
    made: FxHashMap<String, String>,
    /// What constants say that other files may put into paths.
    constants: Constants,
}

/// What the paths of a router begin with by what it is handed to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Above {
    /// The outermost first.
    pub prefixes: Vec<String>,
    /// They stand for the prefix that it was made with.
    pub replaces: bool,
}

impl Mounts {
    /// The same number for the same mounts.
    pub fn fingerprint(&self) -> u64 {
        let of_texts = |texts: &FxHashMap<String, String>| {
            let pairs: BTreeMap<&String, &String> = texts.iter().collect();
            FxBuildHasher.hash_one(pairs)
        };
        let parts = (
            format!("{:?}", self.list),
            of_texts(&self.made),
            of_texts(&self.constants),
        );
        FxBuildHasher.hash_one(parts)
    }

    /// Takes what files mount, and the prefixes of the routers that they make.
    pub fn new(mut list: Vec<Mount>, made: Vec<(String, String)>) -> Self {
        list.sort();
        list.dedup();
        let mut by_child: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, mount) in list.iter().enumerate() {
            for child in &mount.children {
                by_child.entry(child.clone()).or_default().push(index);
            }
        }
        let mut sorted = made;
        sorted.sort();
        Self {
            list,
            by_child,
            made: sorted.into_iter().rev().collect(),
            constants: Constants::default(),
        }
    }

    /// Takes constants. One that says different things says nothing.
    #[must_use]
    pub fn with_constants(mut self, mut constants: Vec<(String, String)>) -> Self {
        constants.sort();
        constants.dedup();
        let same = constants.chunk_by(|one, other| one.0 == other.0);
        let single = same.filter(|same| same.len() == 1).flatten();
        self.constants = single.cloned().collect();
        self
    }

    /// What constants say that other files may put into paths.
    pub const fn constants(&self) -> &Constants {
        &self.constants
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.made.is_empty() && self.constants.is_empty()
    }

    /// The prefix that the router of a name was made with.
    pub fn made(&self, names: &[String]) -> Option<&str> {
        names
            .iter()
            .find_map(|name| self.made.get(name))
            .map(String::as_str)
    }

    /// What the paths of the router of some names begin with, one for each place where it is mounted.
    pub fn above(&self, names: &[String]) -> Vec<Above> {
        let mut found = Vec::new();
        let mut open: Vec<(Above, usize, Vec<usize>)> = Vec::new();
        for index in self.over(names) {
            let mount = &self.list[index];
            let above = Above {
                prefixes: mount.prefixes.clone(),
                replaces: mount.replaces,
            };
            open.push((above, index, vec![index]));
        }
        open.truncate(MOST);
        while let Some((above, index, seen)) = open.pop() {
            let mut next = self.over(&self.list[index].parents);
            next.retain(|index| !seen.contains(index));
            if next.is_empty() || seen.len() >= MOST {
                found.push(above);
                continue;
            }
            next.truncate(MOST.saturating_sub(open.len() + found.len()));
            for index in next {
                let mut prefixes = self.list[index].prefixes.clone();
                prefixes.extend(above.prefixes.iter().cloned());
                let replaces = above.replaces;
                let seen = seen.iter().copied().chain([index]).collect();
                open.push((Above { prefixes, replaces }, index, seen));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// What the paths begin with that modules of some names, or what is in them, are mounted below.
    pub fn into(&self, modules: &[String]) -> impl Iterator<Item = String> {
        let names = modules.iter().flat_map(|module| {
            let module = format!("{module}.");
            let children = self.by_child.range(module.clone()..).map(|(name, _)| name);
            children.take_while(move |name| name.starts_with(&module))
        });
        let names: Vec<String> = names.cloned().collect();
        let above = self.above(&names).into_iter();
        above.map(|above| above.prefixes.join("/"))
    }

    fn over(&self, names: &[String]) -> Vec<usize> {
        let found = names.iter().filter_map(|name| self.by_child.get(name)).flatten();
        let mut found: Vec<usize> = found.copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mount(child: &str, parent: &str, prefix: &str, replaces: bool) -> Mount {
        Mount {
            children: vec![child.to_owned()],
            parents: vec![parent.to_owned()],
            prefixes: (!prefix.is_empty())
                .then(|| prefix.to_owned())
                .into_iter()
                .collect(),
            replaces,
        }
    }

    fn above(mounts: &Mounts, name: &str) -> Vec<String> {
        let above = mounts.above(&[name.to_owned()]).into_iter();
        above.map(|above| above.prefixes.concat()).collect()
    }

    #[test]
    fn prefixes_are_those_of_all_that_is_above() {
        let list = vec![
            mount("users", "api", "/users", false),
            mount("api", "app", "/api", false),
            mount("api", "admin", "/admin", true),
            mount("admin", "app", "", false),
            mount("loop", "pool", "/a", false),
            mount("pool", "loop", "/b", false),
        ];
        let mounts = Mounts::new(list, vec![("api".to_owned(), "/v1".to_owned())]);
        assert_eq!(above(&mounts, "users"), ["/admin/users", "/api/users"]);
        assert_eq!(above(&mounts, "app"), Vec::<String>::new());
        assert_eq!(above(&mounts, "loop").len(), 1);
        assert_eq!(mounts.made(&["x".to_owned(), "api".to_owned()]), Some("/v1"));
    }

    #[test]
    fn what_is_mounted_everywhere_comes_to_an_end() {
        let names: Vec<String> = (0..60).map(|name| name.to_string()).collect();
        let pairs = names
            .iter()
            .flat_map(|child| names.iter().map(move |parent| (child, parent)));
        let list = pairs
            .map(|(child, parent)| mount(child, parent, "/x", false))
            .collect();
        assert!(above(&Mounts::new(list, Vec::new()), "0").len() <= MOST * 2);
    }
}
