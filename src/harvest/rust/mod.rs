//! What Rust sources declare deprecated: `#[deprecated]`, on whatever it stands.

mod attribute;
mod crates;
mod items;

use rayon::prelude::*;

use super::Declared;
use crate::lang::rust;
use crate::names::Path;
use crate::project::Project;
use crate::reference::Kind;
use crates::Crates;
use items::{Source, What};

/// The directories of a package whose files nobody refers to from elsewhere.
const ASIDE: &[&str] = &["tests", "benches", "examples"];

/// What the sources of a tree, paths with texts, declare; and the paths of those that could not be read. All lie in a
/// directory that was asked for.
pub(super) fn declared(
    project: &Project,
    sources: &[(&str, String)],
    asked: usize,
) -> (Vec<Declared>, Vec<String>) {
    let is_aside = |path: &str| {
        let mut directories = path[asked..].split('/').rev().skip(1);
        directories.any(|directory| ASIDE.contains(&directory))
    };
    let read: Vec<(&str, Option<Source>)> = sources
        .par_iter()
        .filter(|(path, _)| !is_aside(path))
        .map(|(path, text)| {
            let place = project.rust(path);
            let root = place.roots.first().cloned().unwrap_or_default();
            let module: Path = root.into_iter().chain(place.module).collect();
            (
                *path,
                rust::with_items(text, place.edition, |file| items::read(file, module)),
            )
        })
        .collect();
    let unread = |(path, source): &(&str, Option<Source>)| source.is_none().then(|| (*path).to_owned());
    let unread = read.iter().filter_map(unread).collect();
    let (paths, mut sources): (Vec<&str>, Vec<Source>) = read
        .into_iter()
        .filter_map(|(path, source)| Some((path, source?)))
        .unzip();
    let crates = Crates::new(&mut sources);
    let mut all = Vec::new();
    for (path, source) in paths.into_iter().zip(sources) {
        for found in source.found {
            if crates.is_test(&found.module) {
                continue;
            }
            all.push(Declared {
                kind: match found.what {
                    What::Module => Kind::Module,
                    _ => Kind::Symbol,
                },
                names: crates.names(&found).iter().map(|name| name.join("::")).collect(),
                language: Some("rust"),
                outer: Vec::new(),
                note: found.note,
                sunset: None,
                file: path.to_owned(),
            });
        }
    }
    (all, unread)
}
