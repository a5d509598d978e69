//! `soxa unit`, `channel`, `holiday`, `rule`, `year` and `log`: what the administration page does,
//! by the same functions, while no relay serves.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use backend::admin::log::Which;
use backend::admin::{AdminError, Desk, channels, days, log, rules, units, years};
use backend::clock::Clock;
use backend::config::{
    ChannelCommand, DeskArgs, HolidayCommand, LogArgs, RuleCommand, UnitChangeArgs, UnitCommand,
    YearCommand,
};
use backend::hub::Hubs;
use backend::store::model::By;
use jiff::civil::Date;
use serde_json::{Value, json};
use shared::api::admin::{ChannelChange, NewChannel, NewRule, NewUnit, SetDay, UnitChange};
use shared::domain::calendar::DayKind;
use shared::domain::directory::{ChannelKind, Directory, Unit, UnitKind};
use shared::domain::rule::RuleId;
use shared::id::{EntryId, UnitId};

use super::user::commune;
use super::{BadInput, bad_input, open_existing, print_json, serve};

/// Runs one of `soxa unit …`.
pub(crate) async fn unit(command: UnitCommand) -> Result<()> {
    match command {
        UnitCommand::List(args) => {
            at_desk(&args, async |desk| Ok(json!(list_units(&desk.directory().await?)))).await
        }
        UnitCommand::Add(args) => {
            let new = NewUnit {
                id: args.id.as_deref().map(UnitId::from),
                name: args.name,
                kind: one_of("--kind", &args.kind, UnitKind::ALL, |kind| kind.as_str())?,
                aliases: args.alias.into_iter().collect(),
                supervisor: args.supervisor.as_deref().map(UnitId::from),
                members: ids(&args.member).collect(),
            };
            at_desk(&args.desk, async |desk| Ok(json!(units::add(desk, &new).await?))).await
        }
        UnitCommand::Change(args) => {
            at_desk(&args.desk, async |desk| {
                let id = UnitId::new(args.id.trim());
                let directory = desk.directory().await?;
                let wanted = unit_change(&args, directory.units.get(&id));
                Ok(json!(units::change(desk, &id, &wanted).await?))
            })
            .await
        }
    }
}

/// What the flags make of the unit as it is.
fn unit_change(args: &UnitChangeArgs, before: Option<&Unit>) -> UnitChange {
    let mut change = UnitChange { name: args.name.clone(), ..UnitChange::default() };
    if !(args.alias.is_empty() && args.no_alias.is_empty()) {
        let mut aliases = before.map(|unit| unit.aliases.clone()).unwrap_or_default();
        aliases.extend(args.alias.iter().cloned());
        aliases.retain(|alias| !args.no_alias.contains(alias));
        change.aliases = Some(aliases);
    }
    if !(args.member.is_empty() && args.no_member.is_empty()) {
        let mut members = before.map(|unit| unit.members.clone()).unwrap_or_default();
        members.extend(ids(&args.member));
        let out: BTreeSet<UnitId> = ids(&args.no_member).collect();
        change.members = Some(members.difference(&out).cloned().collect());
    }
    change.closed = closed(args.close, args.reopen);
    change
}

/// Runs one of `soxa channel …`.
pub(crate) async fn channel(command: ChannelCommand) -> Result<()> {
    let kind = |text: &str| one_of("--kind", text, ChannelKind::ALL, |kind| kind.as_str());
    match command {
        ChannelCommand::List(args) => {
            let list = async |desk: &Desk| {
                let directory = desk.directory().await?;
                Ok(json!(directory.channels.values().collect::<Vec<_>>()))
            };
            at_desk(&args, list).await
        }
        ChannelCommand::Add(args) => {
            let new =
                NewChannel { name: args.name, kind: kind(&args.kind)?, address: args.address };
            at_desk(&args.desk, async |desk| Ok(json!(channels::add(desk, &new).await?))).await
        }
        ChannelCommand::Change(args) => {
            let id = entry(&args.id)?;
            let change = ChannelChange {
                name: args.name,
                kind: args.kind.as_deref().map(kind).transpose()?,
                address: args.address,
                closed: closed(args.close, args.reopen),
            };
            at_desk(&args.desk, async |desk| Ok(json!(channels::change(desk, id, &change).await?)))
                .await
        }
    }
}

/// Runs one of `soxa holiday …`.
pub(crate) async fn holiday(command: HolidayCommand) -> Result<()> {
    match command {
        HolidayCommand::List(args) => {
            at_desk(&args, async |desk| Ok(json!(desk.directory().await?.calendar))).await
        }
        HolidayCommand::Set(args) => {
            let date = day(&args.date)?;
            let kind = if args.working { DayKind::Working } else { DayKind::Off };
            let set = SetDay { kind: Some(kind), name: args.name };
            at_desk(&args.desk, async |desk| set_day(desk, date, &set).await).await
        }
        HolidayCommand::Clear(args) => {
            let date = day(&args.date)?;
            let set = SetDay { kind: None, name: String::new() };
            at_desk(&args.desk, async |desk| set_day(desk, date, &set).await).await
        }
    }
}

async fn set_day(desk: &Desk, date: Date, set: &SetDay) -> Result<Value, AdminError> {
    days::set(desk, date, set).await?;
    Ok(json!({ "date": date, "kind": set.kind, "name": set.name }))
}

/// Runs one of `soxa rule …`.
pub(crate) async fn rule(command: RuleCommand) -> Result<()> {
    match command {
        RuleCommand::List(args) => {
            let today = Clock::system().now().local_date();
            let list = async |desk: &Desk| Ok(list_rules(&desk.directory().await?, today));
            at_desk(&args, list).await
        }
        RuleCommand::Set(args) => {
            let new = NewRule {
                rule: one_of("RULE", &args.rule, RuleId::ALL, |rule| rule.as_str())?,
                from: day(&args.from)?,
                value: args.value,
                note: args.note,
            };
            at_desk(&args.desk, async |desk| Ok(json!(rules::set(desk, &new).await?))).await
        }
        RuleCommand::Withdraw(args) => {
            let id = entry(&args.id)?;
            let withdraw = async |desk: &Desk| {
                rules::withdraw(desk, id).await?;
                Ok(json!({ "id": id, "withdrawn": true }))
            };
            at_desk(&args.desk, withdraw).await
        }
    }
}

/// Runs one of `soxa year …`.
pub(crate) async fn year(command: YearCommand) -> Result<()> {
    match command {
        YearCommand::List(args) => {
            at_desk(&args, async |desk| Ok(json!(years::list(desk).await?))).await
        }
        YearCommand::Add(args) => {
            let add = async |desk: &Desk| Ok(json!(years::add(desk, args.year).await?));
            at_desk(&args.desk, add).await
        }
    }
}

/// `soxa log`: reads the store only, so it works while a relay serves.
pub(crate) async fn show_log(args: LogArgs) -> Result<()> {
    let store = open_existing(&args.desk.data).await?;
    let commune = commune(&*store, args.desk.commune.as_deref()).await?;
    let which = if args.changes { Which::Changes } else { Which::All };
    let lines = log::read(&*store, commune.id, which, Some(args.limit)).await?;
    store.close().await;
    print_json(&lines)
}

/// Does something at the commune's desk, and prints what it gives. Refuses while a relay serves from
/// the folder: it would not learn of what is written beside it.
async fn at_desk(
    args: &DeskArgs,
    act: impl AsyncFnOnce(&Desk) -> Result<Value, AdminError>,
) -> Result<()> {
    let store = open_existing(&args.data).await?;
    let _lock = match serve::lock(&args.data.data) {
        Ok(lock) => lock,
        Err(error) if error.is::<BadInput>() => bad_input!(
            "{}: a relay serves from this folder. Use its page \"Quản trị\", or stop it first",
            args.data.data.display()
        ),
        Err(error) => return Err(error),
    };
    let commune = commune(&*store, args.commune.as_deref()).await?;
    let clock = Clock::system();
    let hubs = Hubs::new(store.clone(), clock.clone());
    let desk = Desk::new(
        store.clone(),
        hubs.clone(),
        clock,
        Default::default(),
        commune.id,
        By::COMMAND_LINE,
    );
    let done = act(&desk).await;
    hubs.stop().await;
    store.close().await;
    match done {
        Ok(result) => print_json(&result),
        Err(AdminError::Refused(refused)) => bad_input!("{refused}"),
        Err(error) => Err(error).context("cannot change the directory"),
    }
}

fn list_units(directory: &Directory) -> Vec<&Unit> {
    directory.units.values().collect()
}

/// Every rule with what holds today and all that was set.
fn list_rules(directory: &Directory, today: Date) -> Value {
    let rules = &directory.rules;
    let line = |rule: &RuleId| {
        let set: Vec<_> = rules.set.iter().filter(|set| set.rule == *rule).collect();
        json!({
            "rule": rule,
            "unit": rule.unit(),
            "binding": rule.binding(),
            "default": rule.default_value(),
            "today": rules.value(*rule, today),
            "set": set,
        })
    };
    RuleId::ALL.iter().map(line).collect()
}

fn ids(texts: &[String]) -> impl Iterator<Item = UnitId> {
    texts.iter().map(|text| UnitId::new(text.trim()))
}

const fn closed(close: bool, reopen: bool) -> Option<bool> {
    match (close, reopen) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

fn day(text: &str) -> Result<Date> {
    match text.parse() {
        Ok(date) => Ok(date),
        Err(_) => bad_input!("{text}: no day; write it as 2026-02-16"),
    }
}

fn entry(text: &str) -> Result<EntryId> {
    match text.parse() {
        Ok(id) => Ok(id),
        Err(_) => bad_input!("{text}: no id; `list` shows the ids"),
    }
}

/// The one whose stable id this is.
fn one_of<T: Copy>(
    what: &str,
    text: &str,
    all: &[T],
    id: impl Fn(&T) -> &'static str,
) -> Result<T> {
    match all.iter().find(|one| id(one) == text) {
        Some(one) => Ok(*one),
        None => {
            let known: Vec<&str> = all.iter().map(&id).collect();
            bad_input!("{what} {text}: unknown; there are {}", known.join(", "))
        }
    }
}
