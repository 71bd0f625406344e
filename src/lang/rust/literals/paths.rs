//! Paths that filters put together: `path!("users" / u32)`, `path("users").and(path::param())`. What a filter has to do
//! with paths its name tells.

use crate::lang::rust::lex::Kind;

use super::Source;
use super::compose::{Job, PARTS};
use super::heads::Head;

/// How many filters of a chain are looked at.
const STEPS: usize = 64;

/// What a macro makes a path of, if an expression is all that it is given; with the filters that go on with it.
pub(super) fn segments(
    source: &Source<'_, '_>,
    (first, end): (u32, u32),
    is_first: bool,
) -> Option<Vec<Job>> {
    let outline = source.outline;
    let number = outline.group_of(first);
    let group = outline.group(number);
    if !source.is_path(number) || first != group.open + 1 || end != group.close {
        return None;
    }
    let mut jobs = Vec::new();
    let (mut start, mut at) = (first, first);
    while at <= end && jobs.len() < PARTS {
        if at == end || outline.is(at, b'/') {
            if !jobs.is_empty() {
                jobs.push(Job::Unsaid("/"));
            }
            jobs.push(match outline.is(start, b'.') {
                true => Job::Unsaid("**"),
                false => Job::Operand(start, at),
            });
            start = at + 1;
        }
        at = if at == end { at + 1 } else { outline.after(at) };
    }
    if is_first {
        jobs.extend(filters(source, number));
    }
    Some(jobs)
}

/// What a path goes on with that the string which is a token begins.
pub(super) fn goes_on(source: &Source<'_, '_>, token: u32) -> Vec<Job> {
    let outline = source.outline;
    let group = outline.group_of(token);
    match source.head(group) {
        Head::Call(name) if outline.word(name) == "path" && outline.is_whole(token, token + 1) => {
            filters(source, group)
        }
        _ => Vec::new(),
    }
}

/// The segments of the filters that a filter is joined with, of which the arguments are given.
fn filters(source: &Source<'_, '_>, group: u32) -> Vec<Job> {
    let outline = source.outline;
    let mut jobs = Vec::new();
    let mut at = outline.group(group).close + 1;
    for _ in 0..STEPS {
        let is_and = outline.is(at, b'.') && outline.word(at + 1) == "and";
        if is_and && outline.kind(at + 2) == Kind::Open(b'(') {
            jobs.extend(filter(source, at + 3));
            at = outline.after(at + 2);
            continue;
        }
        // `get().and(path("users")).and(path("all"))`: it stands in one of the chain itself.
        let around = outline.own_group(at).map(|group| source.head(group));
        match around {
            Some(Head::Call(name))
                if outline.kind(at) == Kind::Close(b')') && outline.word(name) == "and" =>
            {
                at += 1;
            }
            _ => break,
        }
    }
    jobs
}

/// The segment that a filter which begins at a token stands for.
fn filter(source: &Source<'_, '_>, first: u32) -> Vec<Job> {
    let outline = source.outline;
    let mut last = first;
    while outline.kind(last + 1) == Kind::Separator && outline.kind(last + 2) == Kind::Word {
        last += 2;
    }
    let arguments = |open: u32| {
        let group = outline.group(outline.own_group(open)?);
        Some(Job::Expression(group.open + 1, group.close))
    };
    let segment = match outline.word(last) {
        "path" if outline.is(last + 1, b'!') => arguments(last + 2),
        "path" => arguments(last + 1),
        "param" => Some(Job::Hole),
        "tail" | "full" => Some(Job::Unsaid("**")),
        _ => None,
    };
    segment.map_or_else(Vec::new, |segment| vec![Job::Unsaid("/"), segment])
}
