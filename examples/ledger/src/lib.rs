//! Books for a shop.

mod account;

pub use account::Account;

#[deprecated(since = "2.0.0", note = "use [`Account::post`] instead")]
pub fn enter(account: &mut Account, cents: i64) {
    account.post(cents);
}
