//! `soxa init` and `soxa demo`.

use anyhow::{Context, Result};
use backend::clock::Clock;
use backend::config::{DemoArgs, InitArgs};
use backend::setup::entropy::Entropy;
use backend::setup::{Setup, demo, set_up, units};
use backend::store::model::{Account, Commune, Username};
use serde_json::json;
use shared::domain::role::Role;
use shared::id::UnitId;
use shared::import::{self, ImportOptions};

use super::{SHOWN_ONCE, bad_input, open, password, plan, print_json, say};

/// Sets up a commune with an administrator.
pub(crate) async fn init(args: InitArgs) -> Result<()> {
    let name = shared::text::nfc(args.name.trim());
    if name.is_empty() {
        bad_input!("--name: the commune needs a name, as \"xã Điềm He\"");
    }
    let Ok(username) = Username::parse(&args.admin) else {
        bad_input!("--admin {}: {}", args.admin, backend::store::model::InvalidUsername)
    };
    let (password, generated) = password(&args.password)?;
    let options =
        ImportOptions { known_units: plan::standard_units(&name), ..ImportOptions::default() };
    let imported = args.plan.as_deref().map(|file| plan::read_plan(file, options)).transpose()?;
    let (now, mut entropy) = (Clock::system().now(), Entropy::system());
    let standard = units::standard_of(&name);
    let commune = Commune { id: entropy.commune_id(now), name, created_at: now };
    let of_plan = imported.as_ref().and_then(|plan| plan.year);
    let year = args.year.or(of_plan).unwrap_or_else(|| now.local_date().year());
    let named = imported.as_ref().map(import::adopt::units).unwrap_or_default();
    let mut all = units::with_those_of(standard, named);
    all.extend(units::villages(args.villages));
    let plan = imported
        .map(|imported| import::adopt::plan(&imported, entropy.plan_id(now), &Default::default()));
    let account = Account {
        commune: commune.id,
        id: entropy.account_id(now),
        username,
        name: "Quản trị".to_owned(),
        post: String::new(),
        unit: UnitId::from(units::OFFICE),
        roles: [Role::Admin].into(),
        disabled: false,
        created_at: now,
    };
    let mut result = json!({
        "commune": commune.id,
        "name": commune.name,
        "year": year,
        "admin": account.username,
    });
    if generated {
        result["password"] = password.expose().into();
    }
    let accounts = vec![(account, password)];
    let store = open(&args.data).await?;
    if store.account_named(&accounts[0].0.username).await?.is_some() {
        bad_input!("--admin {}: this user name is taken on this relay", accounts[0].0.username);
    }
    let setup = Setup { commune, year, units: all, channels: Vec::new(), plan, accounts };
    set_up(&*store, &mut entropy, &setup).await.context("cannot set the commune up")?;
    store.close().await;
    if generated {
        say(SHOWN_ONCE);
    }
    say(
        "Next: `soxa user add` for the planner (--role planner) and everyone else, then `soxa serve`; \
         the planner takes in the plan in the app.",
    );
    print_json(&result)
}

/// Makes the demo commune, and prints its accounts.
pub(crate) async fn demo(args: DemoArgs) -> Result<()> {
    let store = open(&args.data).await?;
    if !store.communes().await?.is_empty() {
        bad_input!(
            "{}: there is a commune already; a demo needs a new folder",
            args.data.data.display()
        );
    }
    let made = match args.year {
        Some(year) => {
            demo::make_with_records(&*store, year.unwrap_or(args.plan_year), args.seed).await
        }
        None => demo::make(&*store, args.plan_year, args.seed).await,
    };
    let made = made.context("cannot make the demo")?;
    store.close().await;
    let accounts: Vec<_> = made
        .iter()
        .map(|(account, password)| {
            let roles: Vec<&str> = account.roles.iter().map(|role| role.as_str()).collect();
            json!({
                "username": account.username,
                "password": password.expose(),
                "role": roles.join(","),
                "unit": account.unit,
                "name": account.name,
                "post": account.post,
            })
        })
        .collect();
    print_json(&accounts)
}
