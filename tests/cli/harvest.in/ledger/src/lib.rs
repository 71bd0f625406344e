//! A crate that retires some of what it has.

mod account;
pub mod old;
mod private;

pub use account::{Account, Account as Konto, balance};
pub use new::Entry as Booking;

pub mod prelude {
    pub use crate::account::*;
}

mod new {
    pub struct Entry {
        #[deprecated(since = "1.2", note = "use [`Entry::amount`] instead")]
        pub sum: u64,
        pub amount: u64,
    }
}

#[macro_export]
#[deprecated = "call `post` instead"]
macro_rules! book {
    () => {};
}

#[cfg_attr(not(feature = "old"), deprecated(since = "2.0.0"))]
pub const LIMIT: u32 = 7;

macro_rules! if_std {
    ($($items:item)*) => { $($items)* };
}

if_std! {
    #[deprecated(note = "no longer needed")]
    pub fn flush() {}
}

#[cfg(test)]
mod tests {
    #[deprecated]
    fn helper() {}
}
