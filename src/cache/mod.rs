//! The cache: what scans remember, kept from one run to the next in the git directory, where it is nobody's business but
//! this clone's. Beside what is remembered of files lies what the last scan of the whole tree came to, which is all that
//! is read while nothing in it changes, but for what was kept of the walk.
//!
//! A file of it is of one set of rules and one build of the program, and is written whole beside its place and moved
//! there: runs at the same time cost each other an entry, never a wrong answer. A damaged file is not read. What is
//! remembered, and when that still holds, is decided in [`crate::scan`].

mod last;
mod stored;
mod trees;
mod whole;

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, hash::Hash as _};

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::config::Config;
use crate::scan::{Memo, Scan};
pub use last::Fingerprint;
pub use trees::Trees;

/// What every file of the cache begins with; the number is that of the format.
const MAGIC: &[u8] = b"straggler cache 5\n";

/// How many entries are kept: about a hundred bytes each.
const MOST_ENTRIES: usize = 500_000;

/// The largest file that is read, in bytes.
const MAX_SIZE: u64 = 512 << 20;

/// What the names of files begin with.
const OF_FILES: &str = "cache-";
const BESIDE: &str = "points-";
const LAST: &str = "last-";

/// How many sets of rules are remembered at a time.
const MOST_FILES: usize = 4;

/// Where what one set of rules found is kept.
#[derive(Debug, Clone)]
pub struct Cache {
    directory: PathBuf,
    file: PathBuf,
}

/// What was kept.
#[derive(Debug, Default)]
pub struct Kept {
    /// What is remembered.
    pub memo: Memo,
    /// There was something, and it was damaged.
    pub is_damaged: bool,
}

impl Cache {
    /// The cache in a git directory for the rules of a configuration, as a build of the program reads them.
    pub fn new(git: &Path, config: &Config, build: u64) -> Self {
        let mut hasher = Xxh3::new();
        (env!("CARGO_PKG_VERSION"), build).hash(&mut hasher);
        let mut last = "";
        for rule in &config.rules {
            let document = &rule.origin.document;
            if document.name != last {
                (&document.name, &document.text).hash(&mut hasher);
            }
            last = &document.name;
            (&rule.id, rule.origin.block.start).hash(&mut hasher);
        }
        format!("{:?}", config.idioms).hash(&mut hasher);
        let directory = in_git(git);
        Self {
            file: directory.join(format!("{OF_FILES}{:016x}", hasher.digest())),
            directory,
        }
    }

    /// What was kept, if it can be read.
    pub fn load(&self) -> Kept {
        let Ok(bytes) = read(&self.file) else {
            return Kept::default();
        };
        match unwrap(&bytes).and_then(whole::decode) {
            Some(memo) => Kept {
                memo,
                is_damaged: false,
            },
            None => Kept {
                is_damaged: true,
                ..Kept::default()
            },
        }
    }

    /// Keeps what is remembered.
    ///
    /// # Errors
    ///
    /// When it cannot be written; then what was kept before still is.
    pub fn save(&self, memo: &Memo) -> io::Result<()> {
        write(&self.file, |out| whole::encode(memo, MOST_ENTRIES, out))?;
        clean(&self.directory, OF_FILES);
        Ok(())
    }

    /// What the last scan of a whole tree came to, with what it was a scan of.
    pub fn last(&self) -> Option<(Fingerprint, Scan)> {
        let bytes = read(&self.named(LAST)).ok()?;
        last::decode(unwrap(&bytes)?)
    }

    /// Keeps what the scan of a whole tree came to, if that can be kept.
    ///
    /// # Errors
    ///
    /// When it cannot be written; then what was kept before still is.
    pub fn save_last(&self, fingerprint: Fingerprint, scan: &Scan) -> io::Result<()> {
        if let Some(bytes) = last::encode(fingerprint, scan) {
            write(&self.named(LAST), |out| out.write_all(&bytes))?;
            clean(&self.directory, LAST);
        }
        Ok(())
    }

    /// A text that was kept beside it, about something that has a number.
    pub fn text(&self, about: u64) -> Option<String> {
        let bytes = read(&self.beside(about)).ok()?;
        String::from_utf8(unwrap(&bytes)?.to_vec()).ok()
    }

    /// Keeps a text beside it, about something that has a number.
    ///
    /// # Errors
    ///
    /// When it cannot be written; then what was kept before still is.
    pub fn save_text(&self, about: u64, text: &str) -> io::Result<()> {
        write(&self.beside(about), |out| out.write_all(text.as_bytes()))?;
        clean(&self.directory, BESIDE);
        Ok(())
    }

    fn beside(&self, about: u64) -> PathBuf {
        let mut file = self.named(BESIDE).into_os_string();
        file.push(format!("-{about:016x}"));
        file.into()
    }

    fn named(&self, prefix: &str) -> PathBuf {
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        self.directory.join(format!("{prefix}{name}"))
    }
}

/// Where everything is kept in a git directory.
fn in_git(git: &Path) -> PathBuf {
    git.join("straggler")
}

/// Writes a file, of which `fill` writes the payload.
fn write(place: &Path, fill: impl FnOnce(&mut Payload<'_>) -> io::Result<()>) -> io::Result<()> {
    let directory = place.parent().unwrap_or(place);
    fs::create_dir_all(directory)?;
    let mut file = tempfile::Builder::new()
        .prefix("writing-")
        .tempfile_in(directory)?;
    file.write_all(MAGIC)?;
    // The sum is known at the end.
    file.write_all(&u64::default().to_le_bytes())?;
    let mut summed = BufWriter::new(Summed {
        file: file.as_file_mut(),
        sum: Xxh3::new(),
    });
    fill(&mut summed)?;
    let sum = summed.into_inner()?.sum.digest();
    file.seek(SeekFrom::Start(MAGIC.len() as u64))?;
    file.write_all(&sum.to_le_bytes())?;
    file.persist(place)?;
    Ok(())
}

/// What a file holds behind its beginning.
type Payload<'f> = BufWriter<Summed<'f>>;

/// A file, and the sum of what was written into it.
struct Summed<'f> {
    file: &'f mut File,
    sum: Xxh3,
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Removes what was kept of others, but for the latest. What cannot be removed stays.
fn clean(directory: &Path, prefix: &str) {
    let mut files: Vec<(SystemTime, PathBuf)> = entries(directory, prefix);
    files.sort_unstable();
    for (_, old) in files.iter().rev().skip(MOST_FILES) {
        let _ = fs::remove_file(old);
    }
}

#[expect(clippy::disallowed_methods, reason = "the cache is read here")]
fn read(file: &Path) -> io::Result<Vec<u8>> {
    if fs::symlink_metadata(file)?.len() > MAX_SIZE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    fs::read(file)
}

#[expect(clippy::disallowed_methods, reason = "the cache is listed here")]
fn entries(directory: &Path, prefix: &str) -> Vec<(SystemTime, PathBuf)> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    ours.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect()
}

/// What is between the beginning and the end, if the file is whole.
fn unwrap(bytes: &[u8]) -> Option<&[u8]> {
    let (sum, payload) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
    (u64::from_le_bytes(*sum) == xxh3_64(payload)).then_some(payload)
}
