//! Straggler finds every remaining reference to what a migration is retiring.
//!
//! This page is the map. The `mod` lines below stand in reading order, and they are the architecture: a module imports
//! only what is declared above it (`tests/it/tidy.rs` holds that).
//!
//! # The life of a file
//!
//! 1. [`walk`] finds it and reads its bytes: `walk::read`.
//! 2. [`ruleset::prefilter`] dismisses it if it does not hold the words that some rule's name is made of. Most files
//!    end here. So do those whose [imports](lang::Language::may_refer) lead nowhere.
//! 3. [`source`] says what kind of file it is and makes text of its bytes.
//! 4. Its language's reader ([`lang`]) parses it, or only the lines that matter, and resolves names by imports and
//!    scopes into [references](reference::Reference). What has no reader is [searched](lang::text) for whole names.
//!    The packages that a [`manifest`] declares are read off it whatever else it is.
//!    What its strings say and where they go ([`literal`]) is read apart from that: by what they say, or by
//!    [idioms](idiom), they are SQL, names of tables and columns, URLs and routes. A document that describes an API is
//!    read as one ([`openapi`]). What rules ask for outright is found by [queries](lang::query) of its syntax and by
//!    [regular expressions](lang::regex), where the texts that these need are in it.
//! 5. [`check`] matches references with [rules](rule), sets aside what is [suppressed](suppress) or allowed, and gives
//!    every [finding](finding::Finding) its place and its identity.
//! 6. [`scan`] collects the findings of all files. Names that files pass on (`from legacy import pay` in a package's
//!    `__init__`, `pub use`) become names to look for, and the files that may use them are looked at again, until no
//!    new name turns up; what mounts routers is found out before. What came of a file is remembered by its content, from
//!    one commit to the next and from one run to the next, and what came of a whole tree until something in it changes
//!    ([`cache`]). [`output`] writes what came of it all.
//! 7. Two sides, out of the working tree and of [`git`], make a [`change`]: the [`gate`]. A [`baseline`] is the base of
//!    those who have no history at hand.
//! 8. [`owners`] says whose the files are, and a scan of a commit becomes a [point](trend::Point) of a history, of which
//!    [`trend`] tells how far it is and when it will be done, and [`page`] makes a report.
//!
//! # What always holds
//!
//! 1. One function decides: [`check::Checker::check`]. A directory, a commit and an editor's buffer all go through it.
//! 2. It does no I/O and cannot fail: broken source yields fewer references and a note. The functions of `std` that
//!    reach outside are banned by clippy's configuration, but for the modules that own them.
//! 3. Rules and the tables of languages are data: no Rust here names a deprecated thing.
//! 4. Imports go one way, upward on this page.
//! 5. Core types do not serialize themselves: each output format owns its own.
//! 6. Nothing is dropped and everything is ordered: a suppressed finding keeps its place with its status, and every
//!    list is sorted before anyone sees it. Two runs print the same bytes.
//! 7. Results carry no lifetimes and no absolute paths.
//! 8. Sources are hostile, and so may rules be: nothing recurses over them, parsing and querying are bounded, and what
//!    is printed is escaped.
//!
//! # Recipes
//!
//! - **A rule**: one `[[rule]]` block in a TOML file, with its examples. `straggler rules test` tries them.
//! - **A rule set**: a file in `rules/`, and a line in [`rule::builtin::SETS`].
//! - **An idiom** (what a string is by where it goes): one `[[idiom]]` block in `rules/idioms.toml`.
//! - **A language**: a module in [`lang`] with a [`lang::Language`] value, a line in [`lang::LANGUAGES`], a folder of
//!   annotated sources in `fixtures/`.
//! - **A manifest**: a reader in [`manifest`], and a line in its table of files.
//! - **A format**: a file in [`output`] and a line in [`output::FORMATS`], [`output::COUNT_FORMATS`] or
//!   [`output::trend::TREND_FORMATS`].
//! - **A part of the report**: a view in [`page`], and its place in `templates/page.html`.

// Words: plain data.
pub mod span;
pub mod names;
pub mod reference;
pub mod problem;
pub mod finding;

// Reading: bytes -> references.
pub mod literal;
pub mod idiom;
pub mod manifest;
pub mod openapi;
pub mod project;
pub mod lang;
pub mod source;

// Deciding: references x rules -> findings.
pub mod rule;
pub mod ruleset;
pub mod suppress;
pub mod check;
pub mod examples;

// Composing scans.
pub mod scan;
pub mod change;
pub mod gate;
pub mod baseline;
pub mod owners;
pub mod trend;

// Rules out of what is declared.
pub mod harvest;

// The outside world.
pub mod config;
pub mod walk;
pub mod git;
pub mod cache;

// Faces.
pub mod output;
pub mod page;
pub mod cli;
