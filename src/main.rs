//! dbtool's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = dbtool::embedded::supervise_if_asked() {
        return ExitCode::from(code);
    }
    ExitCode::SUCCESS
}
