//! The command line, as it is typed: conversations in `tests/cli`, and what they cannot say.

#[test]
fn conversations() {
    trycmd::TestCases::new()
        .case("tests/cli/*.trycmd")
        .case("tests/cli/*.toml");
}
