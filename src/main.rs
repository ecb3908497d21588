//! The `dbtool` program; all of it is in the library.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match dbtool::embedded::supervise_if_asked() {
        Some(code) => ExitCode::from(code),
        None => dbtool::cli::main(std::env::args_os()),
    }
}
