//! What every test needs: servers, databases of their own, dbtool itself, the server's clients.
//!
//! Use it with `mod support;` in a file of `tests/`. Everything here blocks, and can be called from
//! a plain test and from one with a runtime alike.

#![allow(dead_code, missing_docs, reason = "each test binary uses its own part of it")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that cannot go on says so this way"
)]
#![allow(clippy::allow_attributes, reason = "what is unused differs by test binary, so `expect` cannot say it")]

mod canary;
mod cassandra;
mod certificates;
mod disk;
mod judge;
mod kills;
mod mysql;
mod program;
mod runners;
mod server;
mod skip;
mod transition;

#[allow(unused_imports, reason = "see above")]
pub use canary::canary_in_no_byte;
#[allow(unused_imports, reason = "see above")]
pub use cassandra::{CassandraServer, VERSIONS, cassandra, own_cassandra};
#[allow(unused_imports, reason = "see above")]
pub use certificates::certificates;
#[allow(unused_imports, reason = "see above")]
pub use disk::Disk;
#[allow(unused_imports, reason = "see above")]
pub use judge::{client, client_folders, client_major, judge, remember};
#[allow(unused_imports, reason = "see above")]
pub use kills::{Ground, KILLS, Mortal, asked, clocks, kills, server_killed, struck};
#[allow(unused_imports, reason = "see above")]
pub use mysql::{Flavour, MysqlServer, mysql, mysql57, programs, server_in, server_with};
#[allow(unused_imports, reason = "see above")]
pub use program::{
    Project, Run, bare, dbtool, dbtool_in, pg_dump, psql, psql_file, psql_script, run, shell, without_numbers,
};
#[allow(unused_imports, reason = "see above")]
pub use runners::{QUIET, of_sixteen_one_applies};
#[allow(unused_imports, reason = "see above")]
pub use server::{TestDatabase, TestServer, block_on, server, versions};
#[allow(unused_imports, reason = "see above")]
pub use skip::skip;
#[allow(unused_imports, reason = "see above")]
pub use transition::{Stopped, folders, model, read, transition, transition_from};
