//! Commands that install packages, wherever they stand: Dockerfiles, shell scripts, makefiles, the steps of a workflow.
//!
//! This is no shell: words are told apart by blanks, and after a known tool with a known subcommand every word that is
//! no option is a package, up to the end of the command.

use super::{Dependency, Ecosystem, lines, npm, requirement};
use crate::span::Span;

/// A tool that installs what it is given.
#[derive(Debug)]
struct Installer {
    tools: &'static [&'static str],
    subcommands: &'static [&'static str],
    ecosystem: Ecosystem,
    /// The options whose value is a word of its own.
    valued: &'static [&'static str],
}

static INSTALLERS: &[Installer] = &[
    Installer {
        tools: &["pip", "pipx"],
        subcommands: &["install", "download", "wheel", "uninstall", "inject"],
        ecosystem: Ecosystem::PyPi,
        valued: &[
            "-r",
            "--requirement",
            "-c",
            "--constraint",
            "-i",
            "--index-url",
            "--extra-index-url",
            "-f",
            "--find-links",
            "-t",
            "--target",
            "--prefix",
            "--root",
            "--python",
            "--python-version",
            "--platform",
            "--only-binary",
            "--no-binary",
            "--trusted-host",
            "--timeout",
            "--cache-dir",
            "-w",
            "--wheel-dir",
            "-d",
            "--dest",
        ],
    },
    Installer {
        tools: &["uv", "poetry", "pdm", "rye"],
        subcommands: &["add", "install"],
        ecosystem: Ecosystem::PyPi,
        valued: &[
            "-r",
            "--group",
            "-G",
            "--optional",
            "--extra",
            "-E",
            "--source",
            "--index",
            "--python",
            "-p",
            "--with",
            "--without",
            "--only",
            "--extras",
        ],
    },
    Installer {
        tools: &["pipenv"],
        subcommands: &["install"],
        ecosystem: Ecosystem::PyPi,
        valued: &["-r", "--index", "-i", "--python", "--categories"],
    },
    Installer {
        tools: &["conda", "mamba", "micromamba"],
        subcommands: &["install", "create"],
        ecosystem: Ecosystem::PyPi,
        valued: &[
            "-n",
            "--name",
            "-c",
            "--channel",
            "-p",
            "--prefix",
            "-f",
            "--file",
        ],
    },
    Installer {
        tools: &["cargo"],
        subcommands: &["install", "add", "binstall"],
        ecosystem: Ecosystem::Cargo,
        valued: &[
            "--version",
            "--vers",
            "--git",
            "--branch",
            "--tag",
            "--rev",
            "--path",
            "--root",
            "--registry",
            "--index",
            "--features",
            "-F",
            "--bin",
            "--example",
            "--target",
            "--target-dir",
            "--profile",
            "-j",
            "--jobs",
            "--rename",
            "-p",
            "--package",
            "--config",
        ],
    },
    Installer {
        tools: &["npm", "yarn", "pnpm", "bun"],
        subcommands: &["install", "i", "add"],
        ecosystem: Ecosystem::Npm,
        valued: &[
            "--prefix",
            "-C",
            "--registry",
            "--tag",
            "--filter",
            "-F",
            "--cache",
            "-w",
            "--workspace",
        ],
    },
    Installer {
        tools: &["gem"],
        subcommands: &["install"],
        ecosystem: Ecosystem::Gem,
        valued: &[
            "-v",
            "--version",
            "-s",
            "--source",
            "-i",
            "--install-dir",
            "-n",
            "--bindir",
        ],
    },
    Installer {
        tools: &["go"],
        subcommands: &["install", "get"],
        ecosystem: Ecosystem::Go,
        valued: &["-tags", "-ldflags", "-modfile", "-o"],
    },
];

/// How far a command has been read.
#[derive(Debug, Clone, Copy, Default)]
enum State {
    /// No tool that is known.
    #[default]
    Outside,
    /// The tool, by which its subcommand is understood.
    Tool(&'static Installer),
    /// Packages and options; the next word may be an option's value.
    Packages(&'static Installer, bool),
}

pub(super) fn read(text: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let mut state = State::Outside;
    for (offset, line) in lines(text) {
        // A comment does not end a command that goes on below it.
        if line.trim_start().starts_with('#') {
            continue;
        }
        for (at, word) in words(line) {
            if word.starts_with('#') {
                break;
            }
            state = step(state, word, offset + at, &mut found);
        }
        if !line.trim_end().ends_with('\\') {
            state = State::Outside;
        }
    }
    found
}

/// The words of a line, each with its offset.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split([' ', '\t']).filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, word))
    })
}

fn step(state: State, word: &str, offset: usize, found: &mut Vec<Dependency>) -> State {
    const BEGINS: &[char] = &['"', '\'', '`', '(', '[', '{', '$', ','];
    const ENDS: &[char] = &['"', '\'', '`', ')', ']', '}', ',', ';', '&', '|'];
    if word.chars().all(|c| "&|;>\\".contains(c)) || word.ends_with('>') {
        return match state {
            State::Packages(installer, _) if word.contains('>') => State::Packages(installer, true),
            State::Packages(..) if word == "\\" => state,
            _ => State::Outside,
        };
    }
    let bare = word.trim_start_matches(BEGINS);
    let offset = offset + word.len() - bare.len();
    let bare = bare.trim_end_matches(ENDS);
    let is_last = word.ends_with([';', '&', '|', ')', '`']);
    match state {
        State::Packages(installer, is_value) => {
            if !is_value && !bare.starts_with('-') {
                package(installer, bare, offset, found);
            }
            match is_last {
                true => State::Outside,
                false => State::Packages(installer, !is_value && installer.valued.contains(&bare)),
            }
        }
        State::Tool(installer) if installer.subcommands.contains(&bare) => State::Packages(installer, false),
        // Options and the words of a longer subcommand may stand between: `yarn global add`, `uv tool install`.
        State::Tool(_) if bare.starts_with('-') || matches!(bare, "global" | "tool") => state,
        _ => tool(bare).map_or(State::Outside, State::Tool),
    }
}

/// The tool that a word is: `/usr/bin/pip3.12`, and what a makefile calls `$(PIP)`.
fn tool(word: &str) -> Option<&'static Installer> {
    let name = word.rsplit(['/', '\\', '(', '`', '=']).next().unwrap_or(word);
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_tool = |installer: &&Installer| installer.tools.iter().any(|tool| name.eq_ignore_ascii_case(tool));
    INSTALLERS.iter().find(is_tool)
}

fn package(installer: &Installer, word: &str, offset: usize, found: &mut Vec<Dependency>) {
    let is_plain = word.starts_with(|first: char| first.is_alphanumeric());
    let cut = |at: Option<usize>| 0..at.unwrap_or(word.len());
    let name = match installer.ecosystem {
        Ecosystem::PyPi => {
            // Conda's channel stands before the name, its versions behind one sign.
            let start = word.find("::").map_or(0, |at| at + 2);
            requirement::name(&word[start..]).map(|name| start + name.start..start + name.end)
        }
        Ecosystem::Npm if is_plain || word.starts_with('@') => {
            let name = npm::name(word);
            let is_path = !name.starts_with('@') && name.contains('/');
            (!is_path && !name.contains(':')).then_some(0..name.len())
        }
        Ecosystem::Gem if is_plain => Some(cut(word.find(':'))),
        Ecosystem::Cargo | Ecosystem::Go if is_plain => Some(cut(word.find('@'))),
        _ => None,
    };
    if let Some(name) = name {
        let span = Span::new(offset + name.start, offset + name.end);
        found.push(Dependency::new(installer.ecosystem, &word[name], span));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_commands() {
        for (text, wanted) in [
            (
                "RUN pip install --no-cache-dir \\\n  boto==2 \\\n  # why\n  'x[y]>=1' && pip list a",
                "boto x",
            ),
            (
                "python3 -m pip install -r requirements.txt -U boto > log.txt",
                "boto",
            ),
            ("$(PIP) install boto; echo done", "boto"),
            ("/opt/venv/bin/pip3.12 install \"boto>=2\"", "boto"),
            ("RUN [\"pip\", \"install\", \"boto\"]", "boto"),
            ("      run: uv pip install boto", "boto"),
            ("x=$(pip install boto) y", "boto"),
            (
                "uv add --group dev boto && uv tool install ruff@latest",
                "boto ruff",
            ),
            ("npm i -D @s/a@1 b ./c https://x.test/d.tgz", "@s/a b"),
            ("yarn global add a@^1", "a"),
            (
                "cargo install --locked --version 1 ripgrep fd-find@8",
                "ripgrep fd-find",
            ),
            ("go install a.b/c/cmd/d@latest ./x", "a.b/c/cmd/d"),
            ("gem install -v 1.0 rails rake:13", "rails rake"),
            ("conda install -c conda-forge conda-forge::boto=2 x", "boto x"),
            ("npm install\nboto", ""),
            ("pip freeze boto # pip install boto", ""),
            ("pip install git+https://x.test/y#egg=boto", "boto"),
        ] {
            let names: Vec<String> = read(text).into_iter().map(|found| found.name).collect();
            assert_eq!(names.join(" "), wanted, "{text}");
        }
    }
}
