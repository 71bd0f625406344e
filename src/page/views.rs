//! What the page's templates are filled with: texts and numbers, ready to be escaped.

use std::borrow::Cow;
use std::cmp::Reverse;

use jiff::civil::Date;

use super::forge::is_hash;
use super::spark::spark;
use super::{Material, PERIOD, SMALL, UNFOLDED};
use crate::finding::{RuleId, Status};
use crate::output::escape;
use crate::output::trend::{Legend, burndown, change, percent, row_outlook};
use crate::owners::UNOWNED;
use crate::rule::Rule;
use crate::trend::{Outlook, Row, Trend, WORKING_TREE};

/// A rule with its burn-down.
pub(super) struct Card {
    pub(super) id: String,
    pub(super) message: String,
    pub(super) replacement: String,
    pub(super) docs: Option<String>,
    pub(super) owner: String,
    pub(super) remaining: usize,
    pub(super) done: String,
    pub(super) peak: String,
    pub(super) adopted: Option<String>,
    pub(super) change: Option<(String, Date)>,
    pub(super) outlook: &'static str,
    pub(super) class: &'static str,
    pub(super) sentence: String,
    pub(super) picture: String,
    pub(super) is_unfolded: bool,
}

/// An owner with what is left for them.
pub(super) struct OwnerRow {
    pub(super) name: String,
    pub(super) remaining: usize,
    pub(super) spark: String,
    pub(super) done: String,
    pub(super) change: String,
    pub(super) outlook: &'static str,
    pub(super) class: &'static str,
}

/// A directory with a bar.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) remaining: usize,
    /// From 0 to 100.
    pub(super) share: String,
    pub(super) change: String,
}

/// A commit to celebrate.
pub(super) struct Deletion {
    pub(super) removed: usize,
    pub(super) subject: String,
    pub(super) author: String,
    pub(super) day: Date,
    pub(super) id: String,
    pub(super) link: Option<String>,
    pub(super) is_exact: bool,
}

/// A reference that is left.
pub(super) struct Left<'l> {
    pub(super) rule: Cow<'l, str>,
    pub(super) path: Cow<'l, str>,
    pub(super) line: u32,
    pub(super) link: Option<String>,
    pub(super) name: Cow<'l, str>,
    pub(super) status: &'static str,
    pub(super) reason: Cow<'l, str>,
    pub(super) owners: Vec<Cow<'l, str>>,
}

/// A text of somebody else, on one line and with nothing in it that acts.
pub(super) fn shown(text: &str) -> String {
    escape::sentence(text).into_owned()
}

/// The class that a style sheet knows an outlook by.
const fn class(outlook: Outlook) -> &'static str {
    match outlook {
        Outlook::Done | Outlook::OnTrack | Outlook::Falling => "good",
        Outlook::NeverFound | Outlook::TooLittleData | Outlook::Unclear => "plain",
        Outlook::AtRisk | Outlook::Stalled => "warn",
        Outlook::Growing | Outlook::Late => "bad",
    }
}

/// How a row changed, in few letters.
fn changed(row: &Row, trend: &Trend) -> String {
    change(row, &trend.moments, PERIOD).map_or_else(String::new, |(change, _)| change)
}

/// How much of a row is done; nothing where there never was any.
fn done(row: &Row) -> String {
    let progress = row.progress.filter(|progress| progress.peak > 0);
    progress.map_or_else(String::new, |progress| percent(progress.done))
}

/// The rows that still have something.
pub(super) fn remaining(trend: &Trend) -> impl Iterator<Item = &Row> {
    trend.rows.iter().filter(|row| row.newest().remaining() > 0)
}

/// The commit that the numbers are of, with a link to it.
pub(super) fn commit(material: &Material<'_>) -> Option<(String, Option<String>)> {
    let newest = material
        .rules
        .moments
        .iter()
        .rev()
        .find(|moment| is_hash(&moment.commit.id))?;
    let id = &newest.commit.id;
    let link = material.forge.and_then(|forge| forge.commit(id));
    Some((id.chars().take(10).collect(), link))
}

/// The rules that still have something: those that somebody should worry about first.
pub(super) fn cards(material: &Material<'_>) -> Vec<Card> {
    let trend = material.rules;
    let mut rows: Vec<&Row> = remaining(trend).collect();
    rows.sort_by_key(|row| Reverse((row.forecast.outlook.is_risk(), row.newest().remaining())));
    let rule = |row: &Row| material.left.rules.iter().find(|rule| rule.id == row.key);
    rows.iter()
        .enumerate()
        .map(|(at, row)| card(row, rule(row), trend, at < UNFOLDED))
        .collect()
}

fn card(row: &Row, rule: Option<&Rule>, trend: &Trend, is_unfolded: bool) -> Card {
    let text =
        |text: fn(&Rule) -> Option<&String>| rule.and_then(text).map_or_else(String::new, |text| shown(text));
    let progress = row.progress;
    Card {
        id: shown(&row.key),
        message: text(|rule| rule.message.as_ref()),
        replacement: text(|rule| rule.replacement.as_ref()),
        // The rule was checked to have an address of the web there.
        docs: rule.and_then(|rule| rule.docs.clone()),
        owner: text(|rule| rule.owner.as_ref()),
        remaining: row.newest().remaining(),
        done: done(row),
        peak: progress.map_or_else(String::new, |progress| {
            format!("{} at the peak, {}", progress.peak, progress.peak_on)
        }),
        adopted: progress.and_then(|progress| progress.adopted).map(percent),
        change: change(row, &trend.moments, PERIOD),
        outlook: row.forecast.outlook.as_str(),
        class: class(row.forecast.outlook),
        sentence: row_outlook(row, trend.today),
        picture: burndown(row, &trend.moments, trend.today, SMALL, Legend::Elsewhere),
        is_unfolded,
    }
}

/// The rules that are done, with the day of their last deletion.
pub(super) fn finished(trend: &Trend) -> Vec<(String, String)> {
    let rows = trend
        .rows
        .iter()
        .filter(|row| row.forecast.outlook == Outlook::Done);
    let day = |row: &Row| {
        row.forecast
            .last_deletion
            .map_or_else(String::new, |day| day.to_string())
    };
    let mut finished: Vec<(String, String)> = rows.map(|row| (shown(&row.key), day(row))).collect();
    finished.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    finished
}

/// The rules that never found anything: a migration that never was, or a rule with a slip in it.
pub(super) fn never_found(trend: &Trend) -> Vec<String> {
    let rows = trend
        .rows
        .iter()
        .filter(|row| row.forecast.outlook == Outlook::NeverFound);
    rows.map(|row| shown(&row.key)).collect()
}

pub(super) fn owners(trend: &Trend) -> Vec<OwnerRow> {
    let rows = trend.rows.iter();
    rows.map(|row| OwnerRow {
        name: shown(&row.key),
        remaining: row.newest().remaining(),
        spark: spark(row, &trend.moments),
        done: done(row),
        change: changed(row, trend),
        outlook: row.forecast.outlook.as_str(),
        class: class(row.forecast.outlook),
    })
    .collect()
}

pub(super) fn directories(trend: &Trend, most: usize) -> Vec<Bar> {
    let largest = remaining(trend)
        .map(|row| row.newest().remaining())
        .max()
        .unwrap_or(1) as f64;
    let rows = remaining(trend).take(most);
    rows.map(|row| Bar {
        name: shown(&row.key),
        remaining: row.newest().remaining(),
        share: format!("{:.1}", row.newest().remaining() as f64 / largest * 100.0),
        change: changed(row, trend),
    })
    .collect()
}

pub(super) fn deletions(material: &Material<'_>, most: usize) -> Vec<Deletion> {
    let known = material
        .rules
        .deletions
        .iter()
        .filter(|deletion| deletion.commit.id != WORKING_TREE);
    known
        .take(most)
        .map(|deletion| {
            let commit = &deletion.commit;
            Deletion {
                removed: deletion.removed,
                subject: shown(&commit.subject),
                author: shown(&commit.author),
                day: crate::trend::day(commit.time),
                id: shown(&commit.id).chars().take(10).collect(),
                link: material.forge.and_then(|forge| forge.commit(&commit.id)),
                is_exact: deletion.is_exact,
            }
        })
        .collect()
}

/// The references that are left, so many at most, and how many there are beside.
pub(super) fn left<'m>(material: &Material<'m>, most: usize) -> (Vec<Left<'m>>, usize) {
    let report = material.left;
    let left = report.scan.findings().take(most).filter_map(|(file, finding)| {
        let RuleId(number) = finding.rule;
        let rule = report.rules.get(number as usize)?;
        let line = finding.location.start.line;
        Some(Left {
            rule: escape::sentence(&rule.id),
            path: escape::name(&file.path),
            line,
            link: material.forge.map(|forge| forge.line(&file.path, line, None)),
            name: escape::name(&finding.name),
            status: match finding.status {
                Status::Open => "",
                hidden => hidden.as_str(),
            },
            reason: escape::sentence(finding.reason.as_deref().unwrap_or_default()),
            owners: match file.owners.as_deref() {
                None => Vec::new(),
                Some([]) => vec![UNOWNED.into()],
                Some(owners) => owners.iter().map(|owner| escape::name(owner)).collect(),
            },
        })
    });
    (
        left.collect(),
        report.scan.findings().count().saturating_sub(most),
    )
}
