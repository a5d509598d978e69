//! Rules with the days from which they hold.

use shared::api::admin::NewRule;
use shared::domain::rule::{DatedRule, RULE_VALUE_MAX};
use shared::id::EntryId;
use shared::schema::directory::change;

use super::{Desk, Refused, Result, detail, line, years};

/// Sets a rule's value from a day on. What held before still holds for the days before.
///
/// # Errors
/// What is [`Refused`]; what the hub or the store say.
pub async fn set(desk: &Desk, new: &NewRule) -> Result<DatedRule> {
    let _turn = desk.turn().await;
    if !(0..=RULE_VALUE_MAX).contains(&new.value) {
        return Err(Refused::Value.into());
    }
    if !years::ALL.contains(&new.from.year()) {
        return Err(Refused::Day.into());
    }
    let rule = DatedRule {
        id: EntryId::new(desk.uuid()),
        rule: new.rule,
        from: new.from,
        value: new.value,
        note: line(&new.note)?,
    };
    desk.write(|doc, _, now| Ok(change::put_rule(doc, &rule, now)?)).await?;
    let said =
        detail([("value", Some(rule.value.to_string())), ("from", Some(rule.from.to_string()))]);
    desk.note("rule_set", rule.rule.as_str(), said).await?;
    Ok(rule)
}

/// Takes a value back that was set by mistake: what held before it holds again.
///
/// # Errors
/// What is [`Refused`]; what the hub or the store say.
pub async fn withdraw(desk: &Desk, id: EntryId) -> Result<()> {
    let _turn = desk.turn().await;
    let rule = desk
        .write(|doc, known, now| {
            let set = known.rules.set.iter().find(|set| set.id == id);
            let rule = set.ok_or(Refused::UnknownEntry)?;
            change::withdraw_rule(doc, id, now)?;
            Ok(rule.clone())
        })
        .await?;
    let said =
        detail([("value", Some(rule.value.to_string())), ("from", Some(rule.from.to_string()))]);
    desk.note("rule_withdrawn", rule.rule.as_str(), said).await
}
