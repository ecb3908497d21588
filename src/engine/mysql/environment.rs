//! What a URL leaves out, from the variables that the server's own clients read.

use percent_encoding::percent_decode_str;
use sqlx::mysql::MySqlConnectOptions;

use crate::engine::parts::parts;
use crate::error::Fault;

/// An account alone is followed by the host that is meant, which the driver wants to be told.
pub(super) fn with_host(url: &str) -> String {
    let stated = parts(url);
    match (stated.host, url.split_once("@/")) {
        ("", Some((account, rest))) => format!("{account}@localhost/{rest}"),
        _ => url.to_owned(),
    }
}

/// A URL's options with what the environment says of the rest.
///
/// # Errors
/// When `MYSQL_TCP_PORT` is no port.
pub(super) fn completed(
    options: MySqlConnectOptions,
    url: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<MySqlConnectOptions, Fault> {
    let stated = parts(url);
    let has_socket = stated.query.split('&').any(|pair| pair.starts_with("socket="));
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let mut options = options;
    let host = set("MYSQL_HOST").filter(|_| stated.host.is_empty() && !has_socket);
    if let Some(host) = &host {
        options = options.host(host);
    }
    if let Some(port) = set("MYSQL_TCP_PORT").filter(|_| stated.port.is_empty()) {
        let number = port.trim().parse().map_err(|_| {
            Fault::new("MYSQL_TCP_PORT in the environment is no port").hint("a port is a number up to 65535")
        })?;
        options = options.port(number);
    }
    // To their own clients it is the default of connections that name no host.
    if stated.host.is_empty()
        && host.is_none()
        && !has_socket
        && let Some(socket) = set("MYSQL_UNIX_PORT")
    {
        options = options.socket(socket);
    }
    if stated.password.is_none()
        && let Some(password) = set("MYSQL_PWD")
    {
        options = options.password(&password);
    }
    Ok(options)
}

/// The password, which the driver's options keep to themselves: the URL's, or that of the environment.
pub(super) fn password(url: &str, variable: &dyn Fn(&str) -> Option<String>) -> String {
    match parts(url).password {
        Some(password) => percent_decode_str(password).decode_utf8_lossy().into_owned(),
        None => variable("MYSQL_PWD").unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    fn of(url: &str, variables: &[(&str, &str)]) -> Result<MySqlConnectOptions, Fault> {
        let variable =
            |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        completed(MySqlConnectOptions::from_str(&with_host(url)).unwrap(), url, &variable)
    }

    #[test]
    fn the_environment_says_what_a_url_does_not() {
        let all = [("MYSQL_HOST", "h"), ("MYSQL_TCP_PORT", "3307"), ("MYSQL_UNIX_PORT", "/s")];
        for url in ["mysql:///d", "mysql://u:p@/d"] {
            let read = of(url, &all).unwrap();
            assert_eq!((read.get_host(), read.get_port(), read.get_socket()), ("h", 3307, None));
        }
        let read = of("mysql://u@[::1]:1/d", &all).unwrap();
        assert_eq!((read.get_port(), read.get_socket()), (1, None));
        let read = of("mysql:///d", &all[1..]).unwrap();
        assert_eq!(read.get_socket().map(|path| path.display().to_string()).as_deref(), Some("/s"));
        let read = of("mysql:///d?socket=/own", &all).unwrap();
        assert_eq!(read.get_socket().map(|path| path.display().to_string()).as_deref(), Some("/own"));
        assert!(of("mysql:///d", &[("MYSQL_TCP_PORT", "many")]).unwrap_err().to_string().contains("MYSQL_TCP_PORT"));
    }

    #[test]
    fn a_password_is_found() {
        let variable = |_: &str| Some("theirs".to_owned());
        assert_eq!(password("mysql://u:p%40%2f%zz@h:1/d", &variable), "p@/%zz");
        assert_eq!(password("mysql://u:@h:1/d", &variable), "");
        assert_eq!(password("mysql://u@h/d", &variable), "theirs");
        assert_eq!(password("mysql://h/d", &|_| None), "");
    }
}
