//! Ecosystems: whose package a name is, and when two spellings of a name are the same package.

/// Where packages are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// Python's index; conda's packages count as the same.
    PyPi,
    /// crates.io and other registries of Cargo.
    Cargo,
    /// npm's registry.
    Npm,
    /// Go's modules.
    Go,
    /// Ruby's gems.
    Gem,
    /// Maven's repositories.
    Maven,
}

impl Ecosystem {
    /// Every ecosystem, in the order in which they are documented.
    pub const ALL: [Self; 6] = [
        Self::PyPi,
        Self::Cargo,
        Self::Npm,
        Self::Go,
        Self::Gem,
        Self::Maven,
    ];

    /// The word that narrows a name in a rule to the ecosystem: `npm:request`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PyPi => "pypi",
            Self::Cargo => "cargo",
            Self::Npm => "npm",
            Self::Go => "go",
            Self::Gem => "gem",
            Self::Maven => "maven",
        }
    }

    /// The language that its packages are for, by the name that rules use.
    pub const fn language(self) -> Option<&'static str> {
        match self {
            Self::PyPi => Some("python"),
            Self::Cargo => Some("rust"),
            Self::Npm | Self::Go | Self::Gem | Self::Maven => None,
        }
    }

    /// The one spelling that stands for all spellings of a name.
    pub fn normalise(self, name: &str) -> String {
        match self {
            // PEP 503: runs of these are one hyphen, and there is no case.
            Self::PyPi => {
                let mut normal = String::with_capacity(name.len());
                for character in name.chars() {
                    match character {
                        '-' | '_' | '.' if normal.ends_with('-') => {}
                        '-' | '_' | '.' => normal.push('-'),
                        other => normal.extend(other.to_lowercase()),
                    }
                }
                normal
            }
            // The registry refuses a name that differs from another in this alone.
            Self::Cargo => name.to_lowercase().replace('_', "-"),
            Self::Npm | Self::Go | Self::Gem | Self::Maven => name.to_owned(),
        }
    }

    /// The keys by which a rule may know a package, the longest first: a Go module by the paths above it too.
    pub fn keys(self, name: &str) -> Vec<String> {
        let own = self.normalise(name);
        match self {
            Self::Go => {
                let above = name.match_indices('/').take(MOST_SEGMENTS);
                let above: Vec<String> = above.map(|(at, _)| name[..at].to_owned()).collect();
                std::iter::once(own).chain(above.into_iter().rev()).collect()
            }
            _ => vec![own],
        }
    }
}

/// No module's path has more segments.
const MOST_SEGMENTS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_package() {
        let same = |ecosystem: Ecosystem, one: &str, other: &str| {
            ecosystem.normalise(one) == ecosystem.normalise(other)
        };
        assert!(same(Ecosystem::PyPi, "Foo__bar.-baz", "foo-bar-baz"));
        assert!(same(Ecosystem::Cargo, "foo_Bar", "foo-bar"));
        assert!(!same(Ecosystem::Cargo, "foo__bar", "foo-bar"));
        assert!(!same(Ecosystem::Npm, "foo_bar", "foo-bar"));
        assert!(!same(Ecosystem::Gem, "foo_bar", "foo-bar"));
    }

    #[test]
    fn keys_are_what_a_rule_may_say() {
        assert_eq!(Ecosystem::Go.keys("a.b/old/v2"), ["a.b/old/v2", "a.b/old", "a.b"]);
    }
}
