//! Holidays and days made working days.

use jiff::civil::Date;
use shared::api::admin::SetDay;
use shared::schema::directory::change;

use super::{Desk, Refused, Result, detail, line, name, years};

/// Says what a day is; with no kind it is again what the week says.
///
/// # Errors
/// What is [`Refused`]; what the hub or the store say.
pub async fn set(desk: &Desk, date: Date, wanted: &SetDay) -> Result<()> {
    let _turn = desk.turn().await;
    if !years::ALL.contains(&date.year()) {
        return Err(Refused::Day.into());
    }
    let text = if wanted.kind.is_some() { name(&wanted.name)? } else { line(&wanted.name)? };
    desk.write(|doc, _, now| Ok(change::put_day(doc, date, wanted.kind, &text, now)?)).await?;
    let kind = wanted.kind.map_or("none", |kind| kind.as_str());
    desk.note("holiday_set", date, detail([("kind", Some(kind.to_owned()))])).await
}
