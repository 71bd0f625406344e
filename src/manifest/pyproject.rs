//! Python's manifests in TOML: `pyproject.toml` with the tables of its many tools, `Pipfile`, `pixi.toml`.

use super::toml;
use super::tree::Text;
use super::{Dependency, Ecosystem, requirement};

/// What a place in a manifest holds.
enum Place {
    /// A string that is a requirement.
    Requirement,
    /// A key that is a package's name.
    Key,
    /// A string that is a package's name.
    Name,
    Nothing,
}

/// `pyproject.toml`.
pub(super) fn read(text: &str) -> Vec<Dependency> {
    read_by(text, pyproject)
}

/// `Pipfile`: every table is a group of packages, but for a few.
pub(super) fn read_pipfile(text: &str) -> Vec<Dependency> {
    read_by(text, |path| match path {
        ["source" | "requires" | "scripts" | "pipenv", ..] => Place::Nothing,
        [_, _] => Place::Key,
        _ => Place::Nothing,
    })
}

/// `pixi.toml`.
pub(super) fn read_pixi(text: &str) -> Vec<Dependency> {
    read_by(text, pixi)
}

fn read_by(text: &str, place: impl Fn(&[&str]) -> Place) -> Vec<Dependency> {
    let tree = toml::tree(text);
    let mut found = Vec::new();
    for (path, _, node) in tree.entries() {
        match place(&path) {
            Place::Requirement => {
                if let Some((value, name)) = node
                    .value
                    .as_ref()
                    .and_then(|value| Some((value, requirement::name(&value.said)?)))
                {
                    let span = value.part(name.clone());
                    found.push(Dependency::new(Ecosystem::PyPi, &value.said[name], span));
                }
            }
            Place::Key => found.extend(node.key.as_ref().and_then(package)),
            Place::Name => found.extend(node.value.as_ref().and_then(package)),
            Place::Nothing => {}
        }
    }
    found
}

/// A name alone; a language's interpreter is no package.
fn package(name: &Text<'_>) -> Option<Dependency> {
    (name.said != "python").then(|| Dependency::new(Ecosystem::PyPi, &name.said, name.place()))
}

fn pyproject(path: &[&str]) -> Place {
    match path {
        ["project", "dependencies", ""]
        | ["project", "optional-dependencies", _, ""]
        | ["dependency-groups", _, ""]
        | ["build-system", "requires", ""] => Place::Requirement,
        ["tool", tool, rest @ ..] => match *tool {
            "poetry" => poetry(rest),
            "uv" => uv(rest),
            "pdm" => pdm(rest),
            "hatch" => hatch(rest),
            "flit" => flit(rest),
            "pixi" => pixi(rest),
            "rye" => match rest {
                ["dev-dependencies" | "constraint-dependencies", ""] => Place::Requirement,
                _ => Place::Nothing,
            },
            "tox" => match rest {
                ["requires", ""] | [.., "deps", ""] => Place::Requirement,
                _ => Place::Nothing,
            },
            _ => Place::Nothing,
        },
        _ => Place::Nothing,
    }
}

fn poetry(path: &[&str]) -> Place {
    match path {
        ["dependencies" | "dev-dependencies" | "requires-plugins", _] | ["group", _, "dependencies", _] => {
            Place::Key
        }
        ["extras", _, ""] => Place::Name,
        _ => Place::Nothing,
    }
}

fn uv(path: &[&str]) -> Place {
    match path {
        [
            "dev-dependencies"
            | "constraint-dependencies"
            | "override-dependencies"
            | "build-constraint-dependencies"
            | "exclude-dependencies",
            "",
        ]
        | ["build-constraint-dependencies", "", "requirement"]
        | ["extra-build-dependencies", _, ""] => Place::Requirement,
        ["sources" | "extra-build-dependencies", _] => Place::Key,
        _ => Place::Nothing,
    }
}

fn pdm(path: &[&str]) -> Place {
    match path {
        ["dev-dependencies", _, ""] => Place::Requirement,
        ["overrides", _] | ["resolution", "overrides", _] => Place::Key,
        _ => Place::Nothing,
    }
}

fn hatch(path: &[&str]) -> Place {
    match path {
        ["envs", _, "dependencies" | "extra-dependencies", ""]
        | ["build", "hooks" | "targets", _, "dependencies", ""]
        | ["build", "targets", _, "hooks", _, "dependencies", ""] => Place::Requirement,
        _ => Place::Nothing,
    }
}

fn flit(path: &[&str]) -> Place {
    match path {
        ["metadata", "requires" | "dev-requires", ""] | ["metadata", "requires-extra", _, ""] => {
            Place::Requirement
        }
        _ => Place::Nothing,
    }
}

fn pixi(path: &[&str]) -> Place {
    let is_table = |table: &str| {
        [
            "dependencies",
            "pypi-dependencies",
            "host-dependencies",
            "build-dependencies",
            "run-dependencies",
        ]
        .contains(&table)
    };
    match path {
        [table, _] | ["feature" | "target", _, table, _] | ["feature", _, "target", _, table, _]
            if is_table(table) =>
        {
            Place::Key
        }
        _ => Place::Nothing,
    }
}
