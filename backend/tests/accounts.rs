//! `soxa init`, `soxa user …` and `soxa purge` as people run them: the binary, a data folder, and what comes out.
//!
//! What a command says it did is what `soxa user list` and the doors of the relay show afterwards;
//! bad input ends with code 2, one line that says why, and nothing made.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use backend::auth::password::Password;
use backend::auth::secret::Secret;
use backend::auth::{Auth, AuthError};
use backend::clock::Clock;
use backend::store::model::{DocumentRow, DocumentWrite};
use backend::store::sqlite::SqliteStore;
use backend::store::{AccountStore, DocumentStore, LogStore};
use serde_json::{Value, json};
use shared::domain::activity::ACTIVITY;
use shared::domain::document::DocumentKind;
use shared::id::{PlanId, RecordId};
use shared::schema::form::{Edit, save_form};
use shared::schema::workbook::create_record;
use shared::sync::relay::open_stored;
use shared::sync::store::{ChunkKey, StoredDocument};
use tempfile::TempDir;
use uuid::Uuid;

const PASSWORD: &str = "mật khẩu thử";

fn plan(name: &str) -> String {
    let plans = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/plans");
    plans.join(name).to_str().expect("text").to_owned()
}

/// A data folder, and the commands on it.
struct Relay {
    folder: TempDir,
}

impl Relay {
    /// Nothing set up.
    fn bare() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// The commune of a fixture plan, with an administrator.
    fn new() -> Self {
        let relay = Self::bare();
        let plan = plan("xa-na-khoang.txt");
        relay.did(&["init", "--name", "xã Nà Khoang", "--plan", &plan, "--admin", "quan-tri"]);
        relay
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soxa"));
        command.args(args).arg("--data").arg(self.data()).stdin(Stdio::null());
        // Nothing of who runs the tests.
        for name in ["SOXA_DATA", "SOXA_STORE", "SOXA_PASSWORD"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs what must work: its result.
    fn did(&self, args: &[&str]) -> Value {
        let output = self.command(args).env("SOXA_PASSWORD", PASSWORD).output();
        result(&output.expect("soxa runs"))
    }

    fn list(&self) -> Value {
        self.did(&["user", "list"])
    }

    /// Runs what must end with code 2 and one line that has this word.
    fn refuses(&self, args: &[&str], password: &str, word: &str) {
        let output = self.command(args).env("SOXA_PASSWORD", password).output();
        let output = output.expect("soxa runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(word) && said.lines().count() == 1, "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }

    async fn store(&self) -> Arc<SqliteStore> {
        Arc::new(SqliteStore::open(&self.data().join("soxa.db")).await.expect("opens"))
    }
}

fn result(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let result: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    // What comes next may be said beside the result, and nothing else.
    let expected = |line: &str| {
        ["The password is shown", "Next: ", "Backups keep "].iter().any(|it| line.starts_with(it))
    };
    assert!(said.lines().all(expected), "{said}");
    result
}

async fn sign_in(auth: &Auth, name: &str, password: &str) -> Result<Secret, AuthError> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    Ok(auth.sign_in(here, name, &Password::new(password), None).await?.1)
}

#[tokio::test]
async fn a_commune_is_set_up_from_a_plan_and_its_units_have_accounts() {
    let relay = Relay::bare();
    let file = plan("xa-na-khoang.txt");
    let init = ["init", "--name", "xã Nà Khoang", "--plan", &file, "--admin", "Quan-Tri"];
    let output = relay.command(&init).output().expect("soxa runs");
    let made = result(&output);
    assert_eq!((&made["name"], &made["year"]), (&json!("xã Nà Khoang"), &json!(2027)));
    assert_eq!(made["admin"], "quan-tri");
    let password = made["password"].as_str().expect("one was made up").to_owned();
    let add = ["user", "add", "tho", "--name", "Đinh Thị Thơ", "--post", "Cán bộ"];
    let added = relay.did(&[&add[..], &["--unit", "PVHCC", "--role", "recorder,editor"]].concat());
    assert!(added.get("password").is_none(), "it was given: {added}");
    let mut list = relay.list();
    for account in list.as_array_mut().expect("a list") {
        assert_eq!(account["commune"], made["commune"]);
        let account = account.as_object_mut().expect("an account");
        assert!(account.remove("id").is_some() && account.remove("commune").is_some());
    }
    let expected = json!([
        { "username": "quan-tri", "name": "Quản trị", "post": "", "unit": "VP",
            "roles": ["admin"], "disabled": false },
        { "username": "tho", "name": "Đinh Thị Thơ", "post": "Cán bộ", "unit": "PVHCC",
            "roles": ["recorder", "editor"], "disabled": false },
    ]);
    assert_eq!(list, expected);
    let store = relay.store().await;
    let commune = store.communes().await.expect("read").remove(0);
    assert_eq!(json!(commune.id), made["commune"]);
    let documents = store.documents(commune.id).await.expect("read");
    let plans = documents.iter().filter(|row| row.document.scope.kind == DocumentKind::Plan);
    assert_eq!(plans.count(), 1);
    let auth = Auth::new(store, Clock::system());
    sign_in(&auth, "quan-tri", &password).await.expect("the password that was shown");
    sign_in(&auth, "tho", PASSWORD).await.expect("the password that was given");
}

#[tokio::test]
async fn a_new_password_takes_the_old_one_s_place_and_ends_sessions() {
    let relay = Relay::new();
    let auth = Auth::new(relay.store().await, Clock::system());
    let before = sign_in(&auth, "quan-tri", PASSWORD).await.expect("signed in");
    let mut command = relay.command(&["user", "passwd", "quan-tri", "--password-stdin"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("soxa runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all("mật khẩu mới\r\nanother line\n".as_bytes()).expect("read");
    drop(stdin);
    let shown = result(&child.wait_with_output().expect("soxa ends"));
    assert_eq!(shown, relay.list()[0], "as it was, and no password");
    let over = auth.signed_in(&before).await;
    assert!(matches!(over, Err(AuthError::NotSignedIn)), "{over:?}");
    let old = sign_in(&auth, "quan-tri", PASSWORD).await;
    assert!(matches!(old, Err(AuthError::WrongCredentials)));
    sign_in(&auth, "quan-tri", "mật khẩu mới").await.expect("the new one");
    // Without one it is made up, and shown once.
    let output = relay.command(&["user", "passwd", "quan-tri"]).output().expect("soxa runs");
    let made_up = result(&output)["password"].as_str().expect("shown").to_owned();
    sign_in(&auth, "quan-tri", &made_up).await.expect("the one made up");
    assert!(!relay.list().to_string().contains(&made_up));
}

#[tokio::test]
async fn a_disabled_account_is_out_until_it_is_enabled() {
    let relay = Relay::new();
    let auth = Auth::new(relay.store().await, Clock::system());
    let session = sign_in(&auth, "quan-tri", PASSWORD).await.expect("signed in");
    assert_eq!(relay.did(&["user", "disable", "quan-tri"])["disabled"], true);
    assert_eq!(relay.list()[0]["disabled"], true);
    let over = auth.signed_in(&session).await;
    assert!(matches!(over, Err(AuthError::Disabled)), "{over:?}");
    let refused = sign_in(&auth, "quan-tri", PASSWORD).await;
    assert!(matches!(refused, Err(AuthError::Disabled)));
    assert_eq!(relay.did(&["user", "enable", "quan-tri"])["disabled"], false);
    assert_eq!(relay.list()[0]["disabled"], false);
    sign_in(&auth, "quan-tri", PASSWORD).await.expect("signed in again");
    assert!(auth.signed_in(&session).await.is_err(), "what was ended stays so");
}

#[tokio::test]
async fn bad_input_ends_with_two_and_changes_nothing() {
    let relay = Relay::new();
    let before = relay.list();
    let add = ["user", "add"];
    let person = ["--name", "Cán bộ", "--unit", "VP", "--role", "clerk"];
    let no_role = ["moi", "--name", "Cán bộ", "--unit", "VP", "--role", "recorder,boss"];
    let no_unit = ["moi", "--name", "Cán bộ", "--unit", "XYZ", "--role", "clerk"];
    let commune = ["moi", "--commune", "0"];
    let again = ["init", "--name", "xã Khác", "--admin", "quan-tri"];
    let cases: [(Vec<&str>, &str, &str); 10] = [
        ([&add[..], &no_role].concat(), PASSWORD, "--role boss: no such role; there are admin,"),
        ([&add[..], &no_unit].concat(), PASSWORD, "--unit XYZ: no such unit; there are "),
        ([&add[..], &["cán bộ"], &person].concat(), PASSWORD, "2 to 64"),
        ([&add[..], &["QUAN-TRI"], &person].concat(), PASSWORD, "taken"),
        ([&add[..], &["moi"], &person].concat(), "ngắn", "at least 8"),
        ([&add[..], &commune, &person].concat(), PASSWORD, "no such commune"),
        (vec!["user", "passwd", "moi"], PASSWORD, "moi: no such user"),
        (vec!["user", "disable", "moi"], PASSWORD, "moi: no such user"),
        (vec!["user", "enable", "moi"], PASSWORD, "moi: no such user"),
        (again.to_vec(), PASSWORD, "taken"),
    ];
    for (args, password, word) in cases {
        relay.refuses(&args, password, word);
    }
    assert_eq!(relay.list(), before);
    let store = relay.store().await;
    assert_eq!(store.communes().await.expect("read").len(), 1);
    let auth = Auth::new(store, Clock::system());
    sign_in(&auth, "quan-tri", PASSWORD).await.expect("the password is the one it was");
}

#[test]
fn where_nothing_is_set_up_bad_input_sets_nothing_up() {
    let relay = Relay::bare();
    let letter = plan("cong-van.txt");
    let no_plan = ["init", "--name", "xã A", "--admin", "quan-tri", "--plan", &letter];
    relay.refuses(&no_plan, PASSWORD, "CÔNG VĂN");
    relay.refuses(&["init", "--name", " ", "--admin", "quan-tri"], PASSWORD, "--name");
    relay.refuses(&["init", "--name", "xã A", "--admin", "a b"], PASSWORD, "--admin a b");
    relay.refuses(&["init", "--name", "xã A", "--admin", "quan-tri"], "ngắn", "at least 8");
    relay.refuses(&["user", "list"], PASSWORD, "soxa init");
    assert!(!relay.data().exists());
}

/// Writes a record into a workbook as a tablet would have; its id.
async fn record(store: &SqliteStore, what: &str) -> String {
    let commune = store.communes().await.expect("read").remove(0).id;
    let rows = store.documents(commune).await.expect("read");
    let book = |row: &&DocumentRow| row.document.scope.kind == DocumentKind::Workbook;
    let id = rows.iter().find(book).expect("a workbook").document.id;
    let stored = store.load(commune, id).await.expect("read");
    let content = StoredDocument { id, chunks: stored.chunks, bindings: stored.bindings };
    let mut doc = open_stored(content, &stored.heads).expect("opens");
    doc.set_author(Some(vec![7; 16].into()));
    let (record, plan) = (RecordId::new(Uuid::from_u128(7)), PlanId::new(Uuid::nil()));
    let (values, now) = ([("what", text(""))], Clock::system().now());
    create_record(&mut doc, record, &ACTIVITY, plan, &values, now).expect("created");
    let heads = doc.get_heads();
    let edits = [("what", Edit::Set(text(what)))];
    save_form(&mut doc, &heads, record, &edits, now).expect("saved");
    let changes = doc.get_changes(&stored.heads);
    let put = changes
        .iter()
        .map(|change| (ChunkKey::Incremental(change.hash()), change.raw_bytes().to_vec()));
    let write = DocumentWrite {
        commune,
        document: id,
        create: None,
        put: put.collect(),
        delete: Vec::new(),
        bindings: Vec::new(),
        heads: doc.get_heads(),
    };
    store.commit(&[write]).await.expect("stored");
    record.to_string()
}

fn text(words: &str) -> shared::domain::value::Value {
    shared::domain::value::Value::Text(words.to_owned())
}

#[tokio::test]
async fn a_purged_record_is_in_no_byte_of_the_data_folder() {
    let relay = Relay::new();
    let secret = "TAI-LIEU-MAT-4711";
    let holds = || {
        let files = std::fs::read_dir(relay.data()).expect("a folder");
        let contents = files.map(|file| std::fs::read(file.expect("a file").path()));
        contents
            .map(|bytes| bytes.expect("read"))
            .any(|bytes| bytes.windows(secret.len()).any(|window| window == secret.as_bytes()))
    };
    let store = relay.store().await;
    let id = record(&store, secret).await;
    assert!(holds(), "else its absence shows nothing");
    let why = ["--reason", "state_secret"];
    let purge = |rest: &[&'static str]| [&["purge", id.as_str()], rest].concat();
    relay.refuses(&purge(&why), PASSWORD, "--yes");
    relay.refuses(&purge(&["--yes", "--reason", "x"]), PASSWORD, "state_secret, personal_data");
    relay.refuses(&[&["purge", "x", "--yes"], &why[..]].concat(), PASSWORD, "record id");
    let other = "01900000-0000-7000-8000-000000000009";
    relay.refuses(&[&["purge", other, "--yes"], &why[..]].concat(), PASSWORD, "no document");
    assert!(holds(), "nothing was erased");
    let done = relay.did(&[&purge(&why)[..], &["--yes"]].concat());
    assert_eq!(done["filesClean"], true);
    assert!(done["documents"].as_u64() > Some(0));
    assert!(!holds());
    let commune = store.communes().await.expect("read").remove(0).id;
    let log = store.access_log(commune, 99).await.expect("read");
    assert!(log.iter().all(|entry| entry.action == "purge_state_secret"));
    assert_eq!(log.len() as u64, done["documents"].as_u64().expect("a number"));
    let again = relay.did(&[&purge(&why)[..], &["--yes"]].concat());
    assert_eq!(again["documents"], 0, "done already");
}

#[tokio::test]
async fn the_demo_comes_with_a_year_of_records_where_it_is_asked_for() {
    let relay = Relay::bare();
    let accounts = relay.did(&["demo", "--year", "--seed", "1"]);
    assert!(accounts.as_array().is_some_and(|all| all.len() > 60), "{accounts}");
    let store = SqliteStore::open(&relay.data().join("soxa.db")).await.expect("opens");
    let commune = store.communes().await.expect("read").remove(0).id;
    let rows = store.documents(commune).await.expect("read");
    let books = rows.iter().filter(|row| row.document.scope.kind == DocumentKind::Workbook);
    let mut records = 0;
    for row in books {
        assert_eq!(row.document.scope.year, Some(2026));
        let stored = store.load(commune, row.document.id).await.expect("read");
        assert_eq!((stored.chunks.len(), stored.heads), (1, row.heads.clone()));
        let doc = automerge::Automerge::load(&stored.chunks[0].1).expect("loads");
        records += shared::schema::workbook::records(&doc).len();
    }
    assert!(records > 1_000, "{records}");
}
