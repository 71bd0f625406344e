//! A repository as a forge holds it, with pull requests, and what `actions/checkout` makes of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

/// The only rule there is.
const RULES: &str = "[[rule]]\nid = \"legacy-billing\"\nmodule = \"legacy.billing\"\n";

/// A forge with one repository.
pub(crate) struct Forge {
    directory: TempDir,
}

/// A pull request, as its event tells of it.
pub(crate) struct Pull {
    pub(crate) head: String,
    pub(crate) merge: String,
    /// The tip of the branch when the pull request was opened.
    pub(crate) stale: String,
}

impl Pull {
    pub(crate) fn event(&self) -> Value {
        json!({
            "pull_request": {
                "number": 7,
                "head": { "sha": self.head },
                "base": { "ref": "main", "sha": self.stale },
            },
            "repository": { "default_branch": "main" },
        })
    }
}

impl Forge {
    /// A repository with one commit, which refers to the old module twice.
    pub(crate) fn new() -> Self {
        let forge = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(forge.upstream()).unwrap();
        git(&forge.upstream(), &["init", "--quiet", "--initial-branch=main"]);
        for (key, value) in [
            ("uploadpack.allowFilter", "true"),
            ("uploadpack.allowAnySHA1InWant", "true"),
        ] {
            git(&forge.upstream(), &["config", key, value]);
        }
        forge.write("straggler.toml", RULES);
        forge.write("old.py", "from legacy.billing import charge\n\ncharge(1)\n");
        forge.commit("first");
        forge
    }

    pub(crate) fn upstream(&self) -> PathBuf {
        self.directory.path().join("upstream")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.upstream().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.upstream().join(path)).unwrap();
    }

    pub(crate) fn commit(&self, message: &str) -> String {
        git(&self.upstream(), &["add", "--all"]);
        git(
            &self.upstream(),
            &["commit", "--quiet", "--allow-empty", "-m", message],
        );
        self.tip()
    }

    /// Commits that change nothing.
    pub(crate) fn age(&self, commits: usize) {
        for _ in 0..commits {
            self.commit("nothing");
        }
    }

    pub(crate) fn tip(&self) -> String {
        git(&self.upstream(), &["rev-parse", "HEAD"])
    }

    pub(crate) fn switch(&self, arguments: &[&str]) {
        git(
            &self.upstream(),
            &[&["switch", "--quiet", "--discard-changes"], arguments].concat(),
        );
    }

    /// Opens a pull request of what is done in a branch from here, while `meanwhile` happens on the branch that it goes to.
    pub(crate) fn pull(&self, work: impl FnOnce(&Self), meanwhile: impl FnOnce(&Self)) -> Pull {
        let upstream = self.upstream();
        let stale = self.tip();
        self.switch(&["--create", "of-a-fork"]);
        work(self);
        let head = self.commit("work");
        self.switch(&["main"]);
        meanwhile(self);
        self.commit("meanwhile");
        self.switch(&["--detach"]);
        git(&upstream, &["merge", "--quiet", "--no-ff", "-m", "merge", &head]);
        let merge = self.tip();
        self.switch(&["main"]);
        git(&upstream, &["branch", "--quiet", "-D", "of-a-fork"]);
        git(&upstream, &["update-ref", "refs/pull/7/head", &head]);
        git(&upstream, &["update-ref", "refs/pull/7/merge", &merge]);
        Pull { head, merge, stale }
    }

    /// What `actions/checkout` leaves in the workspace: a commit, and with `depth` only so much of its history.
    pub(crate) fn checkout(&self, commit: &str, options: &[&str]) -> PathBuf {
        let mut number = 0;
        let workspace = loop {
            let workspace = self.directory.path().join(format!("workspace-{number}"));
            if fs::create_dir(&workspace).is_ok() {
                break workspace;
            }
            number += 1;
        };
        let from = format!("file://{}", self.upstream().display());
        git(&workspace, &["init", "--quiet", "--initial-branch=main"]);
        git(&workspace, &["remote", "add", "origin", &from]);
        let what = match options {
            [] => "+refs/heads/*:refs/remotes/origin/*".to_owned(),
            _ => format!("+{commit}:refs/remotes/origin/what"),
        };
        let fetch = [
            &["fetch", "--quiet", "--no-tags"],
            options,
            &["origin", &what, commit],
        ];
        git(&workspace, &fetch.concat());
        git(&workspace, &["checkout", "--quiet", "--detach", commit]);
        workspace
    }
}

/// What git says, which must be no complaint.
pub(crate) fn git(directory: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    let done = command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", "2026-11-20T12:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-11-20T12:00:00Z")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@acme.test"])
        .args(["-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "git {arguments:?}: {said}");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}
