//! Files that a run writes: whole or not at all, and only where they were asked for.

use std::fs;
use std::io::{self, Read as _, Write};
use std::path::Path;

use anyhow::{anyhow, bail};
use tempfile::NamedTempFile;

use crate::problem::{Problem, quoted};

/// The largest file of a run's own that is read back: years of a nightly history.
const MAX_SIZE: u64 = 256 << 20;

/// Writes a file.
///
/// # Errors
///
/// When that cannot be done; then what was there still is.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let written = put(path, |out| out.write_all(bytes));
    written.map_err(|error| anyhow!("cannot write {}: {}", shown(path), error.kind()))
}

/// Writes a file beside its place, and moves it there when it is whole: whoever looks sees the old one or the new one.
/// A name that is a link is replaced, and not followed.
///
/// # Errors
///
/// When that cannot be done; then what was there still is.
pub(super) fn put(place: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    written(place, write)?.persist(place)?;
    Ok(())
}

/// Creates a file, or says why there is none: whole or not at all, and never over another one.
pub(super) fn create(place: &Path, text: &str) -> Result<(), Box<Problem>> {
    let created = written(place, |out| out.write_all(text.as_bytes()))
        .and_then(|file| Ok(file.persist_noclobber(place)?));
    created
        .map(drop)
        .map_err(|error| Box::new(not_created(place, &error)))
}

/// The problem of a file that is there already, if it is.
pub(super) fn taken(path: &Path) -> Option<Problem> {
    let is_there = path.symlink_metadata().is_ok();
    is_there.then(|| not_created(path, &io::ErrorKind::AlreadyExists.into()))
}

fn not_created(path: &Path, error: &io::Error) -> Problem {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Problem::error("already-there", format!("there is a {} already", quoted(&name)))
            .help("it is not overwritten; remove it, or choose another name");
    }
    let message = format!("cannot write {}: {}", quoted(&name), error.kind());
    Problem::error("unwritable-file", message)
}

/// What is to be a file, whole, beside its place.
fn written(place: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<NamedTempFile> {
    // In the same directory: moving is atomic only within a file system.
    let directory = place.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut out = io::BufWriter::new(beside(directory.unwrap_or(Path::new(".")))?);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// A file that is gone again unless it is put somewhere. Its mode is what any new file has.
fn beside(directory: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".straggler-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(directory)
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
