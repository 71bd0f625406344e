//! A history laid out to be looked at: a row for each rule, owner or directory, all over the same moments.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::forecast::{Forecast, forecast};
use super::progress::{Progress, progress};
use super::{Cell, Commit, History, Numbers, Point, Window, fingerprint};
use crate::owners::UNOWNED;
use crate::rule::Rule;

/// What rows are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// The rule, in the order of the rules.
    Rule,
    /// The owner by CODEOWNERS, most left first; what several own counts for each of them.
    Owner,
    /// The directory, or of a deep one the third from the top, most left first.
    Directory,
}

impl By {
    /// What a row stands for.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Owner => "owner",
            Self::Directory => "directory",
        }
    }
}

/// One moment of all rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The commit.
    pub commit: Commit,
    /// Its day, in UTC.
    pub day: Date,
    /// Whether every file could be read, by the rules of today: other numbers are shown, and not reckoned with.
    pub is_sound: bool,
}

/// One rule, owner or directory over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which.
    pub key: String,
    /// Its numbers at each moment; none where it was not looked for.
    pub numbers: Vec<Option<Numbers>>,
    /// Whether each of them can be reckoned with.
    pub sound: Vec<bool>,
    /// When it is to be gone.
    pub sunset: Option<Date>,
    /// How far it is; none without a number that can be reckoned with.
    pub progress: Option<Progress>,
    /// What to expect.
    pub forecast: Forecast,
}

/// What went away with a commit, or between two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// The commit after which it was gone.
    pub commit: Commit,
    /// How many references fewer there were than at the moment before.
    pub removed: usize,
    /// Whether it was this commit alone.
    pub is_exact: bool,
}

/// A history, laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// What the rows are about.
    pub by: By,
    /// The day it is seen from.
    pub today: Date,
    /// When there are numbers, in the order of time.
    pub moments: Vec<Moment>,
    /// The rows.
    pub rows: Vec<Row>,
    /// All of them together, each reference once.
    pub total: Row,
    /// Where most went away, most first.
    pub deletions: Vec<Deletion>,
}

/// The rules that count, with what tells whether a point was made by them.
struct Judges<'r> {
    ids: Vec<&'r str>,
    prints: BTreeMap<&'r str, String>,
    all: String,
}

impl Trend {
    /// Lays out the points of a window. Without rules, those of the newest point count; `only` narrows to some.
    pub fn new(
        history: &History,
        window: &Window,
        rules: &[Rule],
        only: &[String],
        by: By,
        today: Date,
    ) -> Self {
        let sampled = history.within(window);
        let points = sampled.points();
        let judges = Judges::new(history.points(), rules, only);
        let sound: Vec<bool> = points.iter().map(|point| judges.are_of(point)).collect();
        let moments: Vec<Moment> = points
            .iter()
            .zip(&sound)
            .map(|(point, is_sound)| Moment {
                commit: point.commit.clone(),
                day: point.day(),
                is_sound: *is_sound,
            })
            .collect();
        let row = |key: &str, numbers: Vec<Option<Numbers>>, sound: Vec<bool>| {
            let rule = rules.iter().find(|rule| by == By::Rule && rule.id == key);
            Row::new(key, &moments, (numbers, sound), rule, today)
        };
        let rows = match by {
            By::Rule => judges
                .ids
                .iter()
                .map(|id| {
                    let numbers = points.iter().map(|point| judges.number(point, id)).collect();
                    row(
                        id,
                        numbers,
                        points.iter().map(|point| judges.is_of(point, id)).collect(),
                    )
                })
                .collect(),
            By::Owner | By::Directory => {
                let sums: Vec<_> = points.iter().map(|point| judges.sums(point, by)).collect();
                let keys: BTreeSet<&str> = sums.iter().flat_map(BTreeMap::keys).copied().collect();
                let numbers = |key| {
                    sums.iter()
                        .map(|sum| Some(sum.get(key).copied().unwrap_or_default()))
                        .collect()
                };
                let mut rows: Vec<Row> = keys
                    .into_iter()
                    .map(|key| row(key, numbers(key), sound.clone()))
                    .collect();
                rows.sort_by_key(|row| Reverse(row.newest().remaining()));
                rows
            }
        };
        let totals = points.iter().map(|point| Some(judges.total(point))).collect();
        let total = Row::new("total", &moments, (totals, sound.clone()), None, today);
        let deletions = judges.deletions(history, window);
        Self {
            by,
            today,
            moments,
            rows,
            total,
            deletions,
        }
    }
}

impl Row {
    fn new(
        key: &str,
        moments: &[Moment],
        (numbers, sound): (Vec<Option<Numbers>>, Vec<bool>),
        rule: Option<&Rule>,
        today: Date,
    ) -> Self {
        let all = moments.iter().zip(&numbers).zip(&sound);
        let reckoned: Vec<(Date, Numbers)> = all
            .filter(|(_, is_sound)| **is_sound)
            .filter_map(|((moment, numbers), _)| Some((moment.day, (*numbers)?)))
            .collect();
        let remaining: Vec<(Date, usize)> = reckoned
            .iter()
            .map(|(day, numbers)| (*day, numbers.remaining()))
            .collect();
        let sunset = rule.and_then(|rule| rule.sunset);
        Self {
            key: key.to_owned(),
            progress: progress(&reckoned, rule.and_then(|rule| rule.deprecated)),
            forecast: forecast(&remaining, today, sunset),
            numbers,
            sound,
            sunset,
        }
    }

    /// The last numbers there are.
    pub fn newest(&self) -> Numbers {
        self.numbers
            .iter()
            .rev()
            .find_map(|numbers| *numbers)
            .unwrap_or_default()
    }

    /// The last numbers that can be reckoned with, of at least so many days before the newest moment.
    pub fn days_ago(&self, moments: &[Moment], days: i64) -> Option<(Date, Numbers)> {
        let newest = moments.last()?.day;
        let all = moments.iter().zip(&self.numbers).zip(&self.sound).rev();
        all.filter(|(_, is_sound)| **is_sound)
            .filter(|((moment, _), _)| super::forecast::days(moment.day, newest) >= days)
            .find_map(|((moment, numbers), _)| Some((moment.day, (*numbers)?)))
    }
}

impl<'r> Judges<'r> {
    fn new(points: &'r [Point], rules: &'r [Rule], only: &[String]) -> Self {
        let found: BTreeSet<&str> = points
            .iter()
            .flat_map(|point| point.rules.keys())
            .map(|id| &**id)
            .collect();
        let mut judges = match points.last() {
            Some(newest) if rules.is_empty() => Self {
                ids: newest.rules.keys().map(|id| &**id).collect(),
                prints: newest
                    .rules
                    .iter()
                    .map(|(id, print)| (&**id, print.clone()))
                    .collect(),
                all: newest.fingerprint.clone(),
            },
            _ => {
                let counted = rules
                    .iter()
                    .filter(|rule| !rule.is_builtin() || found.contains(&*rule.id));
                Self {
                    ids: counted.clone().map(|rule| &*rule.id).collect(),
                    prints: counted
                        .map(|rule| (&*rule.id, fingerprint([rule].into_iter())))
                        .collect(),
                    all: fingerprint(rules.iter()),
                }
            }
        };
        judges
            .ids
            .retain(|id| only.is_empty() || only.iter().any(|wanted| wanted == id));
        judges
    }

    fn counts(&self, cell: &Cell) -> bool {
        self.ids.contains(&&*cell.rule)
    }

    /// Whether a point can be reckoned with for a rule.
    fn is_of(&self, point: &Point, id: &str) -> bool {
        let is_same = match point.rules.get(id) {
            Some(print) => self.prints.get(id) == Some(print),
            None => point.fingerprint == self.all,
        };
        point.is_complete && is_same
    }

    /// Whether a point can be reckoned with for all of them.
    fn are_of(&self, point: &Point) -> bool {
        point.is_complete && self.ids.iter().all(|id| self.is_of(point, id))
    }

    /// What a point says of a rule; none if it was not looked for.
    fn number(&self, point: &Point, id: &str) -> Option<Numbers> {
        (point.rules.contains_key(id) || point.fingerprint == self.all)
            .then(|| add(point.cells.iter().filter(|(cell, _)| &*cell.rule == id)))
    }

    fn total(&self, point: &Point) -> Numbers {
        add(point.cells.iter().filter(|(cell, _)| self.counts(cell)))
    }

    fn sums<'p>(&self, point: &'p Point, by: By) -> BTreeMap<&'p str, Numbers> {
        let mut sums: BTreeMap<&str, Numbers> = BTreeMap::new();
        for (cell, numbers) in point.cells.iter().filter(|(cell, _)| self.counts(cell)) {
            let keys: Vec<&str> = match by {
                By::Rule => vec![&cell.rule],
                By::Directory => vec![&cell.directory],
                By::Owner if cell.owners.is_empty() => vec![UNOWNED],
                By::Owner => cell.owners.iter().map(|owner| &**owner).collect(),
            };
            for key in keys {
                *sums.entry(key).or_default() += *numbers;
            }
        }
        sums
    }

    /// Where the count went down, among all the points of a time and not only those that are shown.
    fn deletions(&self, history: &History, window: &Window) -> Vec<Deletion> {
        let all = history.within(&Window {
            every: None,
            points: None,
            ..*window
        });
        let sound: Vec<&Point> = all.points().iter().filter(|point| self.are_of(point)).collect();
        let mut deletions: Vec<Deletion> = sound
            .windows(2)
            .filter_map(|pair| {
                let (before, after) = (self.total(pair[0]), self.total(pair[1]));
                let removed = before.remaining().checked_sub(after.remaining())?;
                (removed > 0).then(|| Deletion {
                    commit: pair[1].commit.clone(),
                    removed,
                    is_exact: pair[1].commit.parent.as_deref() == Some(&*pair[0].commit.id),
                })
            })
            .collect();
        // Of the same size the later one first.
        deletions.reverse();
        deletions.sort_by_key(|deletion| Reverse(deletion.removed));
        deletions
    }
}

fn add<'n>(cells: impl Iterator<Item = (&'n Cell, &'n Numbers)>) -> Numbers {
    cells.fold(Numbers::default(), |mut sum, (_, numbers)| {
        sum += *numbers;
        sum
    })
}
