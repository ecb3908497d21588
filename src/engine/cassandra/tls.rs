//! TLS to a cluster: what a URL says of it, in the words of the other engines' URLs, and what it asks of certificates.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

use crate::error::{Cause, Fault};

/// How long a node may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A question that every node answers before it is told who asks: OPTIONS of version 4 of the protocol.
const OPTIONS: [u8; 9] = [4, 0, 0, 0, 5, 0, 0, 0, 0];

/// The modes, in the words of PostgreSQL's URLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Disable,
    /// Nobody can listen, but anybody can answer; with `sslrootcert` as [`Mode::Ca`].
    Require,
    /// The certificate is signed by who is trusted.
    Ca,
    /// And it is of the host that the URL names, or of the address of another node.
    Full,
}

/// What a URL says of TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    mode: Option<Mode>,
    root: Option<PathBuf>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl Settings {
    /// Takes a parameter of a URL, decoded; whether it is one of TLS.
    pub(super) fn take(&mut self, key: &str, value: &str) -> Result<bool, &'static str> {
        match key {
            "sslmode" | "ssl-mode" => self.mode = Some(mode(value)?),
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" => self.root = Some(value.into()),
            "sslcert" | "ssl-cert" => self.certificate = Some(value.into()),
            "sslkey" | "ssl-key" => self.key = Some(value.into()),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// What is wrong with all of them together.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let named = self.root.is_some() || self.certificate.is_some() || self.key.is_some();
        if named && !self.is_on() {
            return Err(
                "`sslrootcert`, `sslcert` and `sslkey` are of use with `sslmode` alone: require, verify-ca or verify-full",
            );
        }
        if self.certificate.is_some() != self.key.is_some() {
            return Err("`sslcert` and `sslkey` go together: a client's certificate and its key");
        }
        Ok(())
    }

    pub(super) fn is_on(&self) -> bool {
        self.mode.is_some_and(|mode| mode != Mode::Disable)
    }

    /// What opens connections in this way. `hosts` are those of the URL, whose names a certificate may be of.
    pub(super) fn connector(&self, hosts: &[String]) -> Result<TlsConnector, Fault> {
        let provider = Arc::new(ring::default_provider());
        let names = hosts.iter().filter_map(|host| name(host).ok()).collect();
        let mode = match self.mode.unwrap_or_default() {
            Mode::Require if self.root.is_some() => Mode::Ca,
            mode => mode,
        };
        let trusted = match mode {
            Mode::Disable | Mode::Require => None,
            Mode::Ca | Mode::Full => {
                let roots = Arc::new(roots(self.root.as_deref())?);
                let built = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
                Some(built.map_err(|error| useless(self.root.as_deref(), &error.to_string()))?)
            }
        };
        let verifier = Verifier { trusted, names, mode, provider: Arc::clone(&provider) };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Fault::new("TLS cannot be set up").detail(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let config = match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                let chain = certificates(certificate)?;
                let secret = PrivateKeyDer::from_pem_slice(&read(key)?)
                    .map_err(|_| Fault::new(format!("{} holds no private key in PEM", key.display())).hint(PEM))?;
                config.with_client_auth_cert(chain, secret).map_err(|error| {
                    Fault::new(format!("{} and {} do not go together", certificate.display(), key.display()))
                        .detail(error.to_string())
                        .hint("`sslcert` and `sslkey` are a certificate and the key that it was made for")
                })?
            }
            _ => config.with_no_client_auth(),
        };
        Ok(TlsConnector::from(Arc::new(config)))
    }
}

const PEM: &str = "write it in PEM: it begins with -----BEGIN; keytool and openssl convert a keystore";

fn mode(word: &str) -> Result<Mode, &'static str> {
    Ok(match word.to_ascii_lowercase().as_str() {
        "disable" | "disabled" => Mode::Disable,
        "require" | "required" => Mode::Require,
        "verify-ca" | "verify_ca" => Mode::Ca,
        "verify-full" | "verify_identity" => Mode::Full,
        _ => {
            return Err("`sslmode` is disable, require, verify-ca or verify-full: a node does not negotiate it");
        }
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path).map_err(|error| {
        Fault::new(format!("cannot read {}, which the URL names", path.display()))
            .detail(error.to_string())
            .hint("`sslrootcert`, `sslcert` and `sslkey` are paths of files, from the folder that dbtool runs in")
    })
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(path)?).collect();
    let none = || Fault::new(format!("{} holds no certificate in PEM", path.display())).hint(PEM);
    found.ok().filter(|found| !found.is_empty()).ok_or_else(none)
}

/// Those who are trusted: of a file, or the system's.
fn roots(path: Option<&Path>) -> Result<RootCertStore, Fault> {
    let mut roots = RootCertStore::empty();
    match path {
        Some(path) => {
            for certificate in certificates(path)? {
                roots.add(certificate).map_err(|error| useless(Some(path), &error.to_string()))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Ok(roots)
}

fn useless(path: Option<&Path>, detail: &str) -> Fault {
    let whose = path.map_or_else(|| "the system".to_owned(), |path| path.display().to_string());
    Fault::new(format!("no certificates of authorities are to be had from {whose}"))
        .detail(detail.to_owned())
        .hint("name the file of the authority that signed the cluster's certificates: sslrootcert=FILE")
}

/// The host of `HOST:PORT` as certificates name it.
fn name(host: &str) -> Result<ServerName<'static>, String> {
    let bare = host.rsplit_once(':').map_or(host, |(bare, _)| bare);
    let bare = bare.trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(bare.to_owned()).map_err(|error| error.to_string())
}

/// Judges a node's certificate.
#[derive(Debug)]
struct Verifier {
    trusted: Option<Arc<WebPkiServerVerifier>>,
    names: Vec<ServerName<'static>>,
    mode: Mode,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(trusted) = &self.trusted else { return Ok(ServerCertVerified::assertion()) };
        let judged =
            |name: &ServerName<'_>| trusted.verify_server_cert(end_entity, intermediates, name, ocsp_response, now);
        let of_another = |error: &Error| {
            let Error::InvalidCertificate(error) = error else { return false };
            matches!(error, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. })
        };
        match judged(server_name) {
            Err(error) if of_another(&error) => match self.mode {
                Mode::Full => {
                    // The nodes that the URL does not name are known by their addresses alone.
                    let named = self.names.iter().any(|name| judged(name).is_ok());
                    if named && matches!(server_name, ServerName::IpAddress(_)) {
                        Ok(ServerCertVerified::assertion())
                    } else {
                        Err(error)
                    }
                }
                Mode::Disable | Mode::Require | Mode::Ca => Ok(ServerCertVerified::assertion()),
            },
            judged => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// What nobody can guess.
pub(super) fn secret() -> Result<String, Fault> {
    let mut bytes = [0; 16];
    let filled = ring::default_provider().secure_random.fill(&mut bytes);
    filled.map_err(|_| Fault::new("the system has no random numbers for TLS"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Connects to a node, `HOST:PORT`.
pub(super) async fn connect(connector: &TlsConnector, host: &str) -> std::io::Result<TlsStream<TcpStream>> {
    let name = name(host).map_err(std::io::Error::other)?;
    let stream = timeout(PATIENCE, TcpStream::connect(host)).await??;
    stream.set_nodelay(true)?;
    timeout(PATIENCE, connector.connect(name, stream)).await?
}

/// Whether a node answers in this way; what it says of a client's certificate comes with its first answer.
pub(super) async fn ask(connector: &TlsConnector, host: &str) -> std::io::Result<()> {
    let mut stream = connect(connector, host).await?;
    stream.write_all(&OPTIONS).await?;
    let mut answer = [0; 9];
    timeout(PATIENCE, stream.read_exact(&mut answer)).await??;
    Ok(())
}

/// What a connection failed of, for a person.
pub(super) fn explain(target: &str, error: &std::io::Error) -> Fault {
    let fault = Fault::new(format!("cannot connect to {target}")).of(Cause::Unreached);
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match tls {
        Some(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => fault
            .detail("its certificate is signed by nobody who is trusted")
            .hint("name the file of the authority that signed it: sslrootcert=FILE"),
        Some(Error::InvalidCertificate(
            reason @ (CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }),
        )) => fault
            .detail(format!("its certificate is of another host: {reason}"))
            .hint("write the host in the URL as the certificate names it; sslmode=verify-ca asks for no name"),
        Some(Error::InvalidCertificate(reason)) => {
            fault.detail(format!("its certificate is refused: {reason}")).hint("let the cluster have a certificate that is valid")
        }
        Some(Error::AlertReceived(alert)) => fault
            .detail(format!("the node broke TLS off: {alert:?}"))
            .hint("does it want a client's certificate that it trusts? sslcert=FILE and sslkey=FILE name one"),
        Some(other) => fault.detail(other.to_string()).hint(
            "does the node speak TLS there (client_encryption_options)? Where it does not, leave sslmode out of the URL",
        ),
        None if error.kind() == std::io::ErrorKind::UnexpectedEof || error.kind() == std::io::ErrorKind::ConnectionReset => fault
            .detail(error.to_string())
            .hint("does the node speak TLS there (client_encryption_options), and does it want a client's certificate (sslcert, sslkey)?"),
        None => fault
            .detail(error.to_string())
            .hint("is a Cassandra or ScyllaDB node running there? Check host and port"),
    }
}

/// Whether one of the hosts takes TLS and nothing else: asked where it answers nothing without.
pub(super) async fn is_wanted(hosts: &[String]) -> bool {
    let any = Settings { mode: Some(Mode::Require), ..Settings::default() };
    let Ok(connector) = any.connector(hosts) else { return false };
    for host in hosts {
        let spoken = match timeout(Duration::from_secs(3), connect(&connector, host)).await {
            Ok(Ok(_)) => true,
            Ok(Err(error)) => {
                let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
                matches!(tls, Some(Error::AlertReceived(_)))
            }
            Err(_) => false,
        };
        if spoken {
            return true;
        }
    }
    false
}
