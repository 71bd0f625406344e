//! Texts in rules: a regular expression each, or what is wrong with it.
//!
//! Where they are looked for is decided in [`crate::check`].

use std::ops::Range;

use crate::lang::regex::Expression;
use crate::problem::quoted;

use super::name::Flaw;
use super::target::Name;

/// Texts like those that nearly every file is full of: what finds one of them, or a character alone, says too little.
const PLAIN: &[&str] = &["qzx", "QZX", "Qzx", "qzx_7", "77"];

/// The expression that a name in a rule is.
pub fn expression(name: &Name) -> Option<Expression> {
    parse(&name.text).ok()
}

/// Reads an expression.
///
/// # Errors
///
/// What is wrong with it, and where.
pub(super) fn parse(text: &str) -> Result<Expression, (Range<usize>, Flaw)> {
    let whole = 0..text.len();
    if text.trim().is_empty() {
        let flaw = Flaw {
            code: "empty-name",
            message: "the expression is empty".to_owned(),
            help: Some("write what is to be found, such as `legacy[-_]billing`".to_owned()),
        };
        return Err((whole, flaw));
    }
    let expression = Expression::new(text, true).map_err(|flaw| {
        let is_too_large = flaw.at == whole && flaw.what.starts_with("is too large");
        let message = match is_too_large {
            true => format!("the expression {} {}", quoted(text), flaw.what),
            false => format!("the expression {} is wrong: {}", quoted(text), flaw.what),
        };
        let help = "repeat less; `(?-u)` makes `\\w`, `\\d` and `\\s` of ASCII alone";
        let flawed = Flaw {
            code: "bad-expression",
            message,
            help: is_too_large.then(|| help.to_owned()),
        };
        (flaw.at, flawed)
    })?;
    let broad = |message: String, help: &str| {
        let flaw = Flaw {
            code: "over-broad-name",
            message,
            help: Some(help.to_owned()),
        };
        Err((whole.clone(), flaw))
    };
    match expression.least {
        Some(0) => broad(
            format!("the expression {} matches where there is nothing", quoted(text)),
            "name something that must be there; `*` and `?` leave it out",
        ),
        None => {
            let flaw = Flaw {
                code: "bad-expression",
                message: format!("the expression {} matches nothing at all", quoted(text)),
                help: None,
            };
            Err((whole, flaw))
        }
        Some(_) if is_in_anything(&expression) => broad(
            format!("the expression {} matches nearly everything", quoted(text)),
            "name what is to be found",
        ),
        Some(_) => Ok(expression),
    }
}

fn is_in_anything(expression: &Expression) -> bool {
    let finds = |text: &str| expression.regex.is_match(text);
    let mut characters = (' '..='~').map(String::from);
    PLAIN.iter().any(|plain| finds(plain)) || characters.any(|character| finds(&character))
}
