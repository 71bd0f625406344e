//! Accounts, and what was deprecated of them.

pub struct Account;

pub trait Post {
    #[deprecated(note = "renamed to `Post::post`")]
    fn enter(&self) {}
}

impl Account {
    /// Twice, under conditions: one rule.
    #[cfg(unix)]
    #[deprecated(since = "1.0.0", note = "Use `Account::open` or `balance()`")]
    pub fn new() -> Self {
        Self
    }

    #[cfg(not(unix))]
    #[deprecated(since = "1.0.0", note = "Use `Account::open` or `balance()`")]
    pub fn new() -> Self {
        Self
    }
}

impl Post for Account {
    // The trait's own.
    #[allow(deprecated)]
    fn enter(&self) {}
}

#[deprecated(note = "replaced by \"Account::balance\"\nin every way")]
pub fn balance() {
    #[deprecated]
    fn inner() {}
}
