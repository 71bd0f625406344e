//! Which files are manifests: THE table of their names, each with its reader.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{
    Dependency, cargo, commands, conda, golang, gradle, ini, maven, npm, pyproject, requirement, ruby, setup,
};

/// A kind of manifest.
#[derive(Debug)]
pub struct Manifest {
    /// The names of its files; a `*` stands for anything.
    names: &'static [&'static str],
    /// The directories that one of its files must be below, at any depth; anywhere where there are none.
    below: &'static [&'static str],
    reader: fn(&str) -> Vec<Dependency>,
}

impl Manifest {
    /// The dependencies that a text of this kind declares, in order.
    pub fn read(&self, text: &str) -> Vec<Dependency> {
        let mut found = (self.reader)(text);
        found.sort();
        found.dedup();
        found
    }

    fn is_in(&self, directories: &str) -> bool {
        self.below.is_empty() || directories.split('/').any(|one| self.below.contains(&one))
    }
}

const fn anywhere(names: &'static [&'static str], reader: fn(&str) -> Vec<Dependency>) -> Manifest {
    Manifest {
        names,
        below: &[],
        reader,
    }
}

static MANIFESTS: &[Manifest] = &[
    anywhere(&["Cargo.toml"], cargo::read),
    Manifest {
        names: &["config.toml", "config"],
        below: &[".cargo"],
        reader: cargo::read,
    },
    anywhere(&["pyproject.toml"], pyproject::read),
    anywhere(&["Pipfile"], pyproject::read_pipfile),
    anywhere(&["pixi.toml"], pyproject::read_pixi),
    anywhere(
        &[
            "*requirements*.txt",
            "*requirements*.in",
            "*requirements*.pip",
            "constraints*.txt",
            "*-constraints.txt",
            "*_constraints.txt",
            "constraints*.in",
        ],
        requirement::read,
    ),
    Manifest {
        names: &["*.txt", "*.in", "*.pip"],
        below: &["requirements"],
        reader: requirement::read,
    },
    anywhere(&["setup.cfg", "tox.ini"], ini::read),
    anywhere(&["setup.py"], setup::read),
    anywhere(
        &[
            "environment*.yml",
            "environment*.yaml",
            "conda*.yml",
            "conda*.yaml",
        ],
        conda::read,
    ),
    anywhere(&["package.json"], npm::read),
    anywhere(&["go.mod", "go.work"], golang::read),
    anywhere(&["Gemfile", "gems.rb", "*.gemspec"], ruby::read),
    anywhere(&["pom.xml", "*.pom"], maven::read),
    anywhere(&["*.gradle", "*.gradle.kts"], gradle::read),
    anywhere(&["*.versions.toml"], gradle::read_catalogue),
    anywhere(
        &[
            "Dockerfile",
            "Dockerfile.*",
            "*.Dockerfile",
            "*.dockerfile",
            "Containerfile",
            "Containerfile.*",
            "*.sh",
            "*.bash",
            "*.zsh",
            "Makefile",
            "makefile",
            "GNUmakefile",
            "*.mk",
            "justfile",
            "Justfile",
            "Jenkinsfile",
            "Vagrantfile",
            ".gitlab-ci.yml",
            "*.gitlab-ci.yml",
            ".travis.yml",
            ".readthedocs.yml",
            ".readthedocs.yaml",
            "action.yml",
            "action.yaml",
            "appveyor.yml",
            ".appveyor.yml",
            "azure-pipelines*.yml",
            "bitbucket-pipelines.yml",
            "cloudbuild*.yaml",
        ],
        commands::read,
    ),
    Manifest {
        names: &["*.yml", "*.yaml"],
        below: &[
            ".github",
            ".gitlab",
            ".gitlab-ci",
            ".circleci",
            ".buildkite",
            ".azure-pipelines",
        ],
        reader: commands::read,
    },
];

/// The table by what few patterns a name need be compared with: every path of a tree is asked about.
struct Index {
    exact: FxHashMap<&'static str, Vec<usize>>,
    /// Patterns by what stands behind their last dot; a star there may stand for anything.
    by_ending: FxHashMap<&'static str, Vec<(&'static str, usize)>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index {
        exact: FxHashMap::default(),
        by_ending: FxHashMap::default(),
    };
    for (number, manifest) in MANIFESTS.iter().enumerate() {
        for pattern in manifest.names {
            if pattern.contains('*') {
                let patterns = index.by_ending.entry(ending(pattern)).or_default();
                patterns.push((pattern, number));
            } else {
                index.exact.entry(pattern).or_default().push(number);
            }
        }
    }
    index
});

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The kind of manifest that a path is, if it is one.
pub fn find(path: &str) -> Option<&'static Manifest> {
    let (directories, name) = path.rsplit_once('/').unwrap_or(("", path));
    let exact = INDEX.exact.get(name).into_iter().flatten().copied();
    let patterns = [ending(name), "*"]
        .into_iter()
        .filter_map(|ending| INDEX.by_ending.get(ending));
    let starred = patterns
        .flatten()
        .filter(|(pattern, _)| is_match(pattern, name))
        .map(|(_, number)| *number);
    let manifests = exact
        .chain(starred)
        .filter_map(|number| Some((number, MANIFESTS.get(number)?)));
    let first = manifests
        .filter(|(_, manifest)| manifest.is_in(directories))
        .min_by_key(|(number, _)| *number);
    first.map(|(_, manifest)| manifest)
}

/// A name of a manifest in which packages for a language are declared, where a rule's example is put.
pub fn sample(language: &str) -> Option<&'static str> {
    match language {
        "python" => Some("requirements.txt"),
        "rust" => Some("Cargo.toml"),
        _ => None,
    }
}

/// Whether a name is one that a pattern means; a pattern has two stars at most.
fn is_match(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return name == pattern;
    };
    let Some(name) = name.strip_prefix(start) else {
        return false;
    };
    match rest.split_once('*') {
        None => name.ends_with(rest),
        Some((middle, end)) => name
            .strip_suffix(end)
            .is_some_and(|before| before.contains(middle)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_by_name_and_place() {
        for path in [
            "Cargo.toml",
            "a/b/Cargo.toml",
            ".cargo/config.toml",
            "requirements.txt",
            "requirements-dev.txt",
            "dev-requirements.in",
            "requirements/base.txt",
            "requirements/ci/lint.txt",
            "docker/api.Dockerfile",
            ".github/workflows/ci.yml",
            "gradle/libs.versions.toml",
        ] {
            assert!(find(path).is_some(), "{path}");
        }
        for path in [
            "Cargo.lock",
            "Cargo.toml.orig",
            "config.toml",
            "docs/notes.txt",
            "workflows/ci.yml",
            "package-lock.json",
            "my-package.json",
        ] {
            assert!(find(path).is_none(), "{path}");
        }
    }
}
