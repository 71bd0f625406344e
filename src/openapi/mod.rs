//! OpenAPI documents, of version 3 and of Swagger 2, in YAML or JSON: the operations that they describe.
//!
//! What is in another file is not followed. Whether an operation matters is decided in [`crate::check`], what a rule
//! says of one in [`crate::harvest`].

mod tree;

use std::sync::Arc;

use crate::span::Span;
use tree::{NodeId, ROOT, Tree};

/// The keys of a path item that are operations.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The keys by which documents say when an operation is to be gone.
const SUNSETS: &[&str] = &["x-sunset", "x-sunset-date", "x-sunsetDate", "x-sunset-at"];

/// More servers are left out.
const MOST_SERVERS: usize = 8;

/// More of a description is not kept, in bytes.
const LONGEST_TEXT: usize = 4096;

/// A longer address is none, in bytes.
const LONGEST: usize = 1024;

/// What a document describes.
#[derive(Debug, Default)]
pub struct Description {
    /// Its operations, in order.
    pub operations: Vec<Operation>,
    /// Where its paths are written, in order.
    pub paths: Vec<Span>,
    /// How many paths are described in another file.
    pub elsewhere: usize,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// The method, in upper case.
    pub method: String,
    /// What its path is below: an address for each server, with host as far as that is known.
    bases: Arc<[String]>,
    /// Its path, as written.
    path: String,
    /// Where its path is written.
    pub span: Span,
    /// What is said of it if it is marked as deprecated.
    pub deprecation: Option<Deprecation>,
}

/// What is said of a deprecated operation.
#[derive(Debug)]
pub struct Deprecation {
    /// When it is to be gone, as written.
    pub sunset: Option<String>,
    /// Its description, or a summary.
    pub text: Option<String>,
}

/// Whether a text may be such a document: a cheap look that may only say yes too often.
pub fn may_be(bytes: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(bytes, word).is_some();
    has(b"paths") && (has(b"openapi") || has(b"swagger"))
}

/// Reads a document.
///
/// # Errors
///
/// Says why a text is none.
pub fn read(text: &str) -> Result<Description, String> {
    let tree = Tree::of(text);
    let is_one = ["openapi", "swagger"]
        .iter()
        .any(|key| tree.get(ROOT, key).is_some());
    match &tree.flaw {
        Some(flaw) => Err(format!("it is not well-formed: {flaw}")),
        None if !is_one => Err("it has neither `openapi` nor `swagger` at its top".to_owned()),
        None => Ok(describe(&tree)),
    }
}

fn describe(tree: &Tree) -> Description {
    let mut description = Description::default();
    let Some(paths) = tree.get(ROOT, "paths") else {
        return description;
    };
    let everywhere: Arc<[String]> = addresses_of_document(tree).into();
    for &entry in tree.children(paths) {
        let Some(path) = tree.key(entry).filter(|path| path.text.starts_with('/')) else {
            continue;
        };
        description.paths.push(path.span);
        let item = match tree.text(entry, "$ref") {
            Some(reference) => tree.at(reference),
            None => Some(entry),
        };
        let Some(item) = item else {
            let is_elsewhere = tree
                .text(entry, "$ref")
                .is_some_and(|reference| !reference.starts_with('#'));
            description.elsewhere += usize::from(is_elsewhere);
            continue;
        };
        let of_item: Arc<[String]> = servers(tree, item).into();
        for &operation in tree.children(item) {
            let Some(method) = tree
                .key(operation)
                .filter(|key| METHODS.contains(&key.text.as_str()))
            else {
                continue;
            };
            let of_operation: Arc<[String]> = servers(tree, operation).into();
            let bases = [&of_operation, &of_item]
                .into_iter()
                .find(|bases| !bases.is_empty());
            description.operations.push(Operation {
                method: method.text.to_ascii_uppercase(),
                bases: Arc::clone(bases.unwrap_or(&everywhere)),
                path: path.text.clone(),
                span: path.span,
                deprecation: deprecation(tree, item, operation),
            });
        }
    }
    description
}

fn deprecation(tree: &Tree, item: NodeId, operation: NodeId) -> Option<Deprecation> {
    let text = |node, key: &&str| tree.text(node, key).filter(|text| !text.trim().is_empty());
    let sunset = |node| SUNSETS.iter().find_map(|key| text(node, key));
    // Aliases may repeat a long one.
    let short = |text: &str| text[..text.floor_char_boundary(LONGEST_TEXT)].to_owned();
    tree.says(operation, "deprecated").then(|| Deprecation {
        sunset: sunset(operation).or_else(|| sunset(item)).map(short),
        text: ["description", "summary"]
            .iter()
            .find_map(|key| text(operation, key))
            .map(short),
    })
}

/// The addresses that stand at the top: `servers`, or the host and the `basePath` of Swagger 2.
fn addresses_of_document(tree: &Tree) -> Vec<String> {
    let found = servers(tree, ROOT);
    if !found.is_empty() {
        return found;
    }
    let base = tree.text(ROOT, "basePath").unwrap_or_default();
    let slash = if base.starts_with('/') || base.is_empty() {
        ""
    } else {
        "/"
    };
    match tree.text(ROOT, "host") {
        Some(host) => vec![format!("//{host}{slash}{base}")],
        None if base.is_empty() => Vec::new(),
        None => vec![format!("{slash}{base}")],
    }
}

/// The addresses of the servers that a part of a document lists, variables replaced by what they are by default.
fn servers(tree: &Tree, node: NodeId) -> Vec<String> {
    let Some(servers) = tree.get(node, "servers") else {
        return Vec::new();
    };
    let servers = tree.children(servers).iter().take(MOST_SERVERS);
    servers
        .filter_map(|&server| {
            let mut url = tree
                .text(server, "url")
                .filter(|url| url.len() < LONGEST)?
                .to_owned();
            let variables = tree.get(server, "variables");
            for &variable in variables
                .map(|variables| tree.children(variables))
                .unwrap_or_default()
            {
                let key = tree.key(variable)?;
                if let Some(default) = tree.text(variable, "default")
                    && url.len() + default.len() < LONGEST
                {
                    url = url.replace(&format!("{{{}}}", key.text), default);
                }
            }
            let is_rooted = url.starts_with('/') || url.contains("://");
            let url = if is_rooted {
                url
            } else {
                format!("/{}", url.trim_start_matches("./"))
            };
            Some(url).filter(|url| url.len() < LONGEST)
        })
        .collect()
}

impl Operation {
    /// Its path, as written.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where it can be called: one address for each server.
    pub fn addresses(&self) -> impl Iterator<Item = String> {
        self.by_server().map(|(_, address)| address)
    }

    /// The servers (none, where there is no other than the document's own), each with the address there.
    pub fn by_server(&self) -> impl Iterator<Item = (Option<&str>, String)> {
        let alone = self.bases.is_empty().then(|| (None, self.path.clone()));
        let below = |base: &String| format!("{}{}", base.trim_end_matches('/'), self.path);
        let below = self
            .bases
            .iter()
            .map(move |base| (Some(base.as_str()), below(base)));
        alone.into_iter().chain(below)
    }

    /// Its addresses without schemes and hosts, each once.
    pub fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self
            .addresses()
            .map(|address| path_of(&address).to_owned())
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }
}

fn path_of(address: &str) -> &str {
    let rest = match address.split_once("://") {
        Some((_, rest)) => rest,
        None => match address.strip_prefix("//") {
            Some(rest) => rest,
            None => return address,
        },
    };
    rest.find('/').map_or("/", |slash| &rest[slash..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations(text: &str) -> Vec<String> {
        let said = |operation: &Operation| {
            let mark = if operation.deprecation.is_some() { "!" } else { "" };
            format!(
                "{}{mark} {}",
                operation.method,
                operation.addresses().collect::<Vec<_>>().join(" ")
            )
        };
        read(text).unwrap().operations.iter().map(said).collect()
    }

    #[test]
    fn servers_and_base_paths_are_joined() {
        let text = "openapi: 3.1.0\nservers:\n  - url: https://{env}.acme.test/{v}/\n    variables:\n      v: {default: v1}\n  \
                    - url: /v2\npaths:\n  /a:\n    get: {deprecated: true}\n    servers: [{url: v3}]\n  /b/{id}:\n    \
                    parameters: []\n    put: {servers: [{url: 'http://x.test'}]}\n    x-y: {}\n    head: {}\n";
        assert_eq!(
            operations(text),
            [
                "GET! /v3/a",
                "PUT http://x.test/b/{id}",
                "HEAD https://{env}.acme.test/v1/b/{id} /v2/b/{id}"
            ]
        );
        let swagger = r#"{"swagger": "2.0", "host": "acme.test", "basePath": "/api", "paths": {"/a": {"get": {"deprecated": "true"}}}}"#;
        assert_eq!(operations(swagger), ["GET //acme.test/api/a"]);
        assert_eq!(read(swagger).unwrap().operations[0].paths(), ["/api/a"]);
    }

    #[test]
    fn path_items_may_stand_elsewhere() {
        let text = "openapi: 3.1.0\npaths:\n  /a: {$ref: '#/components/pathItems/a'}\n  /b: {$ref: 'b.yaml'}\n  \
                    /c: {$ref: '#/nowhere'}\ncomponents: {pathItems: {a: {post: {summary: x}}}}\n";
        assert_eq!(operations(text), ["POST /a"]);
        let description = read(text).unwrap();
        assert_eq!((description.elsewhere, description.paths.len()), (1, 3));
        assert_eq!(description.operations[0].span.of(text), "/a");
    }

    #[test]
    fn other_documents_are_refused() {
        assert!(read("paths: {}\n").unwrap_err().contains("neither"));
        assert!(read("openapi: [\n").unwrap_err().contains("not well-formed"));
        assert!(operations("openapi: 3.0.0\n").is_empty());
    }
}
