//! Writing a file that is not there yet: whole or not at all, and never over another one.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use crate::problem::{Problem, quoted};

/// Creates a file, or says why there is none.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Box<Problem>> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| {
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        if written.is_err() {
            // Half of it would pass for all of it.
            let _ = std::fs::remove_file(path);
        }
        written
    })
    .map_err(|error| Box::new(problem(path, &error)))
}

/// The problem of a file that is there already, if it is.
pub(super) fn taken(path: &Path) -> Option<Problem> {
    let is_there = path.symlink_metadata().is_ok();
    is_there.then(|| problem(path, &io::ErrorKind::AlreadyExists.into()))
}

fn problem(path: &Path, error: &io::Error) -> Problem {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Problem::error("already-there", format!("there is a {} already", quoted(&name)))
            .help("it is not overwritten; remove it, or choose another name");
    }
    Problem::error(
        "unwritable-file",
        format!("cannot write {}: {}", quoted(&name), error.kind()),
    )
}
