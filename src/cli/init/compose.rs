//! Compose's services: which databases a repository runs for development.

use std::path::Path;

use serde_json::Value;

use super::found::{Found, text};

/// The services whose images are servers of databases.
pub fn look(folder: &Path, found: &mut Found) {
    for file in ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"] {
        let Some(text) = text(folder, file) else { continue };
        let Ok(value) = serde_yaml::from_str::<Value>(&text) else { continue };
        for (service, value) in value["services"].as_object().into_iter().flatten() {
            let Some((engine, major, profile)) = value["image"].as_str().and_then(image) else { continue };
            let version = major.map_or_else(String::new, |major| format!(" {major}"));
            found.tell(file, Some(engine), &format!("the service `{service}` runs {engine}{version}"));
            if found.engine == Some(engine) {
                found.major = found.major.or(major.filter(|_| engine == "postgresql"));
                found.profile = found.profile.or(profile);
                found.url = found.url.take().or_else(|| url(engine, value));
            }
        }
    }
}

/// The URL by which a service is reached from this machine; `…` where the password stands, which is not read. None
/// where it publishes no port.
fn url(engine: &str, service: &Value) -> Option<String> {
    let (scheme, port, prefix, name, root) = match engine {
        "postgresql" => ("postgres", 5432, "POSTGRES", "DB", "postgres"),
        "mysql" => ("mysql", 3306, "MYSQL", "DATABASE", "root"),
        "mariadb" => ("mariadb", 3306, "MARIADB", "DATABASE", "root"),
        _ => return None,
    };
    let port = service["ports"].as_array()?.iter().find_map(|it| published(it, port))?;
    let environment = |word: &str| {
        // MariaDB's image takes the names of MySQL's, too.
        let names = [format!("{prefix}_{word}"), format!("MYSQL_{word}")];
        let names = names.iter().take(if prefix == "MARIADB" { 2 } else { 1 });
        names.filter_map(|name| variable(&service["environment"], name)).next()
    };
    let user = environment("USER").unwrap_or_else(|| root.to_owned());
    let database =
        environment(name).unwrap_or_else(|| if prefix == "POSTGRES" { user.clone() } else { "…".to_owned() });
    Some(format!("{scheme}://{user}:…@127.0.0.1:{port}/{database}"))
}

/// The machine's port for this one of the container's: `5432:5432`, `127.0.0.1:15432:5432`, or the long form.
fn published(port: &Value, target: u64) -> Option<String> {
    if let Some(text) = port.as_str() {
        let mut parts = text.trim_end_matches("/tcp").rsplit(':');
        return (parts.next()?.parse() == Ok(target))
            .then(|| parts.next().map(str::to_owned))
            .flatten()
            .and_then(plain);
    }
    let text = |value: &Value| {
        value.as_str().map_or_else(|| value.as_u64().map(|it| it.to_string()), |it| Some(it.to_owned()))
    };
    (port["target"].as_u64() == Some(target)).then(|| text(&port["published"])).flatten().and_then(plain)
}

/// A variable of a service's `environment`, which is a mapping or a list of `NAME=VALUE`.
fn variable(environment: &Value, name: &str) -> Option<String> {
    let listed = |list: &Vec<Value>| {
        list.iter().find_map(|line| Some(line.as_str()?.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
    };
    environment[name].as_str().map(str::to_owned).or_else(|| environment.as_array().and_then(listed)).and_then(plain)
}

/// A value that stands for itself: Compose puts others into `${…}`.
fn plain(value: String) -> Option<String> {
    let plain = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    plain.then_some(value)
}

/// The engine, major version and platform of an image: `timescale/timescaledb:2.14-pg16`.
fn image(image: &str) -> Option<(&'static str, Option<u32>, Option<&'static str>)> {
    let image = image.split('@').next().unwrap_or_default();
    let (path, tag) = match image.rsplit_once(':') {
        // What follows a colon may be the port of a registry.
        Some((path, tag)) if !tag.contains('/') => (path, tag),
        _ => (image, ""),
    };
    let leading = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok());
    let behind_pg = tag.split_once("pg").and_then(|(_, rest)| leading(rest));
    let name = path.rsplit('/').next().unwrap_or_default();
    match name {
        "postgres" if path.ends_with("supabase/postgres") => Some(("postgresql", leading(tag), Some("supabase"))),
        "postgres" | "postgresql" | "pgvector" => Some(("postgresql", behind_pg.or(leading(tag)), None)),
        "postgis" => Some(("postgresql", leading(tag), Some("postgis"))),
        "timescaledb" | "timescaledb-ha" => Some(("postgresql", behind_pg, Some("timescaledb"))),
        "citus" => Some(("postgresql", behind_pg, None)),
        "mysql" | "mysql-server" | "percona" => Some(("mysql", leading(tag), None)),
        "mariadb" => Some(("mariadb", leading(tag), None)),
        "cassandra" => Some(("cassandra", leading(tag), None)),
        "scylla" => Some(("scylladb", leading(tag), None)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_tell_engine_version_and_platform() {
        assert_eq!(image("postgres:15-alpine"), Some(("postgresql", Some(15), None)));
        assert_eq!(image("registry:5000/postgres"), Some(("postgresql", None, None)));
        assert_eq!(image("timescale/timescaledb:2.14.2-pg16"), Some(("postgresql", Some(16), Some("timescaledb"))));
        assert_eq!(image("supabase/postgres:15.1.0.147"), Some(("postgresql", Some(15), Some("supabase"))));
        assert_eq!(image("postgis/postgis:14-3.4@sha256:00"), Some(("postgresql", Some(14), Some("postgis"))));
        assert_eq!(image("mariadb:10.11"), Some(("mariadb", Some(10), None)));
        assert_eq!(image("scylladb/scylla:5.4"), Some(("scylladb", Some(5), None)));
        assert_eq!(image("redis:7"), None);
    }

    #[test]
    fn a_service_is_reached_by_the_port_that_it_publishes() {
        let url = |engine: &str, text: &str| url(engine, &serde_yaml::from_str(text).unwrap());
        let postgres = "ports: ['127.0.0.1:15432:5432']\nenvironment: {POSTGRES_USER: me, POSTGRES_PASSWORD: hush}";
        assert_eq!(url("postgresql", postgres).as_deref(), Some("postgres://me:…@127.0.0.1:15432/me"));
        let mysql =
            "ports: [{target: 3306, published: '3307'}]\nenvironment: [MYSQL_DATABASE=shop, 'MYSQL_USER=${USER}']";
        assert_eq!(url("mysql", mysql).as_deref(), Some("mysql://root:…@127.0.0.1:3307/shop"));
        let mariadb = "ports: ['9000:80', '3306:3306/tcp']\nenvironment: {MYSQL_DATABASE: shop, MARIADB_USER: me}";
        assert_eq!(url("mariadb", mariadb).as_deref(), Some("mariadb://me:…@127.0.0.1:3306/shop"));
        for none in ["{}", "ports: [5432]", "ports: ['${PORT}:5432']", "ports: ['80:80']"] {
            assert_eq!(url("postgresql", none), None, "{none}");
        }
    }
}
