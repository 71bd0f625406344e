//! What the file system says of a file beside its bytes, and of a directory beside its names: what tells, later, whether
//! it was written to. Two that are equal say nothing by themselves: a file may be written twice in what is one moment to
//! its file system. One that was looked at after a [`Moment`] and was changed before it is the same as long as it looks
//! the same. What git makes of it is decided in [`crate::git`].

use std::fs::Metadata;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt as _;
#[cfg(not(unix))]
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds and nanoseconds.
pub type Time = (i64, u32);

/// The state of a regular file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// When its bytes were written last.
    pub modified: Time,
    /// When anything about it was changed last; where there is no such thing, when it was made.
    pub changed: Time,
    /// Which file it is, where files have numbers.
    pub inode: u64,
    /// Whose it is, where that is a number.
    pub owner: u32,
    /// The same of its group.
    pub group: u32,
    /// In bytes.
    pub size: u64,
}

/// The state of a directory: what changes with every name in it that comes, goes, or becomes that of something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DirectoryStamp {
    /// On what it is.
    pub device: (u32, u32),
    /// Which of those there.
    pub inode: u64,
    /// When the names in it were changed last.
    pub modified: Time,
    /// When anything about it was changed last.
    pub changed: Time,
}

/// A moment by the clock of a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Time);

impl Moment {
    /// The moment at which a file was written.
    pub fn of(metadata: &Metadata) -> Option<Self> {
        Stamp::of(metadata).map(|stamp| Self(stamp.modified))
    }

    /// Whether what was changed at some times was changed before it. There are file systems that tell the second alone, or
    /// every other one: what was changed then may have been changed again after the moment.
    fn is_after(self, times: [Time; 2]) -> bool {
        times.into_iter().all(|time| match time {
            (seconds, 0) => seconds.saturating_add(2) < self.0.0,
            time => time < self.0,
        })
    }
}

impl DirectoryStamp {
    /// Whether it was changed last before a moment.
    pub(super) fn is_before(&self, moment: Moment) -> bool {
        moment.is_after([self.modified, self.changed])
    }
}

impl Stamp {
    /// Whether the file was changed last before a moment.
    pub fn is_before(&self, moment: Moment) -> bool {
        moment.is_after([self.modified, self.changed])
    }

    /// The stamp of what is a regular file; none of anything else.
    pub(super) fn of(metadata: &Metadata) -> Option<Self> {
        metadata.is_file().then(|| Self::of_file(metadata))
    }

    #[cfg(unix)]
    fn of_file(metadata: &Metadata) -> Self {
        Self {
            modified: (metadata.mtime(), nanoseconds(metadata.mtime_nsec())),
            changed: (metadata.ctime(), nanoseconds(metadata.ctime_nsec())),
            inode: metadata.ino(),
            owner: metadata.uid(),
            group: metadata.gid(),
            size: metadata.size(),
        }
    }

    #[cfg(not(unix))]
    fn of_file(metadata: &Metadata) -> Self {
        let time = |time: std::io::Result<SystemTime>| {
            let since = time.ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            since.map_or((0, 0), |since| (since.as_secs() as i64, since.subsec_nanos()))
        };
        Self {
            modified: time(metadata.modified()),
            changed: time(metadata.created()),
            inode: 0,
            owner: 0,
            group: 0,
            size: metadata.len(),
        }
    }
}

#[cfg(unix)]
fn nanoseconds(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_in_the_same_moment_was_not_changed_before() {
        let moment = Moment((100, 500));
        for (time, is_before) in [
            ((100, 499), true),
            ((100, 500), false),
            ((100, 501), false),
            ((99, 999), true),
            ((101, 1), false),
            // To the second, or to every other one.
            ((100, 0), false),
            ((98, 0), false),
            ((97, 0), true),
            ((i64::MAX, 0), false),
            ((i64::MIN, 0), true),
        ] {
            assert_eq!(moment.is_after([time, (1, 1)]), is_before, "{time:?}");
            assert_eq!(moment.is_after([(1, 1), time]), is_before, "{time:?}");
        }
    }
}
