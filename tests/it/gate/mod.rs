//! What must hold of every comparison: what a change adds and removes is told exactly, whatever else it moves about.

mod compared;
mod edits;
mod model;
mod sources;

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use straggler::change::{Class, Known};
use straggler::finding::{Finding, RuleId, Status};
use straggler::gate::Compared;
use straggler::reference::Role;
use straggler::ruleset::RuleSet;
use straggler::scan::Tally;

use compared::{How, PLAINLY, Texts, checker, compare, left, red, rules, told};
use model::{Edit, Repository};

/// The number of the statement that begins or goes on at a byte.
fn number(text: &str) -> Option<u32> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let digits = text[from..].split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn number_of(texts: &Texts, path: &str, finding: &Finding) -> Option<u32> {
    number(&texts[path][finding.location.span.start as usize..]).filter(|_| finding.role != Role::Import)
}

fn number_of_known(texts: &Texts, known: &Known) -> Option<u32> {
    let at = known.at?;
    let line = texts[known.path.as_ref()].lines().skip(at.line as usize - 1);
    let text = line.collect::<Vec<_>>().join("\n");
    number(&text[at.column as usize - 1..]).filter(|_| !text.starts_with("import "))
}

/// One statement of a side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stood {
    path: String,
    scope: String,
    is_open: bool,
}

/// Every statement of a side, by its number.
fn statements(rules: &RuleSet, texts: &Texts) -> BTreeMap<u32, Vec<Stood>> {
    let mut found: BTreeMap<u32, Vec<Stood>> = BTreeMap::new();
    for (path, text) in texts {
        let place = straggler::project::Place::default();
        for finding in checker(rules).check(path, text.as_bytes(), &place).scan.findings {
            if let Some(number) = number_of(texts, path, &finding) {
                let scope = finding.scope.to_string();
                let is_open = finding.status == Status::Open;
                found.entry(number).or_default().push(Stood {
                    path: path.clone(),
                    scope,
                    is_open,
                });
            }
        }
    }
    found
}

/// The numbers add up, and are what counting each side by itself gives.
fn adds_up(rules: &RuleSet, base: &Texts, head: &Texts, compared: &Compared) -> Result<(), TestCaseError> {
    let (before, after) = (left(rules, base), left(rules, head));
    for (rule, numbers) in compared.change.rules.iter().enumerate() {
        prop_assert_eq!(numbers.before, Some(before[rule]));
        prop_assert_eq!(numbers.after, Some(after[rule]));
        let came = numbers.added + numbers.unsuppressed + numbers.rule_added + numbers.carried;
        let went = numbers.removed + numbers.hidden;
        prop_assert_eq!(before[rule].open + came, after[rule].open + went, "{:?}", numbers);
    }
    Ok(())
}

/// However it is compared, it comes to the same.
fn comes_to_the_same(
    rules: &RuleSet,
    base: &Texts,
    head: &Texts,
    compared: &Compared,
) -> Result<(), TestCaseError> {
    let news = told(compared, true);
    let with = |how: How| told(&compare(rules, base, head, how), true);
    prop_assert_eq!(
        &news,
        &with(How {
            threads: 4,
            ..PLAINLY
        }),
        "the threads"
    );
    prop_assert_eq!(
        &news,
        &with(How {
            totals: false,
            ..PLAINLY
        }),
        "the totals"
    );
    prop_assert_eq!(
        &news,
        &with(How {
            is_frugal: false,
            ..PLAINLY
        }),
        "what is the same on both sides"
    );
    for texts in [base, head] {
        let same = compare(
            rules,
            texts,
            texts,
            How {
                is_frugal: false,
                ..PLAINLY
            },
        );
        prop_assert!(told(&same, true).is_empty(), "{:#?}", told(&same, true));
    }
    Ok(())
}

/// What a change should come to, statement by statement.
fn is_exact(rules: &RuleSet, base: &Texts, head: &Texts, compared: &Compared) -> Result<(), TestCaseError> {
    let (old, new) = (statements(rules, base), statements(rules, head));
    let none = Vec::new();
    let (mut added, mut gone) = (BTreeMap::<u32, usize>::new(), BTreeMap::<u32, usize>::new());
    for (file_number, file) in compared.scan.files.iter().enumerate() {
        for (at, finding) in file.findings.iter().enumerate() {
            let Some(number) = number_of(head, &file.path, finding) else {
                continue;
            };
            let origin = compared.change.origin(file_number, at);
            if origin.class == Class::Added {
                *added.entry(number).or_default() += 1;
                continue;
            }
            let (was, is) = (old.get(&number).unwrap_or(&none), &new[&number]);
            let ([was], [is]) = (was.as_slice(), is.as_slice()) else {
                continue;
            };
            let is_same_place = (&was.path, &was.scope) == (&is.path, &is.scope);
            let expected: &[Class] = match (was.is_open, is.is_open) {
                (false, true) => &[Class::Unsuppressed],
                _ if is_same_place => &[Class::Unchanged],
                _ => &[Class::Unchanged, Class::Moved],
            };
            prop_assert!(
                expected.contains(&origin.class),
                "{number}: {was:?} {is:?} {origin:?}"
            );
            prop_assert_eq!(origin.is_hidden(finding), was.is_open && !is.is_open);
        }
    }
    for number in compared
        .change
        .removed
        .iter()
        .filter_map(|known| number_of_known(base, known))
    {
        *gone.entry(number).or_default() += 1;
    }
    let more = |of: &BTreeMap<u32, Vec<Stood>>, than: &BTreeMap<u32, Vec<Stood>>| {
        let numbers = of.iter().map(|(number, of)| {
            let than = than.get(number).map_or(0, Vec::len);
            (*number, of.len().saturating_sub(than))
        });
        numbers.filter(|(_, more)| *more > 0).collect::<BTreeMap<_, _>>()
    };
    prop_assert_eq!(added, more(&new, &old), "added");
    prop_assert_eq!(gone, more(&old, &new), "removed");
    Ok(())
}

/// An import is held against nobody where everything else was there.
fn imports_follow(compared: &Compared) -> Result<(), TestCaseError> {
    for (file_number, file) in compared.scan.files.iter().enumerate() {
        let class = |at: usize| compared.change.origin(file_number, at).class;
        let all = || file.findings.iter().enumerate();
        let is_of_rule = |finding: &Finding| finding.rule == RuleId(0) && finding.role != Role::Import;
        let has_added = all().any(|(at, finding)| is_of_rule(finding) && class(at) == Class::Added);
        for (at, finding) in all().filter(|(_, finding)| finding.role == Role::Import) {
            prop_assert!(
                has_added || class(at) != Class::Added,
                "{}: {:?}",
                file.path,
                finding.location
            );
        }
    }
    Ok(())
}

fn edits(of: &'static [Edit], most: usize) -> impl Strategy<Value = Vec<(Edit, usize, usize)>> {
    vec((select(of), 0..4000_usize, 0..4000_usize), 0..most)
}

fn edited(repository: &mut Repository, edits: &[(Edit, usize, usize)]) -> Texts {
    for (edit, which, other) in edits {
        let _ = repository.apply(*edit, *which, *other);
    }
    repository.texts()
}

fn beginning() -> impl Strategy<Value = Repository> {
    let files = vec((0..4000_usize, 0..4000_usize), 1..7);
    (files, edits(Edit::ALL, 12)).prop_map(|(files, edits)| {
        let mut repository = Repository::default();
        for (which, other) in files {
            let _ = repository.apply(Edit::Create, which, other);
        }
        edited(&mut repository, &edits);
        repository.settle();
        repository
    })
}

/// What the files of a package that passes names on may say, and those that use it.
const FACADES: &[&str] = &[
    "",
    "from legacy.pay import charge\n",
    "from .inner import charge\n",
    "from legacy import pay\n",
];
const USERS: &[&str] = &[
    "",
    "from facade import charge\n\n\ndef one():\n    charge(1)\n",
    "from facade import pay\n\npay.charge(2)\n",
    "import facade.inner\n\n\ndef two():\n    facade.inner.charge(3)\n",
    "from legacy.pay import charge\n\ncharge(4)\n",
];

fn package() -> impl Strategy<Value = Texts> {
    let parts = (select(FACADES), select(FACADES), select(USERS), select(USERS));
    parts.prop_map(|(facade, inner, one, two)| {
        let files = [
            ("facade/__init__.py", facade),
            ("facade/inner.py", inner),
            ("one.py", one),
            ("two.py", two),
        ];
        files
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .into()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_added_and_removed_is_exact(mut repository in beginning(), edits in edits(Edit::ALL, 14)) {
        let base = repository.texts();
        let head = edited(&mut repository, &edits);
        let rules = rules();
        let compared = compare(&rules, &base, &head, PLAINLY);
        is_exact(&rules, &base, &head, &compared)?;
        imports_follow(&compared)?;
        adds_up(&rules, &base, &head, &compared)?;
        comes_to_the_same(&rules, &base, &head, &compared)?;
    }

    #[test]
    fn what_only_moves_is_never_red(mut repository in beginning(), edits in edits(Edit::MOVES, 30)) {
        let base = repository.texts();
        repository.is_loose = true;
        let head = edited(&mut repository, &edits);
        let rules = rules();
        let compared = compare(&rules, &base, &head, PLAINLY);
        for numbers in &compared.change.rules {
            prop_assert_eq!(numbers.added, 0);
        }
        imports_follow(&compared)?;
        adds_up(&rules, &base, &head, &compared)?;
    }

    /// A statement that is written where another went may count as that one, but never more is added than was written.
    #[test]
    fn no_more_is_added_than_was_written(mut repository in beginning(), edits in edits(Edit::ALL, 24)) {
        let base = repository.texts();
        repository.is_loose = true;
        let head = edited(&mut repository, &edits);
        let rules = rules();
        let compared = compare(&rules, &base, &head, PLAINLY);
        let (old, new) = (statements(&rules, &base), statements(&rules, &head));
        for (file_number, file) in compared.scan.files.iter().enumerate() {
            for (at, finding) in file.findings.iter().enumerate() {
                let Some(number) = number_of(&head, &file.path, finding) else { continue };
                let is_added = compared.change.origin(file_number, at).class == Class::Added;
                let count = |side: &BTreeMap<u32, Vec<Stood>>| side.get(&number).map_or(0, Vec::len);
                prop_assert!(!is_added || count(&new) > count(&old), "{} {:?}", number, finding.location.start);
            }
        }
        adds_up(&rules, &base, &head, &compared)?;
        comes_to_the_same(&rules, &base, &head, &compared)?;
    }

    /// What a file refers to that the change leaves alone is never the change's doing, though it is counted.
    #[test]
    fn what_is_not_touched_is_not_red(base in package(), head in package()) {
        let rules = rules();
        let compared = compare(&rules, &base, &head, PLAINLY);
        for (file_number, file) in compared.scan.files.iter().enumerate() {
            for (at, finding) in file.findings.iter().enumerate() {
                let fails = compared.change.origin(file_number, at).fails(finding);
                prop_assert!(!fails || base[&file.path] != head[&file.path], "{}", file.path);
            }
        }
        let (before, after) = (left(&rules, &base), left(&rules, &head));
        prop_assert_eq!(compared.change.rules[0].before, Some(before[0]));
        prop_assert_eq!(compared.change.rules[0].after, Some(after[0]));
        let news = told(&compared, true);
        prop_assert_eq!(news, told(&compare(&rules, &base, &head, How { threads: 4, ..PLAINLY }), true));
    }
}

fn package_of(facade: &str, user: &str) -> Texts {
    let files = [("facade/__init__.py", facade), ("user.py", user)];
    files
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
}

#[test]
fn who_goes_over_to_a_name_that_is_made_anew_adds_nothing() {
    let old = "from legacy.pay import charge\n\n\ndef one():\n    charge(1)\n    charge(2)\n";
    let new = "from facade import charge\n\n\ndef one():\n    charge(1)\n\n\ndef two():\n    charge(2)\n    charge(3)\n";
    let base = package_of("from legacy.pay import charge\n", old);
    let head = package_of("def charge(amount):\n    pass\n", new);
    let compared = compare(&rules(), &base, &head, PLAINLY);
    assert_eq!(red(&compared), Vec::<String>::new());
    let numbers = compared.change.rules[0];
    assert_eq!((numbers.removed, numbers.after), (4, Some(Tally::default())));
}

#[test]
fn what_used_a_name_before_it_was_passed_on_is_not_new() {
    let old = "from facade import charge\n\n\ndef one():\n    charge(1)\n";
    let base = package_of("def charge(amount):\n    pass\n", old);
    let head = package_of("from legacy.pay import charge\n", &format!("{old}    print()\n"));
    let compared = compare(&rules(), &base, &head, PLAINLY);
    assert_eq!(red(&compared), ["facade/__init__.py:1"]);
    assert_eq!(compared.change.rules[0].after.map(|left| left.open), Some(3));
}

/// A line that says nothing but the name is not the same wherever it stands.
#[test]
fn a_decorator_that_goes_here_and_comes_there_is_not_moved() {
    let function = |name: &str, decorator: &str| {
        format!("{decorator}def {name}(order):\n    return {name}_of(order)\n\n\n")
    };
    let file = |functions: &[String]| format!("from legacy.pay import task\n\n\n{}", functions.concat());
    let texts = |one: &[String], two: &[String]| -> Texts {
        [("one.py", file(one)), ("two.py", file(two))]
            .map(|(path, text)| (path.to_owned(), text))
            .into()
    };
    let task = "@task\n";
    let base = texts(
        &[function("ship", task), function("bill", "")],
        &[function("pack", "")],
    );
    let head = texts(
        &[function("ship", ""), function("bill", "")],
        &[function("pack", task)],
    );
    assert_eq!(red(&compare(&rules(), &base, &head, PLAINLY)), ["two.py:4"]);
    let head = texts(
        &[function("bill", "")],
        &[function("pack", ""), function("ship", task)],
    );
    assert_eq!(
        red(&compare(&rules(), &base, &head, PLAINLY)),
        Vec::<String>::new()
    );
    // Renamed on the way, it is still known by what is above it, if by nothing else.
    let above = |decorator: &str| format!("@app.route(\"/ship\")\n{decorator}");
    let base = texts(&[function("ship", &above(task))], &[]);
    let head = texts(&[], &[function("send", &above(task))]);
    assert_eq!(
        red(&compare(&rules(), &base, &head, PLAINLY)),
        Vec::<String>::new()
    );
}
