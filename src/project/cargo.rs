//! Cargo crates.
use super::Place;
#[derive(Debug, Default)]
pub(super) struct Crates;
impl Crates {
    pub(super) fn new<'p>(_: impl Iterator<Item = &'p str>, _: &[(String, String)]) -> Self {
        Self
    }
    pub(super) fn place(&self, _: &str) -> Place {
        Place::default()
    }
}
