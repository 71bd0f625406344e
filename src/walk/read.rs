//! The bytes of a file: read whole, in few calls, within a limit.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::finding::SkipReason;

/// The largest file that is read, in bytes.
pub const MAX_FILE_SIZE: u64 = 10 * 1024 * 1024;

/// Why pipes, sockets and devices are skipped: opening one can block or do something.
pub(super) const NOT_A_FILE: &str = "not a regular file";

/// Reads one file of a tree that a walk has found.
///
/// # Errors
///
/// With the reason to show when it cannot be read, is no regular file (any more), or is too large.
pub fn read(root: &Path, path: &str) -> Result<Vec<u8>, SkipReason> {
    let unreadable = |error: io::Error| SkipReason::Unreadable(said(&error));
    #[expect(
        clippy::disallowed_methods,
        reason = "this module is the one that reads sources"
    )]
    let file = fs::File::open(root.join(path)).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(SkipReason::Unreadable(NOT_A_FILE.to_owned()));
    }
    match metadata.len() {
        // Files that the kernel makes up say nothing of their size.
        0 => read_stream(file),
        size if size > MAX_FILE_SIZE => Err(SkipReason::TooLarge { size }),
        size => read_sized(file, size as usize).map_err(unreadable),
    }
}

/// Reads a stream to its end, within the limit for files.
///
/// # Errors
///
/// With the reason to show.
pub fn read_stream(stream: impl Read) -> Result<Vec<u8>, SkipReason> {
    let mut bytes = Vec::new();
    stream
        .take(MAX_FILE_SIZE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| SkipReason::Unreadable(said(&error)))?;
    let size = bytes.len() as u64;
    if size > MAX_FILE_SIZE {
        return Err(SkipReason::TooLarge { size });
    }
    Ok(bytes)
}

/// Reads a file of a known size with one call, where the standard library would grow into it and ask for more.
fn read_sized(mut file: fs::File, size: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; size];
    let mut filled = 0;
    while filled < size {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// What the operating system said, without the path it said it about.
pub(super) fn said(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        return "it does not exist".to_owned();
    }
    match error.kind().to_string().as_str() {
        "other error" | "uncategorized error" => error.to_string(),
        kind => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_over_the_limit_is_refused() {
        assert_eq!(read_stream(&b"abc"[..]).unwrap(), b"abc");
        let endless = io::repeat(0);
        assert!(matches!(read_stream(endless), Err(SkipReason::TooLarge { .. })));
    }
}
