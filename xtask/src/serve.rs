//! `cargo xtask serve`: build, a demo commune on first start, then the relay itself.

use crate::build;
use crate::proc::{command, stdout, step};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Where the demo's accounts are kept, to be printed again.
const ACCOUNTS: &str = "demo-accounts.json";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Address and port to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// The relay's data folder; the demo commune is made there if there is none
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<ExitCode> {
    let soxa = build::run(ws)?;
    let data = ws.root.join(&args.data);
    if !has_files(&data)? {
        make_demo(&soxa, &data)?;
    }
    println!("http://{}", args.listen);
    match fs::read_to_string(data.join(ACCOUNTS)) {
        Ok(text) => print!("{}", table(&text)?),
        Err(_) => println!("data in {}: not a demo, accounts unknown", data.display()),
    }
    // the relay takes this process's place, and so gets its signals; it says when it is ready
    let mut relay = command(&soxa);
    relay.current_dir(&ws.root).arg("serve").arg("--data").arg(&data);
    let error = relay.args(["--listen", &args.listen]).exec();
    Err(error).with_context(|| format!("cannot start {}", soxa.display()))
}

fn has_files(dir: &Path) -> Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| dir.display().to_string()),
    }
}

/// Makes the demo commune beside the data folder and moves it there: whole or not at all.
fn make_demo(soxa: &Path, data: &Path) -> Result<()> {
    step(format!("making a demo commune in {}", data.display()));
    let new = data.with_extension("new");
    if new.exists() {
        fs::remove_dir_all(&new).with_context(|| new.display().to_string())?;
    }
    let accounts = stdout(command(soxa).arg("demo").arg("--data").arg(&new))?;
    table(&accounts).context("what `soxa demo` printed")?;
    fs::create_dir_all(&new)?;
    fs::write(new.join(ACCOUNTS), accounts)?;
    if data.exists() {
        fs::remove_dir(data).with_context(|| data.display().to_string())?;
    }
    fs::rename(&new, data).with_context(|| data.display().to_string())
}

/// The demo's accounts, one a line.
fn table(accounts: &str) -> Result<String> {
    let accounts: Value = serde_json::from_str(accounts).context("not JSON")?;
    let Some(accounts) = accounts.as_array() else { bail!("not a JSON list of accounts") };
    let mut text = String::new();
    for account in accounts {
        let field = |name: &str| match &account[name] {
            Value::String(text) => text.clone(),
            Value::Array(many) => {
                many.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
            }
            _ => String::new(),
        };
        let (name, password) = (field("username"), field("password"));
        if name.is_empty() || password.is_empty() {
            bail!("an account without username or password");
        }
        let line = format!("  {:<18} {name:<18} {password:<18} {}", field("role"), field("unit"));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_printed_one_a_line() {
        let text = table(
            r#"[{"username":"chu-tich","password":"p1","role":"leader","unit":null},
                {"username":"van-hoa","password":"p2","role":["head","recorder"],"unit":"phong-vh"}]"#,
        )
        .unwrap();
        let words: Vec<Vec<&str>> =
            text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[0], ["leader", "chu-tich", "p1"]);
        assert_eq!(words[1], ["head,recorder", "van-hoa", "p2", "phong-vh"]);
    }

    #[test]
    fn output_that_is_no_list_of_accounts_is_refused() {
        assert!(table("done").is_err());
        assert!(table("{}").is_err());
        assert!(table(r#"[{"username":"a"}]"#).is_err());
    }
}
