//! A repository of a test, made by git itself and read by the program. Whatever the program is asked, it must leave the
//! files and the repository as they were.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

pub(super) const RULES: &str = "[[rule]]\nid = \"legacy\"\nmodule = \"legacy.api\"\n";
/// Two references.
pub(super) const USE: &str = "import legacy.api\n\n\ndef run():\n    legacy.api.pay(1)\n";
pub(super) const CLEAN: &str = "def run():\n    return 1\n";

/// A directory that is removed with its files.
pub(super) struct Repository {
    pub(super) directory: TempDir,
}

/// What the program said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Said {
    /// Whether nothing that counts was added.
    #[track_caller]
    pub(super) fn is_green(&self) {
        assert_eq!(self.code, Some(0), "{self:#?}");
        assert!(self.out.contains("This change adds no reference"), "{self:#?}");
    }

    /// Where something was added: the lines of the diagnostics that say where.
    #[track_caller]
    pub(super) fn is_red(&self, places: &[&str]) {
        assert_eq!(self.code, Some(1), "{self:#?}");
        let found = self
            .out
            .lines()
            .filter_map(|line| line.trim().strip_prefix("┌─ "));
        assert_eq!(found.collect::<Vec<_>>(), places, "{self:#?}");
    }

    /// The line that tells what came of the rule.
    #[track_caller]
    pub(super) fn tells(&self, line: &str) {
        let told = self.out.lines().map(str::trim).any(|told| told == line);
        assert!(told, "{line}: {self:#?}");
    }

    /// Why there is no verdict.
    #[track_caller]
    pub(super) fn is_no_verdict(&self, message: &str) {
        assert_eq!((self.code, self.out.as_str()), (Some(3), ""), "{self:#?}");
        assert_eq!(self.err, message);
    }

    /// The command that the help tells to run.
    #[track_caller]
    pub(super) fn command(&self) -> Vec<String> {
        let rest = self.err.split_once("run `").map(|(_, rest)| rest);
        let command = rest.and_then(|rest| rest.split_once('`'));
        let (command, _) = command.unwrap_or_else(|| panic!("{self:#?}"));
        let mut words = command.split(' ').map(str::to_owned);
        assert_eq!(words.next().as_deref(), Some("git"));
        words.collect()
    }
}

/// A process that knows nothing of whoever runs the tests.
fn process(program: &str, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "XDG_CONFIG_HOME"] {
        command.env_remove(name);
    }
    command
        .env("HOME", directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    command
}

fn output(mut command: Command) -> Output {
    command.output().unwrap()
}

/// Runs git, which has to work.
#[track_caller]
pub(super) fn git_in(directory: &Path, arguments: &[&str]) -> String {
    let mut command = process("git", directory);
    let always = [
        "user.name=A",
        "user.email=a@example.test",
        "protocol.file.allow=always",
        "init.defaultBranch=main",
        "advice.detachedHead=false",
        "core.autocrlf=false",
        "gc.auto=0",
        "maintenance.auto=false",
    ];
    for setting in always {
        command.args(["-c", setting]);
    }
    command.args(arguments);
    let output = output(command);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Everything in a directory: for each path what is in it.
fn everything(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                found.insert(path.clone(), Vec::new());
                directories.push(path);
            } else if kind.is_symlink() {
                let to = fs::read_link(&path).unwrap();
                found.insert(path, to.to_string_lossy().into_owned().into());
            } else {
                found.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

impl Repository {
    /// An empty repository.
    pub(super) fn empty() -> Self {
        let repository = Self::plain();
        repository.git("init -q");
        repository
    }

    /// A directory that is none.
    pub(super) fn plain() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// A repository with a first commit: the rules, and these files.
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        let repository = Self::empty();
        repository.write("straggler.toml", RULES);
        repository.commit(files);
        repository
    }

    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Where it is to be cloned from as from afar.
    pub(super) fn url(&self) -> String {
        format!("file://{}", self.path().display())
    }

    #[track_caller]
    pub(super) fn git(&self, line: &str) -> String {
        git_in(self.path(), &line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs git where it may fail.
    pub(super) fn try_git(&self, line: &str) -> bool {
        let mut command = process("git", self.path());
        command.args(["-c", "user.name=A", "-c", "user.email=a@example.test"]);
        command.args(line.split_whitespace());
        output(command).status.success()
    }

    pub(super) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).unwrap();
    }

    /// Commits everything, with these files written first.
    #[track_caller]
    pub(super) fn commit(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            self.write(path, text);
        }
        self.git("add --all --force");
        self.git("commit -q --allow-empty -m more");
    }

    /// Commits what is staged, at a time.
    #[track_caller]
    pub(super) fn dated(&self, time: &str, subject: &str) {
        let mut command = process("git", self.path());
        command.args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.test",
            "commit",
            "-q",
            "-m",
            subject,
        ]);
        command
            .env("GIT_AUTHOR_DATE", time)
            .env("GIT_COMMITTER_DATE", time);
        assert!(output(command).status.success());
    }

    /// Runs the program at the top, where it may remember things.
    pub(super) fn run_freely(&self, line: &str) -> Said {
        self.run_freely_in("", line)
    }

    /// The same in a directory of the repository.
    pub(super) fn run_freely_in(&self, directory: &str, line: &str) -> Said {
        let mut command = process(env!("CARGO_BIN_EXE_straggler"), &self.path().join(directory));
        command.args(line.split_whitespace());
        if !line.contains("--today") {
            command.args(["--today", "2026-11-20"]);
        }
        let output = output(command);
        Said {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs the program at the top.
    #[track_caller]
    pub(super) fn run(&self, line: &str) -> Said {
        self.run_in("", line)
    }

    /// Runs the program somewhere in the repository.
    #[track_caller]
    pub(super) fn run_in(&self, directory: &str, line: &str) -> Said {
        let before = everything(self.path());
        let mut command = process(env!("CARGO_BIN_EXE_straggler"), &self.path().join(directory));
        command
            .args(line.split_whitespace())
            .args(["--today", "2026-11-20"]);
        let output = output(command);
        let after = everything(self.path());
        assert!(before == after, "something was written");
        Said {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
