//! The builds of PostgreSQL that can be fetched, each with the checksum it must have.
//!
//! They are zonky's `embedded-postgres-binaries`: relocatable trees of the server and contrib,
//! without clients. One build for each major version and platform, the newest one published for it.

/// A build that can be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// The platform, as the artifact's name says it.
    pub platform: &'static str,
    /// The major version.
    pub major: u32,
    /// The artifact's version.
    pub version: &'static str,
    /// The SHA-256 of the artifact, as published beside it and checked after each download.
    pub sha256: &'static str,
}

/// The major version that is fetched where none is asked for.
pub const PREFERRED: u32 = 17;

/// The builds for this platform, oldest first; none where there are none.
pub fn here() -> impl Iterator<Item = &'static Build> {
    let platform = platform();
    BUILDS.iter().filter(move |build| Some(build.platform) == platform)
}

fn platform() -> Option<&'static str> {
    let musl = cfg!(target_env = "musl");
    match (std::env::consts::OS, std::env::consts::ARCH) {
        // A static musl build of dbtool runs on glibc too: what the machine has is what counts.
        ("linux", "x86_64") if musl && std::path::Path::new("/lib/ld-musl-x86_64.so.1").exists() => {
            Some("linux-amd64-alpine")
        }
        ("linux", "x86_64") => Some("linux-amd64"),
        ("linux", "aarch64") => Some("linux-arm64v8"),
        ("macos", "x86_64") => Some("darwin-amd64"),
        ("macos", "aarch64") => Some("darwin-arm64v8"),
        ("windows", "x86_64") => Some("windows-amd64"),
        _ => None,
    }
}

#[rustfmt::skip]
const BUILDS: &[Build] = &[
    Build { platform: "darwin-amd64", major: 14, version: "14.22.0", sha256: "846e5bb797f372c8e370df51e4151f4e4237058e8c27cfcaf62aa93203a4c5b0" },
    Build { platform: "darwin-amd64", major: 15, version: "15.19.0", sha256: "11d0a55e26f4c74c6ea6c72c5e4e6ac959b29a06cc6da5e5ac8162f9fd9f8055" },
    Build { platform: "darwin-amd64", major: 16, version: "16.15.0", sha256: "1229188b99515d2160d5cb6222bc96d9c5f3a248268df3bc2dfe0047e6c233d8" },
    Build { platform: "darwin-amd64", major: 17, version: "17.11.0", sha256: "d464ff178e9860ba204662ac23fa547504b7fd392392ff2fb92e3fd73b5bdb64" },
    Build { platform: "darwin-amd64", major: 18, version: "18.6.0", sha256: "690941008aac9ee360820fde9bb7870a4f3dcac5e9e2f9e45e42333a436ad0f9" },
    Build { platform: "darwin-arm64v8", major: 14, version: "14.23.0", sha256: "b3afa06270a5db96748ded366b9af590b29035ce16677e88c8ab65d0c455f613" },
    Build { platform: "darwin-arm64v8", major: 15, version: "15.19.0", sha256: "9bfc44d3f50298bb14fa125da4b67a36f382f8134ab2fc95349b72bcd5ec4e87" },
    Build { platform: "darwin-arm64v8", major: 16, version: "16.15.0", sha256: "65b953905f0a4d46030767a6b44a52360170d69a7985f1b02aa435f2f6256a83" },
    Build { platform: "darwin-arm64v8", major: 17, version: "17.11.0", sha256: "a1c2786acb0c398f9b2d76806fc52f5dc8b222cbc8e9383a9b9702084daaf3a5" },
    Build { platform: "darwin-arm64v8", major: 18, version: "18.4.0", sha256: "ab698c4486a795d2aa8a158b3a41e1201a77e7ff72a6255094cd5900080853c2" },
    Build { platform: "linux-amd64", major: 12, version: "12.22.0", sha256: "f50ddff3308a65e2423ecfd94aefc200d7fe7e2a24d45c6aadb0a6cfbe9284c4" },
    Build { platform: "linux-amd64", major: 13, version: "13.23.0", sha256: "0713b8a6dbe13440718ea789eefca6ae562b004bc0541d9c21d20300529c1db2" },
    Build { platform: "linux-amd64", major: 14, version: "14.24.0", sha256: "2722d05eb22c671104c9918d59d8ba9f5656898f5452a0207bb4cce21eef5dc4" },
    Build { platform: "linux-amd64", major: 15, version: "15.19.0", sha256: "95f0b66fe72d4ca66c815773c44cb1196ea38552463e89a35f18114b3ed1565f" },
    Build { platform: "linux-amd64", major: 16, version: "16.15.0", sha256: "653abc065c682b85d3da50168fb95dc524bd85426cdec9ce3695a550ef431df2" },
    Build { platform: "linux-amd64", major: 17, version: "17.11.0", sha256: "0dd7b72b6f335b8ecfb355fa24c5781e8a93edd09880bb77eb52ebbf29b3e96d" },
    Build { platform: "linux-amd64", major: 18, version: "18.6.0", sha256: "008ee189eaa7ca2b58bd01dd950291e638b998392cf982297acd4779ec898ac1" },
    Build { platform: "linux-amd64-alpine", major: 14, version: "14.22.0", sha256: "e949c495cb77636f8d6097ecaa3397b02f3148e24efa73851801f76b53fc1eff" },
    Build { platform: "linux-amd64-alpine", major: 15, version: "15.19.0", sha256: "a04a72fb429fed3624507f54244a69f43be491c67f744e58c1a3696a67262aab" },
    Build { platform: "linux-amd64-alpine", major: 16, version: "16.15.0", sha256: "6bcfdb579fae7fb11e6ea2dba2cc8086c14cc58506db49ad36ce4d70de250dd6" },
    Build { platform: "linux-amd64-alpine", major: 17, version: "17.11.0", sha256: "ace9a6f95b1c98ce84c9841267cd04ebee5d7de5dc7b8fea148ead44f145afbd" },
    Build { platform: "linux-amd64-alpine", major: 18, version: "18.6.0", sha256: "1568b3805c3a3b99b5f4f0d7f6cf16e2a39075462ed47a614bfbabd92508350d" },
    Build { platform: "linux-arm64v8", major: 14, version: "14.23.0", sha256: "a55b93f67051a602be033b298461709f88789dccee925236f2fb5a4eaf9dd526" },
    Build { platform: "linux-arm64v8", major: 15, version: "15.19.0", sha256: "95baf4bd4af31b91b3050118df59388ed0064756b556b850669e0300aa7b9911" },
    Build { platform: "linux-arm64v8", major: 16, version: "16.15.0", sha256: "f846a9989d686b7977d6eca9bc9d8b2b69e3f70c7eb60e032197d9c574a6136c" },
    Build { platform: "linux-arm64v8", major: 17, version: "17.11.0", sha256: "8b042e0ea418b1927d95399207950da0734d27fe01e29503ade3bdc464ad4c2b" },
    Build { platform: "linux-arm64v8", major: 18, version: "18.4.0", sha256: "a9ec284923b9a7d2db41509bfb88c3d0eeb9f4aa5e2b29ea0aac5e8dbaf4c335" },
    Build { platform: "windows-amd64", major: 14, version: "14.22.0", sha256: "badc584f9598557e91f4c95d811c277207cd9dac94c7cc5da4ed70dd4e64b307" },
    Build { platform: "windows-amd64", major: 15, version: "15.19.0", sha256: "ae650ee09866166ae357c890bcbc391a9b29202e9400efe59086c1579ea036d1" },
    Build { platform: "windows-amd64", major: 16, version: "16.15.0", sha256: "51c7812dc1af47c9a2ccb64fe74efb88c515cff2da347ce72aab92b4cc8e1191" },
    Build { platform: "windows-amd64", major: 17, version: "17.11.0", sha256: "98040fae18dd9633ff95932125b0cecf0a45a1a9312e216e2a33ad03a31d4251" },
    Build { platform: "windows-amd64", major: 18, version: "18.6.0", sha256: "b7ef2d03588e0439f0d0a2250f43905f7464f1e96ace47703ceaf79094198150" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_checksums_are_well_formed() {
        for build in BUILDS {
            assert!(build.version.starts_with(&format!("{}.", build.major)), "{build:?}");
            assert_eq!(build.sha256.len(), 64, "{build:?}");
        }
        for platform in BUILDS.iter().map(|build| build.platform) {
            assert!(BUILDS.iter().any(|build| build.platform == platform && build.major == PREFERRED), "{platform}");
        }
    }
}
