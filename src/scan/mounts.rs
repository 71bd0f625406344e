//! What a tree mounts below which paths, found out before its files are checked: a router and what mounts it may lie in
//! different files. What a file mounts is found out by its language's reader.

use std::borrow::Cow;

use rayon::prelude::*;

use super::Corpus;
use crate::check::Checker;
use crate::project::Project;
use crate::ruleset::mounts::Mounts;
use crate::source::FileKind;

/// What the tree mounts below which paths, where that matters, and what each of its files has to do with it: the same
/// number for the same, nothing where a file mounts nothing; no numbers where it matters nowhere.
pub(super) fn mounts(
    checker: &Checker<'_>,
    project: &Project,
    corpus: &Corpus<'_>,
) -> (Mounts, Vec<Option<u64>>) {
    if checker.rules.endpoints().is_empty() {
        return (Mounts::default(), Vec::new());
    }
    let read = |path: &String| {
        let FileKind::Source(language) = FileKind::of(path, &[]) else {
            return None;
        };
        Some((language, (corpus.read)(path).ok()?))
    };
    let looked = corpus.paths.par_iter().map(|path| match read(path) {
        Some((_, bytes)) => checker.constants(path, &bytes),
        None => Default::default(),
    });
    let looked: Vec<(Vec<(String, String)>, bool)> = looked.collect();
    let constants: Vec<_> = looked
        .iter()
        .flat_map(|(constants, _)| constants)
        .cloned()
        .collect();
    let mut rules = Cow::Borrowed(checker.rules);
    // What is known of a tree holds for a part of it.
    if rules.mounts().is_empty() && !constants.is_empty() {
        let constants = Mounts::default().with_constants(constants.clone());
        rules.to_mut().mount(constants);
    }
    let checker = Checker {
        rules: &rules,
        ..*checker
    };
    let mounts = corpus
        .paths
        .par_iter()
        .zip(&looked)
        .map(|(path, (_, may_mount))| {
            let (language, bytes) = read(path).filter(|_| *may_mount)?;
            let place = (language.place)(project, path);
            Some(checker.mounts(path, &bytes, &place))
        });
    let mounts: Vec<Option<_>> = mounts.collect();
    let numbers = looked.into_iter().zip(&mounts).map(|((constants, _), mounts)| {
        let is_told = !constants.is_empty() || mounts.is_some();
        is_told.then(|| {
            let (list, made) = mounts.clone().unwrap_or_default();
            Mounts::new(list, made).with_constants(constants).fingerprint()
        })
    });
    let numbers = numbers.collect();
    let (list, made): (Vec<_>, Vec<_>) = mounts.into_iter().flatten().unzip();
    let all = Mounts::new(list.concat(), made.concat()).with_constants(constants);
    (all, numbers)
}
