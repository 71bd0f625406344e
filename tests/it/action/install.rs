//! Where the binary comes from: a release whose checksum is right, and otherwise the source.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::forge::Forge;
use super::runner::{Job, Ran};

/// A job, the directory of the release that it would download, and the forge, which has to outlive it.
fn job() -> (Job, PathBuf, Forge) {
    let forge = Forge::new();
    let workspace = forge.checkout(&forge.tip(), &["--depth=1"]);
    let job = Job::new(&workspace, "schedule", json!({}));
    let release = job
        .temp
        .path()
        .join(concat!("releases/v", env!("CARGO_PKG_VERSION")));
    (job, release, forge)
}

/// Does something to each file of a release with an ending.
fn each(release: &Path, ending: &str, what: impl Fn(&Path)) {
    let files = fs::read_dir(release).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.collect();
    files.retain(|file| file.to_string_lossy().ends_with(ending));
    assert!(!files.is_empty());
    for file in &files {
        what(file);
    }
}

fn is_installed(job: &Job) -> bool {
    job.temp.path().join("straggler/bin/straggler").exists()
}

fn refused(job: &Job, ran: &Ran, why: &str) {
    assert_eq!(ran.code, 3, "{}", ran.log);
    assert!(ran.log.contains(why), "{}", ran.log);
    assert!(!is_installed(job));
}

#[test]
fn a_release_is_installed_and_put_on_the_path() {
    let (job, _, _forge) = job();
    let ran = job.run();
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert!(ran.log.contains("its checksum verified"));
    assert!(is_installed(&job));
    let path = fs::read_to_string(job.temp.path().join("path")).unwrap();
    assert!(path.trim_end().ends_with("straggler/bin"));
}

#[test]
fn a_release_that_is_not_what_was_released_is_refused() {
    let (job, release, _forge) = job();
    each(&release, ".tar.gz", |file| {
        let mut bytes = fs::read(file).unwrap();
        bytes.push(0);
        fs::write(file, bytes).unwrap();
    });
    refused(&job, &job.run(), "and should be");
}

#[test]
fn a_checksum_that_is_none_is_refused() {
    let (job, release, _forge) = job();
    each(&release, ".sha256", |file| fs::write(file, "").unwrap());
    refused(&job, &job.run(), "and should be");
    each(&release, ".sha256", |file| fs::remove_file(file).unwrap());
    refused(&job, &job.run(), "There is no checksum");
}

#[test]
fn a_release_that_was_asked_for_is_not_replaced_by_another() {
    let (job, _, _forge) = job();
    let job = job.with("version", "v9.9.9");
    refused(&job, &job.run(), "There is no release 9.9.9");
}

/// Builds a stand-in for the source: what is tested is when it is built, from what, and what is cached.
#[test]
fn where_there_is_no_release_the_source_is_built() {
    let (mut job, release, _forge) = job();
    let action = tempfile::tempdir().unwrap();
    for file in ["action.yml", "action.sh"] {
        fs::copy(crate::support::root().join(file), action.path().join(file)).unwrap();
    }
    let manifest = "[package]\nname = \"straggler\"\nversion = \"0.0.1\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(action.path().join("Cargo.toml"), manifest).unwrap();
    fs::write(
        action.path().join("Cargo.lock"),
        "version = 4\n\n[[package]]\nname = \"straggler\"\nversion = \"0.0.1\"\n",
    )
    .unwrap();
    fs::create_dir_all(action.path().join("rules")).unwrap();
    fs::create_dir_all(action.path().join("src")).unwrap();
    fs::write(
        action.path().join("src/main.rs"),
        "fn main() { println!(\"built\"); }\n",
    )
    .unwrap();
    action.path().clone_into(&mut job.action);
    // It would break the build, if it had a say.
    fs::create_dir(job.workspace.join(".cargo")).unwrap();
    fs::write(
        job.workspace.join(".cargo/config.toml"),
        "[build]\nrustc = \"/nothing\"\n",
    )
    .unwrap();
    let ran = job.run();
    assert!(
        ran.log.contains("building what lies beside the action"),
        "{}",
        ran.log
    );
    assert!(is_installed(&job), "{}", ran.log);
    let key = ran.outputs["install.key"].clone();
    fs::write(
        action.path().join("src/main.rs"),
        "fn main() { println!(\"other\"); }\n",
    )
    .unwrap();
    let ran = job.run();
    assert_ne!(ran.outputs["install.key"], key);
    assert!(release.exists());
}
