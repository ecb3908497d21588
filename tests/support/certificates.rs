//! Authorities and certificates of tests' own.

use std::path::Path;
use std::process::Command;

/// Makes an authority `ca`, another one `other`, and certificates that the first signed: `node` is for `localhost`,
/// `client` is who it is called. Whether there was what makes them; told so, where not.
pub fn certificates(folder: &Path, client: &str) -> bool {
    let script = r#"set -e
key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
for ca in ca other; do
  openssl req -x509 $key -keyout $ca.key -out $ca.pem -days 2 -subj /CN=$ca
done
printf 'subjectAltName=DNS:localhost\n' > node.ext
printf 'extendedKeyUsage=clientAuth\n' > client.ext
for who in node client; do
  name=$who
  [ $who = node ] || name=$1
  openssl req $key -keyout $who.key -out $who.csr -subj "/CN=$name"
  openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out $who.pem -days 2 -extfile $who.ext
done
"#;
    let made = Command::new("sh").args(["-c", script, "sh", client]).current_dir(folder).output();
    let made = made.is_ok_and(|output| output.status.success());
    if !made {
        super::skip("no openssl here: TLS is not tried");
    }
    made
}
