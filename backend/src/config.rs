//! Flags and environment (`SOXA_*`) of every command. `--help` is the reference.

mod admin;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use admin::{
    ChannelCommand, DeskArgs, HolidayCommand, LogArgs, RuleCommand, UnitChangeArgs, UnitCommand,
    YearCommand,
};

/// How clients reach the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Plain HTTP: for this machine only.
    Plain,
    /// TLS by ourselves.
    Tls,
    /// A proxy in front of us speaks TLS.
    BehindProxy,
}

/// Sổ Xã: the relay and its commands.
#[derive(Debug, Parser)]
#[command(name = "soxa", version, about, long_about = None)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the app and syncs.
    Serve(ServeArgs),
    /// Sets up a commune: its directory, its documents and a first administrator.
    Init(InitArgs),
    /// Adds, changes and lists accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Adds, changes and lists units, villages and groups.
    #[command(subcommand)]
    Unit(UnitCommand),
    /// Registers, changes and lists the official channels.
    #[command(subcommand)]
    Channel(ChannelCommand),
    /// Sets and lists holidays and days made working days.
    #[command(subcommand)]
    Holiday(HolidayCommand),
    /// Sets and lists rules with the days from which they hold.
    #[command(subcommand)]
    Rule(RuleCommand),
    /// Opens the next year, and lists those that are open.
    #[command(subcommand)]
    Year(YearCommand),
    /// Shows the access log, newest first, as JSON.
    Log(LogArgs),
    /// Erases records for good: a state secret, personal data.
    Purge(PurgeArgs),
    /// Writes a period's report to a file.
    Export(ExportArgs),
    /// Reads a plan (text or .docx) and shows what was understood.
    ImportPlan(ImportPlanArgs),
    /// Makes a demo commune, and prints its accounts as JSON.
    Demo(DemoArgs),
    /// Prints every kind of record with its fields, states and transitions.
    Workflows(WorkflowsArgs),
}

/// Where the relay keeps its data.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// The folder with everything that must be kept.
    #[arg(long, value_name = "DIR", env = "SOXA_DATA")]
    pub data: PathBuf,
    /// Another store than the SQLite file in that folder: sqlite:PATH.
    #[arg(long, value_name = "URL", env = "SOXA_STORE")]
    pub store: Option<String>,
}

/// `soxa serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Address and port; port 0 takes a free one.
    #[arg(long, value_name = "ADDR:PORT", env = "SOXA_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Certificate chain (PEM): the relay speaks TLS itself.
    #[arg(long, value_name = "FILE", env = "SOXA_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM).
    #[arg(long, value_name = "FILE", env = "SOXA_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A proxy in front speaks TLS and sets X-Forwarded-For.
    #[arg(long, env = "SOXA_BEHIND_PROXY", conflicts_with = "tls_cert")]
    pub behind_proxy: bool,
    /// Where browsers reach the app, as https://soxa.example.vn. May be repeated. Without it, what
    /// the request's Host says.
    #[arg(long, value_name = "ORIGIN", env = "SOXA_ORIGIN", value_delimiter = ',')]
    pub origin: Vec<String>,
}

impl ServeArgs {
    /// How clients reach the relay.
    pub const fn transport(&self) -> Transport {
        if self.behind_proxy {
            Transport::BehindProxy
        } else if self.tls_cert.is_some() {
            Transport::Tls
        } else {
            Transport::Plain
        }
    }
}

/// `soxa init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataArgs,
    /// The commune's name, as "xã Điềm He".
    #[arg(long)]
    pub name: String,
    /// The plan to start with (text or .docx); it also names the units.
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// How many villages to set up, as "Thôn 01"…
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=99))]
    pub villages: u8,
    /// The year of the workbooks; without it that of the plan, or the present one.
    #[arg(long, value_parser = clap::value_parser!(i16).range(2020..=2100))]
    pub year: Option<i16>,
    /// The first administrator's user name.
    #[arg(long, value_name = "USER")]
    pub admin: String,
    /// How to get the password.
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// Where a password comes from. Without either, one is generated and printed once.
#[derive(Debug, Clone, Args)]
pub struct PasswordArgs {
    /// Read the password from the first line of standard input.
    #[arg(long)]
    pub password_stdin: bool,
    /// The password, from the environment only: a flag would show in the list of processes.
    #[arg(long, env = "SOXA_PASSWORD", hide = true, hide_env_values = true)]
    pub password: Option<String>,
}

/// `soxa user …`.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Adds an account.
    Add(UserAddArgs),
    /// Changes an account's name, post, unit or roles.
    Change(UserChangeArgs),
    /// Sets a new password; the account's sessions end.
    Passwd(UserPasswdArgs),
    /// Disables an account and ends its sessions.
    Disable(UserArgs),
    /// Enables it again.
    Enable(UserArgs),
    /// Lists the accounts as JSON.
    List(UserListArgs),
}

/// `soxa user add`.
#[derive(Debug, Args)]
pub struct UserAddArgs {
    /// The user.
    #[command(flatten)]
    pub user: UserArgs,
    /// The person's name.
    #[arg(long)]
    pub name: String,
    /// Post (`chức vụ`).
    #[arg(long, default_value = "")]
    pub post: String,
    /// The unit's id in the directory, as VHXH or T01.
    #[arg(long)]
    pub unit: String,
    /// A role; may be repeated: admin, recorder, head, planner, leader, finance, accountant,
    /// party, editor, editorial_head, clerk or auditor.
    #[arg(long, required = true, value_delimiter = ',')]
    pub role: Vec<String>,
    /// The commune's id, if the relay has several.
    #[arg(long)]
    pub commune: Option<String>,
    /// How to get the password.
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// `soxa user change`: what is left out stays.
#[derive(Debug, Args)]
pub struct UserChangeArgs {
    /// The user.
    #[command(flatten)]
    pub user: UserArgs,
    /// The person's name.
    #[arg(long)]
    pub name: Option<String>,
    /// Post (`chức vụ`).
    #[arg(long)]
    pub post: Option<String>,
    /// The unit's id in the directory.
    #[arg(long)]
    pub unit: Option<String>,
    /// All roles; may be repeated.
    #[arg(long, value_delimiter = ',')]
    pub role: Vec<String>,
}

/// `soxa user passwd`.
#[derive(Debug, Args)]
pub struct UserPasswdArgs {
    /// The user.
    #[command(flatten)]
    pub user: UserArgs,
    /// How to get the password.
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// One user.
#[derive(Debug, Args)]
pub struct UserArgs {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataArgs,
    /// The user name.
    #[arg(value_name = "USER")]
    pub username: String,
}

/// `soxa user list`.
#[derive(Debug, Args)]
pub struct UserListArgs {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataArgs,
}

/// `soxa purge`.
#[derive(Debug, Args)]
pub struct PurgeArgs {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataArgs,
    /// The records, by the number (mã mục) that their pages show.
    #[arg(value_name = "RECORD", required = true)]
    pub records: Vec<String>,
    /// state_secret or personal_data. It goes into the access log.
    #[arg(long)]
    pub reason: String,
    /// The commune's id, if the relay has several.
    #[arg(long)]
    pub commune: Option<String>,
    /// Yes, for good.
    #[arg(long)]
    pub yes: bool,
}

/// `soxa export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Which period: 2026-M06, 2026-Q2, 2026-H1, 2026-H2, 2026-9M, 2026-Y.
    #[arg(long)]
    pub period: String,
    /// docx, xlsx, csv or json.
    #[arg(long)]
    pub format: String,
    /// Where to write it.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The plan's id, if the year has several.
    #[arg(long)]
    pub plan: Option<String>,
    /// The commune's id, if the relay has several.
    #[arg(long)]
    pub commune: Option<String>,
}

/// `soxa import-plan`.
#[derive(Debug, Args)]
pub struct ImportPlanArgs {
    /// The plan.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only read it. So it does in any case: people review a plan in the app before it is created.
    #[arg(long)]
    pub dry_run: bool,
    /// A repair not to make, as LINE:TEXT with what stands there and shall stay; may be repeated.
    #[arg(long, value_name = "LINE:TEXT")]
    pub refuse: Vec<String>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// `soxa demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataArgs,
    /// With a year of made-up records; that of the plan if it is not named.
    #[arg(long, num_args = 0..=1, value_parser = clap::value_parser!(i16).range(2020..=2100))]
    pub year: Option<Option<i16>>,
    /// The plan's year.
    #[arg(long, value_name = "YEAR", default_value_t = 2026, value_parser = clap::value_parser!(i16).range(2020..=2100))]
    pub plan_year: i16,
    /// Ids and records come from it: the same seed gives the same commune.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// `soxa workflows`.
#[derive(Debug, Args)]
pub struct WorkflowsArgs {
    /// As JSON; otherwise as tables to read, in Vietnamese.
    #[arg(long)]
    pub json: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
