//! `straggler rules import openapi`: a rule set out of the operations that documents mark as deprecated.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Exit;
use super::harvest::Output;
use super::rules::refuse;
use super::terminal::Terminal;
use crate::finding::SkipReason;
use crate::harvest::{Declared, Imported, import};
use crate::output::say;
use crate::problem::{Problem, quoted};
use crate::source;
use crate::walk;

/// Write rules for what a document marks as deprecated
#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Subcommand)]
enum From {
    /// From OpenAPI and Swagger documents, in YAML or JSON
    Openapi {
        /// The documents
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,

        #[command(flatten)]
        output: Output,
    },
}

/// Runs the subcommand.
///
/// # Errors
///
/// When the output cannot be written.
pub(super) fn run(args: &ImportArgs, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let From::Openapi { files, output } = &args.from;
    if let Some(exit) = output.refuse(terminal)? {
        return Ok(exit);
    }
    let mut declared: Vec<Declared> = Vec::new();
    for file in files {
        match read(file) {
            Ok((name, imported)) => {
                tell(&name, &imported, terminal);
                declared.extend(imported.declared);
            }
            Err(problem) => return Ok(refuse(*problem, &mut terminal.err)?),
        }
    }
    let what = "operations that are marked as deprecated";
    output.write(what, "import openapi", &declared, terminal)
}

fn read(file: &Path) -> Result<(String, Imported), Box<Problem>> {
    // An absolute path says more about a machine than about a project.
    let name = match file.is_absolute() {
        true => file.file_name().unwrap_or_default().to_string_lossy(),
        false => file.to_string_lossy(),
    };
    let refused = |why: &str| {
        let message = format!("cannot import {}: {why}", quoted(&name));
        Box::new(Problem::error("unreadable-file", message))
    };
    let path = file.to_str().ok_or_else(|| refused("its name is not Unicode"))?;
    let bytes = walk::read(Path::new(""), path).map_err(|reason| match &reason {
        SkipReason::Unreadable(said) => refused(said),
        _ => refused(&format!("it is larger than {} MiB", walk::MAX_FILE_SIZE >> 20)),
    })?;
    let imported = import(&name, &source::decode(&bytes)).map_err(|why| refused(&why))?;
    Ok((name.into_owned(), imported))
}

/// Tells what of a document did not become rules.
fn tell(name: &str, imported: &Imported, terminal: &mut Terminal) {
    if imported.elsewhere > 0 {
        let paths = say(imported.elsewhere, "path");
        terminal.warning(&format!(
            "{paths} of {name} are described in other files, which were not read"
        ));
    }
    for written in &imported.dateless {
        terminal.warning(&format!(
            "{name} has a sunset that is no date: {}",
            quoted(written)
        ));
    }
}
