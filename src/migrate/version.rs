//! What a new migration is called.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::Fault;

use super::files::Folder;

/// The longest name: files have at most 255 bytes of it, suffixes and version included.
const LONGEST: usize = 120;

/// The next version: the time in UTC as `YYYYMMDDHHMMSS`, or the one after the last where the clock
/// stands before it.
///
/// # Errors
/// When the last version is the largest that there is.
pub fn next(folder: &Folder, now: SystemTime) -> Result<i64, Fault> {
    let clock = timestamp(now);
    match folder.last() {
        Some(last) if last >= clock => last.checked_add(1).ok_or_else(|| {
            Fault::new(format!("no version can follow {last}, the last in {}", folder.path.display()))
                .hint("a version is at most 9223372036854775807: was that file named by mistake?")
        }),
        Some(_) | None => Ok(clock),
    }
}

/// A time in UTC as `YYYYMMDDHHMMSS`; 1970 for a clock that stands before it.
pub fn timestamp(now: SystemTime) -> i64 {
    let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, rest) = (i64::try_from(seconds / 86_400).unwrap_or(0), i64::try_from(seconds % 86_400).unwrap_or(0));
    let (year, month, day) = date(days);
    let date = (year * 100 + month) * 100 + day;
    ((date * 100 + rest / 3600) * 100 + rest / 60 % 60) * 100 + rest % 60
}

/// Year, month and day of a number of days since 1970, in the Gregorian calendar. The year is made
/// to begin in March, so that the leap day is its last; 400 years have 146,097 days.
fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// A name as files have it: `[a-z0-9_]`, everything else an underscore.
///
/// # Errors
/// When nothing is left of it.
pub fn slug(name: &str) -> Result<String, Fault> {
    let mut slug = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.truncate(LONGEST);
    let slug = slug.trim_end_matches('_').to_owned();
    if slug.is_empty() {
        return Err(Fault::new(format!("{name:?} is no name for a migration"))
            .hint("say what it does in letters and digits, such as `add_users`"));
    }
    Ok(slug)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::super::files::{Migration, Script};
    use super::*;

    fn at(seconds: u64) -> i64 {
        timestamp(UNIX_EPOCH + Duration::from_secs(seconds))
    }

    #[test]
    fn tells_the_time() {
        assert_eq!(at(0), 19_700_101_000_000);
        assert_eq!(at(951_782_399), 20_000_228_235_959);
        assert_eq!(at(951_782_400), 20_000_229_000_000);
        assert_eq!(at(951_868_800), 20_000_301_000_000);
        assert_eq!(at(1_587_342_536), 20_200_420_002_856);
        assert_eq!(at(4_107_542_400), 21_000_301_000_000);
    }

    #[test]
    fn follows_the_last_when_the_clock_is_set_back() {
        let script = Script::new("", "");
        let of = |version| Folder {
            path: PathBuf::new(),
            migrations: vec![Migration { version, description: String::new(), up: script.clone(), down: None }],
            notes: Vec::new(),
        };
        assert_eq!(next(&Folder::default(), UNIX_EPOCH).unwrap(), 19_700_101_000_000);
        assert_eq!(next(&of(3), UNIX_EPOCH).unwrap(), 19_700_101_000_000);
        assert_eq!(next(&of(20_200_101_000_000), UNIX_EPOCH).unwrap(), 20_200_101_000_001);
        assert!(next(&of(i64::MAX), UNIX_EPOCH).is_err());
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Add Users' e-mail!").unwrap(), "add_users_e_mail");
        assert_eq!(slug("../../x").unwrap(), "x");
        assert_eq!(slug(&"a".repeat(400)).unwrap().len(), LONGEST);
        assert!(slug("é ").is_err());
    }
}
