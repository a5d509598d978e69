//! `soxa export`: a period's report as a file. Reads beside a running relay.

use anyhow::{Context as _, Result};
use backend::clock::Clock;
use backend::config::ExportArgs;
use backend::export::{Format, NoReport, gather};
use backend::store::model::By;
use shared::domain::period::ReportPeriod;

use super::{bad_input, open_existing, say, user};

/// Writes the report.
pub(crate) async fn run(args: ExportArgs) -> Result<()> {
    let period: ReportPeriod = match args.period.parse() {
        Ok(period) => period,
        Err(error) => bad_input!("--period: {error}"),
    };
    let Some(format) = Format::parse(&args.format) else {
        bad_input!("--format {}: there are docx, xlsx, csv and json", args.format)
    };
    let plan = match args.plan.as_deref().map(str::parse).transpose() {
        Ok(plan) => plan,
        Err(error) => bad_input!("--plan: {error}"),
    };
    let store = open_existing(&args.data).await?;
    let commune = user::commune(&*store, args.commune.as_deref()).await?;
    let gathered = gather(&*store, commune.id, |_| true, period).await?;
    let written = tokio::task::spawn_blocking(move || gathered.write(period, plan, format)).await?;
    let bytes = match written {
        Ok(bytes) => bytes,
        Err(refused @ (NoReport::NoPlan(_) | NoReport::SeveralPlans(..))) => {
            bad_input!("{refused}")
        }
        Err(error) => return Err(error.into()),
    };
    std::fs::write(&args.out, bytes)
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    let mut entry = By::COMMAND_LINE.did("export", Clock::system().now());
    entry.subject = Some(period.to_string());
    entry.detail = Some(format!("format={}", format.extension()));
    store.log_access(commune.id, &entry).await?;
    store.close().await;
    say(&format!("{}: the report of {period}, a draft", args.out.display()));
    Ok(())
}
