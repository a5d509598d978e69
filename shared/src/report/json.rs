//! A report as JSON, for other programs: the figures with their records, the paper, and what the
//! records say.

use serde::Serialize;

use crate::domain::indicator::INDICATORS;
use crate::domain::period::{Period, ReportPeriod};
use crate::domain::value::Value;
use crate::id::{PlanId, RecordId, UnitId};
use crate::merge::consolidated::Scope;
use crate::merge::view::RecordView;
use crate::report::compose::Source;
use crate::report::paper::Paper;

/// The version of this form. A later one adds members, or has another number.
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    version: u32,
    period: ReportPeriod,
    days: Period,
    commune: &'a str,
    plan: Option<PlanId>,
    figures: Vec<Figure>,
    paper: &'a Paper,
    records: Vec<Record<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Figure {
    code: &'static str,
    part: usize,
    words: &'static str,
    unit: &'static str,
    /// Nothing where it is typed in.
    value: Option<i64>,
    of: Option<i64>,
    so_far: Option<i64>,
    records: Vec<RecordId>,
    mentioned: Vec<RecordId>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    id: RecordId,
    unit: &'a UnitId,
    kind: Option<&'static str>,
    plan: Option<PlanId>,
    state: &'static str,
    fields: std::collections::BTreeMap<&'static str, &'a Value>,
}

/// The report on a period as JSON text, with the records that are given.
///
/// # Errors
/// None for what documents hold; what serde says.
pub fn json<'a>(
    source: &Source<'_>,
    period: ReportPeriod,
    paper: &Paper,
    records: impl IntoIterator<Item = &'a RecordView>,
) -> serde_json::Result<String> {
    let part = source.consolidated.of_plan(source.plan.id);
    let this = part.figures(&Scope::report(period), source.directory);
    let so_far = part.figures(&Scope::days(period.cumulative()), source.directory);
    let figures = INDICATORS.iter().flat_map(|indicator| {
        let (this, so_far) = (&this, &so_far);
        (0..indicator.figures()).map(move |part| {
            let (words, unit) = indicator.figure(part);
            let figure = this.get(&(indicator.code, part));
            Figure {
                code: indicator.code,
                part,
                words,
                unit,
                value: figure.map(|figure| figure.value),
                of: figure.and_then(|figure| figure.of),
                so_far: so_far.get(&(indicator.code, part)).map(|figure| figure.value),
                records: figure.iter().flat_map(|one| one.records.iter().copied()).collect(),
                mentioned: figure.iter().flat_map(|one| one.mentioned.iter().copied()).collect(),
            }
        })
    });
    let records = records.into_iter().map(|view| Record {
        id: view.record.id,
        unit: &view.unit,
        kind: view.record.kind.map(|kind| kind.id),
        plan: view.record.plan,
        state: view.derived.state.id,
        fields: view
            .record
            .fields
            .iter()
            .filter_map(|(key, field)| Some((*key, field.value.as_ref()?)))
            .collect(),
    });
    serde_json::to_string_pretty(&Report {
        version: VERSION,
        period,
        days: period.days(),
        commune: &source.directory.name,
        plan: source.plan.id,
        figures: figures.collect(),
        paper,
        records: records.collect(),
    })
}
