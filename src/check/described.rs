//! The endpoints that an OpenAPI document describes: its paths, with the methods and the servers that belong to
//! them.
//!
//! The rest of such a document is searched as any text is.

use rustc_hash::FxHashSet;

use super::settle::Interned;
use super::{Checker, Known, Match};
use crate::literal::url::Url;
use crate::openapi;
use crate::reference::Role;
use crate::source;

/// Reads a document, if it is one and may name an endpoint of the rules.
pub(super) fn read(checker: &Checker<'_>, bytes: &[u8]) -> Known {
    let endpoints = checker.rules.endpoints();
    if endpoints.is_empty() || !openapi::may_be(bytes) || !endpoints.is_addressed(bytes) {
        return Known::default();
    }
    let Ok(description) = openapi::read(&source::decode(bytes)) else {
        return Known::default();
    };
    let mut interned = Interned::default();
    let mut seen = FxHashSet::default();
    let mut matches = Vec::new();
    let hits = |address: &str, method: Option<&str>| {
        let url = Url::new(address);
        url.map(|url| endpoints.hits(&url, method)).unwrap_or_default()
    };
    for operation in &description.operations {
        let found = operation.by_server().flat_map(|(server, address)| {
            // What all of a server is named by is written where the server is.
            let of_server = server.map(|server| hits(server, None)).unwrap_or_default();
            let mut found = hits(&address, Some(&operation.method));
            found.retain(|target| !of_server.contains(target));
            found
        });
        for target in found {
            let rule = checker.rules.rule_of(target).map(|(_, rule)| rule);
            let is_wanted = rule.is_some_and(|rule| rule.within.config && rule.languages.is_empty());
            // Operations of one path are one place to a rule without a method.
            if is_wanted && seen.insert((target, operation.span)) {
                matches.push(Match {
                    target,
                    name: interned.get(&format!("{} {}", operation.method, operation.path())),
                    span: operation.span,
                    role: Role::Config,
                    is_ambiguous: false,
                    via: None,
                    scope: interned.get(""),
                });
            }
        }
    }
    let mut read = description.paths;
    read.sort_unstable();
    Known {
        matches,
        read,
        ..Known::default()
    }
}
