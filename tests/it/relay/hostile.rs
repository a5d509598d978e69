//! What a client with a valid session may try over TCP: refused, and everybody else goes on.

use automerge::sync::{ChunkList, Message as SyncMessage, MessageVersion};
use automerge::transaction::Transactable;
use automerge::{ActorId, Author, Automerge, Change, ChangeHash, ROOT, ReadDoc};
use shared::id::{AccountId, DocumentId};
use shared::schema::empty;
use uuid::Uuid;

use super::site::{Session, Site};
use super::stock::{Stock, closing_code};
use super::tablet::{Tablet, own_workbook};

/// A village's workbook with one record by its tablet, and a stock client of the village that has it.
struct Scene {
    site: Site,
    village: Session,
    workbook: DocumentId,
    tablet: Tablet,
    first: ChangeHash,
    doc: Automerge,
}

impl Scene {
    async fn new() -> Self {
        let site = Site::new().await;
        let village = site.sign_in("thon01").await;
        let workbook = own_workbook(&site, &village).await;
        let mut tablet = Tablet::start(&site, &village, 1).await;
        let first = tablet.record(workbook, "Họp thôn").await;
        tablet.receipt(workbook, first).await;
        let doc = tablet.engine.document(&workbook).expect("there").fork();
        Self { site, village, workbook, tablet, first, doc }
    }

    /// Hands changes in as another session of an account.
    async fn hand_in(&self, username: &str, changes: &[Change]) -> Stock {
        let session = self.site.sign_in(username).await;
        let mut stock = Stock::join(self.site.socket(&session).await, &session.info.peer_id).await;
        let mut doc = empty();
        let first = self.first;
        stock
            .sync(self.workbook, &mut doc, |doc, _| doc.get_change_by_hash(&first).is_some())
            .await;
        let chunks: Vec<Vec<u8>> = changes.iter().map(|c| c.raw_bytes().to_vec()).collect();
        let message = SyncMessage {
            heads: changes.iter().map(Change::hash).collect(),
            need: Vec::new(),
            have: Vec::new(),
            changes: ChunkList::from(chunks),
            flags: None,
            version: MessageVersion::V1,
        };
        stock.say("sync", self.workbook, &message.encode()).await;
        stock
    }

    /// The village's tablet writes on, the relay has that, and none of `refused`.
    async fn assert_unharmed(mut self, refused: &[Change]) {
        let next = self.tablet.record(self.workbook, "Buổi sau").await;
        self.tablet.receipt(self.workbook, next).await;
        for again in [false, true] {
            if again {
                self.site.stop().await;
                self.site.start_again().await;
            }
            let hub = self.site.app.context().hubs.get(self.village.info.commune).await;
            let saved = hub.expect("runs").export(self.workbook).await.expect("answers");
            let saved = Automerge::load(&saved.expect("there is one")).expect("loads");
            assert!(saved.get_change_by_hash(&next).is_some());
            for change in refused {
                assert!(saved.get_change_by_hash(&change.hash()).is_none(), "not taken");
            }
        }
    }
}

/// A change by this actor on top of everything.
fn write(doc: &mut Automerge, actor: ActorId) -> Change {
    let before = doc.get_heads();
    doc.set_actor(actor);
    let records = doc.get(ROOT, "records").expect("root").expect("made by the genesis").1;
    let mut tx = doc.transaction();
    tx.put(&records, "forged", true).expect("a map");
    tx.commit();
    doc.get_changes(&before).remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_in_the_name_of_another_account_is_refused() {
    let scene = Scene::new().await;
    let mut doc = scene.doc.clone();
    let someone = AccountId::new(Uuid::from_u128(77));
    doc.set_author(Some(Author::from(someone.as_bytes().to_vec())));
    let forged = write(&mut doc, ActorId::from([9; 16]));
    let _stock = scene.hand_in("thon01", std::slice::from_ref(&forged)).await;
    scene.assert_unharmed(&[forged]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_actor_of_another_account_is_refused() {
    let scene = Scene::new().await;
    let mut doc = scene.doc.clone();
    let tablets = doc.get_change_by_hash(&scene.first).expect("there").actor_id().clone();
    let forged = write(&mut doc, tablets);
    assert!(forged.seq() > 1, "it goes on where the tablet stopped");
    let _stock = scene.hand_in("daumoi", std::slice::from_ref(&forged)).await;
    scene.assert_unharmed(&[forged]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_would_spoil_the_document_is_refused() {
    let scene = Scene::new().await;
    let mut doc = scene.doc.clone();
    doc.set_author(Some(Author::from(scene.village.info.account.as_bytes().to_vec())));
    let mut expanded = write(&mut doc, ActorId::from([9; 16])).decode();
    for op in &mut expanded.operations {
        let nowhere = automerge::legacy::OpId(9_999, ActorId::from([3; 16]));
        op.obj = automerge::legacy::ObjectId::Id(nowhere);
    }
    let poison = Change::from(expanded);
    let _stock = scene.hand_in("thon01", std::slice::from_ref(&poison)).await;
    scene.assert_unharmed(&[poison]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_would_unfold_to_a_gigabyte_costs_the_connection() {
    let scene = Scene::new().await;
    let mut stock = scene.hand_in("thon01", &[]).await;
    // Summaries that are two bytes here and a hundred in memory: 1.5 million of them.
    let mut bomb = vec![0x42, 0, 0, 0xe0, 0xc6, 0x5b];
    bomb.resize(bomb.len() + 3_000_000, 0);
    stock.say("sync", scene.workbook, &bomb).await;
    assert_eq!(closing_code(&mut stock.socket).await, Some(1002));
    scene.assert_unharmed(&[]).await;
}
