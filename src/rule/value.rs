//! Single values: whether a value has the shape that its key wants, and how to write it when it has not.

use std::sync::Arc;

use toml::de::DeValue;

use crate::idiom::Pattern;
use crate::problem::{Document, Problem, nearest, quoted};
use crate::span::Span;

use super::inside::inside;
use super::keys::{Key, Shape, Vocabulary};
use super::tree::{self, Value};
use super::{builtin, endpoint, expression, globs, name, package, relation};

/// What is wrong with a value, and what to do about it.
type Flaw = (&'static str, String, Option<String>);

/// Checks a value that is no list.
pub(super) fn check(document: &Arc<Document>, key: &Key, shape: Shape, value: &Value<'_>) -> Option<Problem> {
    if matches!(shape, Shape::Date) {
        let date = tree::date(value.get_ref());
        return date.is_none().then(|| wrong_type(document, key, shape, value));
    }
    if matches!(shape, Shape::Flag) {
        let flag = value.get_ref().as_bool();
        return flag.is_none().then(|| wrong_type(document, key, shape, value));
    }
    if matches!(shape, Shape::Argument) && tree::number(value.get_ref()).is_some() {
        return None;
    }
    let Some((text, span)) = tree::text(value) else {
        return Some(wrong_type(document, key, shape, value));
    };
    if matches!(shape, Shape::Expression) {
        return expression_problem(document, text, span);
    }
    let flaw = match shape {
        Shape::Id => id_flaw(text),
        Shape::Text | Shape::Argument => text_flaw(key, text),
        Shape::Pattern => text_flaw(key, text).or_else(|| pattern_flaw(text)),
        Shape::Url => text_flaw(key, text).or_else(|| url_flaw(key, text)),
        Shape::Word(vocabulary) => word_flaw(vocabulary, text),
        Shape::Name => name::parse(text)
            .err()
            .map(|flaw| (flaw.code, flaw.message, flaw.help)),
        Shape::Relation(kind) => relation::parse(text, kind)
            .err()
            .map(|flaw| (flaw.code, flaw.message, flaw.help)),
        Shape::Package => package::parse(text)
            .err()
            .map(|flaw| (flaw.code, flaw.message, flaw.help)),
        Shape::Endpoint => endpoint::parse(text)
            .err()
            .map(|flaw| (flaw.code, flaw.message, flaw.help)),
        Shape::Glob => glob_flaw(text),
        Shape::RuleSet => rule_set_flaw(text),
        Shape::Code
        | Shape::Date
        | Shape::Expression
        | Shape::Flag
        | Shape::List(_)
        | Shape::OneOrMany(_)
        | Shape::Queries
        | Shape::Table(_)
        | Shape::Tables(_) => None,
    };
    let (code, message, help) = flaw?;
    let problem = Problem::error(code, message).at(document, span, "");
    Some(match help {
        Some(help) => problem.help(help),
        None => problem,
    })
}

/// The problem of a value of another type than its key wants.
pub(super) fn wrong_type(document: &Arc<Document>, key: &Key, shape: Shape, value: &Value<'_>) -> Problem {
    let found = describe(value.get_ref());
    let span = tree::span(value);
    let problem = Problem::error(
        "wrong-type",
        format!("`{}` wants {}, not {found}", key.name, wanted(key.shape)),
    )
    .at(document, span, found);
    match rewritten(key, shape, value, span.of(&document.text)) {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn describe(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(written) => match (written.date, written.time) {
            (Some(_), None) => "a date",
            (None, _) => "a time",
            _ => "a date with a time",
        },
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

const fn wanted(shape: Shape) -> &'static str {
    match shape {
        Shape::Date => "a date",
        Shape::Flag => "true or false",
        Shape::OneOrMany(Shape::Argument) => "the number of an argument, a keyword, or a list of them",
        Shape::List(_) => "a list of strings",
        Shape::Queries => "a query, a list of queries, or a table of them by language",
        Shape::OneOrMany(_) => "a string or a list of strings",
        Shape::Table(_) => "a table",
        Shape::Tables(_) => "a list of tables",
        _ => "a string",
    }
}

/// The value written as its key wants it.
fn rewritten(key: &Key, shape: Shape, value: &Value<'_>, raw: &str) -> Option<String> {
    let name = key.name;
    let short = raw.len() <= 40 && !raw.contains('\n');
    match (shape, value.get_ref()) {
        (Shape::Date, DeValue::String(text)) => match text.parse::<jiff::civil::Date>() {
            Ok(date) => Some(format!("write it without quotes: `{name} = {date}`")),
            Err(_) => Some(format!("write it as year, month and day: `{name} = 2027-03-01`")),
        },
        (Shape::Date, DeValue::Datetime(written)) => match written.date {
            Some(date) => Some(format!("write the date alone: `{name} = {date}`")),
            None => Some(format!("write it as year, month and day: `{name} = 2027-03-01`")),
        },
        (Shape::Flag, DeValue::String(text)) if matches!(text.as_ref(), "true" | "false") => {
            Some(format!("write it without quotes: `{name} = {text}`"))
        }
        (Shape::Flag, _) => Some(format!("write `{name} = true` or `{name} = false`")),
        (Shape::Date, _) => Some(format!("write it as year, month and day: `{name} = 2027-03-01`")),
        (Shape::List(_), DeValue::String(_)) if short => {
            Some(format!("write it in brackets: `{name} = [{raw}]`"))
        }
        (Shape::Table(_), _) => Some(format!(
            "write what kind of thing it is: `{name} = {{ symbol = \"…\" }}`"
        )),
        (Shape::Tables(_), DeValue::Table(_)) if name == "allow" => Some(format!(
            "write it in brackets: `{name} = [{{ paths = [\"…\"], reason = \"…\" }}]`"
        )),
        (Shape::Tables(_), DeValue::Table(_)) => {
            let header = if name == "example" { "rule.example" } else { name };
            Some(format!("write `[[{header}]]`, with two brackets"))
        }
        (_, DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_))
            if short =>
        {
            Some(format!("write it in quotes: `\"{raw}\"`"))
        }
        _ => None,
    }
}

fn expression_problem(document: &Arc<Document>, text: &str, span: Span) -> Option<Problem> {
    let (at, flaw) = expression::parse(text).err()?;
    let at = match at == (0..text.len()) {
        true => span,
        false => inside(&document.text, span, text, at),
    };
    let problem = Problem::error(flaw.code, flaw.message).at(document, at, "");
    Some(match flaw.help {
        Some(help) => problem.help(help),
        None => problem,
    })
}

fn id_flaw(id: &str) -> Option<Flaw> {
    const MAX_LEN: usize = 64;
    const FORM: &str = "a rule's id is made of a-z, 0-9 and single hyphens, such as `legacy-billing`";
    if id.len() > MAX_LEN {
        return Some((
            "bad-id",
            format!("the id {} is longer than {MAX_LEN} characters", quoted(id)),
            Some(FORM.to_owned()),
        ));
    }
    let legal = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if id.split('-').all(legal) {
        return None;
    }
    let kebab: String = id
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    let help = if kebab.is_empty() {
        FORM.to_owned()
    } else {
        format!("write it in kebab-case: `{kebab}`")
    };
    Some((
        "bad-id",
        format!("the id {} is not in kebab-case", quoted(id)),
        Some(help),
    ))
}

fn text_flaw(key: &Key, text: &str) -> Option<Flaw> {
    if text.trim().is_empty() {
        return Some((
            "empty-text",
            format!("`{}` is blank", key.name),
            Some("leave it out, or say something".to_owned()),
        ));
    }
    text.chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
        .then(|| {
            (
                "control-character",
                format!("`{}` has a control character", key.name),
                None,
            )
        })
}

fn pattern_flaw(text: &str) -> Option<Flaw> {
    Pattern::new(text).is_none().then(|| {
        let help = "write a name such as `sqlalchemy.Table` or `*.execute`";
        (
            "bad-name",
            format!("the name {} has an empty part", quoted(text)),
            Some(help.to_owned()),
        )
    })
}

fn url_flaw(key: &Key, url: &str) -> Option<Flaw> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let whole = rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace)
    });
    (!whole).then(|| {
        let help = "write the whole address, from `https://` on";
        (
            "bad-url",
            format!("`{}` is no web address", key.name),
            Some(help.to_owned()),
        )
    })
}

fn word_flaw(vocabulary: Vocabulary, word: &str) -> Option<Flaw> {
    let words = vocabulary.words();
    if words.contains(&word) {
        return None;
    }
    let help = match nearest(word, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", listed(&words)),
    };
    Some((
        "unknown-word",
        format!("there is no {} {}", vocabulary.noun(), quoted(word)),
        Some(help),
    ))
}

/// Words in backticks, as a sentence lists them.
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn glob_flaw(pattern: &str) -> Option<Flaw> {
    let why = globs::flaw(pattern)?;
    let message = if pattern.is_empty() {
        "the path is empty".to_owned()
    } else {
        format!("{} is no glob of paths: {why}", quoted(pattern))
    };
    Some(("bad-glob", message, None))
}

/// Whether an entry of `rule-sets` has the form of one.
pub(super) fn is_rule_set(entry: &str) -> bool {
    rule_set_flaw(entry).is_none()
}

fn rule_set_flaw(entry: &str) -> Option<Flaw> {
    let Some(name) = entry.strip_prefix("builtin:") else {
        if entry.starts_with('/') || entry.contains(':') {
            return Some((
                "bad-glob",
                format!("{} is no path relative to the configuration", quoted(entry)),
                Some("write `builtin:NAME`, or a path such as `rules/*.toml`".to_owned()),
            ));
        }
        // A rule set may lie beside the configuration's directory.
        return glob_flaw(&entry.replace("../", ""));
    };
    if builtin::find(name).is_some() {
        return None;
    }
    let names = builtin::SETS.iter().map(|set| set.name);
    let help = match nearest(name, names.clone()) {
        Some(near) => format!("did you mean `builtin:{near}`?"),
        None => format!("there are {}", listed(&names.collect::<Vec<_>>())),
    };
    Some((
        "unknown-rule-set",
        format!("there is no built-in rule set {}", quoted(name)),
        Some(help),
    ))
}
