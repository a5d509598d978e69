//! Nhật ký truy cập: who did what, when.

use leptos::prelude::*;
use shared::api::admin::LogLine;
use shared::domain::rule::RuleId;
use shared::time::{format_date, parse_date};

use super::{Asked, Waiting};
use crate::i18n::format::full_moment;
use crate::i18n::{t, tr, tr_opt};
use crate::state::AppState;
use crate::ui::choices::{Choice, Segments};
use crate::ui::empty::Empty;

/// Lines shown at once.
const LINES: u32 = 200;

fn path(changes: bool) -> String {
    format!("log?limit={LINES}&changes={changes}")
}

/// The section.
#[component]
pub fn Log() -> impl IntoView {
    let app = AppState::get();
    let changes = RwSignal::new(true);
    let lines = Asked::<Vec<LogLine>>::new(path(true));
    let ask = Callback::new(move |()| lines.ask(path(changes.get_untracked())));
    let choose = move |id: String| {
        changes.set(id == "changes");
        ask.run(());
    };
    let which = vec![
        Choice { id: "changes".to_owned(), label: t!("admin.log.changes") },
        Choice { id: "all".to_owned(), label: t!("admin.log.all") },
    ];
    let value = move || if changes.get() { "changes" } else { "all" }.to_owned();
    let none = Memo::new(move |_| lines.got.with(|got| got.as_ref().is_some_and(Vec::is_empty)));
    let rows = move || {
        let lines = lines.got.get().unwrap_or_default().into_iter();
        lines.map(|line| view! { <Line app line /> }).collect_view()
    };
    view! {
        <p class="quiet">{t!("admin.log.explain", n = LINES)}</p>
        <Segments name="log" legend=t!("admin.section.log") options=which
            value=Signal::derive(value) on_choose=choose />
        <Waiting heard=Signal::derive(move || lines.got.with(Option::is_some))
            failed=lines.failed again=ask />
        <Show when=move || none.get()>
            <Empty words=t!("admin.log.none") />
        </Show>
        <ul class="rows" role="list">{rows}</ul>
    }
    .into_any()
}

#[component]
fn Line(app: AppState, line: LogLine) -> impl IntoView {
    let action = tr_opt(&format!("admin.log.action.{}", line.action)).unwrap_or(line.action);
    let about = line.subject.map(|subject| subject_words(app, &subject));
    let title = [Some(action), about].into_iter().flatten().collect::<Vec<_>>().join(": ");
    let who = app
        .person_name(line.account)
        .or(line.username)
        .unwrap_or_else(|| t!("admin.log.command_line"));
    let rest = format!("{} · {who}", full_moment(line.at));
    let detail = line.detail.map(|detail| detail_words(app, &detail));
    view! {
        <li class="log-line">
            <span class="record-words">
                <span class="record-title">{title}</span>
                <span class="small">{detail}</span>
                <span class="small quiet">{rest}</span>
            </span>
        </li>
    }
    .into_any()
}

/// What something was done to, by its name where this device knows one.
fn subject_words(app: AppState, subject: &str) -> String {
    if let Some(date) = parse_date(subject) {
        return format_date(date);
    }
    if RuleId::parse(subject).is_some() {
        return tr(&format!("admin.rule.{subject}"));
    }
    let name = subject.parse().ok().and_then(|account| app.person_name(Some(account)));
    let channel = || {
        let id = subject.parse().ok()?;
        app.directory.with(|directory| directory.channels.get(&id).map(|found| found.name.clone()))
    };
    name.or_else(channel).unwrap_or_else(|| app.unit_name(&subject.into()))
}

/// `key=value; …` in words.
fn detail_words(app: AppState, detail: &str) -> String {
    let pairs = detail.split("; ").map(|pair| match pair.split_once('=') {
        None => pair.to_owned(),
        Some((key, value)) => {
            let label = tr_opt(&format!("admin.log.key.{key}")).unwrap_or_else(|| key.to_owned());
            format!("{label}: {}", value_words(app, key, value))
        }
    });
    pairs.collect::<Vec<_>>().join("; ")
}

fn value_words(app: AppState, key: &str, value: &str) -> String {
    match key {
        "unit" | "supervisor" => app.unit_name(&value.into()),
        "roles" => {
            let roles = value.split(',').map(|role| tr(&format!("role.{role}")));
            roles.collect::<Vec<_>>().join(", ")
        }
        "closed" if value == "true" => t!("admin.log.yes"),
        "closed" => t!("admin.log.no"),
        "from" => parse_date(value).map_or_else(|| value.to_owned(), format_date),
        "kind" => {
            let word = ["unitkind", "admin.channel.kind", "admin.day"]
                .iter()
                .find_map(|stem| tr_opt(&format!("{stem}.{value}")));
            word.unwrap_or_else(|| value.to_owned())
        }
        _ => value.to_owned(),
    }
}
