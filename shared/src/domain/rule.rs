//! Rules (`quy định`) that the sources leave uncertain or that change with the law, as data: a
//! default here, and values that an admin sets with the day from which they hold (DOMAIN §8).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::EntryId;

/// What a rule's value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleUnit {
    /// Working days (`ngày làm việc`), by the commune's calendar.
    WorkingDays,
    /// Days (`ngày`) as they come.
    Days,
    /// Hours (`giờ`), holidays or not.
    Hours,
}

/// Whose deadline it is: the two are shown differently (DOMAIN §2 f).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// "Luật định": set by law.
    Statutory,
    /// "Nội bộ": the commune's own.
    Internal,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $default:literal $unit:ident, $binding:ident;)*) => {
        /// A rule. Words under `admin.rule.<id>`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RuleId { $($(#[$doc])* $variant,)* }

        impl RuleId {
            /// Every rule.
            pub const ALL: &[RuleId] = &[$(RuleId::$variant,)*];

            /// The stable id, as in documents and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(RuleId::$variant => $id,)* }
            }

            /// What holds while nobody has set anything.
            pub const fn default_value(self) -> i64 {
                match self { $(RuleId::$variant => $default,)* }
            }

            /// What its value counts.
            pub const fn unit(self) -> RuleUnit {
                match self { $(RuleId::$variant => RuleUnit::$unit,)* }
            }

            /// Whose deadline it is.
            pub const fn binding(self) -> Binding {
                match self { $(RuleId::$variant => Binding::$binding,)* }
            }
        }
    };
}

rules! {
    /// How long before its deadline something is "sắp đến hạn". No source: the commune's own.
    DueSoonWorkingDays = "due_soon_working_days", 3 WorkingDays, Internal;
    /// An activity is recorded within this time after it took place (DOMAIN §2.2, nội bộ).
    RecordActivityWorkingDays = "record_activity_working_days", 3 WorkingDays, Internal;
    /// A content waiting to be posted is reviewed within this time (DOMAIN §2.4, nội bộ).
    ContentReviewWorkingDays = "content_review_working_days", 1 WorkingDays, Internal;
    /// The first statement to the press after an event (DOMAIN §2.3; NĐ 09/2017, [K-h]; a decree
    /// replacing it was in consultation in March 2026).
    PressInitialHours = "press_initial_hours", 24 Hours, Statutory;
    /// The reply to a matter that the press passed on (DOMAIN §2.3, [K-m]).
    PressReplyDays = "press_reply_days", 30 Days, Statutory;
    /// What a press item says is verified within this time (DOMAIN §2.5, suggested).
    PressVerifyHours = "press_verify_hours", 24 Hours, Internal;
    /// The result of an event is recorded within this time (DOMAIN §2.10, nội bộ).
    EventResultWorkingDays = "event_result_working_days", 3 WorkingDays, Internal;
}

/// Largest value a rule may have: a year, in its unit (hours, too, count deadlines of days).
pub const RULE_VALUE_MAX: i64 = 366;

impl RuleId {
    /// Reads a stable id; nothing for a rule that a newer version knows.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.as_str() == text)
    }
}

/// A value that somebody set, and from when it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedRule {
    /// Key in the document; later entries have greater ones.
    pub id: EntryId,
    /// The rule.
    pub rule: RuleId,
    /// The first day on which it holds.
    pub from: Date,
    /// The value, in the rule's unit.
    pub value: i64,
    /// Why: the text that says so.
    #[serde(default)]
    pub note: String,
}

/// What was set, in the order of the document's keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The values.
    pub set: Vec<DatedRule>,
}

impl Rules {
    /// The value that holds on a day: the latest in force, else the default. Of two from the same
    /// day the one that was entered later.
    pub fn value(&self, rule: RuleId, on: Date) -> i64 {
        self.in_force(rule, on).map_or(rule.default_value(), |set| set.value)
    }

    /// The entry by which a rule holds on a day; nothing while the default does.
    pub fn in_force(&self, rule: RuleId, on: Date) -> Option<&DatedRule> {
        let started = self.set.iter().filter(|set| set.rule == rule && set.from <= on);
        started.max_by_key(|set| (set.from, set.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn dated(id: u128, rule: RuleId, from: Date, value: i64) -> DatedRule {
        DatedRule { id: EntryId::new(Uuid::from_u128(id)), rule, from, value, note: String::new() }
    }

    #[test]
    fn every_rule_reads_back_from_its_id() {
        for &rule in RuleId::ALL {
            assert_eq!(RuleId::parse(rule.as_str()), Some(rule));
            assert_eq!(serde_json::to_value(rule).expect("serialises"), rule.as_str());
            assert!((0..=RULE_VALUE_MAX).contains(&rule.default_value()));
        }
        assert_eq!(RuleId::parse("of_tomorrow"), None);
    }

    #[test]
    fn a_value_holds_from_its_day_on() {
        let rule = RuleId::PressInitialHours;
        let rules = Rules {
            set: vec![
                dated(1, rule, date(2026, 7, 1), 12),
                dated(2, RuleId::PressReplyDays, date(2026, 1, 1), 15),
                dated(3, rule, date(2026, 3, 1), 36),
                dated(4, rule, date(2026, 7, 1), 8),
            ],
        };
        assert_eq!(rules.value(rule, date(2026, 2, 28)), 24, "the default");
        assert_eq!(rules.value(rule, date(2026, 3, 1)), 36);
        assert_eq!(rules.value(rule, date(2026, 6, 30)), 36);
        assert_eq!(rules.value(rule, date(2026, 7, 1)), 8, "entered later");
        assert_eq!(Rules::default().value(RuleId::PressReplyDays, date(2026, 3, 1)), 30);
    }

    proptest! {
        /// Which order the document gives its entries in does not matter, nor does what is still to come.
        #[test]
        fn order_and_future_do_not_matter(
            entries in prop::collection::vec((0_i64..400, 0_i64..100), 0..12), on in 0_i64..400,
        ) {
            let day = |n| date(2026, 1, 1).saturating_add(jiff::Span::new().days(n));
            let rule = RuleId::DueSoonWorkingDays;
            let set: Vec<DatedRule> = entries.iter().zip(1..)
                .map(|(&(from, value), id)| dated(id, rule, day(from), value)).collect();
            let value = Rules { set: set.clone() }.value(rule, day(on));
            let reversed = Rules { set: set.iter().rev().cloned().collect() };
            prop_assert_eq!(reversed.value(rule, day(on)), value);
            let started = Rules { set: set.into_iter().filter(|s| s.from <= day(on)).collect() };
            prop_assert_eq!(started.value(rule, day(on)), value);
        }
    }
}
