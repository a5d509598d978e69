//! What becomes of records of other kinds than the activity: each test breaks when its rule is broken.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Author, Automerge};
use jiff::civil::date;
use proptest::prelude::*;

use super::{
    LATER, NOW, account, document, entry, id, merge, new_workbook, on_device_of, record_id, text,
};
use crate::domain::assignment::ASSIGNMENT;
use crate::domain::content::CONTENT;
use crate::domain::document::DocumentScope;
use crate::domain::kind::{By, FieldType, KINDS, Kind};
use crate::domain::posting::Posting;
use crate::domain::press_item::PRESS_ITEM;
use crate::domain::role::Role;
use crate::domain::state::{Derived, Ignored, Stage, State};
use crate::domain::value::Value;
use crate::id::{EntryId, PlanId};
use crate::merge::view::{RecordView, unit_records};
use crate::schema::decisions::{NewDecision, decide};
use crate::schema::form::{Edit, save_form};
use crate::schema::workbook::{NewSubmission, add_submission, create_record};

/// One record of a unit, and what roles say about it.
struct Case {
    workbook: Automerge,
    roles: BTreeMap<Role, Automerge>,
    laid_by: Option<Role>,
    entries: u128,
}

impl Case {
    /// By person 1, in the workbook or in a role's document.
    fn new(kind: &Kind, laid_by: Option<Role>, values: &[(&str, Value)]) -> Self {
        let roles = [Role::Head, Role::Leader, Role::Party, Role::Editor, Role::EditorialHead];
        let doc = |(n, role): (u8, Role)| {
            (role, document(n, DocumentScope::decisions("KT".into(), None, role, 2026)))
        };
        let mut case = Self {
            workbook: on_device_of(1, &new_workbook()),
            roles: (20..).zip(roles).map(doc).collect(),
            laid_by,
            entries: 100,
        };
        create_record(case.home(), record_id(1), kind, id(2, PlanId::new), values, NOW)
            .expect("valid");
        case
    }

    fn home(&mut self) -> &mut Automerge {
        let Some(role) = self.laid_by else { return &mut self.workbook };
        let doc = self.roles.get_mut(&role).expect("has one");
        doc.set_author(Some(Author::from(account(1).as_bytes().to_vec())));
        doc
    }

    fn view(&self) -> RecordView {
        let roles: Vec<(Role, &Automerge)> = self.roles.iter().map(|(r, doc)| (*r, doc)).collect();
        let mut views = unit_records(&"KT".into(), &self.workbook, &roles);
        views.remove(&record_id(1)).expect("is read")
    }

    fn derived(&self) -> Derived {
        self.view().derived
    }

    fn state(&self) -> &'static str {
        self.derived().state.id
    }

    fn next(&mut self) -> EntryId {
        self.entries += 1;
        entry(self.entries)
    }

    fn say(&mut self, action: &str) -> EntryId {
        let (id, answers) = (self.next(), self.derived().open);
        let about = NewSubmission {
            record: record_id(1),
            action,
            reason: "Đã làm xong rồi",
            answers: &answers,
        };
        add_submission(&mut self.workbook, id, &about, NOW).expect("said");
        id
    }

    fn decide(&mut self, role: Role, person: u128, action: &str) -> EntryId {
        let seen = self.derived().open;
        self.decide_over(role, person, action, &seen)
    }

    fn decide_over(
        &mut self,
        role: Role,
        person: u128,
        action: &str,
        supersedes: &BTreeSet<EntryId>,
    ) -> EntryId {
        let id = self.next();
        let home = (self.laid_by != Some(role)).then(|| self.home().clone());
        let doc = self.roles.get_mut(&role).expect("has one");
        doc.set_author(Some(Author::from(account(person).as_bytes().to_vec())));
        let reason = "Vì lý do như đã trao đổi";
        let about = NewDecision { record: record_id(1), action, reason, supersedes };
        decide(doc, home.as_ref(), id, &about, NOW).expect("decided");
        id
    }

    fn set(&mut self, key: &str, value: Value) {
        let doc = self.home();
        let heads = doc.get_heads();
        save_form(doc, &heads, record_id(1), &[(key, Edit::Set(value))], LATER).expect("saved");
    }
}

fn content(topic: &str) -> Case {
    let topics = Value::Choices([topic.to_owned()].into());
    Case::new(&CONTENT, None, &[("title", Value::Line("A".to_owned())), ("topics", topics)])
}

fn posting(url: &str, reach: Option<i64>) -> Posting {
    let at = date(2026, 6, 14).at(8, 0, 0, 0);
    Posting { channel: entry(1), at, url: url.to_owned(), reach, taken_down: None, struck: false }
}

#[test]
fn a_sensitive_content_is_oriented_on_the_very_text_that_is_approved() {
    let mut case = content("border");
    case.say("submit");
    case.decide(Role::Editor, 2, "pass_edit");
    assert_eq!(case.state(), "awaiting");
    let early = case.decide(Role::EditorialHead, 3, "approve");
    assert_eq!(case.derived().ignored, [(early, Ignored::StepMissing)]);
    assert_eq!(case.state(), "awaiting");
    case.decide(Role::Party, 4, "orient");
    case.set("title", Value::Line("B".to_owned()));
    let other = case.decide(Role::EditorialHead, 3, "approve");
    assert!(case.derived().ignored.contains(&(other, Ignored::StepMissing)), "another text");
    case.decide(Role::Party, 4, "orient");
    case.decide(Role::EditorialHead, 3, "approve");
    assert_eq!(case.state(), "approved");
}

#[test]
fn what_is_not_sensitive_needs_no_orientation_and_gets_none() {
    let mut case = content("tourism");
    case.say("submit");
    case.decide(Role::Editor, 2, "pass_edit");
    let needless = case.decide(Role::Party, 4, "orient");
    assert_eq!(case.derived().ignored, [(needless, Ignored::Mismatch)]);
    case.decide(Role::EditorialHead, 3, "approve");
    assert_eq!(case.state(), "approved");
}

#[test]
fn nothing_is_posted_before_it_is_approved_and_nowhere() {
    let mut case = content("tourism");
    case.say("post");
    assert_eq!(case.state(), "draft");
    case.say("submit");
    case.decide(Role::Editor, 2, "pass_edit");
    case.decide(Role::EditorialHead, 3, "approve");
    case.say("post");
    assert_eq!(case.state(), "approved", "no posting was entered");
    case.set("postings", Value::Postings([(entry(9), posting("https://x.vn/1", None))].into()));
    assert!(!case.derived().edited, "where it was posted is covered by no approval");
    case.say("post");
    assert_eq!(case.state(), "posted");
    case.set("title", Value::Line("B".to_owned()));
    let derived = case.derived();
    assert_eq!((derived.state, derived.edited), (State::EDITED, true));
    assert_eq!(case.view().standing(), Some(crate::merge::view::Standing::Awaiting));
    case.set("title", Value::Line("A".to_owned()));
    assert_eq!(case.state(), "posted", "back to what was approved");
}

/// What is edited after the approval goes to whoever decides once more, in every kind.
#[test]
fn what_was_edited_after_approval_can_be_sent_approved_and_returned_again() {
    for kind in KINDS.iter().filter(|kind| kind.states.contains(&State::EDITED)) {
        let key = kind.fields.iter().find(|f| f.covered && f.ty.is_text()).expect("one").key;
        let write = |case: &mut Case, words: &str| {
            let line = matches!(kind.field(key).expect("has it").ty, FieldType::Line { .. });
            let words = words.to_owned();
            case.set(key, if line { Value::Line(words) } else { Value::Text(words) });
        };
        let forward = kind.forward().expect("one").id;
        let approval = kind.transitions.iter().find(|step| step.binds).expect("one");
        let approve = |case: &mut Case| {
            if kind.transition("pass_edit").is_some() {
                case.decide(Role::Editor, 2, "pass_edit");
            }
            case.decide(approval.roles[0], 3, approval.id);
        };
        let edited = || {
            let mut case = Case::new(kind, None, &[]);
            case.say(forward);
            approve(&mut case);
            assert_eq!(case.derived().state, approval.to, "{}", kind.id);
            write(&mut case, "B");
            assert_eq!(case.derived().state, State::EDITED, "{}", kind.id);
            case
        };
        let mut again = edited();
        again.say(forward);
        assert_eq!(again.derived().state.stage, Stage::Awaiting, "{}: sent again", kind.id);
        let mut taken_back = edited();
        taken_back.say(forward);
        taken_back.say("withdraw");
        assert_eq!(taken_back.derived().state, State::EDITED, "{}: taken back", kind.id);
        let mut approved = edited();
        approved.decide(approval.roles[0], 3, approval.id);
        assert_eq!(approved.derived().state, approval.to, "{}: approved again", kind.id);
        let mut returned = edited();
        returned.decide(approval.roles[0], 3, "return");
        assert_eq!(returned.state(), "returned", "{}", kind.id);
    }
}

#[test]
fn what_is_edited_later_takes_no_decision_away() {
    let mut case = content("border");
    case.say("submit");
    case.decide(Role::Editor, 2, "pass_edit");
    case.decide(Role::Party, 4, "orient");
    case.decide(Role::EditorialHead, 3, "approve");
    case.set("topics", Value::Choices(["tourism".to_owned()].into()));
    let derived = case.derived();
    assert_eq!(
        (derived.state, derived.ignored, derived.waiting_for_data),
        (State::EDITED, vec![], vec![])
    );
    let mut case = content("tourism");
    case.say("submit");
    case.decide(Role::Editor, 2, "pass_edit");
    case.decide(Role::EditorialHead, 3, "approve");
    case.set("topics", Value::Choices(["border".to_owned()].into()));
    assert_eq!(case.derived().state, State::EDITED);
}

#[test]
fn who_takes_a_submission_back_after_a_return_still_sees_why_it_came_back() {
    let mut case = content("tourism");
    case.say("submit");
    let returned = case.decide(Role::Editor, 2, "return");
    case.say("submit");
    case.say("withdraw");
    let derived = case.derived();
    assert_eq!((derived.state, derived.decision), (State::RETURNED, Some(returned)));
}

#[test]
fn of_postings_told_at_the_same_time_nothing_is_lost() {
    let mut case = content("tourism");
    let first: BTreeMap<EntryId, Posting> = [(entry(9), posting("", Some(5)))].into();
    case.set("postings", Value::Postings(first));
    let mut other = case.workbook.fork();
    let tell = |doc: &mut Automerge, postings: &[(EntryId, Posting)]| {
        let heads = doc.get_heads();
        let value = Value::Postings(postings.iter().cloned().collect());
        save_form(doc, &heads, record_id(1), &[("postings", Edit::Set(value))], LATER)
            .expect("saved");
    };
    tell(&mut case.workbook, &[(entry(9), posting("https://x.vn/1", Some(7)))]);
    tell(
        &mut other,
        &[(entry(9), posting("https://x.vn/2", Some(6))), (entry(10), posting("", None))],
    );
    merge(&mut case.workbook, &mut other);
    let view = case.view();
    let Some(Value::Postings(postings)) = view.record.value("postings") else { panic!("read") };
    assert_eq!(postings.len(), 2);
    assert_eq!(postings[&entry(9)].reach, Some(7));
    assert_eq!(postings[&entry(9)].url, "https://x.vn/1 | https://x.vn/2", "both are seen");
    // One that is wanted no longer is struck, not removed.
    tell(&mut case.workbook, &[(entry(9), posting("https://x.vn/1", Some(7)))]);
    let view = case.view();
    let Some(Value::Postings(postings)) = view.record.value("postings") else { panic!("read") };
    assert!(postings[&entry(10)].struck && !postings[&entry(9)].struck);
}

#[test]
fn what_is_laid_on_a_unit_is_confirmed_by_who_laid_it_and_not_by_who_reports() {
    let mut case = Case::new(&ASSIGNMENT, Some(Role::Leader), &[("what", text("Rà soát"))]);
    assert_eq!(case.view().record.laid_by, Some(Role::Leader));
    case.decide(Role::Leader, 1, "assign");
    assert_eq!(case.state(), "assigned");
    case.say("accept");
    case.say("report_done");
    assert_eq!(case.state(), "reported_done");
    let head = case.decide(Role::Head, 5, "confirm");
    assert_eq!(case.derived().ignored, [(head, Ignored::NotForRole)]);
    // The workbook is person 1's here, and so is the report.
    let own = case.decide(Role::Leader, 1, "confirm");
    assert!(case.derived().ignored.contains(&(own, Ignored::OwnReport)));
    case.decide(Role::Leader, 6, "return");
    assert_eq!(case.state(), "returned");
    case.say("report_done");
    case.decide(Role::Leader, 6, "confirm");
    assert_eq!(case.state(), "completed");
}

#[test]
fn a_step_that_answers_what_has_not_arrived_waits() {
    let mut case = Case::new(&ASSIGNMENT, Some(Role::Leader), &[("what", text("Rà soát"))]);
    case.decide(Role::Leader, 1, "assign");
    case.say("report_done");
    assert_eq!(case.state(), "assigned", "it was not taken on");
    case.say("accept");
    case.say("report_done");
    let confirmed = case.decide(Role::Leader, 6, "confirm");
    assert_eq!(case.state(), "completed");
    let mut behind = case;
    behind.workbook = on_device_of(1, &new_workbook());
    assert_eq!(behind.state(), "assigned");
    assert_eq!(behind.derived().waiting_for_data, [confirmed], "the report is not here");
}

#[test]
fn of_what_leaders_ask_at_the_same_time_the_strictest_holds() {
    let mut case = Case::new(&PRESS_ITEM, None, &[("findings", text("Đã xác minh"))]);
    case.say("verify");
    case.say("report");
    let seen = case.derived().open;
    case.decide_over(Role::Leader, 2, "need_nothing", &seen);
    assert_eq!(case.state(), "no_action");
    case.decide_over(Role::Leader, 3, "ask_correction", &seen);
    case.decide_over(Role::Leader, 4, "ask_reply", &seen);
    assert_eq!(case.state(), "ask_correction");
    case.decide(Role::Leader, 2, "return");
    assert_eq!(case.state(), "returned");
}

proptest! {
    /// Whatever is said by whomever in whatever order: deriving never panics, gives a state of the
    /// kind, and the same one on every device.
    #[test]
    fn any_sequence_of_steps_gives_one_state_of_the_kind(
        kind in 0..KINDS.len(),
        steps in proptest::collection::vec((0usize..16, 0usize..5, 1u128..4, any::<bool>()), 0..12),
    ) {
        let kind = KINDS[kind];
        let laid_by = match kind.home {
            crate::domain::kind::Home::Workbook => None,
            crate::domain::kind::Home::Decisions(roles) => roles.first().copied(),
        };
        let mut case = Case::new(kind, laid_by, &[]);
        let mut seen = BTreeSet::new();
        for (step, role, person, fresh) in steps {
            let step = kind.transitions[step % kind.transitions.len()];
            if fresh {
                seen = case.derived().open;
            }
            match step.by {
                By::Submission => {
                    let id = case.next();
                    let about =
                        NewSubmission { record: record_id(1), action: step.id, reason: "", answers: &seen };
                    add_submission(&mut case.workbook, id, &about, NOW).expect("said");
                }
                By::Decision => {
                    let role = step.roles[role % step.roles.len()];
                    case.decide_over(role, person, step.id, &seen);
                }
                By::Record => {}
            }
            let derived = case.derived();
            prop_assert!(kind.states.contains(&derived.state), "{:?}", derived.state);
            let view = case.view();
            let mut submissions = view.submissions.clone();
            let mut decisions = view.decisions.clone();
            submissions.reverse();
            decisions.reverse();
            let again = crate::domain::state::derive(&view.record, &submissions, &decisions);
            prop_assert_eq!(again.state, derived.state);
            prop_assert_eq!(again.open, derived.open);
        }
        prop_assert!(case.derived().state != State::DELETED);
    }
}
