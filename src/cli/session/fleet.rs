//! The databases of a target that is many, each as a target of its own.

use globset::{Glob, GlobMatcher};

use super::target::{Address, Target, database_name};
use crate::config::{Environment, Fleet, Located, Secret, expand};
use crate::engine::{Connection, Engine};
use crate::error::Fault;
use crate::percent;

/// Where a target's databases are, what the environment holds put in.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Urls(Vec<Secret>),
    Query(Secret, String),
    Databases(GlobMatcher),
    Nodes(GlobMatcher),
    Tenants(GlobMatcher),
}

impl Source {
    /// What the configuration says.
    ///
    /// # Errors
    /// When a variable of a URL is not set, or a pattern is none.
    pub(super) fn new(fleet: &Fleet, variable: Environment<'_>) -> Result<Self, Fault> {
        let url = |url: &Located| expand(url.text.expose(), &url.place, variable).map(Secret::new);
        let glob = |pattern: &String| {
            let glob = Glob::new(pattern)
                .map_err(|error| Fault::new(format!("`{pattern}` is no pattern of names")).detail(error.to_string()));
            glob.map(|glob| glob.compile_matcher())
        };
        Ok(match fleet {
            Fleet::Urls(urls) => Source::Urls(urls.iter().map(url).collect::<Result<_, _>>()?),
            Fleet::Query { url: control, query } => Source::Query(url(control)?, query.clone()),
            Fleet::Databases(pattern) => Source::Databases(glob(pattern)?),
            Fleet::Nodes(pattern) => Source::Nodes(glob(pattern)?),
            Fleet::Tenants(pattern) => Source::Tenants(glob(pattern)?),
        })
    }
}

impl Target {
    /// Whether it is many databases.
    pub fn is_fleet(&self) -> bool {
        self.fleet.is_some()
    }

    /// Whether its databases are schemas of one.
    pub fn is_of_tenants(&self) -> bool {
        matches!(self.fleet, Some(Source::Tenants(_)))
    }

    /// Each of its databases; itself where it is one.
    ///
    /// # Errors
    /// When the control database or the server cannot be asked, or gives what is no URL.
    pub async fn members(&self) -> Result<Vec<Target>, Fault> {
        let urls: Vec<(Option<String>, Secret)> = match &self.fleet {
            None => return Ok(vec![self.clone()]),
            Some(Source::Urls(urls)) => urls.iter().map(|url| (None, url.clone())).collect(),
            Some(Source::Query(control, query)) => self.asked(control, query).await?,
            Some(Source::Databases(glob)) => {
                let base = self.base("databases")?;
                let names = self.names(base, self.engine.ledger().databases()).await?;
                let matching = names.into_iter().filter(|name| glob.is_match(name));
                matching.map(|name| (Some(name.clone()), with_database(base, &name))).collect()
            }
            Some(Source::Nodes(glob)) => self.nodes(glob).await?,
            Some(Source::Tenants(glob)) => {
                let base = self.base("tenants")?;
                if self.engine != Engine::Postgresql {
                    return Err(Fault::new(format!("`{}`: only PostgreSQL has schemas for tenants", self.name))
                        .hint("name databases with `databases:` or `urls:`"));
                }
                let ask = "SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' \
                           AND nspname <> 'information_schema' ORDER BY nspname COLLATE \"C\"";
                let names = self.names(base, ask).await?;
                let matching = names.into_iter().filter(|name| glob.is_match(name));
                matching.map(|name| (Some(name.clone()), with_path(base, &name))).collect()
            }
        };
        if urls.is_empty() {
            return Err(Fault::new(format!("`{}` is no database at all: nothing matches", self.name))
                .hint("look at `urls_from:`, `databases:`, `nodes:` or `tenants:` in dbtool.yaml"));
        }
        let mut members: Vec<Target> = Vec::new();
        for (name, url) in urls {
            let name = match name {
                Some(name) => name,
                None => database_name(self.engine, &url)?,
            };
            let count = members.iter().filter(|it| it.name.starts_with(&format!("{}[{name}", self.name))).count();
            // Databases of one name on several servers are told apart by their order.
            let name = if count == 0 { name } else { format!("{name}#{}", count + 1) };
            let name = format!("{}[{name}]", self.name);
            members.push(Target { name, fleet: None, address: Address::Url(url), ..self.clone() });
        }
        Ok(members)
    }

    fn base(&self, key: &str) -> Result<&Secret, Fault> {
        match &self.address {
            Address::Url(url) => Ok(url),
            _ => Err(Fault::new(format!("`{}` has `{key}` and no `url`", self.name))
                .hint("write the URL of a database of that server as `url:`")),
        }
    }

    /// The coordinator and the workers that its catalog names, those whose names match.
    async fn nodes(&self, glob: &GlobMatcher) -> Result<Vec<(Option<String>, Secret)>, Fault> {
        /// Those that take part, in their own order; the coordinator is its URL's.
        const WORKERS: &str = "SELECT nodename::text, nodeport::text FROM pg_catalog.pg_dist_node \
             WHERE isactive AND noderole::text = 'primary' AND groupid <> 0 ORDER BY groupid, nodeid";
        let base = self.base("nodes")?;
        if self.engine != Engine::Postgresql {
            return Err(Fault::new(format!("`{}`: only PostgreSQL has clusters of Citus", self.name))
                .hint("name databases with `databases:` or `urls:`"));
        }
        let mut connection = Connection::open(base.expose()).await?;
        let rows = connection.rows(WORKERS).await;
        connection.close().await;
        let rows = rows.map_err(|fault| {
            Fault::new(format!("`{}` has `nodes` and is no Citus cluster's coordinator", self.name))
                .detail(fault.message)
                .hint("name databases with `databases:` or `urls:`")
        })?;
        let workers = rows.iter().filter_map(|row| Some((row.text(0)?, row.text(1)?)));
        let workers = workers.map(|(host, port)| (format!("{host}:{port}"), with_host(base, host, port)));
        let all = std::iter::once(("coordinator".to_owned(), base.clone())).chain(workers);
        Ok(all.filter(|(name, _)| glob.is_match(name)).map(|(name, url)| (Some(name), url)).collect())
    }

    async fn names(&self, base: &Secret, ask: &str) -> Result<Vec<String>, Fault> {
        let mut connection = Connection::open(base.expose()).await?;
        let rows = connection.rows(ask).await;
        connection.close().await;
        Ok(rows?.iter().filter_map(|row| row.text(0)).map(str::to_owned).collect())
    }

    async fn asked(&self, control: &Secret, query: &str) -> Result<Vec<(Option<String>, Secret)>, Fault> {
        let mut connection = Connection::open(control.expose()).await?;
        let rows = connection.rows(query).await;
        connection.close().await;
        let rows = rows.map_err(|fault| Fault {
            message: format!("`urls_from` of `{}` cannot be asked: {}", self.name, fault.message),
            ..fault
        })?;
        let mut urls = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            // What it is instead is not shown: it may be a secret all the same.
            let url = row.text(0).filter(|text| text.contains("://")).ok_or_else(|| {
                Fault::new(format!("row {} of `urls_from` of `{}` is no URL", number + 1, self.name))
                    .hint("the first column holds URLs, the second, where there is one, names")
            })?;
            urls.push((row.text(1).map(str::to_owned), Secret::new(url)));
        }
        Ok(urls)
    }
}

/// A URL with another database in it.
fn with_database(url: &Secret, name: &str) -> Secret {
    let (address, query) = parted(url);
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let authority = rest.rsplit_once('/').map_or(rest, |(authority, _)| authority);
    Secret::new(format!("{scheme}://{authority}/{}{query}", percent::encode(name)))
}

/// A URL with another server in it, in place of all that says where the first is.
fn with_host(url: &Secret, host: &str, port: &str) -> Secret {
    let (address, query) = parted(url);
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let account = authority.rsplit_once('@').map_or_else(String::new, |(account, _)| format!("{account}@"));
    let places = ["host=", "hostaddr=", "port="];
    let kept = query.trim_start_matches('?').split('&').filter(|pair| !places.iter().any(|key| pair.starts_with(key)));
    let mut kept: Vec<String> = kept.filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
    let place = match host {
        // The folder of a socket.
        folder if folder.starts_with('/') => {
            kept.push(format!("host={}", percent::encode(folder)));
            format!("localhost:{port}")
        }
        name if name.contains(':') => format!("[{name}]:{port}"),
        name => format!("{}:{port}", percent::encode(name)),
    };
    let sign = if kept.is_empty() { "" } else { "?" };
    Secret::new(format!("{scheme}://{account}{place}/{database}{sign}{}", kept.join("&")))
}

/// A URL of which the sessions find and make things in one schema alone.
fn with_path(url: &Secret, schema: &str) -> Secret {
    let (address, query) = parted(url);
    let quoted = format!("\"{}\"", schema.replace('"', "\"\""));
    // Within the option, a backslash keeps a space from parting words.
    let escaped: String =
        quoted.chars().flat_map(|c| if c == ' ' || c == '\\' { vec!['\\', c] } else { vec![c] }).collect();
    let sign = if query.is_empty() { "?" } else { "&" };
    Secret::new(format!("{address}{query}{sign}options={}", percent::encode(&format!("-csearch_path={escaped}"))))
}

fn parted(url: &Secret) -> (&str, &str) {
    let text = url.expose();
    text.find('?').map_or((text, ""), |at| text.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_get_other_databases_and_paths() {
        let url = Secret::new("postgresql://u:p%40@h:1/old?sslmode=require");
        assert_eq!(with_database(&url, "a b/c").expose(), "postgresql://u:p%40@h:1/a%20b%2Fc?sslmode=require");
        assert_eq!(with_database(&Secret::new("mysql://u@h/x"), "y").expose(), "mysql://u@h/y");
        let elsewhere = |host: &str| with_host(&url, host, "7").expose().to_owned();
        assert_eq!(elsewhere("worker-1"), "postgresql://u:p%40@worker-1:7/old?sslmode=require");
        assert_eq!(elsewhere("::1"), "postgresql://u:p%40@[::1]:7/old?sslmode=require");
        assert_eq!(elsewhere("/a b"), "postgresql://u:p%40@localhost:7/old?sslmode=require&host=%2Fa%20b");
        let socket = Secret::new("postgresql://u@localhost:1/x?host=%2Frun");
        assert_eq!(with_host(&socket, "w", "7").expose(), "postgresql://u@w:7/x");
        assert_eq!(
            with_path(&url, "t 1").expose(),
            "postgresql://u:p%40@h:1/old?sslmode=require&options=-csearch_path%3D%22t%5C%201%22"
        );
    }
}
