//! The part of SARIF's object model that is written here, by its own names. What each means is in the specification.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

/// What stands for the directory that paths are relative to.
pub(super) const ROOT: &str = "%SRCROOT%";

/// A file.
#[derive(Serialize)]
pub(super) struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'r>; 1],
}

impl<'r> Log<'r> {
    pub(super) const fn of(run: Run<'r>) -> Self {
        Self {
            schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            version: "2.1.0",
            runs: [run],
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'r> {
    pub(super) tool: Tool<'r>,
    pub(super) invocations: [Invocation; 1],
    pub(super) original_uri_base_ids: BTreeMap<&'static str, BaseId>,
    pub(super) column_kind: &'static str,
    pub(super) results: Vec<Result<'r>>,
}

#[derive(Serialize)]
pub(super) struct Tool<'r> {
    pub(super) driver: Component<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component<'r> {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) rules: Vec<Descriptor<'r>>,
}

/// A rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'r> {
    pub(super) id: &'r str,
    pub(super) short_description: Message<'r>,
    pub(super) full_description: Message<'r>,
    pub(super) help: Message<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<&'r str>,
    pub(super) default_configuration: Configuration,
    pub(super) properties: Tags,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: &'static str,
}

#[derive(Serialize)]
pub(super) struct Tags {
    pub(super) tags: [&'static str; 2],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tool_execution_notifications: Vec<Notification>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tool_configuration_notifications: Vec<Notification>,
}

#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) level: &'static str,
    pub(super) message: Message<'static>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location<'static>>,
}

impl Notification {
    pub(super) fn warning(text: String) -> Self {
        Self {
            level: "warning",
            message: Message::of(text),
            locations: Vec::new(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Message<'r> {
    text: Cow<'r, str>,
}

impl<'r> Message<'r> {
    pub(super) fn of(text: impl Into<Cow<'r, str>>) -> Self {
        Self { text: text.into() }
    }
}

#[derive(Serialize)]
pub(super) struct BaseId {
    description: Message<'static>,
}

impl BaseId {
    pub(super) fn of(description: &'static str) -> Self {
        Self {
            description: Message::of(description),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Result<'r> {
    pub(super) rule_id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_index: Option<usize>,
    pub(super) level: &'static str,
    pub(super) message: Message<'r>,
    pub(super) locations: [Location<'r>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Related>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) partial_fingerprints: BTreeMap<&'static str, String>,
    /// Written also where there is none: that is how a result is said not to be suppressed.
    pub(super) suppressions: Vec<Suppression<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<Properties>,
}

/// What SARIF has no word for: with a base, how the result came to be there.
#[derive(Serialize)]
pub(super) struct Properties {
    change: &'static str,
}

impl Properties {
    pub(super) const fn of(change: &'static str) -> Self {
        Self { change }
    }
}

#[derive(Serialize)]
pub(super) struct Suppression<'r> {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) justification: Option<&'r str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'r> {
    pub(super) physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) logical_locations: Vec<Logical<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Related {
    pub(super) id: u32,
    pub(super) message: Message<'static>,
    pub(super) physical_location: Physical,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Physical {
    pub(super) artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

impl Artifact {
    pub(super) const fn of(uri: String) -> Self {
        Self {
            uri,
            uri_base_id: ROOT,
        }
    }
}

/// Lines and columns from one, an end just past the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_column: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Logical<'r> {
    fully_qualified_name: &'r str,
}

impl<'r> Logical<'r> {
    pub(super) const fn of(fully_qualified_name: &'r str) -> Self {
        Self { fully_qualified_name }
    }
}
