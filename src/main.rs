//! The binary: hands the arguments to [`straggler::cli`] and its verdict to the operating system. Nothing else,
//! but for the allocator.

use std::process::ExitCode;

/// Sources are read into very many small things that are freed soon: with the system's allocator that takes up to a sixth
/// of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    straggler::cli::run(std::env::args_os()).into()
}
