//! The way of what is written, submitted and approved, and how it goes on it.

use shared::domain::role::Role;
use shared::id::AccountId;

use super::script::{Edits, Story, Year};
use super::words::{CORRECTED, RETURNS};

/// Who takes the steps of a record: the unit's writer, and who decides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hands {
    pub(super) writer: AccountId,
    pub(super) decider: (Role, AccountId),
}

/// What is edited on the way.
#[derive(Debug, Clone, Default)]
pub(super) struct Edited {
    /// After it came back.
    pub(super) returned: Edits,
    /// After it was approved.
    pub(super) approved: Edits,
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    Approved,
    Corrected,
    Edited,
    Waiting,
    Returned,
    Draft,
    TakenBack,
    Deleted,
}

/// How often what becomes of a record.
const FATES: &[(u64, Fate)] = &[
    (84, Fate::Approved),
    (2, Fate::Corrected),
    (2, Fate::Edited),
    (4, Fate::Waiting),
    (2, Fate::Returned),
    (3, Fate::Draft),
    (1, Fate::TakenBack),
    (2, Fate::Deleted),
];

/// Whatever becomes of a record that is submitted and approved.
pub(super) fn go(year: &mut Year<'_>, story: &mut Story, hands: Hands, edited: Edited) {
    match year.dice.weighted(FATES) {
        Fate::Approved => pass(year, story, hands, edited.returned),
        Fate::Corrected => correct(year, story, hands, edited),
        Fate::Edited => {
            pass(year, story, hands, edited.returned);
            year.edit(story, hands.writer, edited.approved);
        }
        Fate::Waiting => submit(year, story, hands),
        Fate::Returned => {
            submit(year, story, hands);
            send_back(year, story, hands);
        }
        Fate::Draft => {}
        Fate::TakenBack => {
            submit(year, story, hands);
            year.say(story, 0, hands.writer, "withdraw", "");
        }
        Fate::Deleted => year.delete(story, hands.writer),
    }
}

/// Submitted, now and then returned and submitted again, and approved.
pub(super) fn pass(year: &mut Year<'_>, story: &mut Story, hands: Hands, returned: Edits) {
    submit(year, story, hands);
    if year.dice.percent(8) {
        come_back(year, story, hands, returned);
    }
    approve(year, story, hands);
}

/// Returned, edited, and submitted again.
pub(super) fn come_back(year: &mut Year<'_>, story: &mut Story, hands: Hands, edits: Edits) {
    send_back(year, story, hands);
    let at = year.later(story.at, 1);
    year.edit_at(story, at, hands.writer, edits);
    submit(year, story, hands);
}

/// Approved, found wrong, submitted again as it is right, and approved again.
pub(super) fn correct(year: &mut Year<'_>, story: &mut Story, hands: Hands, edited: Edited) {
    pass(year, story, hands, edited.returned);
    let days = year.dice.between(2, 10);
    let at = year.later(story.at, days);
    year.edit_at(story, at, hands.writer, edited.approved);
    year.say(story, 0, hands.writer, "submit", CORRECTED);
    approve(year, story, hands);
}

/// Put before who decides.
pub(super) fn submit(year: &mut Year<'_>, story: &mut Story, hands: Hands) {
    let days = year.dice.weighted(&[(80, 0), (20, 1)]);
    year.say(story, days, hands.writer, "submit", "");
}

/// Approved as it is.
pub(super) fn approve(year: &mut Year<'_>, story: &mut Story, hands: Hands) {
    let days = year.dice.weighted(&[(25, 0), (50, 1), (20, 2), (5, 4)]);
    year.decide(story, days, hands.decider, "approve", "");
}

fn send_back(year: &mut Year<'_>, story: &mut Story, hands: Hands) {
    let (days, why) = (year.dice.between(1, 2), year.dice.one(RETURNS));
    year.decide(story, days, hands.decider, "return", why);
}
