//! TLS around the driver. What it has of its own comes with a second cryptographic library, and takes a certificate by
//! a node's address alone; so it is given a door on the loopback for each node, behind which the connection goes on in
//! TLS. A door lets nobody in but this session: who does not say its secret with the first message is sent away.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use scylla::client::SelfIdentity;
use scylla::client::session_builder::SessionBuilder;
use scylla::errors::TranslationError;
use scylla::policies::address_translator::{AddressTranslator, UntranslatedPeer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

use super::tls;
use crate::error::Fault;

/// The messages that come before a session is known, by their codes.
const STARTUP: u8 = 1;
const OPTIONS: u8 = 5;

/// How long such a message may be.
const LONGEST: usize = 64 * 1024;

/// The option of a session's first message that holds the secret.
const SECRET: &str = "CLIENT_ID";

/// The doors of a session. They are shut when it ends.
struct Relay {
    connector: TlsConnector,
    secret: Arc<str>,
    /// The port of nodes that the URL does not name.
    port: u16,
    open: Mutex<Doors>,
}

#[derive(Default)]
struct Doors {
    by_node: BTreeMap<String, SocketAddr>,
    work: JoinSet<()>,
}

/// A builder of a session that goes to the hosts of a URL in TLS.
///
/// # Errors
/// When what the URL names cannot be read, or no host answers so.
pub(super) async fn around(
    builder: SessionBuilder,
    settings: &tls::Settings,
    hosts: &[String],
    target: &str,
) -> Result<SessionBuilder, Fault> {
    let connector = settings.connector(hosts)?;
    let (mut reached, mut failed) = (Vec::new(), None);
    for host in hosts {
        match tls::ask(&connector, host).await {
            Ok(()) => reached.push(host),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    if let (true, Some(error)) = (reached.is_empty(), &failed) {
        return Err(tls::explain(target, error));
    }
    let secret = tls::secret()?;
    let relay = Relay::new(connector, &secret, hosts);
    let mut doors = Vec::new();
    for host in reached {
        doors.push(relay.door(host).await.map_err(|error| {
            Fault::new("cannot listen on the loopback, where TLS to Cassandra begins").detail(error.to_string())
        })?);
    }
    Ok(builder
        .known_nodes_addr(doors)
        .address_translator(Arc::new(relay))
        // Another port of ScyllaDB's has no door.
        .disallow_shard_aware_port(true)
        .custom_identity(SelfIdentity::new().with_client_id(secret)))
}

impl Relay {
    /// `secret` is what the session says first.
    fn new(connector: TlsConnector, secret: &str, hosts: &[String]) -> Self {
        let port = hosts.first().and_then(|host| host.rsplit_once(':')).and_then(|(_, port)| port.parse().ok());
        Self { connector, secret: secret.into(), port: port.unwrap_or(9042), open: Mutex::default() }
    }

    /// The door to a node, `HOST:PORT`.
    async fn door(&self, node: &str) -> std::io::Result<SocketAddr> {
        let mut open = self.open.lock().await;
        if let Some(there) = open.by_node.get(node) {
            return Ok(*there);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (connector, secret, to) = (self.connector.clone(), Arc::clone(&self.secret), node.to_owned());
        open.work.spawn(async move {
            let mut inside = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (connector, secret, to) = (connector.clone(), Arc::clone(&secret), to.clone());
                inside.spawn(async move {
                    // The driver sees that its connection ended, and tries again or says so.
                    let _ = pass(stream, &connector, &to, &secret).await;
                });
                while inside.try_join_next().is_some() {}
            }
        });
        open.by_node.insert(node.to_owned(), address);
        Ok(address)
    }
}

#[async_trait::async_trait]
impl AddressTranslator for Relay {
    async fn translate_address(&self, peer: &UntranslatedPeer) -> Result<SocketAddr, TranslationError> {
        let address = peer.untranslated_address();
        // The driver takes a node to listen where the first one does, and that was a door.
        let node = SocketAddr::new(address.ip(), self.port).to_string();
        self.door(&node).await.map_err(|_| TranslationError::NoRuleForAddress(address))
    }
}

/// Carries what both sides say.
async fn pass(mut near: TcpStream, connector: &TlsConnector, node: &str, secret: &str) -> std::io::Result<()> {
    near.set_nodelay(true)?;
    let mut far = tls::connect(connector, node).await?;
    if admit(&mut near, &mut far, secret).await? {
        tokio::io::copy_bidirectional(&mut near, &mut far).await?;
    }
    Ok(())
}

/// Carries the first messages, with their answers, until the secret was said; whether it was.
async fn admit<N, F>(near: &mut N, far: &mut F, secret: &str) -> std::io::Result<bool>
where
    N: AsyncRead + AsyncWrite + Unpin,
    F: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        let Some(asked) = message(near).await? else { return Ok(false) };
        let known = match asked.get(4) {
            Some(&OPTIONS) => false,
            Some(&STARTUP) if option(asked.get(9..).unwrap_or_default(), SECRET) == Some(secret.as_bytes()) => true,
            _ => return Ok(false),
        };
        far.write_all(&asked).await?;
        far.flush().await?;
        if known {
            return Ok(true);
        }
        let Some(answer) = message(far).await? else { return Ok(false) };
        near.write_all(&answer).await?;
    }
}

/// One message: version, flags, stream, code, length and body; none where it is longer than any of the first.
async fn message<S: AsyncRead + Unpin>(from: &mut S) -> std::io::Result<Option<Vec<u8>>> {
    let mut head = [0; 9];
    from.read_exact(&mut head).await?;
    let [_, _, _, _, _, length @ ..] = head;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > LONGEST {
        return Ok(None);
    }
    let mut whole = head.to_vec();
    whole.resize(head.len() + length, 0);
    from.read_exact(whole.get_mut(head.len()..).unwrap_or_default()).await?;
    Ok(Some(whole))
}

/// The value of an option of a session's first message: a map of texts, each with its length before it.
fn option<'a>(mut body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    fn number(body: &mut &[u8]) -> Option<usize> {
        let (number, rest) = body.split_first_chunk()?;
        *body = rest;
        Some(usize::from(u16::from_be_bytes(*number)))
    }
    fn text<'a>(body: &mut &'a [u8]) -> Option<&'a [u8]> {
        let length = number(body)?;
        let (text, rest) = body.split_at_checked(length)?;
        *body = rest;
        Some(text)
    }
    for _ in 0..number(&mut body)? {
        let (key, value) = (text(&mut body)?, text(&mut body)?);
        if key == name.as_bytes() {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn startup(id: &str) -> Vec<u8> {
        let mut body = vec![0, 2];
        for text in ["CQL_VERSION", "4.0.0", SECRET, id] {
            body.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
            body.extend(text.as_bytes());
        }
        let mut whole = vec![4, 0, 0, 0, STARTUP];
        whole.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        whole.extend(body);
        whole
    }

    /// What comes of the messages of a client, and what of them reaches the node.
    async fn asked(messages: &[Vec<u8>]) -> (bool, Vec<u8>) {
        let (mut client, mut near) = tokio::io::duplex(1 << 20);
        let (mut far, mut node) = tokio::io::duplex(1 << 20);
        for message in messages {
            client.write_all(message).await.unwrap();
        }
        client.shutdown().await.unwrap();
        node.write_all(&[0x84, 0, 0, 0, 6, 0, 0, 0, 2, 0, 0]).await.unwrap();
        let admitted = admit(&mut near, &mut far, "secret").await.unwrap_or(false);
        drop(far);
        let mut reached = Vec::new();
        node.read_to_end(&mut reached).await.unwrap();
        (admitted, reached)
    }

    #[tokio::test]
    async fn a_door_lets_in_who_says_the_secret() {
        let options = vec![4, 0, 0, 0, OPTIONS, 0, 0, 0, 0];
        let all = [options.clone(), startup("secret")];
        assert_eq!(asked(&all).await, (true, all.concat()));
        assert_eq!(asked(&[startup("secret")]).await, (true, startup("secret")));
        for wrong in ["", "secre", "secret2"] {
            assert_eq!(asked(&[options.clone(), startup(wrong)]).await, (false, options.clone()));
        }
        // A query, what is too long, and what ends in its midst.
        assert_eq!(asked(&[vec![4, 0, 0, 0, 7, 0, 0, 0, 0]]).await, (false, Vec::new()));
        assert_eq!(asked(&[vec![4, 0, 0, 0, OPTIONS, 9, 9, 9, 9]]).await, (false, Vec::new()));
        let whole = startup("secret");
        for end in 0..whole.len() {
            assert!(!asked(&[whole[..end].to_vec()]).await.0);
            assert!(option(&whole[9.min(end)..end], SECRET).is_none());
        }
    }
}
