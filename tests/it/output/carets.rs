//! What the format for terminals underlines is what was found.

use straggler::finding::{Line, Lines};
use straggler::output::Shown;
use straggler::scan::Scan;
use unicode_width::UnicodeWidthChar;

use super::made::{mark, scan, written};
use crate::support::file;

/// The characters above the carets, by the cells of a terminal.
fn underlined(shown: &str, caret: char) -> Vec<String> {
    let lines: Vec<&str> = shown.lines().collect();
    let mut found = Vec::new();
    for pair in lines.windows(2) {
        let (Some((_, source)), Some((_, marks))) = (pair[0].split_once("│ "), pair[1].split_once("│ "))
        else {
            continue;
        };
        let first = marks.chars().position(|mark| mark != ' ');
        let Some(first) = first.filter(|first| marks.chars().nth(*first) == Some(caret)) else {
            continue;
        };
        let width = marks
            .chars()
            .skip(first)
            .take_while(|mark| *mark == caret)
            .count();
        let mut cell = 0;
        let mut text = String::new();
        for character in source.chars() {
            if (first..first + width).contains(&cell) {
                text.push(character);
            }
            cell += character.width().unwrap_or(0);
        }
        found.push(text);
    }
    found
}

#[test]
fn carets_stand_under_what_was_found() {
    let shown = written("full", &scan(), Shown::All);
    let carets = underlined(&shown, '^');
    assert_eq!(
        carets[..4],
        ["legacy.orders.place", "legacy.billing", "b.charge", "b.refund"]
    );
    assert_eq!(underlined(&shown, '-'), ["legacy.billing as b"; 2]);
}

#[test]
fn a_clipped_line_keeps_its_columns() {
    let text = format!("{}legacy.users.get{}", "é".repeat(500), "x".repeat(500));
    let mut scanned = file(
        "long.py",
        &text,
        &[mark("legacy.users.get", 2, "legacy.users.get", None)],
    );
    let (whole, _) = scanned.lines.iter().next().unwrap();
    let kept = text.chars().skip(480).take(60).map(char::len_utf8);
    let line = Line {
        offset: 960,
        length: kept.sum::<usize>() as u32,
        clipped: 480,
        ..*whole
    };
    scanned.lines = Lines::of(&text, vec![line]);
    let scan = Scan {
        files: vec![scanned],
        ..Scan::default()
    };
    let shown = written("full", &scan, Shown::Open);
    insta::assert_snapshot!("full-clipped", shown);
    assert_eq!(underlined(&shown, '^'), ["legacy.users.get"]);
}
