//! Accounts.

/// What is owed.
#[derive(Debug, Default)]
pub struct Account {
    cents: i64,
}

impl Account {
    /// Adds to what is owed.
    pub fn post(&mut self, cents: i64) {
        self.cents += cents;
    }

    /// What is owed, in the main unit.
    #[deprecated(note = "rounds; renamed to `cents`")]
    pub fn total(&self) -> f64 {
        self.cents as f64 / 100.0
    }
}
