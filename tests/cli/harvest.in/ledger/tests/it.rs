//! What is for tests is nobody's to retire.

#[deprecated]
fn helper() {}
