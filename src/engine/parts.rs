//! The parts of a connection URL before its query, as they are written: what is empty is left to others to say.

/// The parts, still percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub user: &'a str,
    /// None where no colon follows the user.
    pub password: Option<&'a str>,
    pub host: &'a str,
    pub port: &'a str,
    pub database: &'a str,
    pub query: &'a str,
}

/// The parts of `scheme://user:password@host:port/database?query`.
pub(super) fn parts(url: &str) -> Parts<'_> {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = address.split_once('/').unwrap_or((address, ""));
    let (account, server) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = account.split_once(':').map_or((account, None), |(user, password)| (user, Some(password)));
    // An address of IPv6 has colons of its own, in brackets.
    let (host, port) = match server.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (server, ""),
    };
    Parts { user, password, host, port, database, query }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_empty() {
        let all = parts("mysql://u:p@h:1/d?a=b");
        assert_eq!((all.user, all.password, all.host), ("u", Some("p"), "h"));
        assert_eq!((all.port, all.database, all.query), ("1", "d", "a=b"));
        let few = parts("postgresql://u@[::1]");
        assert_eq!((few.user, few.password, few.host, few.port), ("u", None, "[::1]", ""));
        assert_eq!(parts("postgresql://u:@").password, Some(""));
        assert_eq!(parts("postgresql:///d").database, "d");
    }
}
