//! Durations as options, the configuration and the heads of migrations take them.

use std::time::Duration;

/// Reads `500ms`, `5s`, `2min`, `1h`, or a bare number of seconds; 0 means without end.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn parse(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "write a number and a unit: 500ms, 5s, 2min, 1h".to_owned())?;
    let milliseconds = match unit.trim() {
        "ms" => Some(number),
        "" | "s" => number.checked_mul(1000),
        "m" | "min" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        other => return Err(format!("`{other}` is no unit: write ms, s, min or h")),
    };
    // The servers hold timeouts as 32-bit milliseconds.
    let most = u64::try_from(i32::MAX).unwrap_or(u64::MAX);
    milliseconds.filter(|value| *value <= most).map(Duration::from_millis).ok_or_else(|| "that is too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        assert_eq!(parse("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse("5s"), Ok(Duration::from_secs(5)));
        assert_eq!(parse("5"), Ok(Duration::from_secs(5)));
        assert_eq!(parse("2min"), Ok(Duration::from_secs(120)));
        assert_eq!(parse("0"), Ok(Duration::ZERO));
        assert!(parse("5 weeks").is_err() && parse("s").is_err() && parse("-1s").is_err());
        assert!(parse("99999999999999999999s").is_err() && parse("9999999h").is_err());
    }
}
