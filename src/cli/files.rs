//! Files that are written: whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Writes a file beside its place, and puts it there when it is whole. A name that is a link is replaced, and not
/// followed.
///
/// # Errors
///
/// When it cannot be written; then what was there still is.
pub(super) fn put(place: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let directory = place.parent().unwrap_or(place);
    let mut out = io::BufWriter::new(beside(directory)?);
    write(&mut out)?;
    out.flush()?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(place)?;
    Ok(())
}

/// A file that is gone again unless it is put somewhere. Its mode is what any new file has.
fn beside(directory: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".straggler-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(directory)
}
