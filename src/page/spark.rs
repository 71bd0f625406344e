//! A row's numbers as a line the size of a word, for a table.

use std::fmt::Write as _;

use crate::trend::{Moment, Row};

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 28.0;

/// A picture for HTML: made of numbers alone, with nothing to escape. Whoever does not see it reads the numbers beside it.
pub(super) fn spark(row: &Row, moments: &[Moment]) -> String {
    let all = moments.iter().zip(&row.numbers).zip(&row.sound);
    let sound: Vec<(f64, f64)> = all
        .filter(|(_, is_sound)| **is_sound)
        .filter_map(|((moment, numbers), _)| {
            Some((
                moment.commit.time.as_second() as f64,
                (*numbers)?.remaining() as f64,
            ))
        })
        .collect();
    let (Some(first), Some(last)) = (sound.first(), sound.last()) else {
        return String::new();
    };
    let span = (last.0 - first.0).max(1.0);
    let peak = sound.iter().map(|(_, number)| *number).fold(1.0, f64::max);
    let place = |(time, number): &(f64, f64)| {
        let x = 2.0 + (time - first.0) / span * (WIDTH - 4.0);
        (x, HEIGHT - 2.0 - number / peak * (HEIGHT - 4.0))
    };
    let mut line = String::new();
    for point in &sound {
        let (x, y) = place(point);
        let lead = if line.is_empty() { "M" } else { " L" };
        // Writing to a string cannot fail.
        let _ = write!(line, "{lead}{x:.1} {y:.1}");
    }
    let (x, y) = place(last);
    let floor = HEIGHT - 2.0;
    format!(
        "<svg class=\"spark\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" aria-hidden=\"true\">\
         <path class=\"area\" d=\"{line} L{x:.1} {floor} L2 {floor} Z\"/><path class=\"line\" d=\"{line}\"/>\
         <circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.2\"/></svg>"
    )
}
