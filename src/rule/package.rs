//! Names of packages in rules: from `boto`, `npm:request` or `group:artifact` to what they match, or what is wrong
//! with them.

use super::name::{Flaw, bad, write_instead};
use super::target::Name;
use crate::lang::Language;
use crate::manifest::Ecosystem;
use crate::problem::quoted;

/// More is no name that anybody wrote, in bytes.
const MAX_LEN: usize = 500;

/// The name of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The ecosystem that the name is written with; any when there is none.
    pub ecosystem: Option<Ecosystem>,
    /// Maven's group, where the name has one.
    pub group: Option<String>,
    /// As written.
    pub name: String,
}

impl Package {
    /// The ecosystems that it may be of, for a rule that is narrowed to some languages or to none.
    pub fn ecosystems(&self, languages: &[&'static Language]) -> Vec<Ecosystem> {
        let is_listed = |ecosystem: &Ecosystem| {
            languages.is_empty()
                || languages
                    .iter()
                    .any(|language| Some(language.name) == ecosystem.language())
        };
        let all = Ecosystem::ALL.into_iter();
        all.filter(|ecosystem| self.ecosystem.is_none_or(|own| own == *ecosystem))
            .filter(is_listed)
            .collect()
    }
}

/// The package that a name in a rule is.
pub fn package(name: &Name) -> Option<Package> {
    parse(&name.text).ok()
}

/// Reads the name of a package.
///
/// # Errors
///
/// What is wrong with the name, and what to write.
pub(super) fn parse(text: &str) -> Result<Package, Flaw> {
    check(text)?;
    let (ecosystem, rest) = prefix(text);
    let (group, name) = match rest.split_once(':') {
        Some((group, name)) => (Some(group), name),
        None => (None, rest),
    };
    if group.is_some() && ecosystem.is_some_and(|ecosystem| ecosystem != Ecosystem::Maven) {
        return Err(bad(text, "has a group, which only Maven's packages have", None));
    }
    if let Some((name, _)) = name.split_once(':') {
        let bare = format!("{}:{name}", group.unwrap_or_default());
        return Err(bad(text, "has a version", write_instead(&bare)));
    }
    if name.is_empty() || group.is_some_and(str::is_empty) {
        return Err(bad(text, "has an empty part", None));
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.~+/".contains(c);
    let plain = name.strip_prefix('@').unwrap_or(name);
    let mut characters = plain.chars().chain(group.unwrap_or_default().chars());
    if let Some(odd) = characters.find(|c| !is_plain(*c)) {
        let what = format!("has a part with {}", quoted(&odd.to_string()));
        return Err(bad(text, &what, None));
    }
    if !plain.contains(|c: char| c.is_ascii_alphanumeric()) {
        return Err(bad(text, "has no letter and no digit", None));
    }
    if plain.starts_with(['/', '.']) || plain.ends_with('/') || plain.contains("//") {
        return Err(bad(text, "looks like a path of files", Some(SAMPLE.to_owned())));
    }
    Ok(Package {
        ecosystem: ecosystem.or(group.map(|_| Ecosystem::Maven)),
        group: group.map(str::to_owned),
        name: name.to_owned(),
    })
}

const SAMPLE: &str = "write the package's name, such as `boto`";

/// The ecosystem that a name is written with, and what stands behind it.
fn prefix(text: &str) -> (Option<Ecosystem>, &str) {
    let prefixed = Ecosystem::ALL.into_iter().find_map(|ecosystem| {
        let rest = text.strip_prefix(ecosystem.as_str())?.strip_prefix(':')?;
        Some((Some(ecosystem), rest))
    });
    prefixed.unwrap_or((None, text))
}

/// What people write around and behind names.
fn check(text: &str) -> Result<(), Flaw> {
    if text.trim().is_empty() {
        return Err(Flaw {
            code: "empty-name",
            message: "the name is empty".to_owned(),
            help: Some(SAMPLE.to_owned()),
        });
    }
    if text.len() > MAX_LEN {
        return Err(bad(text, &format!("is longer than {MAX_LEN} bytes"), None));
    }
    if let Some((_, address)) = text.split_once("://") {
        let help = match address.strip_prefix("github.com/") {
            Some(_) => format!("of a Go module, write {}", quoted(address)),
            None => SAMPLE.to_owned(),
        };
        return Err(bad(text, "is an address", Some(help)));
    }
    if text.contains("::") {
        let first = text.split("::").next().unwrap_or(text);
        return Err(bad(text, "is the path of an item", write_instead(first)));
    }
    let trimmed = text.trim();
    // An npm scope begins with the sign that stands before versions elsewhere.
    let version = trimmed.find(['<', '>', '=', '!', '~', '^', ';', '(', ',']);
    let tag = trimmed.char_indices().skip(1).find(|(_, c)| *c == '@');
    let tag = tag.filter(|(at, _)| !trimmed[..*at].ends_with([':', '/']));
    if let Some(at) = version.into_iter().chain(tag.map(|(at, _)| at)).min() {
        let bare = trimmed[..at].trim_end();
        let bare = bare.split('[').next().unwrap_or(bare);
        return Err(bad(text, "has a version", write_instead(bare)));
    }
    if let Some((bare, _)) = trimmed.split_once('[') {
        return Err(bad(text, "has extras", write_instead(bare.trim_end())));
    }
    if text.contains('*') {
        return Err(if text.trim_matches('*').is_empty() {
            Flaw {
                code: "over-broad-name",
                message: format!("the name {} stands for everything", quoted(text)),
                help: Some("name the package that is retired".to_owned()),
            }
        } else {
            bad(
                text,
                "has a wildcard",
                Some("list the names one by one".to_owned()),
            )
        });
    }
    if text.contains(char::is_whitespace) {
        let help = match trimmed.contains(char::is_whitespace) {
            true => Some("list several names as `[\"a\", \"b\"]`".to_owned()),
            false => write_instead(trimmed),
        };
        return Err(bad(text, "has a space", help));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match parse(text) {
            Ok(package) => {
                let ecosystem = package.ecosystem.map_or("", Ecosystem::as_str);
                let group = package.group.unwrap_or_default();
                format!("{ecosystem}|{group}|{}", package.name)
            }
            Err(flaw) => format!("{}: {}", flaw.code, flaw.help.unwrap_or_default()),
        }
    }

    #[test]
    fn names_as_the_ecosystems_write_them() {
        for (text, parts) in [
            ("boto", "||boto"),
            ("zope.interface", "||zope.interface"),
            ("npm:request", "npm||request"),
            ("@scope/pkg", "||@scope/pkg"),
            ("npm:@scope/pkg", "npm||@scope/pkg"),
            ("github.com/old/lib", "||github.com/old/lib"),
            ("org.old:lib", "maven|org.old|lib"),
            ("maven:org.old:lib", "maven|org.old|lib"),
        ] {
            assert_eq!(read(text), parts, "{text}");
        }
    }

    #[test]
    fn flaws_say_what_to_write() {
        for (text, flaw) in [
            ("", "empty-name: write the package's name, such as `boto`"),
            (" boto", "bad-name: write `boto`"),
            ("boto core", "bad-name: list several names as `[\"a\", \"b\"]`"),
            ("boto>=2", "bad-name: write `boto`"),
            ("boto[s3] >= 2", "bad-name: write `boto`"),
            ("boto[s3]", "bad-name: write `boto`"),
            ("request@2", "bad-name: write `request`"),
            ("@scope/pkg@^1", "bad-name: write `@scope/pkg`"),
            ("org.old:lib:1.0", "bad-name: write `org.old:lib`"),
            ("npm:old:lib", "bad-name: "),
            ("boto*", "bad-name: list the names one by one"),
            ("*", "over-broad-name: name the package that is retired"),
            (
                "https://pypi.org/project/boto",
                "bad-name: write the package's name, such as `boto`",
            ),
            (
                "https://github.com/old/lib",
                "bad-name: of a Go module, write `github.com/old/lib`",
            ),
            ("old::item", "bad-name: write `old`"),
            ("./boto", "bad-name: write the package's name, such as `boto`"),
            ("bøto", "bad-name: "),
            ("npm:", "bad-name: "),
        ] {
            assert_eq!(read(text), flaw, "{text}");
        }
    }
}
