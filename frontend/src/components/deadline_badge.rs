//! How near a record's deadline is; luật định and nội bộ are told apart (DOMAIN §2 f).

use leptos::prelude::*;
use shared::domain::deadline::{Deadline, Nearness, deadline};
use shared::domain::directory::Directory;
use shared::domain::rule::Binding;
use shared::time::TimestampMs;

use crate::engine::view::{Model, RecordView};
use crate::i18n::{t, tn};
use crate::state::AppState;
use crate::ui::badge::{Badge, Tone};
use crate::ui::icon::Icon;

/// A record's deadline in the state it is in.
pub fn deadline_of(view: &RecordView, directory: &Directory) -> Option<Deadline> {
    let since = view.since().local();
    deadline(&view.record, view.state(), since, directory)
}

/// How near it is; nothing while there is time.
pub fn nearness(view: &RecordView, directory: &Directory, now: TimestampMs) -> Option<Nearness> {
    let deadline = deadline_of(view, directory)?;
    Some(deadline.nearness(now.local(), directory)).filter(|near| *near != Nearness::Later)
}

/// Sắp đến hạn or Quá hạn; nothing while there is time.
#[component]
pub fn DeadlineBadge(
    /// The record.
    view: Model<RecordView>,
) -> impl IntoView {
    let app = AppState::get();
    move || {
        let now = app.now.get().local();
        app.directory.with(|directory| {
            let deadline = deadline_of(&view, directory)?;
            let nearness = deadline.nearness(now, directory);
            let over = nearness == Nearness::Over;
            let left = match deadline.hours(now) {
                Some(0) if over => t!("deadline.over"),
                Some(hours) if over => tn!("deadline.hours_over", hours.saturating_neg()),
                Some(0) => t!("deadline.under_hour"),
                Some(hours) => tn!("deadline.hours_left", hours),
                None => match deadline.working_days(now, directory) {
                    _ if nearness == Nearness::Later => return None,
                    0 if over => t!("deadline.over"),
                    days if over => tn!("deadline.days_over", days.saturating_neg()),
                    _ if deadline.at.date() == now.date() => t!("due.today"),
                    0 => t!("deadline.soon"),
                    days => tn!("deadline.days_left", days),
                },
            };
            let word = match deadline.rule.map(|rule| rule.binding()) {
                Some(Binding::Statutory) => format!("{left} ({})", t!("deadline.statutory")),
                Some(Binding::Internal) => format!("{left} ({})", t!("deadline.internal")),
                None => left,
            };
            let (tone, icon) =
                if over { (Tone::Brick, Icon::Alert) } else { (Tone::Anise, Icon::Clock) };
            Some(view! { <Badge tone icon word /> })
        })
    }
}
