//! Versions as servers write them.

/// `8.0.31` as 80031, `10.11.19-MariaDB` as 101119, `5.0-beta1` as 50000.
pub(super) fn number(words: &str) -> u32 {
    let mut parts = words.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<u32>().unwrap_or_default());
    let mut next = || parts.next().unwrap_or_default();
    let (major, minor, patch) = (next(), next(), next());
    major * 10_000 + minor * 100 + patch.min(99)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn versions_are_numbers_that_grow() {
        assert_eq!(number("8.0.31"), 80_031);
        assert_eq!(number("10.11.19-MariaDB-0+deb12u1"), 101_119);
        assert_eq!(number("4.1.9"), 40_109);
        assert_eq!(number("5.0-beta1"), 50_000);
    }

    #[test]
    fn servers_are_called_by_name() {
        use crate::engine::Engine;
        let said = [
            (Engine::Postgresql, 150_018, "PostgreSQL 15"),
            (Engine::Mysql, number("8.0.31"), "MySQL 8.0"),
            (Engine::Mysql, number("10.11.19-MariaDB"), "MariaDB 10.11"),
            (Engine::Cassandra, number("4.1.9"), "Cassandra 4.1"),
        ];
        for (engine, version, words) in said {
            assert_eq!(engine.server(version), words);
        }
    }
}
