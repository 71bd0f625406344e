//! The binary: hands the arguments to [`straggler::cli`] and its verdict to the operating system. Nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    straggler::cli::run(std::env::args_os()).into()
}
