//! Where `check` writes what it found: one format to standard output, and any number of them to files.
//!
//! A file is written whole or not at all: under a name of its own beside where it goes, and then put there. Nothing is
//! written through a symbolic link that somebody may have put in the way.

use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::bail;
use clap::builder::{PossibleValue, PossibleValuesParser};
use termcolor::NoColor;

use super::{files, scanning};
use crate::output::{FORMATS, Format, Report};
use crate::problem::{nearest, quoted};

/// How and where to show what is found.
#[derive(Debug, clap::Args)]
pub(super) struct Outputs {
    /// How to show what is found [default: full]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    format: Option<String>,

    /// Write a format to a file as well, as in `sarif=out.sarif`; can be repeated
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = output)]
    output: Vec<Output>,
}

/// A format and where it goes: to a file, or to standard output.
#[derive(Debug, Clone)]
struct Output {
    format: &'static Format,
    file: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format.about))
        .collect::<Vec<_>>()
        .into()
}

fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

fn output(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("no file is named after the `=`".to_owned()),
        Some((name, file)) => (name, Some(file).filter(|file| *file != "-")),
        None => (text, None),
    };
    let Some(format) = named(name) else {
        let none = format!("there is no format {}", quoted(name));
        let names = FORMATS.iter().map(|format| format.name);
        return Err(match nearest(name, names.clone()) {
            Some(near) => format!("{none}; did you mean `{near}`?"),
            None => format!("{none}, but {}", names.collect::<Vec<_>>().join(", ")),
        });
    };
    Ok(Output {
        format,
        file: file.map(PathBuf::from),
    })
}

/// What goes where.
#[derive(Debug)]
pub(super) struct Plan {
    /// What goes to standard output.
    pub stdout: &'static Format,
    /// What goes to files: the format, the file as it was typed, and where that is.
    files: Vec<(&'static Format, PathBuf, PathBuf)>,
}

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`: {}", file.display(), error.kind())]
pub(super) struct Unwritten {
    file: PathBuf,
    error: io::Error,
}

impl Outputs {
    /// Decides what goes where, and refuses what cannot be meant before anything is scanned.
    pub(super) fn plan(&self) -> anyhow::Result<Plan> {
        let mut to_stdout = self.output.iter().filter(|output| output.file.is_none());
        let stdout = match (self.format.as_deref(), to_stdout.next(), to_stdout.next()) {
            (Some(name), None, _) => named(name),
            (None, Some(output), None) => Some(output.format),
            (None, None, _) => FORMATS.first(),
            _ => None,
        };
        let Some(stdout) = stdout else {
            bail!(
                "standard output takes one format: name a file for the others, as in `--output sarif=FILE`"
            );
        };
        let working = scanning::working_directory()?;
        let mut files: Vec<(&'static Format, PathBuf, PathBuf)> = Vec::new();
        for output in &self.output {
            let Some(file) = &output.file else { continue };
            let place = locate(file, &working)?;
            if files.iter().any(|(.., taken)| *taken == place) {
                bail!("two formats cannot both be written to `{}`", file.display());
            }
            files.push((output.format, file.clone(), place));
        }
        Ok(Plan { stdout, files })
    }
}

/// Where a file is that is to be written: a place to put it, and nothing else.
fn locate(file: &Path, working: &Path) -> anyhow::Result<PathBuf> {
    let cannot = format!("cannot write `{}`", file.display());
    let full = working.join(file);
    let is_directory = file.to_string_lossy().ends_with(std::path::is_separator);
    let (Some(directory), Some(name), false) = (full.parent(), full.file_name(), is_directory) else {
        bail!("{cannot}: it is no name of a file");
    };
    let Ok(directory) = directory.canonicalize() else {
        bail!("{cannot}: there is no such directory");
    };
    // Who names a place in the working directory means a place in there. Who names one elsewhere may mean any.
    let is_in_here = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if file.components().all(is_in_here) && !directory.starts_with(working) {
        bail!("{cannot}: a symbolic link on the way leads out of the working directory");
    }
    let place = directory.join(name);
    match place.symlink_metadata() {
        Ok(found) if found.is_symlink() => {
            bail!("{cannot}: it is a symbolic link; name the file that it leads to")
        }
        Ok(found) if !found.is_file() => bail!("{cannot}: something else than a file is there"),
        _ => Ok(place),
    }
}

impl Plan {
    /// The files that are going to be written.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|(.., place)| place.as_path())
    }

    /// Writes what goes to files.
    pub(super) fn write(&self, report: &Report<'_>) -> Result<(), Unwritten> {
        self.files.iter().try_for_each(|(format, file, place)| {
            put(format, report, place).map_err(|error| Unwritten {
                file: file.clone(),
                error,
            })
        })
    }
}

fn put(format: &Format, report: &Report<'_>, place: &Path) -> io::Result<()> {
    files::put(place, |out| (format.write)(report, &mut NoColor::new(out)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_a_format_and_perhaps_a_file() {
        let read = |text: &str| output(text).map(|output| (output.format.name, output.file));
        assert_eq!(read("sarif"), Ok(("sarif", None)));
        assert_eq!(read("sarif=-"), Ok(("sarif", None)));
        assert_eq!(read("json=a=b.json"), Ok(("json", Some("a=b.json".into()))));
        assert_eq!(read("json="), Err("no file is named after the `=`".to_owned()));
        let meant = "there is no format `sarfi`; did you mean `sarif`?";
        assert_eq!(read("sarfi=x"), Err(meant.to_owned()));
        assert!(
            read("x")
                .unwrap_err()
                .contains("but full, concise, markdown, json")
        );
    }
}
