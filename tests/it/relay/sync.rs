//! What is written on one device arrives on the others, and what is receipted is on the disk.

use automerge::ReadDoc;
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ROOT};
use shared::domain::document::DocumentKind;
use shared::schema::empty;

use super::site::Site;
use super::stock::Stock;
use super::tablet::{Tablet, own_workbook};

#[tokio::test(flavor = "multi_thread")]
async fn a_record_reaches_the_approver_and_outlives_the_relay() {
    let mut site = Site::new().await;
    let (village, head) = (site.sign_in("thon01").await, site.sign_in("vhxh.truong").await);
    let workbook = own_workbook(&site, &village).await;
    let mut recorder = Tablet::start(&site, &village, 1).await;
    let mut approver = Tablet::start(&site, &head, 2).await;
    for number in 1..=5 {
        let change = recorder.record(workbook, &format!("Buổi {number}")).await;
        recorder.receipt(workbook, change).await;
    }
    approver.until("the records arrive", |engine| engine.count(&workbook) == 5).await;
    site.stop().await;
    assert_eq!(recorder.closed().await, Some(1001), "a stopping relay says so");
    site.start_again().await;
    let mut other = Tablet::start(&site, &village, 3).await;
    other.until("the records are still there", |engine| engine.count(&workbook) == 5).await;
    assert_eq!(other.count(&workbook), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stock_client_reads_and_cannot_write_what_it_only_reads() {
    let site = Site::new().await;
    let (village, leader) = (site.sign_in("thon01").await, site.sign_in("chutich").await);
    let workbook = own_workbook(&site, &village).await;
    let mut recorder = Tablet::start(&site, &village, 1).await;
    let change = recorder.record(workbook, "Họp thôn").await;
    recorder.receipt(workbook, change).await;

    let mut stock = Stock::join(site.socket(&leader).await, &leader.info.peer_id).await;
    let mut doc = empty();
    stock.sync(workbook, &mut doc, |doc, _| doc.get_change_by_hash(&change).is_some()).await;
    assert_eq!(shared::schema::workbook::records(&doc).len(), 1);

    doc.set_actor(ActorId::from([9; 16]));
    let mut tx = doc.transaction();
    tx.put(ROOT, "forged", true).expect("written");
    tx.commit();
    let forged = doc.get_heads()[0];
    let mut state = automerge::sync::State::new();
    let message = automerge::sync::SyncDoc::generate_sync_message(&doc, &mut state);
    stock.say("sync", workbook, &message.expect("a message").encode()).await;

    // The relay has it neither in its store nor for others, and everybody goes on.
    let next = recorder.record(workbook, "Buổi sau").await;
    recorder.receipt(workbook, next).await;
    stock.sync(workbook, &mut doc, |doc, _| doc.get_change_by_hash(&next).is_some()).await;
    let hub = site.app.context().hubs.get(village.info.commune).await.expect("runs");
    let saved = hub.export(workbook).await.expect("answers").expect("there is one");
    let saved = Automerge::load(&saved).expect("loads");
    assert!(saved.get_change_by_hash(&next).is_some());
    assert!(saved.get_change_by_hash(&forged).is_none(), "the forged change was not taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_and_the_directory_reach_everyone() {
    let site = Site::new().await;
    let session = site.sign_in("thon24").await;
    let entries = site.catalogue(&session).await;
    let tablet = Tablet::start(&site, &session, 1).await;
    for entry in &entries {
        let doc = tablet.engine.document(&entry.document.id).expect("on the tablet");
        let heads: Vec<String> = doc.get_heads().iter().map(ToString::to_string).collect();
        assert_eq!(heads, entry.heads, "{:?}", entry.document.scope);
    }
    let plan = entries.iter().find(|entry| entry.document.scope.kind == DocumentKind::Plan);
    let doc = tablet.engine.document(&plan.expect("a plan").document.id).expect("there");
    assert_eq!(shared::schema::plan::read(doc).tasks.len(), 10);
}
