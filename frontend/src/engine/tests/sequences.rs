//! Whatever is written, arrives, comes further or is taken away, in whatever order: a model that
//! went along shows what one built anew from the same documents shows.

use proptest::prelude::*;
use shared::domain::canonical;
use shared::schema::decisions::{NewDecision, decide};
use shared::schema::form::set_deleted;
use shared::schema::read::View;
use shared::schema::workbook::{self, NewSubmission, add_submission};

use super::*;
use crate::engine::model::{RefusedChange, Updates};

const DOCUMENTS: [DocumentId; 2] = [WORKBOOK, HEAD];

/// What happens. Devices are the model's own (0) and two others; records, entries and documents
/// count around.
#[derive(Debug, Clone)]
enum Happens {
    /// A record of the unit, or one laid on it by its head.
    Create {
        device: usize,
        document: usize,
        record: u8,
    },
    Type {
        device: usize,
        document: usize,
        record: u8,
        text: String,
    },
    Count {
        device: usize,
        record: u8,
        people: i64,
    },
    Delete {
        device: usize,
        record: u8,
    },
    Submit {
        device: usize,
        record: u8,
        entry: u8,
        action: usize,
        answers: u8,
    },
    Decide {
        device: usize,
        record: u8,
        entry: u8,
        action: usize,
        answers: u8,
    },
    /// What another device has of a document comes here.
    Arrive {
        from: usize,
        document: usize,
    },
    /// Another device hears from this one.
    Hear {
        device: usize,
    },
    /// A document was put together anew: refused changes left it.
    Rebuilt {
        document: usize,
    },
    /// The store, the server or a refusal answers: as far as it had come at a moment kept.
    Answer {
        document: usize,
        stored: bool,
        sent: bool,
        refused: bool,
    },
    /// From now on, "as far as" is here.
    Keep {
        document: usize,
    },
    NextDay,
    /// Taken away; back at its next arrival.
    Forget {
        document: usize,
    },
    /// Derives; with a pause, only what a few changes touched.
    Slice {
        pause: bool,
    },
    Refresh,
}

fn anything() -> impl Strategy<Value = Happens> {
    use Happens::*;
    let (device, document, record) = (0usize..3, 0usize..2, 0u8..3);
    let said = || (0usize..3, 0u8..3, 0u8..6, 0usize..3, 0u8..64);
    prop_oneof![
        4 => (device.clone(), document.clone(), record.clone())
            .prop_map(|(device, document, record)| Create { device, document, record }),
        4 => (device.clone(), document.clone(), record.clone(), "[a-c]{0,3}")
            .prop_map(|(device, document, record, text)| Type { device, document, record, text }),
        2 => (device.clone(), record.clone(), 0i64..9)
            .prop_map(|(device, record, people)| Count { device, record, people }),
        1 => (device, record).prop_map(|(device, record)| Delete { device, record }),
        4 => said().prop_map(|(device, record, entry, action, answers)| {
            Submit { device, record, entry, action, answers }
        }),
        4 => said().prop_map(|(device, record, entry, action, answers)| {
            Decide { device, record, entry, action, answers }
        }),
        4 => (1usize..3, document.clone()).prop_map(|(from, document)| Arrive { from, document }),
        2 => (1usize..3).prop_map(|device| Hear { device }),
        1 => document.clone().prop_map(|document| Rebuilt { document }),
        2 => any::<bool>().prop_map(|pause| Slice { pause }),
        2 => (document.clone(), any::<[bool; 3]>()).prop_map(|(document, [stored, sent, refused])| {
            Answer { document, stored, sent, refused }
        }),
        2 => document.clone().prop_map(|document| Keep { document }),
        1 => Just(NextDay),
        1 => document.prop_map(|document| Forget { document }),
        4 => Just(Refresh),
    ]
}

/// What screens have been told so far.
#[derive(Default)]
struct Screen(Updates);

impl Screen {
    fn tell(&mut self, news: Updates) {
        let known = &mut self.0;
        known.directory = news.directory.or(known.directory.take());
        known.plans = news.plans.or(known.plans.take());
        known.records = news.records.or(known.records.take());
        known.freshness = news.freshness.or(known.freshness.take());
        known.consolidated = news.consolidated.or(known.consolidated.take());
        known.refused = news.refused.or(known.refused.take());
    }

    /// Everything it says, apart from what only who watched can know: who changed a record last.
    fn says(&self) -> String {
        let known = &self.0;
        let records: Vec<String> =
            known.records.iter().flat_map(|all| all.values()).map(|view| plain(view)).collect();
        let counted = known.consolidated.as_deref().filter(|all| **all != Default::default());
        let refused = known.refused.as_deref().filter(|all| !all.is_empty());
        format!("{}\n{:#?}\n{counted:#?}\n{refused:#?}", records.join("\n"), known.freshness)
    }
}

fn plain(view: &RecordView) -> String {
    let mut view = view.clone();
    (view.updated_at, view.updated_by) = Default::default();
    view.heads.clear();
    format!("{view:#?}")
}

struct World {
    here: Docs,
    others: [Docs; 2],
    model: ReadModel,
    screen: Screen,
    today: jiff::civil::Date,
    kept: BTreeMap<DocumentId, Vec<ChangeHash>>,
    clock: u64,
    /// The actor last made: none writes twice.
    actors: u8,
}

fn me() -> Me {
    let member = Membership { unit: "KT".into(), roles: [Role::Head].into() };
    Me { account: account(1), member }
}

fn record_id(n: u8) -> RecordId {
    RecordId::new(uuid(70 + u128::from(n)))
}

fn entry(n: u8) -> EntryId {
    EntryId::new(uuid(200 + u128::from(n)))
}

fn answers(bits: u8) -> std::collections::BTreeSet<EntryId> {
    (0..6).filter(|n| bits & (1 << n) != 0).map(entry).collect()
}

impl World {
    fn new() -> Self {
        let docs = Docs::new();
        let here = docs.fork(account(1), 1);
        let others = [docs.fork(account(2), 2), docs.fork(account(3), 3)];
        let today = date(2026, 6, 9);
        let mut world = Self {
            model: ReadModel::new(me(), today),
            kept: here.docs.iter().map(|(id, doc)| (*id, doc.get_heads())).collect(),
            here,
            others,
            screen: Screen::default(),
            today,
            clock: NOW.0,
            actors: 110,
        };
        for id in world.here.docs.keys() {
            world.model.changed(&world.here, id, None);
        }
        world.refresh();
        world
    }

    fn refresh(&mut self) {
        let news = self.model.refresh(&self.here);
        self.screen.tell(news);
    }

    /// Writes on a device, where it can be written; the model is told if it is its own.
    fn write(
        &mut self,
        device: usize,
        id: DocumentId,
        write: impl FnOnce(&mut Automerge, Option<&Automerge>, TimestampMs),
    ) {
        self.clock += 60_000;
        let docs = match device {
            0 => &mut self.here,
            other => &mut self.others[other - 1],
        };
        let book = docs.docs.get(&WORKBOOK).cloned();
        let Some(doc) = docs.docs.get_mut(&id) else { return };
        let before = doc.get_heads();
        write(doc, book.as_ref(), TimestampMs(self.clock));
        if device == 0 {
            self.model.changed(&self.here, &id, Some(&before));
        }
    }

    fn happens(&mut self, what: Happens) {
        use Happens::*;
        match what {
            Create { device, document, record } => {
                let kind = ["activity", "assignment"][document];
                let values = [("what".to_owned(), Value::Text("Họp".into()))];
                self.write(device, DOCUMENTS[document], |doc, _, now| {
                    drop(carry_out::create(doc, record_id(record), kind, plan_id(), &values, now));
                });
            }
            Type { device, document, record, text } => {
                self.write(device, DOCUMENTS[document], |doc, _, now| {
                    let edit = text_edit("what", doc.get_heads(), "", &text);
                    drop(carry_out::save(doc, record_id(record), &[edit], now, |_| None));
                });
            }
            Count { device, record, people } => self.write(device, WORKBOOK, |doc, _, now| {
                let edit = FieldEdit {
                    field: "people".into(),
                    version: Version::Heads(doc.get_heads()),
                    displayed: None,
                    value: Some(Value::Integer(people).into()),
                };
                drop(carry_out::save(doc, record_id(record), &[edit], now, |_| None));
            }),
            Delete { device, record } => self.write(device, WORKBOOK, |doc, _, now| {
                drop(set_deleted(doc, record_id(record), true, now));
            }),
            Submit { device, record, entry: n, action, answers: bits } => {
                self.write(device, WORKBOOK, |doc, _, now| {
                    let about = NewSubmission {
                        record: record_id(record),
                        action: ["submit", "withdraw", "accept"][action],
                        reason: "",
                        answers: &answers(bits),
                    };
                    drop(add_submission(doc, entry(n), &about, now));
                });
            }
            Decide { device, record, entry: n, action, answers: bits } => {
                self.write(device, HEAD, |doc, book, now| {
                    let about = NewDecision {
                        record: record_id(record),
                        action: ["approve", "return", "assign"][action],
                        reason: "chưa đủ số liệu",
                        supersedes: &answers(bits),
                    };
                    let home = book.filter(|_| action < 2);
                    drop(decide(doc, home, entry(n), &about, now));
                });
            }
            Arrive { from, document } => {
                let id = DOCUMENTS[document];
                let mut theirs = self.others[from - 1].docs[&id].clone();
                match self.here.docs.get_mut(&id) {
                    Some(doc) => {
                        let before = doc.get_heads();
                        doc.merge(&mut theirs).expect("merges");
                        self.model.changed(&self.here, &id, Some(&before));
                    }
                    None => {
                        self.actors += 1;
                        let mut doc = theirs;
                        doc.set_author(Some(account(1).as_bytes().to_vec().into()));
                        doc.set_actor(ActorId::from([self.actors; 16]));
                        self.here.docs.insert(id, doc);
                        self.model.changed(&self.here, &id, None);
                    }
                }
            }
            Rebuilt { document } => self.model.changed(&self.here, &DOCUMENTS[document], None),
            Slice { pause } => {
                self.model.derive(&self.here, |_| !pause);
                let news = self.model.updates(&self.here);
                self.screen.tell(news);
            }
            Hear { device } => {
                for (id, doc) in &mut self.others[device - 1].docs {
                    if let Some(ours) = self.here.docs.get(id) {
                        doc.merge(&mut ours.clone()).expect("merges");
                    }
                }
            }
            Keep { document } => {
                let id = DOCUMENTS[document];
                if let Some(doc) = self.here.docs.get(&id) {
                    self.kept.insert(id, doc.get_heads());
                }
            }
            Answer { document, stored, sent, refused } => {
                let id = DOCUMENTS[document];
                let Some(doc) = self.here.docs.get(&id) else { return };
                let kept = self.kept[&id].clone();
                let behind = View::at(doc, &kept).is_some() && doc.get_heads() != kept;
                let mut copy = doc.clone();
                copy.set_actor(ActorId::from([120; 16]));
                let at = TimestampMs(self.clock);
                let kind = ["activity", "assignment"][document];
                let made = carry_out::create(&mut copy, record_id(9), kind, plan_id(), &[], at);
                made.expect("creates");
                let change = RefusedChange {
                    bytes: copy.save_after(&doc.get_heads()),
                    code: "too-large".into(),
                    message: String::new(),
                };
                let progress = Progress {
                    receipt: if sent { doc.get_heads() } else { kept.clone() },
                    unsent: usize::from(!sent && behind),
                    stored: (!stored && behind).then_some(kept),
                    server_refuses: false,
                    refused: if refused { vec![change] } else { Vec::new() },
                };
                self.here.progress.insert(id, progress);
                self.model.progressed(&id);
            }
            NextDay => {
                self.today = self.today.tomorrow().expect("a few days");
                self.model.set_circumstances(me(), self.today);
            }
            Forget { document } => {
                let id = DOCUMENTS[document];
                self.here.docs.remove(&id);
                self.here.progress.remove(&id);
                self.model.forget(&id);
            }
            Refresh => self.refresh(),
        }
    }

    /// What a model built now shows.
    fn anew(&self) -> (ReadModel, Screen) {
        let mut model = ReadModel::new(me(), self.today);
        for id in self.here.docs.keys() {
            model.changed(&self.here, id, None);
        }
        let mut screen = Screen::default();
        screen.tell(model.refresh(&self.here));
        (model, screen)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn a_model_that_went_along_shows_what_one_built_anew_shows(
        steps in proptest::collection::vec(anything(), 1..40)
    ) {
        let mut world = World::new();
        for step in steps {
            let looks = matches!(step, Happens::Refresh);
            world.happens(step);
            if !looks {
                continue;
            }
            let (model, screen) = world.anew();
            let (went_along, anew) = (world.screen.says(), screen.says());
            let differ = went_along.lines().zip(anew.lines()).find(|(a, b)| a != b);
            prop_assert!(went_along == anew, "first differ in {:?}", differ);
            prop_assert_eq!(world.model.unsent(), model.unsent());
            for id in (0..10).map(record_id) {
                let (ours, new) = (world.model.record(id), model.record(id));
                prop_assert!(ours.map(|view| plain(view)) == new.map(|view| plain(view)), "{id}");
                // A choice between sides is made at these heads, and a form's edit while its unit
                // waits to be derived.
                if let Some(view) = ours {
                    let doc = &world.here.docs[&view.document];
                    let then = View::at(doc, &view.heads).and_then(|v| workbook::record(v, id));
                    let hash = then.as_ref().map(canonical::hash);
                    prop_assert_eq!(hash, Some(canonical::hash(&view.record)));
                }
            }
        }
    }
}
