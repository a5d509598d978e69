//! What a heading above tasks says of who and when, and which of its tasks take it over.

use super::{Body, item::Assigned};
use crate::import::audit::Copied;

/// Where the parts of an assignment come from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct From {
    pub(super) lead: Option<usize>,
    pub(super) coordinating: Option<usize>,
    pub(super) due: Option<usize>,
    pub(super) funding: Option<usize>,
}

/// What a heading says of who and when, over what the headings above it say.
pub(super) fn merged(mut own: Assigned, number: usize, above: Option<&Assigned>) -> Assigned {
    let (led, helped) = (!own.lead.is_empty(), !own.coordinating.is_empty());
    let timed = own.task.due.is_some() || own.task.periodicity.is_some();
    own.from = From {
        lead: led.then_some(number),
        coordinating: helped.then_some(number),
        due: timed.then_some(number),
        funding: own.task.funding.is_some().then_some(number),
    };
    let Some(above) = above else { return own };
    if !led && !above.lead.is_empty() {
        own.lead = above.lead.clone();
        own.task.lead_raw = above.task.lead_raw.clone();
        own.from.lead = above.from.lead;
    }
    if !helped && (!led || above.lead.is_empty()) {
        own.coordinating = above.coordinating.clone();
        own.task.coordinating_raw = above.task.coordinating_raw.clone();
        own.from.coordinating = above.from.coordinating;
    }
    if !timed {
        own.task.due = above.task.due.clone();
        own.task.periodicity = above.task.periodicity.clone();
        own.from.due = above.from.due;
    }
    if own.task.funding.is_none() {
        own.task.funding = above.task.funding.clone();
        own.from.funding = above.from.funding;
    }
    own
}

impl Body<'_, '_> {
    /// Takes over what a task does not say itself; says what. Coordinators belong to the lead they
    /// are named with: a task that has its own lead takes only those named for all.
    pub(super) fn inherit(&mut self, item: &mut Assigned, above: &Assigned) -> Copied {
        let led = !item.lead.is_empty();
        let copied = Copied {
            lead: !led && !above.lead.is_empty(),
            coordinating: item.coordinating.is_empty()
                && !above.coordinating.is_empty()
                && (!led || above.lead.is_empty()),
            due: item.task.due.is_none()
                && item.task.periodicity.is_none()
                && (above.task.due.is_some() || above.task.periodicity.is_some()),
            funding: item.task.funding.is_none() && above.task.funding.is_some(),
        };
        if copied.lead {
            item.lead = above.lead.clone();
            item.task.lead_raw = above.task.lead_raw.clone();
        }
        if copied.coordinating {
            item.coordinating = above.coordinating.clone();
            item.task.coordinating_raw = above.task.coordinating_raw.clone();
        }
        if copied.due {
            item.task.due = above.task.due.clone();
            item.task.periodicity = above.task.periodicity.clone();
        }
        if copied.funding {
            item.task.funding = above.task.funding.clone();
        }
        let parts = [
            (copied.lead, above.from.lead),
            (copied.coordinating, above.from.coordinating),
            (copied.due, above.from.due),
            (copied.funding, above.from.funding),
        ];
        for (part, (copied, from)) in parts.into_iter().enumerate() {
            if let Some(taken) = from.filter(|_| copied).and_then(|from| self.taken.get_mut(from)) {
                let parts =
                    [&mut taken.lead, &mut taken.coordinating, &mut taken.due, &mut taken.funding];
                if let Some(taken) = parts.into_iter().nth(part) {
                    *taken = true;
                }
            }
        }
        copied
    }
}
