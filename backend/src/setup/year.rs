//! A year of made-up records for the demo commune: all kinds, in the volumes of DOMAIN §7 and with its
//! edge cases, each on its way by the people who may take its steps. Nobody in it is real, and
//! nothing was said of a real outlet. The same seed gives the same documents, byte for byte.
//!
//! First everything that happened is made up ([`script`]), a file for each sort of work; then it is
//! written in the order in which it happened ([`scribe`]), as devices would have written it.

mod cast;
mod contents;
mod dice;
mod edges;
mod events;
mod office;
mod orders;
mod press;
mod review;
mod scribe;
mod script;
mod villages;
mod words;

#[cfg(test)]
mod tests;

use jiff::civil::date;
use shared::time::TimestampMs;

use self::cast::Cast;
use self::dice::Dice;
use self::scribe::Scribe;
use self::script::{Year, moment};
use super::entropy::Entropy;
use super::{NewDocument, Setup, SetupError};

/// 05/01, 08:00: when the commune is set up, so that all of the year lies behind it.
pub(super) fn begins_at(year: i16) -> TimestampMs {
    moment(date(year, 1, 5), 8, 0)
}

/// Writes the year into new documents of the demo commune.
pub(super) fn write(
    setup: &Setup,
    documents: &mut [NewDocument],
    entropy: &mut Entropy,
) -> Result<(), SetupError> {
    // The demo has a plan; without one there would be nothing to record.
    let Some(plan) = setup.plan.as_ref().and_then(|plan| plan.id) else { return Ok(()) };
    let events = script(setup, entropy);
    let mut scribe = Scribe::new(entropy, plan, documents);
    for event in events {
        scribe.write(event)?;
    }
    Ok(())
}

/// What happens in the year.
fn script(setup: &Setup, entropy: &mut Entropy) -> Vec<script::Event> {
    let cast = Cast::new(setup.accounts.iter().map(|(account, _)| account));
    let mut year = Year::new(setup.year, cast, &setup.channels, Dice(entropy));
    // What has its day first: the rest finds others.
    edges::all(&mut year);
    for month in 1..=12 {
        contents::month(&mut year, month);
        villages::month(&mut year, month);
        events::month(&mut year, month);
        press::month(&mut year, month);
        office::month(&mut year, month);
        orders::month(&mut year, month);
    }
    events::trainings(&mut year);
    press::replies(&mut year);
    office::once(&mut year);
    year.finish()
}
