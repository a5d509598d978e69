//! `soxa user …`. A running relay notices within seconds what is changed here.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Result;
use backend::admin::accounts::unit_ids;
use backend::auth::Auth;
use backend::clock::Clock;
use backend::config::{
    UserAddArgs, UserArgs, UserChangeArgs, UserCommand, UserListArgs, UserPasswdArgs,
};
use backend::store::Store;
use backend::store::model::{Account, By, Commune, InvalidUsername, Username};
use serde_json::{Value, json};
use shared::domain::role::Role;
use shared::id::{CommuneId, UnitId};

use super::{SHOWN_ONCE, bad_input, open_existing, password, print_json, say};

/// Runs one of them.
pub(crate) async fn run(command: UserCommand) -> Result<()> {
    match command {
        UserCommand::Add(args) => add(args).await,
        UserCommand::Change(args) => change(args).await,
        UserCommand::Passwd(args) => passwd(args).await,
        UserCommand::Disable(args) => set_disabled(args, true).await,
        UserCommand::Enable(args) => set_disabled(args, false).await,
        UserCommand::List(args) => list(args).await,
    }
}

async fn add(args: UserAddArgs) -> Result<()> {
    let username = username(&args.user.username)?;
    let roles = roles(&args.role)?;
    let (password, generated) = password(&args.password)?;
    let store = open_existing(&args.user.data).await?;
    let commune = commune(&*store, args.commune.as_deref()).await?;
    let unit = unit(&*store, commune.id, &args.unit).await?;
    if store.account_named(&username).await?.is_some() {
        bad_input!("{username}: this user name is taken on this relay");
    }
    let account = Account {
        commune: commune.id,
        id: Auth::new_account_id(),
        username,
        name: shared::text::nfc(args.name.trim()),
        post: shared::text::nfc(args.post.trim()),
        unit,
        roles,
        disabled: false,
        created_at: Clock::system().now(),
    };
    auth(&store).add_account(&By::COMMAND_LINE, &account, &password).await?;
    store.close().await;
    let mut result = shown(&account);
    if generated {
        result["password"] = password.expose().into();
        say(SHOWN_ONCE);
    }
    print_json(&result)
}

async fn change(args: UserChangeArgs) -> Result<()> {
    let (store, before) = find(&args.user).await?;
    let text = |text: String| shared::text::nfc(text.trim());
    let after = Account {
        name: args.name.map_or(before.name.clone(), text),
        post: args.post.map_or(before.post.clone(), text),
        unit: match &args.unit {
            Some(id) => unit(&*store, before.commune, id).await?,
            None => before.unit.clone(),
        },
        roles: if args.role.is_empty() { before.roles.clone() } else { roles(&args.role)? },
        ..before
    };
    auth(&store).update_account(&By::COMMAND_LINE, &after).await?;
    store.close().await;
    print_json(&shown(&after))
}

fn roles(ids: &[String]) -> Result<BTreeSet<Role>> {
    let mut roles = BTreeSet::new();
    for id in ids {
        match id.parse::<Role>() {
            Ok(role) => roles.insert(role),
            Err(_) => {
                let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
                bad_input!("--role {id}: no such role; there are {}", known.join(", "))
            }
        };
    }
    Ok(roles)
}

async fn unit(store: &dyn Store, commune: CommuneId, id: &str) -> Result<UnitId> {
    let unit = UnitId::new(id.trim());
    let known = unit_ids(store, commune).await?;
    if !known.contains(&unit) {
        let known: Vec<&str> = known.iter().map(UnitId::as_str).collect();
        bad_input!("--unit {unit}: no such unit; there are {}", known.join(", "));
    }
    Ok(unit)
}

async fn passwd(args: UserPasswdArgs) -> Result<()> {
    let (password, generated) = password(&args.password)?;
    let (store, account) = find(&args.user).await?;
    auth(&store).set_password(&By::COMMAND_LINE, &account, &password, None).await?;
    store.close().await;
    let mut result = shown(&account);
    if generated {
        result["password"] = password.expose().into();
        say(SHOWN_ONCE);
    }
    print_json(&result)
}

async fn set_disabled(args: UserArgs, disabled: bool) -> Result<()> {
    let (store, account) = find(&args).await?;
    let account = Account { disabled, ..account };
    auth(&store).update_account(&By::COMMAND_LINE, &account).await?;
    store.close().await;
    print_json(&shown(&account))
}

async fn list(args: UserListArgs) -> Result<()> {
    let store = open_existing(&args.data).await?;
    let mut all = Vec::new();
    for commune in store.communes().await? {
        all.extend(store.accounts(commune.id).await?.iter().map(shown));
    }
    store.close().await;
    print_json(&all)
}

fn shown(account: &Account) -> Value {
    json!({
        "id": account.id,
        "commune": account.commune,
        "username": account.username,
        "name": account.name,
        "post": account.post,
        "unit": account.unit,
        "roles": account.roles,
        "disabled": account.disabled,
    })
}

fn auth(store: &Arc<dyn Store>) -> Auth {
    Auth::new(store.clone(), Clock::system())
}

fn username(text: &str) -> Result<Username> {
    match Username::parse(text) {
        Ok(name) => Ok(name),
        Err(InvalidUsername) => bad_input!("{text}: {InvalidUsername}"),
    }
}

async fn find(args: &UserArgs) -> Result<(Arc<dyn Store>, Account)> {
    let name = username(&args.username)?;
    let store = open_existing(&args.data).await?;
    match store.account_named(&name).await? {
        Some((account, _)) => Ok((store, account)),
        None => bad_input!("{name}: no such user"),
    }
}

pub(super) async fn commune(store: &dyn Store, id: Option<&str>) -> Result<Commune> {
    let mut communes = store.communes().await?;
    let wanted = |commune: &Commune| id.is_none_or(|id| commune.id.to_string() == id);
    communes.retain(wanted);
    match (communes.pop(), communes.is_empty()) {
        (Some(commune), true) => Ok(commune),
        (Some(_), false) => bad_input!("the relay has several communes: say which by --commune ID"),
        (None, _) => bad_input!("no such commune; `soxa init` sets one up"),
    }
}
