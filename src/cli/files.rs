//! Files that a run writes: whole or not at all, and only where they were asked for.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use anyhow::{Context, anyhow, bail};

use crate::problem::quoted;

/// The largest file of a run's own that is read back: years of a nightly history.
const MAX_SIZE: u64 = 256 << 20;

/// Writes a file beside its place and moves it there, so that whoever looks sees the old one or the new one.
///
/// # Errors
///
/// When that cannot be done; nothing is left behind then.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let name = path.file_name().context("a file has a name")?;
    // In the same directory: moving is atomic only within a file system.
    let mut beside = name.to_owned();
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = || -> io::Result<()> {
        let mut file = fs::File::create_new(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    written().map_err(|error| {
        if error.kind() != io::ErrorKind::AlreadyExists {
            let _ = fs::remove_file(&beside);
        }
        anyhow!("cannot write {}: {}", shown(path), error.kind())
    })
}

/// Makes a directory, and those above it.
///
/// # Errors
///
/// When that cannot be done.
pub(super) fn directory(path: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(path).map_err(|error| anyhow!("cannot make {}: {}", shown(path), error.kind()))
}

/// The text of a file; none when there is no such file.
///
/// # Errors
///
/// When there is one and it cannot be read as text.
#[expect(clippy::disallowed_methods, reason = "a run's own files are read here")]
pub(super) fn read(path: &Path) -> anyhow::Result<Option<String>> {
    let mut text = String::new();
    let read = fs::File::open(path).and_then(|file| file.take(MAX_SIZE + 1).read_to_string(&mut text));
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => bail!("cannot read {}: {}", shown(path), error.kind()),
        Ok(size) if size as u64 > MAX_SIZE => bail!("{} is larger than {} MiB", shown(path), MAX_SIZE >> 20),
        Ok(_) => Ok(Some(text)),
    }
}

/// A path as it was asked for.
pub(super) fn shown(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}
