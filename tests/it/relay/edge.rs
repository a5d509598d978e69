//! Who is let in, and what closes a connection. A tablet is at work all the while, and nothing that
//! happens to another connection touches it.

use std::time::Duration;

use automerge::Automerge;
use automerge::sync::{State, SyncDoc};
use shared::id::DocumentId;
use shared::limits::{FRAME_BYTES_MAX, LINK_DEAD_MS};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::site::{Session, Site};
use super::stock::{self, Stock, closing_code};
use super::tablet::{Tablet, own_workbook};
use futures::SinkExt;

/// A tablet at work; [`Bystander::goes_on`] shows that it still is.
struct Bystander {
    tablet: Tablet,
    workbook: DocumentId,
}

impl Bystander {
    async fn new(site: &Site) -> Self {
        let session = site.sign_in("thon01").await;
        let workbook = own_workbook(site, &session).await;
        Self { tablet: Tablet::start(site, &session, 1).await, workbook }
    }

    async fn goes_on(&mut self) {
        let change = self.tablet.record(self.workbook, "Họp thôn").await;
        self.tablet.receipt(self.workbook, change).await;
    }
}

/// What somebody says first who has nothing of a document.
fn first_message() -> Vec<u8> {
    let doc = Automerge::new();
    doc.generate_sync_message(&mut State::new()).expect("a first message").encode()
}

async fn joined(site: &Site, session: &Session) -> Stock {
    Stock::join(site.socket(session).await, &session.info.peer_id).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_or_from_another_page_nobody_gets_a_socket() {
    let site = Site::new().await;
    let refused = site.refusal(site.upgrade(None)).await;
    assert_eq!(refused, (401, "not_signed_in".to_owned()));
    let session = site.sign_in("thon02").await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let mut request = site.upgrade(Some(&session));
        request.headers_mut().insert("origin", origin.parse().expect("a value"));
        assert_eq!(site.refusal(request).await, (403, "foreign_origin".to_owned()), "{origin}");
    }
    let mut forged = session.clone();
    forged.cookie = format!("{}{}", &session.cookie[..session.cookie.len() - 1], 'x');
    let refused = site.refusal(site.upgrade(Some(&forged))).await;
    assert_eq!(refused, (401, "not_signed_in".to_owned()));
    site.sign_out(&session).await;
    let refused = site.refusal(site.upgrade(Some(&session))).await;
    assert_eq!(refused, (401, "not_signed_in".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_breaks_the_rules_is_closed_with_a_reason_and_others_go_on() {
    let site = Site::new().await;
    let mut bystander = Bystander::new(&site).await;
    let session = site.sign_in("thon02").await;

    let mut wrong_peer = site.socket(&session).await;
    stock::send(&mut wrong_peer, stock::join("someone-else")).await;
    assert_eq!(closing_code(&mut wrong_peer).await, Some(1008), "a wrong peer id");
    bystander.goes_on().await;

    let mut malformed = joined(&site, &session).await;
    stock::send(&mut malformed.socket, b"\xff\x00 no CBOR".to_vec()).await;
    assert_eq!(closing_code(&mut malformed.socket).await, Some(1002), "a malformed frame");
    bystander.goes_on().await;

    let mut rude = site.socket(&session).await;
    stock::send(&mut rude, b"\xa1dtypedsync".to_vec()).await;
    assert_eq!(closing_code(&mut rude).await, Some(1002), "a message before the handshake");
    bystander.goes_on().await;

    let mut texting = joined(&site, &session).await;
    texting.socket.send(Message::Text("xin chào".into())).await.expect("sent");
    assert_eq!(closing_code(&mut texting.socket).await, Some(1003), "a text frame");
    bystander.goes_on().await;

    let mut oversized = joined(&site, &session).await;
    // The relay may hang up while this is still being sent.
    let huge = Message::Binary(vec![0; FRAME_BYTES_MAX + 1].into());
    let _ = oversized.socket.send(huge).await;
    let code = closing_code(&mut oversized.socket).await;
    assert!(matches!(code, Some(1009) | None), "an oversized frame: {code:?}");
    bystander.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_reads_is_closed_and_others_go_on() {
    let site = Site::new().await;
    let mut bystander = Bystander::new(&site).await;
    let session = site.sign_in("thon02").await;
    let mut stock = joined(&site, &session).await;
    // Each is answered with a frame, and nobody takes that.
    let question = stock.frame("request", DocumentId::new([7; 16]), &first_message());
    let question = Message::Binary(question.into());
    let flood =
        tokio::spawn(async move { while stock.socket.send(question.clone()).await.is_ok() {} });
    bystander.goes_on().await;
    // Well before any socket is closed that has been silent too long.
    let patience = Duration::from_millis(LINK_DEAD_MS / 2);
    timeout(patience, flood).await.expect("the relay hangs up").expect("no panic");
    bystander.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_unknown_or_not_ours_is_unavailable_alike() {
    let site = Site::new().await;
    let mut bystander = Bystander::new(&site).await;
    let session = site.sign_in("thon02").await;
    let mut stock = joined(&site, &session).await;
    let message = first_message();
    for document in [DocumentId::new([7; 16]), bystander.workbook] {
        stock.say("request", document, &message).await;
        let heard = stock.hear().await.expect("still connected");
        assert_eq!(
            (heard.kind.as_str(), heard.document),
            ("doc-unavailable", document.to_string())
        );
    }
    bystander.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_elsewhere_closes_the_socket() {
    let site = Site::new().await;
    let mut bystander = Bystander::new(&site).await;
    let session = site.sign_in("thon02").await;
    let mut tablet = Tablet::start(&site, &session, 2).await;
    site.sign_out(&session).await;
    assert_eq!(tablet.closed().await, Some(4001));
    bystander.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_disabled_by_another_process_loses_its_socket() {
    let site = Site::new().await;
    let mut bystander = Bystander::new(&site).await;
    let session = site.sign_in("thon02").await;
    let mut tablet = Tablet::start(&site, &session, 2).await;
    let account = site.store.account(session.info.commune, session.info.account).await;
    let account = account.expect("read").expect("there is one");
    // As `soxa user disable` does: the store only, the relay is not told.
    let off = backend::store::model::Account { disabled: true, ..account };
    site.store.update_account(&off).await.expect("stored");
    assert_eq!(tablet.closed().await, Some(4001));
    let refused = site.refusal(site.upgrade(Some(&session))).await;
    assert_eq!(refused, (403, "account_disabled".to_owned()));
    bystander.goes_on().await;
}
