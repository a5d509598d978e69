//! Flags of the commands that change the directory and the years: `soxa unit`, `channel`, `holiday`,
//! `rule`, `year`, `log`.

use clap::{Args, Subcommand};

use super::DataArgs;

/// Which commune's directory.
#[derive(Debug, Args)]
pub struct DeskArgs {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataArgs,
    /// The commune's id, if the relay has several.
    #[arg(long)]
    pub commune: Option<String>,
}

/// `soxa unit …`.
#[derive(Debug, Subcommand)]
pub enum UnitCommand {
    /// Adds a unit, village or group, with its documents for the running years.
    Add(UnitAddArgs),
    /// Changes names, a group's members, or closes a unit; its records stay.
    Change(UnitChangeArgs),
    /// Lists units, villages and groups as JSON.
    List(DeskArgs),
}

/// `soxa unit add`.
#[derive(Debug, Args)]
pub struct UnitAddArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// The exact name.
    #[arg(long)]
    pub name: String,
    /// The sort of body: phong, su_nghiep, dang, cong_an, quan_su, doan_the, lanh_dao, thon, group
    /// or khac.
    #[arg(long, default_value = "thon")]
    pub kind: String,
    /// A short code, as T25; without it one is made.
    #[arg(long)]
    pub id: Option<String>,
    /// Another name; may be repeated.
    #[arg(long)]
    pub alias: Vec<String>,
    /// For a village the unit whose head approves; without it the one of the other villages.
    #[arg(long, value_name = "UNIT")]
    pub supervisor: Option<String>,
    /// For a group a member; may be repeated.
    #[arg(long, value_name = "UNIT")]
    pub member: Vec<String>,
}

/// `soxa unit change`.
#[derive(Debug, Args)]
pub struct UnitChangeArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// The unit's id.
    #[arg(value_name = "UNIT")]
    pub id: String,
    /// The new name.
    #[arg(long)]
    pub name: Option<String>,
    /// One more name; may be repeated.
    #[arg(long)]
    pub alias: Vec<String>,
    /// A name it has no longer; may be repeated.
    #[arg(long, value_name = "ALIAS")]
    pub no_alias: Vec<String>,
    /// One more member; may be repeated.
    #[arg(long, value_name = "UNIT")]
    pub member: Vec<String>,
    /// A member no longer; may be repeated.
    #[arg(long, value_name = "UNIT")]
    pub no_member: Vec<String>,
    /// It has ended.
    #[arg(long)]
    pub close: bool,
    /// It goes on after all.
    #[arg(long, conflicts_with = "close")]
    pub reopen: bool,
}

/// `soxa channel …`.
#[derive(Debug, Subcommand)]
pub enum ChannelCommand {
    /// Registers an official channel.
    Add(ChannelAddArgs),
    /// Changes one, or closes it.
    Change(ChannelChangeArgs),
    /// Lists them as JSON.
    List(DeskArgs),
}

/// `soxa channel add`.
#[derive(Debug, Args)]
pub struct ChannelAddArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// Its name.
    #[arg(long)]
    pub name: String,
    /// website, zalo, facebook, loudspeaker or other.
    #[arg(long)]
    pub kind: String,
    /// Its URL, or for loudspeakers the place.
    #[arg(long, default_value = "")]
    pub address: String,
}

/// `soxa channel change`.
#[derive(Debug, Args)]
pub struct ChannelChangeArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// The channel's id, as `soxa channel list` shows it.
    #[arg(value_name = "CHANNEL")]
    pub id: String,
    /// The new name.
    #[arg(long)]
    pub name: Option<String>,
    /// The new kind.
    #[arg(long)]
    pub kind: Option<String>,
    /// The new URL or place.
    #[arg(long)]
    pub address: Option<String>,
    /// It is used no more.
    #[arg(long)]
    pub close: bool,
    /// It is used again.
    #[arg(long, conflicts_with = "close")]
    pub reopen: bool,
}

/// `soxa holiday …`.
#[derive(Debug, Subcommand)]
pub enum HolidayCommand {
    /// Makes a day a day off, or with --working a working day.
    Set(HolidaySetArgs),
    /// Makes a day again what the week says.
    Clear(HolidayClearArgs),
    /// Lists both tables as JSON.
    List(DeskArgs),
}

/// `soxa holiday set`.
#[derive(Debug, Args)]
pub struct HolidaySetArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// The day, as 2026-02-16.
    #[arg(value_name = "DATE")]
    pub date: String,
    /// What it is called, or why it is worked.
    #[arg(long)]
    pub name: String,
    /// A working day, as a Saturday worked for a Monday off.
    #[arg(long)]
    pub working: bool,
}

/// `soxa holiday clear`.
#[derive(Debug, Args)]
pub struct HolidayClearArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// The day, as 2026-02-16.
    #[arg(value_name = "DATE")]
    pub date: String,
}

/// `soxa rule …`.
#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// Sets a rule's value from a day on.
    Set(RuleSetArgs),
    /// Takes a value back that was set by mistake.
    Withdraw(RuleWithdrawArgs),
    /// Lists every rule with its default, what holds today and what was set, as JSON.
    List(DeskArgs),
}

/// `soxa rule set`.
#[derive(Debug, Args)]
pub struct RuleSetArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// The rule, as `soxa rule list` shows it.
    #[arg(value_name = "RULE")]
    pub rule: String,
    /// The value, in the rule's unit.
    #[arg(value_name = "VALUE")]
    pub value: i64,
    /// The first day on which it holds, as 2026-07-01.
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// The text that says so.
    #[arg(long, default_value = "")]
    pub note: String,
}

/// `soxa rule withdraw`.
#[derive(Debug, Args)]
pub struct RuleWithdrawArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// The entry's id, as `soxa rule list` shows it under "set".
    #[arg(value_name = "ID")]
    pub id: String,
}

/// `soxa year …`.
#[derive(Debug, Subcommand)]
pub enum YearCommand {
    /// Opens the next year: its reports, workbooks and decisions.
    Add(YearAddArgs),
    /// Lists the years that are open as JSON.
    List(DeskArgs),
}

/// `soxa year add`.
#[derive(Debug, Args)]
pub struct YearAddArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// The year.
    #[arg(value_name = "YEAR")]
    pub year: i16,
}

/// `soxa log`.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// Which commune.
    #[command(flatten)]
    pub desk: DeskArgs,
    /// Only what changed something, without signing in and syncing.
    #[arg(long)]
    pub changes: bool,
    /// At most so many lines, the newest.
    #[arg(long, default_value_t = 100)]
    pub limit: u32,
}
