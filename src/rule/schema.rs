//! The JSON schema of rule files, made of the table of keys, so that editors complete and check them.
//!
//! It says less than the loader does: a schema cannot compare two dates.

use serde_json::{Map, Value, json};

use super::keys::{Key, Need, Section, Shape};
use super::sections::CONFIG;
use crate::lang::LANGUAGES;

/// The schema of `straggler.toml` and of rule sets, as text that ends with a line end.
pub fn text() -> String {
    let mut schema = section(&CONFIG);
    schema.insert(
        "$schema".to_owned(),
        json!("http://json-schema.org/draft-07/schema#"),
    );
    schema.insert("title".to_owned(), json!("Rules of Straggler"));
    format!("{:#}\n", Value::Object(schema))
}

fn section(section: &Section) -> Map<String, Value> {
    let properties: Map<String, Value> = section
        .keys
        .iter()
        .map(|key| (key.name.to_owned(), property(key)))
        .collect();
    let required: Vec<&str> = section
        .keys
        .iter()
        .filter(|key| key.need == Need::Required)
        .map(|key| key.name)
        .collect();
    let one_of: Vec<Value> = section
        .alternatives()
        .map(|key| json!({ "required": [key.name] }))
        .collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("additionalProperties".to_owned(), json!(false));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    if !one_of.is_empty() {
        schema.insert("oneOf".to_owned(), json!(one_of));
    }
    schema
}

fn property(key: &Key) -> Value {
    let mut schema = shape(key.shape);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), json!(key.doc));
    }
    schema
}

fn shape(wanted: Shape) -> Value {
    match wanted {
        Shape::Id => json!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 64 }),
        Shape::Text => json!({ "type": "string", "pattern": "\\S" }),
        Shape::Code => json!({ "type": "string" }),
        Shape::Url => json!({ "type": "string", "pattern": "^https?://[^/\\s]\\S*$" }),
        // TOML's local date, as editors hand it to a schema.
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::Word(vocabulary) => json!({ "type": "string", "enum": vocabulary.words() }),
        Shape::Name => json!({ "type": "string", "pattern": "^[^\\s*/]+$" }),
        Shape::Pattern => json!({ "type": "string", "pattern": "[^\\s*.:]" }),
        Shape::Argument => json!({ "type": ["integer", "string"], "minimum": 0 }),
        Shape::Expression => json!({ "type": "string", "minLength": 1 }),
        Shape::Queries => queries(),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Package => json!({ "type": "string", "pattern": "^[^\\s*<>=\\[\\]]+$" }),
        Shape::Glob | Shape::RuleSet | Shape::Relation(_) | Shape::Endpoint => {
            json!({ "type": "string", "minLength": 1 })
        }
        Shape::List(inner) => json!({ "type": "array", "items": shape(*inner), "minItems": 1 }),
        Shape::OneOrMany(inner) => json!({ "oneOf": [shape(*inner), shape(Shape::List(inner))] }),
        Shape::Table(inner) => Value::Object(section(inner)),
        Shape::Tables(inner) => json!({ "type": "array", "items": section(inner) }),
    }
}

/// Queries: of one language, or by language.
fn queries() -> Value {
    let some = shape(Shape::OneOrMany(&Shape::Text));
    let queried = LANGUAGES.iter().filter(|language| language.grammar.is_some());
    let by_language: Map<String, Value> = queried
        .map(|language| (language.name.to_owned(), some.clone()))
        .collect();
    let table = json!({
        "type": "object",
        "properties": by_language,
        "additionalProperties": false,
        "minProperties": 1,
    });
    json!({ "oneOf": [shape(Shape::Text), shape(Shape::List(&Shape::Text)), table] })
}
