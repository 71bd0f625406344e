//! What a tree mounts below which paths, found out before its files are checked: a router and what mounts it may lie in
//! different files. What a file mounts is found out by its language's reader.

use std::borrow::Cow;

use rayon::prelude::*;

use super::Corpus;
use crate::check::Checker;
use crate::project::Project;
use crate::ruleset::mounts::Mounts;
use crate::source::FileKind;

/// What the tree mounts below which paths, where that matters.
pub(super) fn mounts(checker: &Checker<'_>, project: &Project, corpus: &Corpus<'_>) -> Mounts {
    // What is known of a tree holds for a part of it.
    if checker.rules.endpoints().is_empty() || !checker.rules.mounts().is_empty() {
        return Mounts::default();
    }
    let read = |path: &String| {
        let FileKind::Source(language) = FileKind::of(path, &[]) else {
            return None;
        };
        Some((language, (corpus.read)(path).ok()?))
    };
    let looked = corpus.paths.par_iter().filter_map(|path| {
        let (_, bytes) = read(path)?;
        let (constants, may_mount) = checker.constants(path, &bytes);
        Some((constants, may_mount.then_some(path)))
    });
    let (constants, paths): (Vec<_>, Vec<_>) = looked.unzip();
    let constants = constants.concat();
    let mut rules = Cow::Borrowed(checker.rules);
    if !constants.is_empty() {
        rules
            .to_mut()
            .mount(Mounts::default().with_constants(constants.clone()));
    }
    let checker = Checker {
        rules: &rules,
        ..*checker
    };
    let mounts = paths.par_iter().flatten().filter_map(|path| {
        let (language, bytes) = read(path)?;
        let place = (language.place)(project, path);
        Some(checker.mounts(path, &bytes, &place))
    });
    let (mounts, made): (Vec<_>, Vec<_>) = mounts.unzip();
    Mounts::new(mounts.concat(), made.concat()).with_constants(constants)
}
