//! Reading no more of a source than matters: of functions that mention nothing of interest, what stands outside of
//! their bodies.
//!
//! What a body declares is its own, so that the rest of a source can be read without it. That tells by which words a
//! body may refer to a name at all ([`reach`](resolve::reach)); the bodies that spell none of them stay unread. A
//! property test holds this equal to reading everything.

use super::docs::Outline;
use super::sketch::Sketch;
use super::syntax::Code;
use super::{budget, resolve};
use crate::lang::Unit;
use crate::span::Span;

/// Draws the sketch of what matters of a source; `None` where the parser says no. Its nesting has been measured.
pub(super) fn read<'t>(unit: &Unit<'t>, code: &str, base: usize, outline: &Outline) -> Option<Sketch<'t>> {
    let whole = Code {
        text: unit.text,
        seen: code,
        base,
    };
    let in_part = || in_part(unit, whole, outline);
    let sketch = if unit.whole { None } else { in_part() };
    let in_pieces = |cuts: &[usize]| Some(whole.sketch(cuts, &[], budget(unit.text))?.0);
    let sketch = sketch.or_else(|| in_pieces(&outline.cuts));
    let is_cut = !outline.cuts.is_empty();
    sketch.or_else(|| is_cut.then(|| in_pieces(&[])).flatten())
}

/// The same, `None` also where it takes the whole source to tell.
fn in_part<'t>(unit: &Unit<'t>, whole: Code<'_, 't>, outline: &Outline) -> Option<Sketch<'t>> {
    let seen = blanked(whole.seen, outline.docs.iter().chain(&outline.bodies))?;
    let skeleton = Code { seen: &seen, ..whole };
    let (mut sketch, bodies) = skeleton.sketch(&outline.cuts, &outline.bodies, budget(unit.text))?;
    // What looks like a body may be something else, which must be read.
    if bodies.len() < outline.bodies.len() {
        return None;
    }
    if !bodies.is_empty() {
        let reach = resolve::reach(unit, &sketch)?;
        for body in bodies {
            let text = body.place.of(unit.text);
            if reach.may_refer(text) {
                whole.add(&mut sketch, &body, budget(text))?;
            }
        }
    }
    Some(sketch)
}

/// A text with nothing at some places. Of documentation a parser makes more than of anything else of its length.
fn blanked<'s>(text: &str, places: impl Iterator<Item = &'s Span>) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    for place in places {
        bytes.get_mut(place.range())?.fill(b' ');
    }
    String::from_utf8(bytes).ok()
}
