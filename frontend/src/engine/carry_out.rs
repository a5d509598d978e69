//! Carrying out a command on a document.

use std::collections::BTreeMap;

use automerge::{Automerge, ChangeHash};
use shared::domain::canonical;
use shared::domain::kind::{self, FieldType};
use shared::domain::secrecy;
use shared::domain::validate::{Context, validate};
use shared::domain::value::Value;
use shared::id::{EntryId, RecordId};
use shared::schema::decisions::{NewDecision, decide};
use shared::schema::form::{Edit, choose, save_form, set_deleted};
use shared::schema::read::View;
use shared::schema::workbook::NewSubmission;
use shared::schema::{SchemaError, workbook};
use shared::text::rebase;
use shared::time::TimestampMs;

use super::command::{Command, CommandId, Failure, FieldEdit, Outcome, Version};
use super::view::RecordView;

/// A change that was made (nothing if the command changed nothing), and what it came to.
pub type Carried = (Option<ChangeHash>, Outcome);

/// Why nothing came of a command.
impl From<SchemaError> for Failure {
    fn from(error: SchemaError) -> Self {
        let code = match &error {
            SchemaError::MissingContainer(_) => "not_here_yet",
            SchemaError::UnknownRecord => "unknown_record",
            SchemaError::UnknownEntry => "unknown_record",
            SchemaError::WrongValue(_) => "wrong_value",
            SchemaError::UnknownHeads => "unknown_version",
            SchemaError::TooLarge => "too_large",
            SchemaError::Automerge(_) => "document",
        };
        Self::new(code, error.to_string())
    }
}

/// Creates a record. One that exists already is left as it is: the command came twice.
pub fn create(
    doc: &mut Automerge,
    record: RecordId,
    kind_id: &str,
    plan: shared::id::PlanId,
    values: &[(String, Value)],
    now: TimestampMs,
) -> Result<Carried, Failure> {
    let kind = kind::kind(kind_id)
        .ok_or_else(|| Failure::new("wrong_value", format!("no kind {kind_id:?}")))?;
    if workbook::record(View::now(doc), record).is_some() {
        let outcome = Outcome { versions: [(String::new(), doc.get_heads())].into() };
        return Ok((None, outcome));
    }
    let values: Vec<(&str, Value)> =
        values.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let hash = workbook::create_record(doc, record, kind, plan, &values, now)?;
    Ok((Some(hash), Outcome { versions: [(String::new(), vec![hash])].into() }))
}

/// Saves a form's edits: one change for each version that its fields displayed, as a rule one.
///
/// `after` gives what an earlier command left. A version that is nowhere any more (the device
/// died before it was stored) is replaced by the present one: for texts the same words are put
/// into the present text, for other fields the value is written over it.
pub fn save(
    doc: &mut Automerge,
    record: RecordId,
    edits: &[FieldEdit],
    now: TimestampMs,
    after: impl Fn(CommandId) -> Option<Outcome>,
) -> Result<Carried, Failure> {
    if edits.iter().any(FieldEdit::is_forbidden) {
        // It stays in the journal, and so on this device, until whoever typed it clears it.
        return Err(Failure::new("forbidden_text", "a secrecy mark or an identity number"));
    }
    let mut outcome = Outcome::default();
    let mut last = None;
    let mut groups: BTreeMap<Option<Vec<ChangeHash>>, Vec<&FieldEdit>> = BTreeMap::new();
    for edit in edits {
        let heads = match &edit.version {
            Version::Heads(heads) => Some(heads.clone()),
            Version::After(command) => after(*command).and_then(|outcome| {
                outcome.versions.get(&edit.field).or_else(|| outcome.versions.get("")).cloned()
            }),
        };
        let heads = heads.filter(|heads| !heads.is_empty() && View::at(doc, heads).is_some()).map(
            |mut heads| {
                heads.sort();
                heads
            },
        );
        groups.entry(heads).or_default().push(edit);
    }
    for (heads, edits) in groups {
        let present = doc.get_heads();
        let known = heads.is_some();
        let heads = heads.unwrap_or(present);
        let mut changes: Vec<(&str, Edit)> = Vec::with_capacity(edits.len());
        for edit in &edits {
            let value = edit.value.clone().map(Value::from);
            let value = match (value, &edit.displayed) {
                (Some(Value::Text(local)), Some(base)) if !known => {
                    let remote = workbook::record(View::now(doc), record)
                        .map(|record| record.text(&edit.field).to_owned())
                        .unwrap_or_default();
                    Some(Value::Text(rebase::merge(base, &local, &remote)))
                }
                (value, _) => value,
            };
            changes.push((edit.field.as_str(), value.map_or(Edit::Clear, Edit::Set)));
        }
        let change = save_form(doc, &heads, record, &changes, now)?;
        let version = change.map_or(heads, |hash| vec![hash]);
        for edit in edits {
            outcome.versions.insert(edit.field.clone(), version.clone());
        }
        last = change.or(last);
    }
    Ok((last, outcome))
}

/// Settles a conflict as it was displayed at the heads `seen`.
pub fn settle(
    doc: &mut Automerge,
    seen: &[ChangeHash],
    record: RecordId,
    field: &str,
    value: Option<Value>,
    now: TimestampMs,
) -> Result<Carried, Failure> {
    Ok((choose(doc, seen, record, field, value, now)?, Outcome::default()))
}

/// Marks as deleted.
pub fn delete(
    doc: &mut Automerge,
    view: &RecordView,
    now: TimestampMs,
) -> Result<Carried, Failure> {
    allowed(view, "delete")?;
    Ok((set_deleted(doc, view.record.id, true, now)?, Outcome::default()))
}

/// A step to take.
pub struct Step<'a> {
    /// The new entry's id.
    pub entry: EntryId,
    /// Which.
    pub action: &'a str,
    /// The words that go with it.
    pub reason: &'a str,
}

/// Takes a step of the unit.
pub fn submission(
    doc: &mut Automerge,
    view: &RecordView,
    step: &Step<'_>,
    context: &Context<'_>,
    now: TimestampMs,
) -> Result<Carried, Failure> {
    if view.submissions.iter().any(|known| known.id == step.entry) {
        return Ok((None, Outcome::default()));
    }
    may_take(view, step, context)?;
    let about = NewSubmission {
        record: view.record.id,
        action: step.action,
        reason: step.reason.trim(),
        answers: &view.derived.open,
    };
    let hash = workbook::add_submission(doc, step.entry, &about, now)?;
    Ok((Some(hash), Outcome::default()))
}

/// Whether a step can be taken: by this account, now, on a record that is as the step asks.
fn may_take(view: &RecordView, step: &Step<'_>, context: &Context<'_>) -> Result<(), Failure> {
    allowed(view, step.action)?;
    let Some(taken) = view.record.kind.and_then(|kind| kind.transition(step.action)) else {
        return Ok(());
    };
    if taken.checks
        && let Some(problem) = validate(&view.record, context).iter().find(|p| p.blocks)
    {
        let message = format!("{}: {}", problem.field, problem.code.as_str());
        return Err(Failure::new("problems", message));
    }
    if let Some(condition) = taken.lacks(&view.record, &view.derived) {
        return Err(Failure::new("condition", condition.id));
    }
    let needed = taken.reason_chars_min;
    if step.reason.trim().chars().count() < needed {
        return Err(Failure::new("reason_too_short", format!("{needed} characters at least")));
    }
    if secrecy::scan(step.reason).is_some() {
        return Err(Failure::new("forbidden_text", "a secrecy mark or an identity number"));
    }
    Ok(())
}

/// Decides on what the decider saw, and only that. `home` is the document in which the record
/// stands, nothing if that is `doc`.
pub fn decision(
    doc: &mut Automerge,
    home: Option<&Automerge>,
    view: &RecordView,
    step: &Step<'_>,
    (seen, context): (&str, &Context<'_>),
    now: TimestampMs,
) -> Result<Carried, Failure> {
    if view.decisions.iter().any(|known| known.id == step.entry) {
        return Ok((None, Outcome::default()));
    }
    may_take(view, step, context)?;
    // Not the view: it may not show yet what has just arrived, and that would be decided on.
    let present = workbook::record(View::now(home.unwrap_or(doc)), view.record.id);
    if present.is_none_or(|present| canonical::hash(&present) != seen) {
        return Err(Failure::new("superseded", "the record changed since it was shown"));
    }
    let about = NewDecision {
        record: view.record.id,
        action: step.action,
        reason: step.reason.trim(),
        supersedes: &view.derived.open,
    };
    let hash = decide(doc, home, step.entry, &about, now)?;
    Ok((Some(hash), Outcome::default()))
}

fn allowed(view: &RecordView, step: &str) -> Result<(), Failure> {
    if view.may(step) {
        Ok(())
    } else {
        let state = view.derived.state.as_str();
        Err(Failure::new("not_allowed", format!("{step} from {state}")))
    }
}

/// Which record a command is about, and whether its text fields are of a type that merges.
pub fn record_of(command: &Command) -> RecordId {
    match command {
        Command::Create { record, .. }
        | Command::Save { record, .. }
        | Command::Choose { record, .. }
        | Command::Submission { record, .. }
        | Command::Decide { record, .. }
        | Command::Delete { record } => *record,
    }
}

/// Whether a field's value is typed as characters.
pub const fn is_typed(ty: FieldType) -> bool {
    matches!(ty, FieldType::Text { .. } | FieldType::Line { .. })
}
