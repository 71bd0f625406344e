//! One directory as the operating system tells it: the names in it, what they are of, and what files look like.
//!
//! A tree may have many thousands of them. Where that can be had, nothing is looked up by a path from the top of the
//! file system, and nothing is held for an entry but its name. What an entry is to a scan is not known here.

use std::ffi::{OsStr, OsString};
use std::io;

pub(super) use system::Handle;

/// What an entry is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Directory,
    Link,
    Other,
}

/// An entry of a directory.
pub(super) struct Entry {
    /// As far as it is text.
    pub name: String,
    /// The name itself where it is none.
    pub odd: Option<OsString>,
    pub kind: Kind,
}

impl Entry {
    fn new(name: &OsStr, kind: Kind) -> Self {
        match name.to_str() {
            Some(text) => Self {
                name: text.to_owned(),
                odd: None,
                kind,
            },
            None => Self {
                name: name.to_string_lossy().into_owned(),
                odd: Some(name.to_owned()),
                kind,
            },
        }
    }
}

/// What could not be looked at: an entry, or the directory itself.
pub(super) type Failed = (Option<OsString>, io::Error);

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::{CStr, OsStr};
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt as _;
    use std::path::Path;

    use rustix::fs::{
        AtFlags, FileType, FsWord, Mode, OFlags, RawDir, Statx, StatxFlags, fstatfs, openat, statx,
    };

    use super::super::Stamp;
    use super::super::stamp::DirectoryStamp;
    use super::{Entry, Failed, Kind};

    /// How many bytes of entries are asked for at a time.
    const AT_A_TIME: usize = 1 << 15;

    /// The file systems of which it is known that a directory's times change with the names in it, here and at once:
    /// ext2 to ext4, XFS, btrfs, tmpfs, overlayfs, F2FS, ZFS, bcachefs.
    const LOCAL: [FsWord; 8] = [
        0xef53,
        0x5846_5342,
        0x9123_683e,
        0x0102_1994,
        0x794c_7630,
        0xf2f5_2010,
        0x2fc1_2fc1,
        0xca45_1a4e,
    ];

    /// A directory that is open.
    pub(in super::super) struct Handle(OwnedFd);

    impl Handle {
        /// The directory that others are in. It need not be one that can be listed.
        pub(in super::super) fn top(path: &Path) -> io::Result<Self> {
            let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Ok(Self(openat(rustix::fs::CWD, path, flags, Mode::empty())?))
        }

        /// A directory that lies in it.
        pub(in super::super) fn inside(&self, path: &Path) -> io::Result<Self> {
            let path = match path.as_os_str().is_empty() {
                true => Path::new("."),
                false => path,
            };
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            Ok(Self(openat(&self.0, path, flags, Mode::empty())?))
        }

        /// What is in it, as far as that can be told; and what could not.
        pub(in super::super) fn list(&self) -> (Vec<Entry>, Vec<Failed>) {
            let (mut entries, mut failed) = (Vec::new(), Vec::new());
            let mut buffer = Vec::with_capacity(AT_A_TIME);
            let mut found = RawDir::new(&self.0, buffer.spare_capacity_mut());
            while let Some(entry) = found.next() {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        failed.push((None, error.into()));
                        break;
                    }
                };
                let name = entry.file_name();
                if matches!(name.to_bytes(), b"." | b"..") {
                    continue;
                }
                let named = OsStr::from_bytes(name.to_bytes());
                match self.kind(name, entry.file_type()) {
                    Ok(kind) => entries.push(Entry::new(named, kind)),
                    Err(error) => failed.push((Some(named.to_owned()), error)),
                }
            }
            (entries, failed)
        }

        fn kind(&self, name: &CStr, told: FileType) -> io::Result<Kind> {
            // Not every file system tells with the names.
            let told = match told {
                FileType::Unknown => FileType::from_raw_mode(self.look(name)?.stx_mode.into()),
                told => told,
            };
            Ok(match told {
                FileType::RegularFile => Kind::File,
                FileType::Directory => Kind::Directory,
                FileType::Symlink => Kind::Link,
                _ => Kind::Other,
            })
        }

        fn look(&self, name: impl rustix::path::Arg) -> io::Result<Statx> {
            let flags = AtFlags::SYMLINK_NOFOLLOW;
            Ok(statx(&self.0, name, flags, StatxFlags::BASIC_STATS)?)
        }

        /// Whether the stamps of directories on its file system say that nothing has changed in them.
        pub(in super::super) fn is_local(&self) -> bool {
            fstatfs(&self.0).is_ok_and(|system| LOCAL.contains(&system.f_type))
        }

        /// What a directory in it looks like, or it itself if there is no name.
        pub(in super::super) fn directory_stamp(&self, path: &str) -> Option<DirectoryStamp> {
            let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::EMPTY_PATH;
            let seen = statx(&self.0, path, flags, StatxFlags::BASIC_STATS).ok()?;
            let is_directory = FileType::from_raw_mode(seen.stx_mode.into()) == FileType::Directory;
            is_directory.then_some(DirectoryStamp {
                device: (seen.stx_dev_major, seen.stx_dev_minor),
                inode: seen.stx_ino,
                modified: (seen.stx_mtime.tv_sec, seen.stx_mtime.tv_nsec),
                changed: (seen.stx_ctime.tv_sec, seen.stx_ctime.tv_nsec),
            })
        }

        /// What a file in it, or further down, looks like.
        pub(in super::super) fn stamp(&self, path: &str) -> Option<Stamp> {
            let seen = self.look(path).ok()?;
            let is_file = FileType::from_raw_mode(seen.stx_mode.into()) == FileType::RegularFile;
            is_file.then_some(Stamp {
                modified: (seen.stx_mtime.tv_sec, seen.stx_mtime.tv_nsec),
                changed: (seen.stx_ctime.tv_sec, seen.stx_ctime.tv_nsec),
                inode: seen.stx_ino,
                owner: seen.stx_uid,
                group: seen.stx_gid,
                size: seen.stx_size,
            })
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::path::{Path, PathBuf};
    use std::{fs, io};

    use super::super::Stamp;
    use super::super::stamp::DirectoryStamp;
    use super::{Entry, Failed, Kind};

    fn of(kind: fs::FileType) -> Kind {
        if kind.is_file() {
            Kind::File
        } else if kind.is_dir() {
            Kind::Directory
        } else if kind.is_symlink() {
            Kind::Link
        } else {
            Kind::Other
        }
    }

    /// A directory by its path.
    pub(in super::super) struct Handle(PathBuf);

    impl Handle {
        /// The directory that others are in.
        #[expect(clippy::unnecessary_wraps, reason = "elsewhere it is opened here")]
        pub(in super::super) fn top(path: &Path) -> io::Result<Self> {
            Ok(Self(path.to_owned()))
        }

        /// A directory that lies in it.
        #[expect(clippy::unnecessary_wraps, reason = "elsewhere it is opened here")]
        pub(in super::super) fn inside(&self, path: &Path) -> io::Result<Self> {
            Ok(Self(self.0.join(path)))
        }

        /// What is in it, as far as that can be told; and what could not.
        #[expect(
            clippy::disallowed_methods,
            reason = "this module is the one that reads directories"
        )]
        pub(in super::super) fn list(&self) -> (Vec<Entry>, Vec<Failed>) {
            let found = match fs::read_dir(&self.0) {
                Ok(found) => found,
                Err(error) => return (Vec::new(), vec![(None, error)]),
            };
            let (mut entries, mut failed) = (Vec::new(), Vec::new());
            for entry in found {
                let told = entry.map_err(|error| (None, error)).and_then(|entry| {
                    let name = entry.file_name();
                    match entry.file_type() {
                        Ok(kind) => Ok((name, kind)),
                        Err(error) => Err((Some(name), error)),
                    }
                });
                match told {
                    Ok((name, kind)) => entries.push(Entry::new(&name, of(kind))),
                    Err(error) => failed.push(error),
                }
            }
            (entries, failed)
        }

        /// Whether the stamps of directories say that nothing has changed in them: nobody has looked into that here.
        #[expect(clippy::unused_self, reason = "elsewhere it is asked")]
        pub(in super::super) const fn is_local(&self) -> bool {
            false
        }

        /// What a directory in it looks like, or it itself if there is no name.
        #[expect(clippy::unused_self, reason = "elsewhere it is looked at")]
        pub(in super::super) const fn directory_stamp(&self, _: &str) -> Option<DirectoryStamp> {
            None
        }

        /// What a file in it, or further down, looks like.
        pub(in super::super) fn stamp(&self, path: &str) -> Option<Stamp> {
            Stamp::of(&self.0.join(path).symlink_metadata().ok()?)
        }
    }
}
