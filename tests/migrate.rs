//! Migrations on a real server: whole or not at all, one runner at a time, and in step with sqlx.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

mod migrate {
    pub mod author;
    pub mod backfill;
    pub mod cut;
    pub mod disk;
    pub mod files;
    pub mod fleet;
    pub mod fuzz;
    pub mod hooks;
    pub mod import;
    pub mod kill;
    pub mod locks;
    pub mod logs;
    pub mod parity;
    pub mod pooler;
    pub mod repair;
    pub mod rows;
    pub mod server;
    pub mod squash;
    pub mod survive;
    pub mod up_down;
}
