//! Why a repository cannot say what is asked of it, and the command that mends that.

use std::fmt::Display;

use super::{Commit, Id};

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no repository.
    #[error("there is no git repository here")]
    NoRepository,
    /// A commit is not here.
    #[error("there is no commit `{name}` in this clone{}", if *.is_shallow { ", which is a shallow one" } else { "" })]
    NoCommit {
        /// As asked for.
        name: String,
        /// The clone's history ends early.
        is_shallow: bool,
        /// What to do.
        help: String,
    },
    /// The history ends before what two commits have in common.
    #[error("this is a shallow clone: its history ends before the base and the head meet")]
    TooShallow {
        /// What to do.
        help: String,
    },
    /// Two commits have nothing in common.
    #[error("the base and the head have no commit in common")]
    Unrelated,
    /// There are files whose content is not in this clone.
    #[error("{missing} of the files to compare are not in this clone, which is a partial one")]
    Partial {
        /// How many.
        missing: usize,
        /// What to do.
        help: String,
    },
    /// There are directories that are not in this clone.
    #[error("directories of the commit are not in this clone, which is a partial one")]
    NoTrees,
    /// There was nothing before.
    #[error("there is no commit here yet")]
    Unborn,
    /// What a push to a new branch says was there before.
    #[error("the base is all zeros: before this push there was no such branch")]
    NoBranch,
    /// A tree has more files than anybody has.
    #[error("the tree of the commit has more entries than can be")]
    TooLarge,
    /// The repository is damaged, or of a kind that is not known.
    #[error("the repository cannot be read: {0}")]
    Broken(String),
}

/// What is said of a file whose content a partial clone left out.
pub(super) const NOT_HERE: &str = "it is not in this clone";

impl Error {
    /// An error of the library.
    pub(super) fn of(error: &impl Display) -> Self {
        Self::Broken(error.to_string())
    }

    /// That files which two commits, or a commit and the working tree, have otherwise are not in this clone.
    pub fn partial(missing: usize, base: &Commit, head: Option<&Commit>) -> Self {
        let head = head.map(|head| format!(" {}", head.id)).unwrap_or_default();
        Self::Partial {
            missing,
            help: format!(
                "run `git diff --stat {}{head}`, for which git fetches them",
                base.id
            ),
        }
    }

    /// What to do about it: a command, where there is one.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::NoCommit { help, .. } | Self::TooShallow { help } | Self::Partial { help, .. } => {
                Some(help)
            }
            Self::Unrelated => {
                Some("a base is compared from where the histories part: name one that the head comes from")
            }
            Self::NoRepository => Some("`check --baseline FILE` and `trend --from FILE` do without"),
            Self::NoTrees => Some("run `git fetch --no-tags --refetch --filter=blob:none`"),
            Self::Unborn => Some("`--staged` looks at what the first one will have"),
            Self::NoBranch => Some("name the branch that the new one comes from"),
            Self::TooLarge | Self::Broken(_) => None,
        }
    }
}

/// The error of a directory that cannot be had.
pub(super) fn no_tree(repository: &gix::Repository, id: Id, error: &impl Display) -> Error {
    match is_partial(repository) && repository.find_header(id).is_err() {
        true => Error::NoTrees,
        false => Error::of(error),
    }
}

/// Whether some objects were left where the clone comes from.
fn is_partial(repository: &gix::Repository) -> bool {
    let config = repository.config_snapshot();
    let is_promised = |name: &str| config.boolean(format!("remote.{name}.promisor").as_str()) == Some(true);
    let names = repository.remote_names();
    config.string("extensions.partialClone").is_some()
        || names.iter().any(|name| is_promised(&name.to_string()))
}

/// The error of a name that no commit here has.
pub(super) fn no_commit(repository: &gix::Repository, name: &str) -> Error {
    if name.len() >= 40 && name.bytes().all(|byte| byte == b'0') {
        return Error::NoBranch;
    }
    if name == "HEAD" && repository.head().is_ok_and(|head| head.is_unborn()) {
        return Error::Unborn;
    }
    Error::NoCommit {
        name: name.to_owned(),
        is_shallow: repository.is_shallow().unwrap_or(false),
        help: how_to_get(repository, name),
    }
}

/// The error of a history that ends too early.
pub(super) fn too_shallow(repository: &gix::Repository) -> Error {
    Error::TooShallow {
        help: fetch_all(repository),
    }
}

fn fetch_all(repository: &gix::Repository) -> String {
    let remote = remote(repository);
    format!("run `git fetch --no-tags --unshallow {remote}`, or let CI clone with `fetch-depth: 0`")
}

fn how_to_get(repository: &gix::Repository, name: &str) -> String {
    let remote = remote(repository);
    let is_plain = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
            && !name.starts_with('-')
    };
    if !is_plain(name) && repository.is_shallow().unwrap_or(false) {
        return fetch_all(repository);
    }
    if !is_plain(name) {
        return "`git rev-parse` tells what names a commit".to_owned();
    }
    let deepen = if repository.is_shallow().unwrap_or(false) {
        " --unshallow"
    } else {
        ""
    };
    let tracked = format!("{remote}/{name}");
    if name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return format!("run `git fetch --no-tags{deepen} {remote} {name}`");
    }
    if repository.rev_parse_single(tracked.as_str()).is_ok() {
        return format!("did you mean `{tracked}`?");
    }
    let branch = name.strip_prefix(&format!("{remote}/")).unwrap_or(name);
    let branch = branch.trim_start_matches("refs/heads/");
    let then = if branch == name {
        format!(", and name the base `{remote}/{branch}`")
    } else {
        String::new()
    };
    format!(
        "run `git fetch --no-tags{deepen} {remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}`{then}"
    )
}

/// The remote that a commit would come from.
fn remote(repository: &gix::Repository) -> String {
    let names = repository.remote_names();
    let origin = || names.iter().find(|name| **name == "origin");
    origin()
        .or_else(|| names.iter().next())
        .map_or_else(|| "origin".to_owned(), ToString::to_string)
}
