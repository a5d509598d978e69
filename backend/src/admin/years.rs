//! Change of year (`chuyển năm`): the next year's reports, workbooks and decisions, and the public
//! holidays of fixed date. The years before stay as they are.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use shared::api::admin::OpenedYear;
use shared::domain::calendar::Calendar;
use shared::domain::document::{DocumentKind, DocumentScope};
use shared::schema::directory::change;

use super::{Desk, Refused, Result, detail};
use crate::setup::new_plan::missing_scopes;

/// Years that anything can be of.
pub const ALL: RangeInclusive<i16> = 2000..=2100;

/// The years that have been opened.
///
/// # Errors
/// What the store says.
pub async fn list(desk: &Desk) -> Result<BTreeSet<i16>> {
    Ok(open(&desk.scopes().await?))
}

/// Opens a year: the next one, or what an open one lacks.
///
/// # Errors
/// What is [`Refused`]; what the hub or the store say. Tried again after a failure half-way, it
/// goes on from there.
pub async fn add(desk: &Desk, year: i16) -> Result<OpenedYear> {
    let _turn = desk.turn().await;
    let there = desk.scopes().await?;
    let known = open(&there);
    let next = known.last().map_or_else(|| desk.today().year(), |last| last.saturating_add(1));
    if !known.contains(&year) && (year != next || !ALL.contains(&year)) {
        return Err(Refused::Year(next).into());
    }
    let directory = desk.directory().await?;
    let missing = missing_scopes(year, &directory, &[], &there);
    let documents = missing.len();
    desk.create_all(missing).await?;
    let holidays = Calendar::statutory(year);
    desk.write(|doc, _, now| Ok(change::add_days(doc, &holidays, now)?)).await?;
    let said = detail([("documents", Some(documents.to_string()))]);
    desk.note("year_opened", year, said).await?;
    Ok(OpenedYear { year, documents })
}

fn open(scopes: &[DocumentScope]) -> BTreeSet<i16> {
    let reports = scopes.iter().filter(|scope| scope.kind == DocumentKind::Reports);
    reports.filter_map(|scope| scope.year).collect()
}

/// The years in which people still write: the newest, and all that are not over.
pub(super) fn running(scopes: &[DocumentScope], today: Date) -> Vec<i16> {
    let years = open(scopes);
    let newest = years.last().copied();
    years.into_iter().filter(|year| Some(*year) == newest || *year >= today.year()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn people_write_in_the_newest_year_and_in_those_not_over() {
        let scopes = [2024, 2026, 2027].map(DocumentScope::reports);
        assert_eq!(running(&scopes, date(2026, 12, 31)), [2026, 2027]);
        assert_eq!(running(&scopes, date(2030, 1, 1)), [2027]);
        assert!(running(&[], date(2026, 1, 1)).is_empty());
    }
}
