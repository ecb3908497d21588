//! Questions. None is ever asked without a terminal.

use std::io::{BufRead as _, IsTerminal as _};

use crate::error::Fault;
use crate::ui::Ui;

/// Asks on the terminal, and goes on only with a yes.
///
/// # Errors
/// When the answer is anything but yes, or there is no terminal to ask on.
pub async fn ask(question: &str, ui: &Ui) -> Result<(), Fault> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(
            Fault::new("nothing was changed: there is no terminal to ask on").hint("`--yes` does it without asking")
        );
    }
    ui.alert(&format!("{question}? [y/N]"));
    let read = || {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    };
    // A thread of its own, so that Ctrl-C is heard meanwhile.
    let answer = tokio::task::spawn_blocking(read).await.ok().and_then(Result::ok).unwrap_or_default();
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Fault::new("nothing was changed")),
    }
}
