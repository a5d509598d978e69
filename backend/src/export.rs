//! Reports as files, out of what the store holds: the same figures as on a supervisor's tablet.

use std::collections::BTreeMap;

use automerge::Automerge;
use shared::domain::directory::Directory;
use shared::domain::document::{DocumentKind, DocumentScope};
use shared::domain::period::ReportPeriod;
use shared::domain::plan::Plan;
use shared::domain::role::Role;
use shared::id::{CommuneId, DocumentId, PlanId, RecordId, UnitId};
use shared::merge::consolidated::{Consolidated, Subjects};
use shared::merge::view::{RecordView, unit_records};
use shared::report::compose::{Source, Title, compose};
use shared::report::error::ExportError;
use shared::report::paper::{Paper, Paragraph};
use shared::report::{docx, json, paper_csv, xlsx};
use shared::schema;
use shared::sync::relay::open_stored;
use shared::sync::store::StoredDocument;

use crate::store::{Store, StoreError};

/// As what file a report goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A text document by Nghị định 30/2020.
    Docx,
    /// A workbook, a sheet for each appendix.
    Xlsx,
    /// All appendices, one below the other.
    Csv,
    /// Figures, paper and records, for other programs.
    Json,
}

impl Format {
    /// Reads what a file's name ends with.
    pub fn parse(text: &str) -> Option<Self> {
        <Self as clap::ValueEnum>::from_str(text, false).ok()
    }

    /// What a file's name ends with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum NoReport {
    /// The commune has no plan for the year, or not this one.
    #[error("there is no such plan for {0}")]
    NoPlan(i16),
    /// The year has several plans.
    #[error("there are several plans for {0}: say which, by its id: {1}")]
    SeveralPlans(i16, String),
    /// A document cannot be read.
    #[error("document {0} cannot be opened: {1}")]
    Unreadable(DocumentId, String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file could not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The JSON could not be written.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// A unit's documents of one year.
#[derive(Default)]
struct Books {
    workbook: Option<Automerge>,
    roles: Vec<(Role, Automerge)>,
}

/// What a report is made from.
pub struct Gathered {
    directory: Directory,
    plans: BTreeMap<PlanId, (i16, Plan)>,
    books: BTreeMap<(UnitId, i16), Books>,
    /// Workbooks that whoever asks may not read.
    kept_back: usize,
}

/// Reads the documents that may be read and that a report of the year needs: its two calendar years.
///
/// # Errors
/// If the store fails or a document cannot be opened.
pub async fn gather(
    store: &dyn Store,
    commune: CommuneId,
    may_read: impl Fn(&DocumentScope) -> bool,
    period: ReportPeriod,
) -> Result<Gathered, NoReport> {
    let mut gathered = Gathered {
        directory: Directory::default(),
        plans: BTreeMap::new(),
        books: BTreeMap::new(),
        kept_back: 0,
    };
    // Cùng kỳ wants the year before, and that begins in the one before it.
    let years = period.year.saturating_sub(2)..=period.year;
    for row in store.documents(commune).await? {
        let scope = row.document.scope;
        let wanted = scope.year.is_none_or(|year| years.contains(&year));
        if row.superseded_by.is_some() || !wanted || scope.kind == DocumentKind::Reports {
            continue;
        }
        if !may_read(&scope) {
            gathered.kept_back += usize::from(scope.kind == DocumentKind::Workbook);
            continue;
        }
        let id = row.document.id;
        let stored = store.load(commune, id).await?;
        let content = StoredDocument { id, chunks: stored.chunks, bindings: stored.bindings };
        let heads = stored.heads;
        let opened = tokio::task::spawn_blocking(move || open_stored(content, &heads)).await;
        let doc = opened.unwrap_or_else(|_| Err("it panics".to_owned()));
        gathered.take(scope, doc.map_err(|why| NoReport::Unreadable(id, why))?);
    }
    Ok(gathered)
}

impl Gathered {
    fn take(&mut self, scope: DocumentScope, doc: Automerge) {
        let year = scope.year.unwrap_or_default();
        match (scope.kind, scope.unit, scope.role) {
            (DocumentKind::Directory, ..) => self.directory = schema::directory::read(&doc),
            (DocumentKind::Plan, ..) => {
                let plan = schema::plan::read(&doc);
                if let Some(id) = scope.plan.or(plan.id) {
                    self.plans.insert(id, (year, plan));
                }
            }
            (DocumentKind::Workbook, Some(unit), _) => {
                self.books.entry((unit, year)).or_default().workbook = Some(doc);
            }
            (DocumentKind::Decisions, Some(unit), Some(role)) => {
                self.books.entry((unit, year)).or_default().roles.push((role, doc));
            }
            _ => {}
        }
    }

    /// The plan that is meant: this one, or the only one of the year.
    fn plan(&self, asked: Option<PlanId>, year: i16) -> Result<&Plan, NoReport> {
        if let Some(asked) = asked {
            return self.plans.get(&asked).map(|(_, plan)| plan).ok_or(NoReport::NoPlan(year));
        }
        let of_year: Vec<(&PlanId, &Plan)> = self
            .plans
            .iter()
            .filter(|(_, (of, _))| *of == year)
            .map(|(id, (_, p))| (id, p))
            .collect();
        match of_year.as_slice() {
            [] => Err(NoReport::NoPlan(year)),
            [(_, plan)] => Ok(plan),
            several => {
                let ids = several.iter().map(|(id, _)| id.to_string());
                Err(NoReport::SeveralPlans(year, ids.collect::<Vec<_>>().join(", ")))
            }
        }
    }

    /// Writes the report. Takes as long as reading all records: not on a thread that others wait for.
    ///
    /// # Errors
    /// If there is no such plan, or the file cannot be written.
    pub fn write(
        &self,
        period: ReportPeriod,
        plan: Option<PlanId>,
        format: Format,
    ) -> Result<Vec<u8>, NoReport> {
        let plan = self.plan(plan, period.year)?;
        let (records, consolidated) = self.consolidate();
        let titles = |id: RecordId| records.get(&id).map(Title::of);
        let source = Source {
            consolidated: &consolidated,
            plan,
            directory: &self.directory,
            titles: &titles,
        };
        let mut paper = compose(&source, period);
        self.say_what_is_missing(&mut paper);
        Ok(match format {
            Format::Docx => docx::docx(&paper)?,
            Format::Xlsx => xlsx::xlsx(&paper)?,
            Format::Csv => paper_csv::paper_csv(&paper).into_bytes(),
            Format::Json => {
                let shared = records.values().filter(|view| view.is_shared());
                json::json(&source, period, &paper, shared)?.into_bytes()
            }
        })
    }

    fn consolidate(&self) -> (BTreeMap<RecordId, RecordView>, Consolidated) {
        let mut units: BTreeMap<&UnitId, Vec<RecordView>> = BTreeMap::new();
        for ((unit, _), books) in &self.books {
            let Some(workbook) = &books.workbook else { continue };
            let roles: Vec<(Role, &Automerge)> =
                books.roles.iter().map(|(role, doc)| (*role, doc)).collect();
            let views = unit_records(unit, workbook, &roles).into_values();
            units.entry(unit).or_default().extend(views);
        }
        let mut consolidated = Consolidated::default();
        consolidated.set_focal(self.plans.iter().map(|(id, (_, plan))| (*id, plan)));
        let plan = |id: Option<PlanId>| self.plans.get(&id?).map(|(_, plan)| plan);
        let subjects = Subjects { directory: &self.directory, plan: &plan };
        for (unit, views) in &units {
            consolidated.set_unit(unit, views, &subjects);
        }
        let records = units.into_values().flatten().map(|view| (view.record.id, view)).collect();
        (records, consolidated)
    }

    /// A report of some books must not read as one of the commune.
    fn say_what_is_missing(&self, paper: &mut Paper) {
        if self.kept_back > 0 {
            let here = self.books.values().filter(|books| books.workbook.is_some()).count();
            let all = here + self.kept_back;
            paper.opening.push(Paragraph::of(format!(
                "(Tổng hợp từ {here}/{all} sổ mà tài khoản được xem, không phải của cả xã.)"
            )));
        }
    }
}
