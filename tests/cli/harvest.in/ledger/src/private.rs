//! What nobody outside can name.

use crate::account::Account;

pub enum Kind {
    Open,
    #[deprecated]
    Shut,
}

impl Account {
    #[deprecated(note = "superseded by r#try")]
    pub(crate) fn attempt(&self) {}
}
