//! The benchmark: the workload of a commune's season through the real relay and real sockets, with
//! devices made of `shared::sync`, measured as the peers' harness measures theirs.
//!
//! Goal: figures that anyone can make again, for bytes, CPU, memory, disk, round trips and time;
//! nothing here passes or fails by a time. Method: each party is a process of its own (one
//! drives, one is the relay, others host devices; all of this program), all traffic goes through a
//! counting proxy on loopback, costs are read from /proc, and contents are compared by digest with
//! the workload's own final records.
//!
//! The relay is the backend's application over SQLite with accounts and sessions that were put
//! into its store beforehand; its rules of access are the real ones. A device keeps an append-only
//! file with one `fdatasync` for each request of the engine; those of W6 keep nothing.

mod commune;
mod device;
mod host;
mod process;
mod proxy;
mod records;
mod relay;
mod report;
mod scenarios;
mod statistics;
mod store;
mod words;
mod workload;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use self::report::Results;
use self::scenarios::{Context, Scale, Season};
use self::workload::Options;

/// Every scenario, in the order they run in.
const SCENARIOS: &[&str] = &["W1", "W3", "W5", "W2", "W4", "W6"];

/// What to run.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenarios, as W1,W2; all without. W3 and W5 need W1 and run it
    #[arg(long, value_delimiter = ',')]
    scenario: Vec<String>,
    /// How often
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Units, for a smaller trial
    #[arg(long, default_value_t = 30)]
    units: usize,
    /// Records of each unit, for a smaller trial
    #[arg(long, default_value_t = 200)]
    records: usize,
    /// Few edits, few devices and short silences online too: shows that everything runs, and what it
    /// measures means nothing
    #[arg(long, conflicts_with = "beside")]
    trial: bool,
    /// Where the measures are written to, with their median, smallest and largest
    #[arg(long)]
    json: Option<PathBuf>,
    /// Results of peers to show beside ours; of the same workload
    #[arg(long)]
    beside: Vec<PathBuf>,
    /// A folder for stores and logs; emptied first
    #[arg(long)]
    work: PathBuf,
}

/// Runs the scenarios and gives the tables.
///
/// # Errors
/// What kept a scenario from being measured: a party that failed, contents that differ.
pub async fn run(args: &Args) -> Result<String> {
    for name in &args.scenario {
        ensure!(SCENARIOS.contains(&name.as_str()), "no scenario {name}");
    }
    let peers: Vec<_> = args.beside.iter().map(|p| Results::read(p)).collect::<Result<_>>()?;
    let options =
        Options { units: args.units, records_per_unit: args.records, ..Options::default() };
    for Results { peer, options: theirs, .. } in &peers {
        ensure!(
            *theirs == Some(options),
            "{peer} was measured with another workload than {options:?}"
        );
    }
    let scale = if args.trial { Scale::TRIAL } else { Scale::FULL };
    let wanted = |names: &[&str]| {
        args.scenario.is_empty() || args.scenario.iter().any(|name| names.contains(&name.as_str()))
    };
    if args.work.exists() {
        std::fs::remove_dir_all(&args.work).context("emptying the work folder")?;
    }
    let mut results = Results { peer: "soxa".to_owned(), options: Some(options), runs: Vec::new() };
    let all = wanted(&["W1", "W3", "W5"]);
    let context = context(&args.work, "offline", options, scale)?;
    let season = if all || wanted(&["W2"]) {
        let units = if all { options.units } else { 1 };
        let (measures, season) = scenarios::edit_offline(&context, units).await?;
        progress("season", "W1-offline", &measures);
        results.runs.push(BTreeMap::from([("W1-offline".to_owned(), measures)]));
        Some(season)
    } else {
        None
    };
    for run in 0..args.runs {
        let context = self::context(&args.work, &format!("run-{run}"), options, scale)?;
        let measured = one_run(&context, season.as_ref(), &wanted, run).await?;
        match results.runs.get_mut(run) {
            Some(results) => results.extend(measured),
            None => results.runs.push(measured),
        }
        std::fs::remove_dir_all(&context.work)?;
    }
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&json!({
            "machine": machine(), "options": options, "trial": args.trial,
            "measures": results.summary(), "peers": report::compared(&results, &peers),
            "peer": results.peer, "runs": results.runs,
        }))?;
        std::fs::write(path, text + "\n").with_context(|| path.display().to_string())?;
    }
    Ok(format!("{}\n\n{}", machine(), report::tables(&results, &peers)))
}

fn context(work: &Path, name: &str, options: Options, scale: Scale) -> Result<Context> {
    let work = work.join(name);
    std::fs::create_dir_all(&work)?;
    Ok(Context { work, options, scale })
}

async fn one_run(
    context: &Context,
    season: Option<&Season>,
    wanted: &dyn Fn(&[&str]) -> bool,
    run: usize,
) -> Result<BTreeMap<String, Value>> {
    let mut measured = BTreeMap::new();
    let mut note = |name: &str, measures: Value| {
        progress(&format!("run {}", run + 1), name, &measures);
        measured.insert(name.to_owned(), measures);
    };
    if let Some(season) = season.filter(|_| wanted(&["W1", "W3", "W5"])) {
        note("W1", scenarios::season(context, season).await?);
        if wanted(&["W3", "W5"]) {
            // W5 starts from where W3 left the stores.
            let (measures, versions) = scenarios::reconnect(context, season).await?;
            note("W3", measures);
            if wanted(&["W5"]) {
                note("W5", scenarios::cold_start(context, &versions).await?);
            }
        }
    }
    if let Some(season) = season.filter(|_| wanted(&["W2"])) {
        note("W2", scenarios::one_edit_online(context, season).await?);
    }
    if wanted(&["W4"]) {
        note("W4", scenarios::same_record_offline(context).await?);
    }
    if wanted(&["W6"]) {
        note("W6", scenarios::fan_in(context).await?);
    }
    Ok(measured)
}

fn progress(run: &str, name: &str, measures: &Value) {
    eprintln!("{run} {name} {measures}");
}

/// What it was measured on.
fn machine() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown CPU", |model| model.trim_start_matches(['\t', ' ', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    format!("{cores} cores of {model}; load when it ended: {load}")
}

/// Sets up a relay's folder.
///
/// # Errors
/// What the store says.
pub async fn prepare(folder: &Path, units: usize) -> Result<()> {
    commune::prepare(folder, units).await
}

/// The relay's process, until SIGTERM.
///
/// # Errors
/// What keeps it from serving.
pub async fn relay(folder: &Path) -> Result<()> {
    relay::serve(folder).await
}

/// The devices' process.
///
/// # Errors
/// A command that cannot be read.
pub async fn devices() -> Result<()> {
    host::obey().await
}
