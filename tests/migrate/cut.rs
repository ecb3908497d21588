//! A connection that is cut after every message, before and after the server has it: the next run ends
//! where an undisturbed one does.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use dbtool::engine::Connection;
use dbtool::error::Fault;
use dbtool::migrate::{self, Settings, UpOptions};
use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;

use super::files::folder;
use super::server::{Database, run};
use crate::support::{Flavour, block_on, mysql};

/// Where a proxy cuts.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// The message that the client sends does not reach the server.
    Before,
    /// It does, and its answer does not reach the client.
    After,
    /// Half of it does.
    Half,
    /// All of it does, and half of the answer's first part reaches the client.
    HalfAnswer,
    /// From there on nothing passes on this connection, either way, and both its ends stay open.
    Silent,
    /// The same on this connection and on all that come after.
    Deaf,
    /// Nothing is cut: everything passes late and in two parts.
    Late,
}

/// Passes on what client and server say, for so many messages of all clients.
struct Proxy {
    port: u16,
    count: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Drop for Proxy {
    /// What was kept open comes to its end.
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
    }
}

#[derive(Clone)]
enum Server {
    Socket(std::path::PathBuf),
    Port(u16),
}

trait Side: Read + Write + Send {
    fn again(&self) -> Box<dyn Side>;
    fn end(&self);
}

impl Side for TcpStream {
    fn again(&self) -> Box<dyn Side> {
        Box::new(self.try_clone().unwrap())
    }
    fn end(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Side for UnixStream {
    fn again(&self) -> Box<dyn Side> {
        Box::new(self.try_clone().unwrap())
    }
    fn end(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Server {
    fn connect(&self) -> Box<dyn Side> {
        match self {
            Server::Socket(path) => Box::new(UnixStream::connect(path).unwrap()),
            Server::Port(port) => Box::new(TcpStream::connect(("127.0.0.1", *port)).unwrap()),
        }
    }
}

impl Proxy {
    fn new(server: Server, most: usize, cut: Cut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let count = Arc::new(AtomicUsize::new(0));
        let (counted, over) = (Arc::clone(&count), Arc::<AtomicBool>::default());
        let done = Arc::clone(&over);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), server) = (client, server.connect()) else { return };
                let (counted, done) = (Arc::clone(&counted), Arc::clone(&done));
                std::thread::spawn(move || pass(Box::new(client), server, most, cut, &counted, &done));
            }
        });
        Self { port, count, over }
    }
}

/// Says no more on either side, and waits until nobody needs that.
fn hold(over: &AtomicBool) {
    while !over.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Writes a part as the network may: in two, with a while between them.
fn late(side: &mut dyn Side, part: &[u8]) -> std::io::Result<()> {
    let (one, other) = part.split_at(part.len() / 2);
    for half in [one, other] {
        std::thread::sleep(Duration::from_millis(2));
        side.write_all(half)?;
        side.flush()?;
    }
    Ok(())
}

fn pass(
    mut client: Box<dyn Side>,
    mut server: Box<dyn Side>,
    most: usize,
    cut: Cut,
    counted: &AtomicUsize,
    over: &Arc<AtomicBool>,
) {
    let (mut answers, mut back) = (server.again(), client.again());
    let silent = Arc::new(AtomicBool::new(false));
    let (quiet, done) = (Arc::clone(&silent), Arc::clone(over));
    std::thread::spawn(move || {
        let mut buffer = [0; 65_536];
        while let Ok(length @ 1..) = answers.read(&mut buffer) {
            let part = &buffer[..length];
            if quiet.load(Ordering::SeqCst) {
                match cut {
                    Cut::Silent | Cut::Deaf => hold(&done),
                    Cut::HalfAnswer => drop(back.write_all(&part[..length / 2])),
                    Cut::Before | Cut::After | Cut::Half | Cut::Late => {}
                }
                break;
            }
            let written = if matches!(cut, Cut::Late) { late(&mut *back, part) } else { back.write_all(part) };
            if written.is_err() {
                break;
            }
        }
        back.end();
    });
    let mut buffer = [0; 65_536];
    while let Ok(length @ 1..) = client.read(&mut buffer) {
        let part = &buffer[..length];
        let number = counted.fetch_add(1, Ordering::SeqCst);
        // Of what is lost for one connection alone others know nothing.
        let last = if matches!(cut, Cut::Silent) { number == most } else { number >= most };
        silent.store(last, Ordering::SeqCst);
        let written = match cut {
            Cut::Silent | Cut::Deaf if last => {
                hold(over);
                break;
            }
            Cut::Before if last => break,
            Cut::Half if last => server.write_all(&part[..length / 2]),
            Cut::Late => late(&mut *server, part),
            _ => server.write_all(part),
        };
        if written.is_err() || last {
            // The server has it, and does it: it is only the client that does not learn of it.
            std::thread::sleep(Duration::from_millis(if last { 60 } else { 0 }));
            break;
        }
    }
    client.end();
    server.end();
}

/// Runs through a proxy that cuts at each message in turn, then once more without; gives how often.
fn everywhere(
    server: &Server,
    url: &dyn Fn(u16) -> String,
    migrations: &Path,
    fresh: &mut dyn FnMut() -> Box<dyn Fn() -> (String, String)>,
) -> usize {
    let whole = fresh();
    let through = Proxy::new(server.clone(), usize::MAX, Cut::Before);
    let (direct, _) = whole();
    run(&with(&direct, &url(through.port)), migrations, "up").ok();
    let (_, expected) = whole();
    let messages = through.count.load(Ordering::SeqCst);
    assert!(messages > 10, "{messages}");
    let mut failed = 0;
    // Late and in parts, it goes as ever.
    let state = fresh();
    let proxy = Proxy::new(server.clone(), usize::MAX, Cut::Late);
    run(&with(&state().0, &url(proxy.port)), migrations, "up").ok();
    assert_eq!(state().1, expected);
    for (cut, each) in [(Cut::Before, 1), (Cut::After, 1), (Cut::Half, 6), (Cut::HalfAnswer, 6)] {
        for most in (0..messages).step_by(each) {
            let state = fresh();
            let (direct, _) = state();
            let proxy = Proxy::new(server.clone(), most, cut);
            let broken = run(&with(&direct, &url(proxy.port)), migrations, "up");
            failed += usize::from(broken.code != Some(0));
            // The server may still be at it for a moment: the lock is waited for.
            run(&direct, migrations, "up --wait 20s").ok();
            assert_eq!(state().1, expected, "cut {cut:?} at {most} of {messages}: {}", broken.stderr);
        }
    }
    failed
}

/// Runs through a proxy that falls silent and leaves both ends open: the run ends by itself, and the next one where
/// an undisturbed one does.
fn fallen_silent(
    server: &Server,
    url: &dyn Fn(u16) -> String,
    migrations: &Path,
    fresh: &mut dyn FnMut() -> Box<dyn Fn() -> (String, String)>,
) {
    let whole = fresh();
    let through = Proxy::new(server.clone(), usize::MAX, Cut::Before);
    let (direct, _) = whole();
    assert!(silenced(&with(&direct, &url(through.port)), migrations).is_ok());
    let (_, expected) = whole();
    let messages = through.count.load(Ordering::SeqCst);
    let mut lost = 0;
    for cut in [Cut::Silent, Cut::Deaf] {
        for most in [messages / 3, messages / 2, messages - 4] {
            let state = fresh();
            let (direct, _) = state();
            let proxy = Proxy::new(server.clone(), most, cut);
            let start = Instant::now();
            let ended = silenced(&with(&direct, &url(proxy.port)), migrations);
            assert!(start.elapsed() < Duration::from_secs(60), "{cut:?} at {most}: {:?}", start.elapsed());
            if let Err(fault) = ended {
                let told = ["is lost", "has ended this session", "has not answered", "no answer within"];
                assert!(told.iter().any(|words| fault.to_string().contains(words)), "{cut:?} at {most}: {fault}");
                lost += 1;
            }
            drop(proxy);
            run(&direct, migrations, "up --wait 20s").ok();
            assert_eq!(state().1, expected, "{cut:?} at {most} of {messages}");
        }
    }
    // What takes its leave needs no answer.
    assert!(lost > 3, "{lost} of 6 runs were lost");
}

/// A run that takes a server for lost after three seconds.
fn silenced(url: &str, migrations: &Path) -> Result<(), Fault> {
    let folder = super::server::read(migrations);
    block_on(async {
        let mut session = Connection::open(url).await?;
        let settings = Settings { silence: Some(Duration::from_secs(3)), ..Settings::default() };
        let options = UpOptions { settings, ..UpOptions::default() };
        let ended = migrate::up_beside(&mut session, Some(url), &folder, &options, &super::server::QUIET).await;
        drop(session);
        ended.map(|_| ())
    })
}

/// The proxy's address with the database of a URL.
fn with(direct: &str, proxy: &str) -> String {
    let (address, _) = direct.split_once('?').unwrap_or((direct, ""));
    format!("{proxy}/{}", address.rsplit_once('/').unwrap().1)
}

fn steps() -> TempDir {
    folder(&[
        (
            "1_t.up.sql",
            "CREATE TABLE t (c int);\nINSERT INTO t SELECT g FROM generate_series(1, 50) g;\nCREATE TYPE e AS ENUM ('a');",
        ),
        ("2_i.up.sql", "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (c);"),
        ("3_e.up.sql", "-- no-transaction\nALTER TYPE e ADD VALUE 'b';"),
        ("4_d.up.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY i;"),
        ("5_u.up.sql", "CREATE TABLE u (e e);\nINSERT INTO u VALUES ('b');"),
    ])
}

#[test]
fn postgresql_at_every_message() {
    let folder = steps();
    let any = Database::new();
    let options: PgConnectOptions = any.url().parse().unwrap();
    let server = match options.get_socket() {
        Some(folder) => Server::Socket(folder.join(format!(".s.PGSQL.{}", options.get_port()))),
        None => Server::Port(options.get_port()),
    };
    let user = options.get_username().to_owned();
    let mut fresh = || -> Box<dyn Fn() -> (String, String)> {
        let database = Database::new();
        Box::new(move || {
            let all = "SELECT coalesce(string_agg(line, E'\\n' ORDER BY line), '') FROM (\
                SELECT relname || relkind::text || coalesce(indisvalid::text, '') FROM pg_class LEFT JOIN pg_index ON indexrelid = oid \
                WHERE relnamespace = 'public'::regnamespace \
                UNION ALL SELECT enumtypid::regtype || enumlabel FROM pg_enum \
                UNION ALL SELECT 'rows ' || n_live FROM (SELECT count(*) AS n_live FROM pg_stat_user_tables) x) AS l(line)";
            let history = "SELECT coalesce(string_agg(version || description || success || encode(checksum, 'hex'), ',' ORDER BY version), '') \
                FROM _sqlx_migrations";
            let there = block_on(database.text("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")) == "t";
            let history = if there { block_on(database.text(history)) } else { String::new() };
            (database.url(), format!("{}\n{history}", block_on(database.text(all))))
        })
    };
    let url = |port: u16| format!("postgresql://{user}@127.0.0.1:{port}");
    let failed = everywhere(&server, &url, folder.path(), &mut fresh);
    assert!(failed > 30, "{failed} runs were cut");
    fallen_silent(&server, &url, folder.path(), &mut fresh);
}

#[test]
fn mysql_at_every_message() {
    let folder = folder(&[
        (
            "1_t.up.sql",
            "CREATE TABLE t (c int);\nCREATE TABLE u (c int);\nALTER TABLE t ADD COLUMN d int, ADD INDEX i (d);",
        ),
        ("2_u.up.sql", "SET SESSION sql_mode = '';\nRENAME TABLE u TO v;\nDROP INDEX i ON t;"),
    ]);
    let Some(server) = mysql(Flavour::Mysql) else { return };
    let base = server.url("x");
    let port: u16 = base.rsplit_once(':').unwrap().1.split('/').next().unwrap().parse().unwrap();
    let user = base.split_once("://").unwrap().1.split('@').next().unwrap().to_owned();
    let mut number = 0;
    let mut fresh = || -> Box<dyn Fn() -> (String, String)> {
        number += 1;
        let name = format!("cut_{number}");
        let url = server.database(&name, "");
        Box::new(move || (url.clone(), server.shown(&name)))
    };
    let url = |port: u16| format!("mysql://{user}@127.0.0.1:{port}");
    let failed = everywhere(&Server::Port(port), &url, folder.path(), &mut fresh);
    assert!(failed > 20, "{failed} runs were cut");
    fallen_silent(&Server::Port(port), &url, folder.path(), &mut fresh);
}
