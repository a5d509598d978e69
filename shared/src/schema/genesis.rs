//! The first change of every document, made by the relay: all root containers, and for the
//! directory and the plan their first content. Deterministic, so that golden fixtures can freeze it.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId, Automerge, ObjType, ROOT};

use crate::domain::directory::Directory;
use crate::domain::document::{DocumentKind, DocumentRef};
use crate::domain::plan::Plan;
use crate::id::CommuneId;
use crate::schema::create::string;
use crate::schema::{SCHEMA_VERSION, SchemaError, directory, empty, plan};
use crate::time::TimestampMs;

/// What a new document starts with beside its containers.
#[derive(Debug, Clone, Copy)]
pub enum FirstContent<'a> {
    /// Nothing.
    Empty,
    /// Units and people.
    Directory(&'a Directory),
    /// An imported plan.
    Plan(&'a Plan),
}

/// The root containers of each kind of document. Later versions add, never take away.
pub const fn containers(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Directory => {
            &["commune", "units", "people", "channels", "holidays", "rules", "products", "places"]
        }
        DocumentKind::Plan => &["header", "headings", "tasks", "responsibilities", "recipients"],
        DocumentKind::Workbook => &["records", "submissions", "narrative"],
        DocumentKind::Decisions => &["decisions"],
        DocumentKind::Reports => &["reports", "locks", "openings"],
    }
}

/// Makes a document's genesis: one change by the actor that is the document's own id.
///
/// # Errors
/// What Automerge says; none for well-formed input.
pub fn genesis(
    commune: CommuneId,
    document: &DocumentRef,
    content: FirstContent<'_>,
    at: TimestampMs,
) -> Result<Automerge, SchemaError> {
    let mut doc = empty();
    doc.set_actor(ActorId::from(document.id.as_bytes().as_slice()));
    let mut tx = doc.transaction();
    write_meta(&mut tx, commune, document)?;
    // The list of containers and the reserved names for purging a document (DESIGN §2) stand from
    // the first version on, so that no device ever has to create one.
    for container in containers(document.scope.kind).iter().chain(&["superseded"]) {
        tx.put_object(ROOT, *container, ObjType::Map)?;
    }
    match content {
        FirstContent::Empty => {}
        FirstContent::Directory(content) => directory::write(&mut tx, content)?,
        FirstContent::Plan(content) => plan::write(&mut tx, content)?,
    }
    tx.commit_with(CommitOptions::default().with_time(at.seconds()));
    Ok(doc)
}

fn write_meta(
    tx: &mut Transaction<'_>,
    commune: CommuneId,
    document: &DocumentRef,
) -> Result<(), SchemaError> {
    let scope = &document.scope;
    let meta = tx.put_object(ROOT, "meta", ObjType::Map)?;
    tx.put(&meta, "schema", SCHEMA_VERSION)?;
    tx.put(&meta, "kind", scope.kind.as_str())?;
    tx.put(&meta, "commune", commune.to_string())?;
    let optional = [
        ("unit", scope.unit.as_ref().map(ToString::to_string)),
        ("supervisor", scope.supervisor.as_ref().map(ToString::to_string)),
        ("role", scope.role.map(|role| role.to_string())),
        ("plan", scope.plan.map(|plan| plan.to_string())),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            tx.put(&meta, key, string(&value))?;
        }
    }
    if let Some(year) = scope.year {
        tx.put(&meta, "year", i64::from(year))?;
    }
    Ok(())
}
