//! `schema.prisma`: another tool's model, as the SQL that it stands for.

mod keys;
mod parse;
mod sql;
mod types;

use crate::engine::Engine;
use crate::error::Fault;

/// What a file stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prisma {
    /// The statements that make it.
    pub sql: String,
    /// What no database holds, or is not taken over: a line for each, with its place.
    pub notes: Vec<String>,
}

/// Reads a file. `name` is what messages call it.
///
/// # Errors
/// When it is no such file, or of another engine.
pub fn read(text: &str, name: &str, engine: Engine) -> Result<Prisma, Fault> {
    let file = parse::read(text, name)?;
    let known = match file.provider.as_deref() {
        Some("postgresql" | "postgres") => Some(Engine::Postgresql),
        Some("mysql") => Some(Engine::Mysql),
        Some(_) => None,
        None => Some(engine),
    };
    if known != Some(engine) || engine == Engine::Cassandra {
        let provider = file.provider.as_deref().unwrap_or("no engine");
        return Err(Fault::new(format!("{name} is of {provider}, and the target is {}", engine.label()))
            .hint("name a target of that engine, or its server with --url: PostgreSQL, MySQL and MariaDB are read"));
    }
    Ok(sql::write(&file, name, engine))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r#"
// a comment
generator client { provider = "prisma-client-js" }
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
enum Role {
  USER @map("user")
  ADMIN
  @@map("roles")
}
model User {
  id      Int      @id @default(autoincrement())
  email   String   @unique @db.VarChar(255) /// who
  role    Role     @default(USER)
  made    DateTime @default(now()) @map("made_at")
  tags    String[] @default(["a", "b"])
  posts   Post[]
  groups  Group[]
  code    String   @default(uuid())
  @@index([role, made(sort: Desc)], map: "by role")
  @@map("users")
}
model Post {
  a      BigInt
  b      Int
  owner  User?  @relation(fields: [ownerId], references: [id])
  ownerId Int?
  @@id([a, b])
  @@index([b], type: Hash)
}
model Group {
  id   String @id @default(cuid()) @db.Uuid
  users User[]
}
view Seen {
  id Int
}
"#;

    #[test]
    fn a_schema_is_written_as_sql() {
        let read = read(SCHEMA, "schema.prisma", Engine::Postgresql).unwrap();
        let says = |text: &str| assert!(read.sql.contains(text), "{text}\n{}", read.sql);
        says("CREATE TYPE \"roles\" AS ENUM ('user', 'ADMIN');");
        says("\"id\" serial NOT NULL,");
        says("\"email\" varchar(255) NOT NULL,");
        says("\"role\" \"roles\" NOT NULL DEFAULT 'user',");
        says("\"made_at\" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,");
        says("\"tags\" text[] DEFAULT ARRAY['a', 'b']::text[],");
        says("CONSTRAINT \"users_pkey\" PRIMARY KEY (\"id\")");
        says("CREATE UNIQUE INDEX \"users_email_key\" ON \"users\" (\"email\");");
        says("CREATE INDEX \"by role\" ON \"users\" (\"role\", \"made_at\" DESC);");
        says("CREATE INDEX \"Post_b_idx\" ON \"Post\" USING hash (\"b\");");
        says("CONSTRAINT \"Post_pkey\" PRIMARY KEY (\"a\", \"b\")");
        says(
            "ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_ownerId_fkey\" FOREIGN KEY (\"ownerId\") REFERENCES \"users\" (\"id\") ON DELETE SET NULL ON UPDATE CASCADE;",
        );
        says("CREATE TABLE \"_GroupToUser\" (\n    \"A\" uuid NOT NULL,\n    \"B\" integer NOT NULL\n);");
        says("CREATE UNIQUE INDEX \"_GroupToUser_AB_unique\"");
        let notes = read.notes.join("\n");
        assert!(notes.contains("schema.prisma:21: User.code: uuid() is the client's own"), "{notes}");
        assert!(notes.contains("Group.id: cuid()") && notes.contains("view Seen"), "{notes}");
        assert_eq!(read.notes.len(), 3, "{notes}");
    }

    #[test]
    fn mysql_has_its_own_words() {
        let text = "datasource db {\n provider = \"mysql\"\n}\nenum E {\n a\n b\n}\nmodel T {\n id Int @id @default(autoincrement()) @db.UnsignedInt\n e E @default(b)\n s String\n at DateTime @default(now()) @db.DateTime(0)\n ok Boolean @default(false)\n @@index([s(length: 10)])\n @@fulltext([s])\n}\n";
        let read = read(text, "s", Engine::Mysql).unwrap();
        let says = |text: &str| assert!(read.sql.contains(text), "{text}\n{}", read.sql);
        says("`id` int unsigned NOT NULL AUTO_INCREMENT,");
        says("`e` enum('a', 'b') NOT NULL DEFAULT 'b',");
        says("`s` varchar(191) NOT NULL,");
        says("`at` datetime(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,");
        says("`ok` boolean NOT NULL DEFAULT false,");
        says("CREATE INDEX `T_s_idx` ON `T` (`s`(10));");
        says("CREATE FULLTEXT INDEX `T_s_idx` ON `T` (`s`);");
        assert!(read.notes.is_empty(), "{:?}", read.notes);
    }

    #[test]
    fn what_is_no_schema_of_that_engine_is_told() {
        let other = "datasource db {\n provider = \"sqlite\"\n}\n";
        assert!(read(other, "s", Engine::Mysql).unwrap_err().message.contains("is of sqlite"));
        let fault = read("model T {\n id\n}\n", "s", Engine::Mysql).unwrap_err();
        assert!(fault.message.contains("cannot be read") && fault.place.is_some_and(|place| place.line == 2));
        assert!(read("modle T {\n}\n", "s", Engine::Mysql).is_err());
        assert!(read("model T {\n id Int @id\n", "s", Engine::Mysql).is_err());
    }
}
