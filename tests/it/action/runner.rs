//! A runner for `action.yml`, as small as that file allows: what it puts into the environment of a step is read from
//! there, and the steps are run by bash as GitHub runs them.
//!
//! It knows no other action: `actions/cache` never finds anything.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::{Captures, Regex};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::root;

/// A job that uses the action.
pub(crate) struct Job {
    pub(crate) workspace: PathBuf,
    /// The name of the event and what it says.
    pub(crate) event: (&'static str, Value),
    /// What the workflow gives the action.
    pub(crate) with: BTreeMap<&'static str, String>,
    /// What the environment has besides.
    pub(crate) env: BTreeMap<&'static str, String>,
    /// Where the action lies.
    pub(crate) action: PathBuf,
    pub(crate) temp: TempDir,
}

/// What came of a job.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) log: String,
    pub(crate) summary: String,
    /// What the steps put out: `check.added`.
    pub(crate) outputs: BTreeMap<String, String>,
}

/// A step of the action.
#[derive(Debug, Default)]
struct Step {
    id: String,
    condition: Option<String>,
    env: Vec<(String, String)>,
    run: Option<String>,
}

impl Job {
    /// A job in a checkout, with the binary under test as the release.
    pub(crate) fn new(workspace: &Path, event: &'static str, payload: Value) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let releases = releases(temp.path());
        Self {
            workspace: workspace.to_owned(),
            event: (event, payload),
            with: BTreeMap::new(),
            env: BTreeMap::from([("STRAGGLER_RELEASES", releases)]),
            action: root().to_owned(),
            temp,
        }
    }

    pub(crate) fn with(mut self, input: &'static str, value: &str) -> Self {
        self.with.insert(input, value.to_owned());
        self
    }

    pub(crate) fn env(mut self, name: &'static str, value: &str) -> Self {
        self.env.insert(name, value.to_owned());
        self
    }

    /// Runs the steps until one fails.
    pub(crate) fn run(&self) -> Ran {
        let text = fs::read_to_string(self.action.join("action.yml")).unwrap();
        let (head, steps) = text.split_once("\n  steps:\n").unwrap();
        let defaults = defaults(head);
        let mut ran = Ran {
            code: 0,
            log: String::new(),
            summary: String::new(),
            outputs: BTreeMap::new(),
        };
        for step in steps.split("    - name: ").skip(1).map(step) {
            if let Some(condition) = &step.condition {
                let (output, value) = condition.split_once(" == ").unwrap();
                let value = value.trim_matches('\'');
                if self.value(output, &defaults, &ran) != value {
                    continue;
                }
            }
            let Some(script) = &step.run else { continue };
            self.run_step(&step, script, &defaults, &mut ran);
            if ran.code != 0 {
                break;
            }
        }
        ran
    }

    fn run_step(&self, step: &Step, script: &str, defaults: &BTreeMap<String, String>, ran: &mut Ran) {
        let of = |name: &str| self.temp.path().join(name);
        let (output, summary) = (of("output"), of("summary"));
        fs::write(&output, "").unwrap();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        command.current_dir(&self.workspace);
        command.env_clear();
        for name in ["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GITHUB_ACTION_PATH", &self.action)
            .env("GITHUB_WORKSPACE", &self.workspace)
            .env("GITHUB_EVENT_NAME", self.event.0)
            .env("GITHUB_REPOSITORY", "acme/shop")
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_STEP_SUMMARY", &summary)
            .env("GITHUB_PATH", of("path"))
            .env("RUNNER_TEMP", self.temp.path())
            .envs(&self.env);
        for (name, value) in &step.env {
            command.env(name, self.fill(value, defaults, ran));
        }
        let done = command.output().unwrap();
        ran.code = done.status.code().unwrap();
        ran.log.push_str(&String::from_utf8(done.stdout).unwrap());
        ran.log.push_str(&String::from_utf8(done.stderr).unwrap());
        ran.summary = fs::read_to_string(&summary).unwrap_or_default();
        for line in fs::read_to_string(&output).unwrap().lines() {
            let (name, value) = line.split_once('=').unwrap();
            ran.outputs
                .insert(format!("{}.{name}", step.id), value.to_owned());
        }
    }

    /// Puts values in for expressions.
    fn fill(&self, text: &str, defaults: &BTreeMap<String, String>, ran: &Ran) -> String {
        let expression = Regex::new(r"\$\{\{ (\S+) \}\}").unwrap();
        let value = |captures: &Captures<'_>| self.value(&captures[1], defaults, ran);
        expression.replace_all(text, value).into_owned()
    }

    fn value(&self, expression: &str, defaults: &BTreeMap<String, String>, ran: &Ran) -> String {
        if let Some(input) = expression.strip_prefix("inputs.") {
            let default = defaults.get(input);
            assert!(default.is_some(), "no input {input}");
            let given = self.with.get(input).or(default).cloned().unwrap();
            return self.fill(&given, defaults, ran);
        }
        if let Some(field) = expression.strip_prefix("github.event.") {
            return match self.event.1.pointer(&format!("/{}", field.replace('.', "/"))) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
        }
        if let Some(output) = expression.strip_prefix("steps.") {
            return ran
                .outputs
                .get(&output.replace(".outputs", ""))
                .cloned()
                .unwrap_or_default();
        }
        match expression {
            "github.token" => "a-token".to_owned(),
            "github.action_repository" => String::new(),
            other => panic!("{other} is not known here"),
        }
    }
}

/// The inputs and what they are where nothing is given.
fn defaults(head: &str) -> BTreeMap<String, String> {
    let (_, inputs) = head.split_once("\ninputs:\n").unwrap();
    let (inputs, _) = inputs.split_once("\noutputs:\n").unwrap();
    let mut defaults: BTreeMap<String, String> = BTreeMap::new();
    let mut input = String::new();
    for line in inputs.lines() {
        if let Some(name) = line
            .strip_prefix("  ")
            .filter(|rest| !rest.starts_with(' '))
            .and_then(|rest| rest.strip_suffix(':'))
        {
            name.clone_into(&mut input);
            defaults.insert(input.clone(), String::new());
        } else if let Some(default) = line.strip_prefix("    default: ") {
            defaults.insert(input.clone(), default.trim_matches('"').to_owned());
        }
    }
    defaults
}

fn step(text: &str) -> Step {
    let mut step = Step::default();
    for line in text.lines() {
        let found = line.trim_start();
        match (line.len() - found.len(), found.split_once(": ")) {
            (6, Some(("id", value))) => value.clone_into(&mut step.id),
            (6, Some(("if", value))) => step.condition = Some(value.to_owned()),
            (6, Some(("run", value))) => step.run = Some(value.to_owned()),
            (8, Some((name, value))) if !found.starts_with('#') => {
                step.env.push((name.to_owned(), value.to_owned()));
            }
            _ => {}
        }
    }
    step
}

/// Releases for every machine that tests run on: what they hold runs the binary under test.
fn releases(directory: &Path) -> String {
    let binary = directory.join("straggler-of-tests/straggler");
    fs::create_dir_all(binary.parent().unwrap()).unwrap();
    let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_straggler"));
    fs::write(&binary, script).unwrap();
    make_executable(&binary);
    let releases = directory.join("releases");
    let release = releases.join(concat!("v", env!("CARGO_PKG_VERSION")));
    let systems = ["unknown-linux-gnu", "apple-darwin"];
    for target in systems.map(|system| format!("{}-{system}", std::env::consts::ARCH)) {
        pack(&target, &binary, &release);
    }
    format!("file://{}", releases.display())
}

/// Makes the assets of a target as the release does.
pub(crate) fn pack(target: &str, binary: &Path, release: &Path) {
    let mut command = Command::new("bash");
    command.arg(root().join("action.sh")).args(["pack", target]);
    let packed = command.arg(binary).arg(release).status().unwrap();
    assert!(packed.success());
}

pub(crate) fn make_executable(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
}
