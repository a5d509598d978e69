//! `soxa serve` with a certificate of its own: the binary, two files, and a client that trusts them.
//!
//! A renewed certificate is taken at SIGHUP without a restart; one that cannot be read is not taken,
//! and does not take the old one away. The two certificates in `tls/` are for `localhost`, signed by
//! themselves and good for a century; their keys are no secret.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::TempDir;

/// Longest wait for something that must happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A certificate and its key, as in the files.
#[derive(Clone, Copy)]
struct Pair {
    cert: &'static str,
    key: &'static str,
}

const FIRST: Pair =
    Pair { cert: include_str!("tls/first.cert.pem"), key: include_str!("tls/first.key.pem") };
const SECOND: Pair =
    Pair { cert: include_str!("tls/second.cert.pem"), key: include_str!("tls/second.key.pem") };

/// A relay that speaks TLS with the files of its folder.
struct Relay {
    folder: TempDir,
    process: Child,
    address: SocketAddr,
}

impl Relay {
    fn start(pair: Pair) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        install(folder.path(), pair);
        let mut process = serve(folder.path()).stdout(Stdio::piped()).spawn().expect("soxa runs");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("says where it listens");
        let address = line.trim().strip_prefix("listening on https://").map(str::parse);
        let address = address.unwrap_or_else(|| panic!("no TLS: {line}")).expect("an address");
        Self { folder, process, address }
    }

    fn signal(&self, name: &str) {
        // The shell's own `kill`: no system has to have another.
        let done = Command::new("sh")
            .args(["-c", "kill -s \"$0\" \"$1\"", name, &self.process.id().to_string()])
            .status();
        assert!(done.expect("a shell").success());
    }

    /// What a client gets that trusts this certificate and no other.
    fn health(&self, trusted: Pair) -> std::io::Result<String> {
        let mut roots = RootCertStore::empty();
        let certificate = CertificateDer::from_pem_slice(trusted.cert.as_bytes()).expect("PEM");
        roots.add(certificate).expect("a certificate");
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let name = ServerName::try_from("localhost").expect("a name");
        let connection = ClientConnection::new(Arc::new(config), name).expect("a client");
        let socket = TcpStream::connect(self.address)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        let mut stream = StreamOwned::new(connection, socket);
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// Whether it shows this certificate; if so, it must answer.
    fn shows(&self, pair: Pair) -> bool {
        match self.health(pair) {
            Ok(answer) => {
                assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nok\n"));
                assert!(answer.contains("strict-transport-security: "), "{answer}");
                true
            }
            Err(error) => {
                assert!(error.to_string().contains("invalid peer certificate"), "{error}");
                false
            }
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn files(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("cert.pem"), folder.join("key.pem"))
}

fn install(folder: &Path, pair: Pair) {
    let (cert, key) = files(folder);
    std::fs::write(cert, pair.cert).expect("written");
    std::fs::write(key, pair.key).expect("written");
}

fn serve(folder: &Path) -> Command {
    let (cert, key) = files(folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_soxa"));
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    command.arg("--data").arg(folder.join("data")).arg("--tls-cert").arg(cert);
    command.arg("--tls-key").arg(key).stdin(Stdio::null()).stderr(Stdio::null());
    for name in ["SOXA_STORE", "SOXA_BEHIND_PROXY", "SOXA_ORIGIN"] {
        command.env_remove(name);
    }
    command
}

fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what}: did not happen");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_renewed_certificate_is_taken_without_a_restart() {
    let mut relay = Relay::start(FIRST);
    assert!(relay.shows(FIRST) && !relay.shows(SECOND));
    install(relay.folder.path(), SECOND);
    assert!(relay.shows(FIRST), "not before it is told");
    relay.signal("HUP");
    eventually("the renewed certificate", || relay.shows(SECOND));
    assert!(!relay.shows(FIRST));

    // Half a renewal: the certificate is another, the key is not.
    install(relay.folder.path(), Pair { key: SECOND.key, ..FIRST });
    relay.signal("HUP");
    std::thread::sleep(Duration::from_millis(300));
    assert!(relay.shows(SECOND), "it goes on with what it has");

    relay.signal("TERM");
    assert!(relay.process.wait().expect("ends").success());
}

#[test]
fn what_is_no_certificate_ends_with_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = [
        None,
        Some(Pair { cert: "no certificate", ..FIRST }),
        Some(Pair { key: "no key", ..FIRST }),
        Some(Pair { key: SECOND.key, ..FIRST }),
    ];
    for (number, pair) in cases.into_iter().enumerate() {
        if let Some(pair) = pair {
            install(folder.path(), pair);
        }
        let output = serve(folder.path()).stderr(Stdio::piped()).output().expect("soxa runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{number}: {said}");
        assert!(said.contains("cert.pem") && said.lines().count() == 1, "{number}: {said}");
        assert!(!folder.path().join("data").exists());
    }
}
