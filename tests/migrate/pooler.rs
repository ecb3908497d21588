//! A pooler as PgBouncer is in transaction mode: its clients share one session with the server, each
//! for as long as a transaction lasts.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};

use sqlx::postgres::PgConnectOptions;

pub struct Pooler {
    url: String,
}

trait Stream: Read + Write + Send {}

impl Stream for TcpStream {}

impl Stream for UnixStream {}

/// The session that is shared, and what the server said when it began.
struct Shared {
    server: Mutex<Box<dyn Stream>>,
    greeting: Vec<u8>,
}

impl Pooler {
    /// In front of a database of a server that asks for no password.
    pub fn new(url: &str) -> Self {
        let options: PgConnectOptions = url.parse().unwrap();
        let (user, database) = (options.get_username().to_owned(), options.get_database().unwrap().to_owned());
        let mut server: Box<dyn Stream> = match options.get_socket() {
            Some(folder) => {
                let socket = folder.join(format!(".s.PGSQL.{}", options.get_port()));
                Box::new(UnixStream::connect(socket).unwrap())
            }
            None => Box::new(TcpStream::connect((options.get_host(), options.get_port())).unwrap()),
        };
        let mut start = 196_608_i32.to_be_bytes().to_vec();
        for word in ["user", &user, "database", &database] {
            start.extend(word.as_bytes());
            start.push(0);
        }
        start.push(0);
        server.write_all(&i32::try_from(start.len() + 4).unwrap().to_be_bytes()).unwrap();
        server.write_all(&start).unwrap();
        let (greeting, _) = until_ready(&mut server, |_| ());
        let shared = Arc::new(Shared { server: Mutex::new(server), greeting });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), shared) = (client, Arc::clone(&shared)) else { return };
                std::thread::spawn(move || serve(client, &shared));
            }
        });
        Self { url: format!("postgresql://{user}@127.0.0.1:{port}/{database}?sslmode=disable") }
    }

    pub fn url(&self) -> String {
        self.url.clone()
    }
}

/// Reads messages to the one that says that the server is ready, and in which state.
fn until_ready(server: &mut Box<dyn Stream>, mut pass: impl FnMut(&[u8])) -> (Vec<u8>, u8) {
    let mut all = Vec::new();
    loop {
        let message = message(server).unwrap();
        pass(&message);
        all.extend(&message);
        if message[0] == b'Z' {
            return (all, message[5]);
        }
    }
}

fn message(stream: &mut dyn Read) -> Option<Vec<u8>> {
    let mut head = [0; 5];
    stream.read_exact(&mut head).ok()?;
    let length = usize::try_from(i32::from_be_bytes([head[1], head[2], head[3], head[4]])).unwrap();
    let mut message = head.to_vec();
    message.resize(length + 1, 0);
    stream.read_exact(&mut message[5..]).ok()?;
    Some(message)
}

fn serve(mut client: TcpStream, shared: &Shared) {
    let mut length = [0; 4];
    if client.read_exact(&mut length).is_err() {
        return;
    }
    let mut start = vec![0; usize::try_from(i32::from_be_bytes(length)).unwrap() - 4];
    client.read_exact(&mut start).unwrap();
    client.write_all(&shared.greeting).unwrap();
    loop {
        let Some(mut question) = message(&mut client) else { return };
        // The session is this client's until its transaction ends.
        let mut server = shared.server.lock().unwrap();
        loop {
            if question[0] == b'X' {
                return;
            }
            server.write_all(&question).unwrap();
            // Simple queries and the last of a series of others are answered with "ready".
            if [b'Q', b'S'].contains(&question[0]) {
                let (_, state) = until_ready(&mut server, |answer| client.write_all(answer).unwrap());
                if state == b'I' {
                    break;
                }
            }
            let Some(next) = message(&mut client) else {
                // A client that is gone leaves no transaction behind.
                let rollback = b"Q\0\0\0\x0dROLLBACK\0";
                server.write_all(rollback).unwrap();
                until_ready(&mut server, |_| ());
                return;
            };
            question = next;
        }
    }
}
