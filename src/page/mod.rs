//! The report that anyone can look up: a page of HTML, a status update in Markdown, a badge and a picture. All of it is
//! made of a history and a scan; nothing is read or written here, and what is made needs no network.
//!
//! Everything that comes from sources, commits and rules is hostile: the templates escape for HTML, names are spelled out
//! first, and links go only to the forge that was named and to pages that rules name.

mod forge;
mod spark;
mod status;
mod views;

use askama::Template;
use jiff::civil::Date;

use crate::output::Report;
use crate::output::trend::{Legend, burndown, percent, with_colours};
use crate::trend::{Moment, Row, Trend};
use views::{Bar, Card, Deletion, Left, OwnerRow};

pub use forge::{Forge, NotAForge};
pub use status::status;

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Material<'m> {
    /// What the report calls itself.
    pub title: &'m str,
    /// The history by rule.
    pub rules: &'m Trend,
    /// The same by owner.
    pub owners: &'m Trend,
    /// The same by directory.
    pub directories: &'m Trend,
    /// What is left now.
    pub left: Report<'m>,
    /// Where the sources can be looked at.
    pub forge: Option<&'m Forge>,
}

/// More findings than these are counted and not listed: a browser must show them.
const MOST_LISTED: usize = 20_000;

/// How many directories are listed.
const MOST_DIRECTORIES: usize = 15;

/// How many deletions are listed.
const MOST_DELETIONS: usize = 10;

/// How many burn-downs are unfolded.
const UNFOLDED: usize = 6;

/// The size of a picture that a telephone shows whole.
const SMALL: (f32, f32) = (460.0, 230.0);

/// How many days before the newest numbers they are compared with.
const PERIOD: i64 = 7;

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'p> {
    title: String,
    day: Date,
    commit: Option<(String, Option<String>)>,
    summary: Summary,
    /// For a wide window, and for a narrow one.
    pictures: [String; 2],
    cards: Vec<Card>,
    finished: Vec<(String, String)>,
    never_found: Vec<String>,
    owners: Vec<OwnerRow>,
    has_owners: bool,
    directories: Vec<Bar>,
    more_directories: usize,
    deletions: Vec<Deletion>,
    left: Vec<Left<'p>>,
    unlisted: usize,
    rule_ids: Vec<String>,
    owner_names: Vec<String>,
    unread: usize,
    points: usize,
}

/// The numbers at the top.
struct Summary {
    remaining: usize,
    open: usize,
    suppressed: usize,
    allowed: usize,
    done: Option<String>,
    peak: Option<(usize, Date)>,
    change: Option<(String, Date)>,
    adopted: Option<String>,
    /// From 0 to 100.
    bar: String,
}

impl Summary {
    fn new(row: &Row, moments: &[Moment]) -> Self {
        let numbers = row.newest();
        let progress = row.progress.filter(|progress| progress.peak > 0);
        Self {
            remaining: numbers.remaining(),
            open: numbers.open,
            suppressed: numbers.suppressed,
            allowed: numbers.allowed,
            done: progress.map(|progress| percent(progress.done)),
            peak: progress.map(|progress| (progress.peak, progress.peak_on)),
            change: crate::output::trend::change(row, moments, PERIOD),
            adopted: progress.and_then(|progress| progress.adopted).map(percent),
            bar: format!("{:.1}", progress.map_or(0.0, |progress| progress.done * 100.0)),
        }
    }
}

/// The page.
///
/// # Errors
///
/// When a template cannot be filled in, which none of ours is known to do.
pub fn page(material: &Material<'_>) -> Result<String, askama::Error> {
    let trend = material.rules;
    let (left, unlisted) = views::left(material, MOST_LISTED);
    let names = |values: &mut dyn Iterator<Item = &str>| {
        let mut names: Vec<String> = values.map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    };
    let page = Page {
        title: views::shown(material.title),
        day: trend.today,
        commit: views::commit(material),
        summary: Summary::new(&trend.total, &trend.moments),
        pictures: [(860.0, 300.0), SMALL]
            .map(|size| burndown(&trend.total, &trend.moments, trend.today, size, Legend::Elsewhere)),
        cards: views::cards(material),
        finished: views::finished(trend),
        never_found: views::never_found(trend),
        owners: views::owners(material.owners),
        has_owners: material.left.scan.files.iter().any(|file| file.owners.is_some()),
        directories: views::directories(material.directories, MOST_DIRECTORIES),
        more_directories: views::remaining(material.directories)
            .count()
            .saturating_sub(MOST_DIRECTORIES),
        deletions: views::deletions(material, MOST_DELETIONS),
        rule_ids: names(&mut left.iter().map(|left| &*left.rule)),
        owner_names: names(
            &mut left
                .iter()
                .flat_map(|left| left.owners.iter().map(|owner| &**owner)),
        ),
        left,
        unlisted,
        unread: material.left.scan.unread(),
        points: trend.moments.len(),
    };
    page.render()
}

/// The badge's words and its colour.
pub fn badge(trend: &Trend) -> (String, &'static str) {
    let left = trend.total.newest().remaining();
    let progress = trend.total.progress.filter(|progress| progress.peak > 0);
    let words = match progress {
        Some(progress) => format!("{} done, {left} left", percent(progress.done)),
        None => format!("{left} left"),
    };
    let is_worrying = trend.rows.iter().any(|row| row.forecast.outlook.is_risk());
    let colour = match (left, is_worrying) {
        (0, _) => "brightgreen",
        (_, true) => "orange",
        (_, false) => "blue",
    };
    (words, colour)
}

/// The burn-down of all rules together, to be put into a README.
pub fn picture(trend: &Trend) -> String {
    with_colours(&burndown(
        &trend.total,
        &trend.moments,
        trend.today,
        (860.0, 340.0),
        Legend::Inside,
    ))
}
