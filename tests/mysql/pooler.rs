//! A proxy that lends sessions as poolers do in transaction mode: its clients share one session with the server,
//! each for as long as a transaction lasts. By way of it no lock of a session keeps anybody away.
//! The protocol: MySQL's manual, "Client/Server Protocol", of which packets end with an EOF packet here.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use libtest_mimic::Failed;

use super::support::{Flavour, Project, mysql};

/// TLS, compression, and answers that end without an EOF packet.
const NOT_OFFERED: u32 = 1 << 11 | 1 << 5 | 1 << 24;
const IN_TRANSACTION: u16 = 1;
const MORE_RESULTS: u16 = 8;
const COM_QUIT: u8 = 1;
const COM_PREPARE: u8 = 0x16;
const COM_CLOSE: u8 = 0x19;

/// The session that is shared, and what the server said when it began.
struct Shared {
    server: Mutex<TcpStream>,
    greeting: Vec<u8>,
}

/// A packet with its head: three bytes of length, one of its number.
fn packet(stream: &mut impl Read) -> Option<Vec<u8>> {
    let mut packet = vec![0; 4];
    stream.read_exact(&mut packet).ok()?;
    let length = usize::from(packet[0]) | usize::from(packet[1]) << 8 | usize::from(packet[2]) << 16;
    packet.resize(length + 4, 0);
    stream.read_exact(&mut packet[4..]).ok()?;
    Some(packet)
}

/// What the server offers, but for what this proxy cannot do.
fn fewer_offers(mut greeting: Vec<u8>) -> Vec<u8> {
    let version = 5 + greeting[5..].iter().position(|byte| *byte == 0).unwrap();
    // The number of the session, eight bytes of the challenge, a zero.
    let low = version + 1 + 4 + 8 + 1;
    for (at, shift) in [(low, 0), (low + 1, 8), (low + 5, 16), (low + 6, 24)] {
        greeting[at] &= !u8::try_from(NOT_OFFERED >> shift & 0xff).unwrap();
    }
    greeting
}

fn eof(packet: &[u8]) -> Option<u16> {
    (packet[4] == 0xfe && packet.len() < 13).then(|| u16::from_le_bytes([packet[7], packet[8]]))
}

/// A number as packets have it: one byte, or two, three or eight after a byte that says so; and what follows.
fn number(bytes: &[u8]) -> &[u8] {
    let length = match bytes[0] {
        0xfc => 3,
        0xfd => 4,
        0xfe => 9,
        _ => 1,
    };
    &bytes[length..]
}

/// Passes on the answer to a statement; whether a transaction is open after it.
fn answer(server: &mut TcpStream, client: &mut TcpStream) -> Option<bool> {
    loop {
        let mut next = || {
            let packet = packet(server)?;
            client.write_all(&packet).ok()?;
            Some(packet)
        };
        let first = next()?;
        let status = match first[4] {
            0xff => return Some(false),
            0 => {
                let rest = number(number(&first[5..]));
                u16::from_le_bytes([rest[0], rest[1]])
            }
            _ => {
                while eof(&next()?).is_none() {}
                loop {
                    let row = next()?;
                    if let Some(status) = eof(&row) {
                        break status;
                    }
                    if row[4] == 0xff {
                        return Some(false);
                    }
                }
            }
        };
        if status & MORE_RESULTS == 0 {
            return Some(status & IN_TRANSACTION != 0);
        }
    }
}

/// Passes on what is said of a statement that is prepared.
fn prepared(server: &mut TcpStream, client: &mut TcpStream) -> Option<()> {
    let first = packet(server)?;
    client.write_all(&first).ok()?;
    if first[4] == 0xff {
        return Some(());
    }
    for count in [&first[9..11], &first[11..13]] {
        if count != [0, 0] {
            loop {
                let packet = packet(server)?;
                client.write_all(&packet).ok()?;
                if eof(&packet).is_some() {
                    break;
                }
            }
        }
    }
    Some(())
}

fn serve(client: &mut TcpStream, shared: &Shared) -> Option<()> {
    client.write_all(&shared.greeting).ok()?;
    let answered = packet(client)?;
    let done = [7, 0, 0, answered[3] + 1, 0, 0, 0, 2, 0, 0, 0];
    client.write_all(&done).ok()?;
    loop {
        let mut question = packet(client)?;
        // The session is this client's until its transaction ends.
        let mut server = shared.server.lock().unwrap();
        loop {
            let open = match question[4] {
                COM_QUIT => return None,
                COM_CLOSE => server.write_all(&question).ok().map(|()| false)?,
                COM_PREPARE => {
                    server.write_all(&question).ok()?;
                    prepared(&mut server, client)?;
                    false
                }
                _ => {
                    server.write_all(&question).ok()?;
                    answer(&mut server, client)?
                }
            };
            if !open {
                break;
            }
            question = packet(client)?;
        }
    }
}

/// In front of a database of a server whose root has no password: the port that it listens at.
fn pooler(port: u16, database: &str) -> u16 {
    let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let greeting = fewer_offers(packet(&mut server).unwrap());
    // Protocol 4.1, a database, more statements and results at once, plugins, transactions, long passwords.
    let flags: u32 = 1 | 1 << 3 | 1 << 9 | 1 << 13 | 1 << 15 | 1 << 16 | 1 << 17 | 1 << 19;
    let mut login = flags.to_le_bytes().to_vec();
    login.extend((1_u32 << 24).to_le_bytes());
    login.push(45);
    login.extend([0; 23]);
    login.extend(b"root\0\0");
    login.extend(database.as_bytes());
    login.extend(b"\0mysql_native_password\0");
    let mut message = u32::try_from(login.len()).unwrap().to_le_bytes().to_vec();
    message[3] = 1;
    message.extend(login);
    server.write_all(&message).unwrap();
    // Asked for another way to say nothing, the same is said.
    loop {
        let said = packet(&mut server).unwrap();
        assert_ne!(said[4], 0xff, "the server refused the proxy: {}", String::from_utf8_lossy(&said[4..]));
        match said[4] {
            0 => break,
            0xfe => server.write_all(&[0, 0, 0, said[3] + 1]).unwrap(),
            _ => {}
        }
    }
    let shared = Arc::new(Shared { server: Mutex::new(server), greeting });
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(mut client), shared) = (client, Arc::clone(&shared)) else { return };
            std::thread::spawn(move || serve(&mut client, &shared));
        }
    });
    port
}

/// What lends sessions is refused by what changes something, and by nothing else.
pub fn pooled(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let direct = server.database("pooled", "");
    let lent = format!("mysql://root@127.0.0.1:{}/pooled?ssl-mode=disabled", pooler(server.port(), "pooled"));
    let project = Project::new(&[("migrations/1_users.up.sql", "CREATE TABLE users (id int);\n")]);
    let said = project.dbtool(&["migrate", "up", "--migrations", "migrations", "--url", &lent]).failed(1);
    assert!(said.contains("a pooler lends this connection another session"), "{said}");
    assert_eq!(server.texts("pooled", "SHOW TABLES"), [""; 0]);
    let told = project.dbtool(&["migrate", "status", "--migrations", "migrations", "--url", &lent]).ok();
    assert!(told.contains("pending"), "{told}");
    project.dbtool(&["migrate", "up", "--migrations", "migrations", "--url", &direct]).ok();
    assert_eq!(server.texts("pooled", "SHOW TABLES LIKE 'users'"), ["users"]);
    // There is nothing left to do, and so nothing to be kept away from.
    project.dbtool(&["migrate", "up", "--migrations", "migrations", "--url", &lent]).ok();
    Ok(())
}

/// A migration that gives all locks back is told so, and no later one runs without the lock.
pub fn unlocked(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let url = server.database("unlocked", "");
    let project = Project::new(&[
        (
            "dbtool.yaml",
            &format!("targets:\n  app:\n    engine: mysql\n    url: '{url}'\n    migrations: migrations\n"),
        ),
        ("migrations/1_a.up.sql", "CREATE TABLE a (id int);\nDO RELEASE_ALL_LOCKS();\n"),
        ("migrations/2_b.up.sql", "CREATE TABLE b (id int);\n"),
    ]);
    let said = project.dbtool(&["migrate", "up"]).failed(1);
    assert!(said.contains("the lock that keeps other runners away was lost"), "{said}");
    assert!(said.contains("no migration may call RELEASE_ALL_LOCKS"), "{said}");
    assert_eq!(server.texts("unlocked", "SHOW TABLES LIKE 'b'"), [""; 0]);
    Ok(())
}
