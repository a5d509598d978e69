//! Who acts in the year: the accounts of the demo, by what they do.

use std::collections::BTreeMap;

use shared::domain::role::Role;
use shared::id::{AccountId, UnitId};

use super::dice::Dice;
use crate::store::model::Account;

/// The accounts by user name.
#[derive(Debug)]
pub(super) struct Cast(BTreeMap<String, AccountId>);

impl Cast {
    pub(super) fn new<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Self {
        let named = |account: &Account| (account.username.to_string(), account.id);
        Self(accounts.into_iter().map(named).collect())
    }

    /// The account of a user name.
    ///
    /// # Panics
    ///
    /// If the demo has no such account; tests make a year of it.
    pub(super) fn named(&self, username: &str) -> AccountId {
        *self.0.get(username).unwrap_or_else(|| panic!("the demo has no {username}"))
    }

    /// The head of a unit; of a village, who approves its records.
    pub(super) fn head(&self, unit: &UnitId) -> AccountId {
        let unit = if is_village(unit) { "vhxh".to_owned() } else { lower(unit) };
        self.named(&format!("{unit}.truong"))
    }

    /// One who writes a unit's records; now and then the planner for a village that telephones.
    pub(super) fn recorder(&self, unit: &UnitId, dice: &mut Dice<'_>) -> AccountId {
        match unit.as_str().strip_prefix('T') {
            Some(_) if dice.percent(12) => self.named("daumoi"),
            Some(number) => self.named(&format!("thon{number}")),
            None => self.named(&format!("{}.cb{}", lower(unit), dice.between(1, 3))),
        }
    }

    /// One of the leaders: the Chủ tịch for what weighs more.
    pub(super) fn leader(&self, dice: &mut Dice<'_>) -> (Role, AccountId) {
        let who = dice.weighted(&[(30, "chutich"), (40, "phochutich1"), (30, "phochutich2")]);
        (Role::Leader, self.named(who))
    }

    /// Who approves what a unit did: its head; now and then a leader.
    pub(super) fn approver(&self, unit: &UnitId, dice: &mut Dice<'_>) -> (Role, AccountId) {
        if dice.percent(6) { self.leader(dice) } else { (Role::Head, self.head(unit)) }
    }

    /// One of the editors.
    pub(super) fn editor(&self, dice: &mut Dice<'_>) -> (Role, AccountId) {
        (Role::Editor, self.named(dice.one(&["bientap1", "bientap2"])))
    }
}

/// A village by its number.
pub(super) fn village(number: u64) -> UnitId {
    UnitId::new(format!("T{number:02}"))
}

/// The number of a village as its name has it: `05`.
pub(super) fn number_of(village: &UnitId) -> &str {
    village.as_str().trim_start_matches('T')
}

/// Whether a unit is a village.
pub(super) fn is_village(unit: &UnitId) -> bool {
    unit.as_str().starts_with('T')
}

fn lower(unit: &UnitId) -> String {
    unit.as_str().to_ascii_lowercase()
}
