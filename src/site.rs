//! A database as a static web site: a page for every object, diagrams, search, and what changed.
//!
//! The pages need no server and no network: they work from a folder on a disk, under a policy that lets
//! nothing in but the site's own files. The same database gives the same bytes.

mod book;
mod changes;
mod highlight;
mod layout;
mod object;
mod overview;
mod page;
mod prose;
mod schema;
mod search;
mod svg;
mod table;
mod viewpoint;

use std::collections::BTreeMap;

use crate::diff::Change;
use crate::engine::Engine;
use crate::error::Fault;
use crate::model::{ObjectId, Outline, Schema};
use crate::plan::Step;

use book::Book;

/// What a site tells of.
#[derive(Debug)]
pub struct Site<'a> {
    /// What the database is called.
    pub name: &'a str,
    /// What it speaks.
    pub engine: Engine,
    /// What it runs on: `PostgreSQL 15.18`.
    pub server: String,
    /// What it holds, in the server's exact words.
    pub schema: &'a Schema,
    /// The statements that make it, in order.
    pub steps: &'a [Step],
    /// The sizes of its tables, where a live server was asked.
    pub sizes: &'a BTreeMap<(String, String), Measure>,
    /// What differs from an earlier state, where one is compared.
    pub since: Option<Since<'a>>,
    /// The parts of it that have pages of their own.
    pub viewpoints: Vec<Viewpoint<'a>>,
}

/// A part of a database that has a page of its own.
#[derive(Debug)]
pub struct Viewpoint<'a> {
    /// Its name, of which its page's is made.
    pub name: &'a str,
    /// What the page is called.
    pub title: &'a str,
    /// What it is about, in Markdown.
    pub description: &'a str,
    /// What it shows.
    pub members: Vec<ObjectId>,
}

/// How big a table is, as the server estimates it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Rows; none where they were never counted.
    pub rows: Option<u64>,
    /// Bytes on disk, indexes and all.
    pub bytes: u64,
}

/// What a site's page of changes tells.
#[derive(Debug)]
pub struct Since<'a> {
    /// What the earlier state was.
    pub of: &'a str,
    /// What differs since.
    pub changes: &'a [Change],
}

/// Files that are the same for every site.
const ASSETS: &[(&str, &str)] = &[
    ("assets/site.css", include_str!("site/assets/site.css")),
    ("assets/site.js", include_str!("site/assets/site.js")),
    ("assets/theme.js", include_str!("site/assets/theme.js")),
    ("assets/icon.svg", include_str!("site/assets/icon.svg")),
];

impl Site<'_> {
    /// Hands over every file with its path within the site, one after the other, so that no more than
    /// one is in memory.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn write(&self, write: &mut dyn FnMut(&str, &str) -> Result<(), Fault>) -> Result<(), Fault> {
        let outline = Outline::of(self.schema);
        let book = Book::of(self, &outline);
        for (path, text) in ASSETS {
            write(path, text)?;
        }
        write("assets/search.js", &search::index(&book))?;
        write("index.html", &overview::page(&book))?;
        for diagram in &book.diagrams {
            write(&diagram.path, &schema::page(&book, diagram))?;
        }
        for view in &book.views {
            write(&view.path, &viewpoint::page(&book, view))?;
            for diagram in &view.diagrams {
                write(&diagram.path, &schema::page(&book, diagram))?;
            }
        }
        if let Some(since) = &self.since {
            write(book::CHANGES, &changes::page(&book, since))?;
        }
        for id in &book.roots {
            write(book.path(id), &object::page(&book, id))?;
        }
        Ok(())
    }
}
