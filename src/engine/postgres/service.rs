//! The file of connection services, `pg_service.conf`: what a URL leaves out stands there below a name, as libpq reads
//! it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::engine::parts::parts;
use crate::error::Fault;
use crate::percent;

/// The words of a service that a session takes; libpq's others are about what this program does not do.
const TAKEN: [&str; 11] = [
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "options",
];

/// Where packagers have `PGSYSCONFDIR`, which is built into libpq.
const SYSTEM: [&str; 3] = ["/etc/postgresql-common", "/etc/sysconfig/pgsql", "/etc"];

/// A URL and what the service says that it names, or that `PGSERVICE` names. What the URL itself says comes before
/// the service, and the service before the environment.
///
/// # Errors
/// When there is no such service, or its file cannot be read. No message holds what stands in the file.
pub(super) fn served(url: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<String, Fault> {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut name, mut file) = (None, None);
    let mut stated = stated(address);
    let mut kept: Vec<String> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match key {
            "service" => name = percent::decode(value),
            "servicefile" => file = percent::decode(value),
            _ => {
                // The driver knows both spellings.
                stated.push(key.replace('-', ""));
                kept.push(pair.to_owned());
            }
        }
    }
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let said = match name.or_else(|| set("PGSERVICE")) {
        Some(name) => find(&name, file, &set)?,
        None => BTreeMap::new(),
    };
    let address = without_account(address, &mut kept);
    for (key, value) in &said {
        // The address of a host that has a name is not what its certificate is for.
        let named = key == "hostaddr" && (said.contains_key("host") || stated.iter().any(|word| word == "host"));
        if !(named || stated.contains(key)) {
            kept.push(format!("{key}={}", percent::encode(value)));
        }
    }
    Ok(if kept.is_empty() { address } else { format!("{address}?{}", kept.join("&")) })
}

/// An account before a host that others are to say stands among the pairs: the driver reads no such address.
fn without_account(address: &str, pairs: &mut Vec<String>) -> String {
    let parts = parts(address);
    if !parts.host.is_empty() || !parts.port.is_empty() || parts.user.is_empty() {
        return address.to_owned();
    }
    pairs.push(format!("user={}", parts.user));
    pairs.extend(parts.password.map(|password| format!("password={password}")));
    format!("postgresql:///{}", parts.database)
}

/// What the part of a URL before its query says.
fn stated(url: &str) -> Vec<String> {
    let parts = parts(url);
    let words = [
        ("user", parts.user),
        ("password", parts.password.unwrap_or_default()),
        ("host", parts.host),
        ("port", parts.port),
        ("dbname", parts.database),
    ];
    words.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, _)| key.to_owned()).collect()
}

/// What the first file says that has the service.
fn find(
    name: &str,
    file: Option<String>,
    set: &dyn Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, String>, Fault> {
    let named = file.or_else(|| set("PGSERVICEFILE")).map(PathBuf::from);
    let own = named.clone().or_else(|| Some(PathBuf::from(set("HOME")?).join(".pg_service.conf")));
    let system = set("PGSYSCONFDIR").map_or_else(|| SYSTEM.map(PathBuf::from).to_vec(), |folder| vec![folder.into()]);
    let mut known = Vec::new();
    for path in own.into_iter().chain(system.into_iter().map(|folder| folder.join("pg_service.conf"))) {
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.as_ref() != Some(&path) => continue,
            Err(error) => {
                return Err(Fault::new(format!("cannot read {}", path.display()))
                    .detail(error.to_string())
                    .hint("PGSERVICEFILE names the file of services"));
            }
        };
        let section = section(&text, name).map_err(|line| {
            Fault::new(format!("{}:{line}:1: this line of the service {name} is not understood", path.display()))
                .hint("write NAME=VALUE; a service names neither another one nor a directory (`ldap:`)")
        })?;
        match section {
            Some(section) => return Ok(section),
            None => known.push(path.display().to_string()),
        }
    }
    let looked = if known.is_empty() { "there is no file of services".to_owned() } else { known.join(", ") };
    Err(Fault::new(format!("there is no service {name}")).detail(format!("looked in: {looked}")).hint(format!(
        "write `[{name}]` and its words, such as `host=…`, into ~/.pg_service.conf or the file that PGSERVICEFILE names"
    )))
}

/// The words of a section that are taken; none where the text has no such section.
///
/// # Errors
/// The number of a line in it that says nothing.
fn section(text: &str, name: &str) -> Result<Option<BTreeMap<String, String>>, usize> {
    let mut found = None;
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(title) = line.strip_prefix('[') {
            // The first of a name is the one.
            inside = found.is_none() && title.split(']').next() == Some(name);
            if inside {
                found = Some(BTreeMap::new());
            }
            continue;
        }
        let Some(words) = found.as_mut().filter(|_| inside) else { continue };
        let (key, value) = line.split_once('=').ok_or(number + 1)?;
        if line.starts_with("ldap") || matches!(key, "service" | "servicefile") {
            return Err(number + 1);
        }
        if TAKEN.contains(&key) {
            words.insert(key.to_owned(), value.to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# ours\n[other]\nhost=elsewhere\n\n[shop]\nhost=h\nhostaddr=10.0.0.1\nport=5433\nuser=u\n\
        password=p@ss=word\nsslmode=verify-full\nkeepalives=1\n dbname=d b \n[shop]\nhost=second\n";

    fn with(url: &str, text: &str, service: Option<&str>) -> Result<String, Fault> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let path = file.path().display().to_string();
        served(url, &|name| match name {
            "PGSERVICEFILE" => Some(path.clone()),
            "PGSERVICE" => service.map(str::to_owned),
            _ => None,
        })
    }

    #[test]
    fn a_service_says_what_its_url_does_not() {
        let all = "dbname=d%20b&host=h&password=p%40ss%3Dword&port=5433&sslmode=verify-full&user=u";
        assert_eq!(with("postgresql://?service=shop", FILE, None).unwrap(), format!("postgresql://?{all}"));
        assert_eq!(with("postgresql://", FILE, Some("shop")).unwrap(), format!("postgresql://?{all}"));
        assert_eq!(
            with("postgresql://me:x@[::1]:1/mine?ssl-mode=disable&service=shop", FILE, Some("other")).unwrap(),
            "postgresql://me:x@[::1]:1/mine?ssl-mode=disable"
        );
        assert_eq!(with("postgresql://h/d?a=b", FILE, None).unwrap(), "postgresql://h/d?a=b");
        assert_eq!(with("postgres://u:p%40@/d?a=b", FILE, None).unwrap(), "postgresql:///d?a=b&user=u&password=p%40");
    }

    #[test]
    fn what_is_wrong_is_told_without_what_stands_there() {
        let told = with("postgresql://?service=nobody", FILE, None).unwrap_err().to_string();
        assert!(told.contains("there is no service nobody") && told.contains("[nobody]"), "{told}");
        for line in ["hunter2", "service=hunter2", "ldap://hunter2/dc=x"] {
            let told = with("postgresql://", &format!("[a]\nhost=h\n{line}\n"), Some("a")).unwrap_err().to_string();
            assert!(told.contains(":3:1: ") && !told.contains("hunter2"), "{told}");
        }
        let told = served("postgresql://?service=a&servicefile=/nowhere/x", &|_| None).unwrap_err().to_string();
        assert!(told.contains("cannot read /nowhere/x"), "{told}");
    }
}
