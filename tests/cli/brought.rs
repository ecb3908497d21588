//! What other tools have written becomes a model.

use crate::support::{Project, server};

const PRISMA: &str = r#"
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
enum Role {
  USER
  ADMIN
}
model User {
  id    Int      @id @default(autoincrement())
  email String   @unique
  role  Role     @default(USER)
  made  DateTime @default(now()) @db.Timestamptz(3)
  posts Post[]
  tags  Tag[]
  token String   @default(uuid())
}
model Post {
  id      BigInt @id
  ownerId Int?
  owner   User?  @relation(fields: [ownerId], references: [id])
  @@index([ownerId])
}
model Tag {
  name  String @id
  users User[]
}
"#;

#[test]
fn schemas_of_prisma_and_files_of_sql_become_models() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let project =
        Project::new(&[("schema.prisma", PRISMA), ("old/b.sql", "CREATE TABLE child (id int REFERENCES parent);")]);
    project.write("old/a.sql", "CREATE TABLE parent (id int PRIMARY KEY);");
    let run =
        |words: &[&str]| project.dbtool(&[&["inspect", "--scratch-url", database.url(), "--from"], words].concat());

    let read = run(&["prisma", "schema.prisma", "-o", "model.yaml"]);
    assert!(read.stderr.contains("schema.prisma:17: User.token: uuid() is the client's own"), "{}", read.stderr);
    read.ok();
    let model = std::fs::read_to_string(project.path().join("model.yaml")).unwrap();
    for text in
        ["Role", "[USER, ADMIN]", "Post_ownerId_fkey", "User_email_key", "_TagToUser", "timestamp(3) with time zone"]
    {
        assert!(model.contains(text), "{text}\n{model}");
    }
    // It is a model like any other, and says the same as the SQL that it came from.
    let same = ["diff", "--scratch-url", database.url(), "--from", "model.yaml", "--to", "model.yaml"];
    assert_eq!(project.dbtool(&same).ok(), "");

    let model = run(&["sql", "old"]).ok();
    assert!(model.contains("parent:") && model.contains("child:"), "{model}");
    assert!(run(&["sql", "nothing.sql"]).failed(1).contains("there is no SQL at nothing.sql"));
    assert!(run(&["sqll", "old"]).failed(1).contains("did you mean `sql`"));
    project.write("mysql.prisma", "datasource db {\n  provider = \"mysql\"\n}\n");
    assert!(run(&["prisma", "mysql.prisma"]).failed(1).contains("is of mysql, and the target is PostgreSQL"));
    project.write("broken.prisma", "model T {\n  id\n}\n");
    assert!(run(&["prisma", "broken.prisma"]).failed(1).contains("broken.prisma:2:1"));
}
