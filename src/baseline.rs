//! A baseline: the references that were there when somebody last said so, in a file that people can read and git can
//! merge. It is a [base](crate::change) for those who have no history at hand.
//!
//! One line for each reference, sorted, fields apart by tabs: the rule, the path, the scope (`-` for none), the
//! target, a number among equals, and what is written there as hashes, by which it is known again where it was moved
//! to. No line says where in a file it stands, so that an edit elsewhere changes nothing, and lines that two branches
//! add or remove merge by union. Nothing here reads or writes files.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::num::NonZeroU64;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::change::Known;
use crate::finding::{RuleId, Status, Written};
use crate::problem::{Document, Problem, quoted};
use crate::rule::Rule;
use crate::scan::Scan;
use crate::span::Span;

/// What every baseline begins with; the number is that of the format.
const HEADER: &str = "# straggler baseline 1: references that are known, one to a line";

/// What a baseline is called where nobody says otherwise.
pub const FILE_NAME: &str = "straggler-baseline.txt";

/// A baseline.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    entries: BTreeSet<Entry>,
}

/// One reference. The order is that of the lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Entry {
    rule: String,
    path: String,
    scope: String,
    target: String,
    ordinal: u32,
    written: Written,
}

/// What references have in common that differ in their numbers only.
type Key = ([String; 4], Written);

impl Entry {
    fn key(&self) -> Key {
        let texts = [&self.rule, &self.path, &self.scope, &self.target];
        (texts.map(String::clone), self.written)
    }
}

impl Baseline {
    /// The open findings of a scan.
    pub fn of(scan: &Scan, rules: &[Rule]) -> Self {
        let open = scan.findings().filter(|(_, finding)| finding.is_open());
        // Among the open ones: one that is suppressed or allowed by and by changes no other's number.
        let mut ordinals: FxHashMap<_, u32> = FxHashMap::default();
        let entries = open.filter_map(|(file, finding)| {
            let RuleId(rule) = finding.rule;
            let key = (rule, &file.path, &finding.scope, &finding.target);
            let ordinal = ordinals.entry(key).or_default();
            *ordinal += 1;
            Some(Entry {
                rule: rules.get(rule as usize)?.id.clone(),
                path: file.path.clone(),
                scope: finding.scope.to_string(),
                target: finding.target.to_string(),
                ordinal: *ordinal,
                written: finding.written,
            })
        });
        Self {
            entries: entries.collect(),
        }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// With every line that is not one of a baseline.
    pub fn parse(document: &Arc<Document>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut entries = BTreeSet::new();
        let mut offset = 0;
        for (number, whole) in document.text.split_inclusive('\n').enumerate() {
            let line = whole.trim_end_matches(['\n', '\r']);
            let span = Span::new(offset, offset + line.len());
            offset += whole.len();
            let read = match number {
                0 if line == HEADER => continue,
                0 => Err("this is no baseline"),
                _ if line.is_empty() || line.starts_with('#') => continue,
                _ => entry(line),
            };
            match read {
                Ok(entry) => drop(entries.insert(entry)),
                Err(why) => problems.push(broken(document, span, line, why)),
            }
            if number == 0 {
                break;
            }
        }
        if document.text.is_empty() {
            problems.push(broken(document, Span::default(), "", "the baseline is empty"));
        }
        match problems.is_empty() {
            true => Ok(Self { entries }),
            false => Err(problems),
        }
    }

    /// The text of it.
    pub fn text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for entry in &self.entries {
            let Written { line, expression } = entry.written;
            let scope = if entry.scope.is_empty() { "-" } else { &entry.scope };
            let fields = [&entry.rule, &entry.path, scope, &entry.target];
            for field in fields {
                escape(field, &mut text);
                text.push('\t');
            }
            // Writing to a string does not fail.
            let _ = write!(text, "{}\t{line:016x}", entry.ordinal);
            let _ = expression.map(|expression| write!(text, "\t{expression:016x}"));
            text.push('\n');
        }
        text
    }

    /// How many references there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The references in paths that are wanted, of rules that there are.
    pub fn known(&self, rules: &[Rule], is_wanted: impl Fn(&str) -> bool) -> Vec<Known> {
        let ids: FxHashMap<&str, RuleId> = (0..)
            .map(RuleId)
            .zip(rules)
            .map(|(id, rule)| (rule.id.as_str(), id))
            .collect();
        let known = self
            .entries
            .iter()
            .filter(|entry| is_wanted(&entry.path))
            .filter_map(|entry| {
                Some(Known {
                    path: entry.path.as_str().into(),
                    at: None,
                    rule: *ids.get(entry.rule.as_str())?,
                    target: entry.target.as_str().into(),
                    scope: entry.scope.as_str().into(),
                    status: Status::Open,
                    written: entry.written,
                })
            });
        known.collect()
    }

    /// The paths, sorted, each once.
    pub fn paths(&self) -> Vec<String> {
        let paths: BTreeSet<&String> = self.entries.iter().map(|entry| &entry.path).collect();
        paths.into_iter().cloned().collect()
    }

    /// Leaves out references that are gone, and none besides: how many of each kind are given. Returns how many it
    /// left out.
    pub fn prune(&mut self, gone: &[Known], rules: &[Rule]) -> usize {
        let mut left: FxHashMap<Key, usize> = FxHashMap::default();
        for known in gone {
            let RuleId(rule) = known.rule;
            let rule = rules.get(rule as usize).map_or("", |rule| rule.id.as_str());
            let texts = [rule, &known.path, &known.scope, &known.target];
            let key = (texts.map(str::to_owned), known.written);
            *left.entry(key).or_default() += 1;
        }
        let before = self.entries.len();
        let entries = std::mem::take(&mut self.entries).into_iter();
        self.entries = entries
            .filter(|entry| match left.get_mut(&entry.key()) {
                Some(number) if *number > 0 => {
                    *number -= 1;
                    false
                }
                _ => true,
            })
            .collect();
        before - self.entries.len()
    }

    /// The rules that nobody knows (any more), sorted.
    pub fn unknown_rules(&self, rules: &[Rule]) -> BTreeSet<&str> {
        let ids: FxHashSet<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        let named = self.entries.iter().map(|entry| entry.rule.as_str());
        named.filter(|rule| !ids.contains(rule)).collect()
    }
}

fn entry(line: &str) -> Result<Entry, &'static str> {
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|mark| line.starts_with(mark))
    {
        return Err("a conflict was left here");
    }
    let fields: Vec<&str> = line.split('\t').collect();
    let [rule, path, scope, target, ordinal, hashes @ ..] = fields.as_slice() else {
        return Err("this line has fewer fields than a reference");
    };
    let hash = |text: &str| u64::from_str_radix(text, 16).map_err(|_| "this line ends in no hash");
    let written = match hashes {
        [line] => Written {
            line: hash(line)?,
            expression: None,
        },
        [line, expression] => Written {
            line: hash(line)?,
            expression: NonZeroU64::new(hash(expression)?),
        },
        _ => return Err("this line has more fields than a reference, or fewer"),
    };
    Ok(Entry {
        rule: unescape(rule),
        path: unescape(path),
        scope: match *scope {
            "-" => String::new(),
            scope => unescape(scope),
        },
        target: unescape(target),
        ordinal: ordinal
            .parse()
            .map_err(|_| "the fifth field of this line is no number")?,
        written,
    })
}

fn broken(document: &Arc<Document>, span: Span, line: &str, why: &str) -> Problem {
    let problem = Problem::error(
        "broken-baseline",
        format!("{} cannot be read: {why}", quoted(&document.name)),
    );
    let help = match line.strip_prefix("# straggler baseline ") {
        Some(_) => "it was written by another version: write it anew with `straggler baseline write`",
        None => "mend the line, or write the baseline anew with `straggler baseline write`",
    };
    problem.at(document, span, "").help(help)
}

/// What would end a field or a line is spelled out.
fn escape(field: &str, text: &mut String) {
    for character in field.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            character => text.push(character),
        }
    }
}

fn unescape(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    let mut rest = field.chars();
    while let Some(character) = rest.next() {
        text.push(match character {
            '\\' => match rest.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            character => character,
        });
    }
    text
}
