//! A simulated tablet: the real device engine over a simulated store, and the person who types.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, ChangeHash, ObjType, ROOT, ReadDoc};
use shared::domain::activity::ACTIVITY;
use shared::domain::value::Value;
use shared::id::{AccountId, DocumentId, PeerId, PlanId, RecordId};
use shared::schema::form::{Edit, save_form};
use shared::schema::workbook::{create_record, records};
use shared::schema::{SchemaError, workbook};
use shared::sync::device::{Attempt, Device, DeviceConfig, EditError, Effect};
use shared::sync::store::Ticket;
use shared::time::TimestampMs;

use super::rng::Rng;
use super::store::{Store, Write};

/// A form that was opened and is still open, with the heads it displays.
#[derive(Debug, Clone)]
struct OpenForm {
    document: DocumentId,
    record: RecordId,
    heads: Vec<ChangeHash>,
}

/// One tablet.
pub struct Tablet {
    /// Whose.
    pub account: AccountId,
    /// The engine; gone while the tablet is off.
    pub engine: Option<Device>,
    /// What survives a crash.
    pub store: Store,
    /// Writes on their way, oldest first.
    pub writes: VecDeque<(Ticket, Write)>,
    /// Changes made here and confirmed as stored: these must never be lost.
    pub saved: BTreeMap<DocumentId, BTreeSet<ChangeHash>>,
    /// Which start of the tablet this is: what belongs to an earlier one is void.
    pub epoch: u64,
    /// The attempt whose socket is open, with the connection it became.
    pub connection: Option<(Attempt, u64)>,
    /// When the timer fires.
    pub timer: Option<TimestampMs>,
    /// How far its clock is from the true time, in milliseconds.
    pub clock_off_ms: i64,
    /// An earlier state of its store, to be set back to.
    pub old_store: Option<Store>,
    form: Option<OpenForm>,
}

impl Tablet {
    /// A tablet that is off and empty.
    pub fn new(account: AccountId) -> Self {
        Self {
            account,
            engine: None,
            store: Store::default(),
            writes: VecDeque::new(),
            saved: BTreeMap::new(),
            epoch: 0,
            connection: None,
            timer: None,
            clock_off_ms: 0,
            old_store: None,
            form: None,
        }
    }

    /// The time as this tablet's clock has it.
    pub fn clock(&self, now: TimestampMs) -> TimestampMs {
        TimestampMs(now.0.saturating_add_signed(self.clock_off_ms))
    }

    /// A document was built again without some of its changes: a form over it is closed.
    pub fn rebuilt(&mut self, document: &DocumentId) {
        self.form.take_if(|form| form.document == *document);
    }

    /// Switches the tablet on, from its store.
    pub fn start(&mut self, rng: &mut Rng) -> Result<(), String> {
        let mut engine = Device::new(DeviceConfig {
            account: self.account,
            peer: PeerId::new(format!("tablet-{}", self.account)),
            entropy: rng.bytes32(),
        });
        engine.set_pace(super::PACE);
        for stored in self.store.stored() {
            let problems = engine.load(stored);
            if let Some(problem) = problems.first() {
                return Err(format!("a tablet could not read its own store: {problem:?}"));
            }
        }
        self.engine = Some(engine);
        self.epoch += 1;
        Ok(())
    }

    /// The battery is out: some of the writes on their way had reached the disk, in their order.
    pub fn crash(&mut self, rng: &mut Rng) {
        for _ in 0..rng.below(self.writes.len() as u64 + 1) {
            if let Some((_, write)) = self.writes.pop_front() {
                self.store.commit(write);
            }
        }
        self.writes.clear();
        self.engine = None;
        self.epoch += 1;
        self.connection = None;
        self.timer = None;
        self.form = None;
    }

    /// The person does something. Returns what the engine wants done.
    pub fn act(&mut self, now: TimestampMs, rng: &mut Rng) -> Result<Vec<Effect>, String> {
        let Some(engine) = &mut self.engine else { return Ok(Vec::new()) };
        let writable: Vec<DocumentId> = engine
            .documents()
            .filter(|id| engine.document(id).is_some_and(|doc| !doc.get_heads().is_empty()))
            .collect();
        if writable.is_empty() {
            return Ok(Vec::new());
        }
        let document = writable[rng.index(writable.len())];
        let result = match rng.below(5) {
            // A record of an earlier version, which knew fewer fields: the next form migrates it.
            4 => {
                let id = RecordId::new(rng.uuid());
                engine.edit(&document, |doc| old_record(doc, id))
            }
            0 => {
                let id = RecordId::new(rng.uuid());
                let people = i64::try_from(rng.below(100)).unwrap_or_default();
                let values = [
                    ("what", Value::Text("Họp thôn. ".to_owned())),
                    ("people", Value::Integer(people)),
                ];
                let plan = PlanId::new(uuid::Uuid::nil());
                engine.edit(&document, |doc| {
                    create_record(doc, id, &ACTIVITY, plan, &values, now).map(|_| ())
                })
            }
            1 => {
                self.form =
                    engine.document(&document).and_then(|doc| open_form(document, doc, rng));
                return Ok(Vec::new());
            }
            2 if self.form.is_some() => {
                let form = self.form.take().ok_or("no form")?;
                let edits = typed(rng);
                engine.edit(&form.document, |doc| {
                    save_form(doc, &form.heads, form.record, &edits, now).map(|_| ())
                })
            }
            _ => {
                let edits = typed(rng);
                engine.edit(&document, |doc| match open_form(document, doc, rng) {
                    Some(form) => {
                        let longer = lengthen(doc, &form, edits);
                        save_form(doc, &form.heads, form.record, &longer, now).map(|_| ())
                    }
                    None => Ok(()),
                })
            }
        };
        match result {
            Ok(((), effects)) => Ok(effects),
            Err(EditError::ReadOnly | EditError::Missing) => Ok(Vec::new()),
            Err(EditError::Edit(error)) => Err(format!("an edit failed: {error}")),
        }
    }
}

fn old_record(doc: &mut Automerge, id: RecordId) -> Result<(), SchemaError> {
    let missing = SchemaError::MissingContainer("records");
    let (_, container) = doc.get(ROOT, "records")?.ok_or(missing)?;
    let mut tx = doc.transaction();
    let record = tx.put_object(&container, id.to_string(), ObjType::Map)?;
    tx.put(&record, "kind", ACTIVITY.id)?;
    tx.commit_with(CommitOptions::default().with_time(0));
    Ok(())
}

fn open_form(document: DocumentId, doc: &Automerge, rng: &mut Rng) -> Option<OpenForm> {
    let ids: Vec<RecordId> = records(doc).into_keys().collect();
    let record = *ids.get(rng.index(ids.len()))?;
    Some(OpenForm { document, record, heads: doc.get_heads() })
}

/// What a person types into a form: a number, a line, or some channels.
fn typed(rng: &mut Rng) -> Vec<(&'static str, Edit)> {
    match rng.below(3) {
        0 => vec![("people", Edit::Set(Value::Integer(rng.below(500).cast_signed())))],
        1 => vec![("venue", Edit::Set(Value::Line(format!("Nhà văn hóa {}", rng.below(9)))))],
        _ => vec![(
            "channels",
            Edit::Set(Value::Choices(["website".to_owned(), "leaflet".to_owned()].into())),
        )],
    }
}

/// Adds a sentence to the record's text.
fn lengthen(
    doc: &Automerge,
    form: &OpenForm,
    mut edits: Vec<(&'static str, Edit)>,
) -> Vec<(&'static str, Edit)> {
    let view = shared::schema::read::View::now(doc);
    if let Some(record) = workbook::record(view, form.record) {
        let text = format!("{}Có ý kiến. ", record.text("what"));
        edits.push(("what", Edit::Set(Value::Text(text))));
    }
    edits
}
