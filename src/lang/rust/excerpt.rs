//! Reading no more of a source than matters: of functions that mention nothing of interest, what stands outside of
//! their bodies.
//!
//! What a body declares is its own, so that the rest of a source can be read without it. That tells by which words a
//! body may refer to a name at all ([`reach`](resolve::reach)); the bodies that spell none of them stay unread. A
//! property test holds this equal to reading everything.

use super::docs::Outline;
use super::sketch::Sketch;
use super::syntax::{Body, Code};
use super::{MACRO_PASSES, resolve};
use crate::lang::Unit;
use crate::span::Span;

/// Draws the sketch of what matters of a source; `None` where the parser says no. Its nesting has been measured.
pub(super) fn read<'t>(unit: &Unit<'t>, code: &str, base: usize, outline: &Outline) -> Option<Sketch<'t>> {
    let budget = unit.text.len() * MACRO_PASSES;
    let in_part = || in_part(unit, code, base, outline, budget);
    let sketch = if unit.whole { None } else { in_part() };
    sketch.or_else(|| {
        let text = unit.text;
        let code = Code { text, code, base };
        code.sketch(&code.parse()?, &[], budget)
    })
}

fn in_part<'t>(
    unit: &Unit<'t>,
    code: &str,
    base: usize,
    outline: &Outline,
    budget: usize,
) -> Option<Sketch<'t>> {
    let skeleton = blanked(code, outline.docs.iter().chain(&outline.bodies))?;
    let skeleton = Code {
        text: unit.text,
        code: &skeleton,
        base,
    };
    let file = skeleton.parse()?;
    let sketch = skeleton.sketch(&file, &[], budget)?;
    if outline.bodies.is_empty() {
        return Some(sketch);
    }
    let reach = resolve::reach(unit, &sketch)?;
    let bodies = outline
        .bodies
        .iter()
        .filter(|body| reach.may_refer(body.of(unit.text)));
    let bodies: Option<Vec<Body<'_>>> = bodies
        .map(|body| Some((*body, code.get(body.range())?)))
        .collect();
    let bodies = bodies?;
    if bodies.is_empty() {
        return Some(sketch);
    }
    skeleton.sketch(&file, &bodies, budget)
}

/// A text with nothing at some places: documentation too is much to a parser.
fn blanked<'s>(text: &str, places: impl Iterator<Item = &'s Span>) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    for place in places {
        bytes.get_mut(place.range())?.fill(b' ');
    }
    String::from_utf8(bytes).ok()
}
