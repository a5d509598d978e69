//! What submissions and decisions make of a record: each test breaks when its rule is broken.

use std::collections::BTreeSet;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Author, Automerge, ROOT, ReadDoc};

use super::{
    LATER, NOW, account, activity, document, entry, id, merge, new_workbook, on_device_of,
    record_id, set, text, the_record,
};
use crate::domain::document::DocumentScope;
use crate::domain::role::Role;
use crate::domain::state::{Derived, Ignored, State, derive};
use crate::id::{EntryId, PlanId};
use crate::schema::decisions::{self, NewDecision, decide, decisions};
use crate::schema::form::set_deleted;
use crate::schema::workbook::{NewSubmission, add_submission, submissions};

/// A workbook with one submitted activity by person 1, and the decisions of two roles.
struct Case {
    workbook: Automerge,
    head: Automerge,
    leader: Automerge,
}

fn said<'a>(action: &'a str, answers: &'a BTreeSet<EntryId>) -> NewSubmission<'a> {
    NewSubmission { record: record_id(1), action, reason: "", answers }
}

impl Case {
    fn new() -> Self {
        let mut workbook = on_device_of(1, &new_workbook());
        activity(&mut workbook, 1, &[("what", text("A"))]);
        let scope = |role| DocumentScope::decisions("KT".into(), None, role, 2026);
        let mut case = Self {
            workbook,
            head: document(8, scope(Role::Head)),
            leader: document(9, scope(Role::Leader)),
        };
        case.submit(1);
        case
    }

    fn derived(&self) -> Derived {
        let mut all = decisions(&self.head, Role::Head, &[&self.workbook]);
        all.extend(decisions(&self.leader, Role::Leader, &[&self.workbook]));
        derive(&the_record(&self.workbook), &submissions(&self.workbook, None), &all)
    }

    fn submit(&mut self, n: u128) {
        let open = self.derived().open;
        add_submission(&mut self.workbook, entry(n), &said("submit", &open), NOW)
            .expect("submitted");
    }

    fn decide(&mut self, role: Role, person: u128, n: u128, action: &str, reason: &str) {
        let open = self.derived().open;
        self.decide_over(role, person, n, action, reason, &open);
    }

    fn decide_over(
        &mut self,
        role: Role,
        person: u128,
        n: u128,
        action: &str,
        reason: &str,
        supersedes: &BTreeSet<EntryId>,
    ) {
        let doc = if role == Role::Head { &mut self.head } else { &mut self.leader };
        doc.set_author(Some(Author::from(account(person).as_bytes().to_vec())));
        let about = NewDecision { record: record_id(1), action, reason, supersedes };
        decide(doc, Some(&self.workbook), entry(n), &about, NOW).expect("decided");
    }

    fn edit(&mut self, what: &str) {
        let heads = self.workbook.get_heads();
        set(&mut self.workbook, &heads, "what", text(what));
    }
}

#[test]
fn approved_then_edited_then_back_to_the_approved_content() {
    let mut case = Case::new();
    assert_eq!(case.derived().state, State::AWAITING);
    case.decide(Role::Head, 2, 10, "approve", "");
    assert_eq!(case.derived().state, State::APPROVED);
    case.edit("B");
    assert_eq!(case.derived().state, State::EDITED);
    let approved =
        decisions::record_as_decided(&case.head, entry(10), &case.workbook).expect("reachable");
    assert_eq!(approved.text("what"), "A");
    case.edit("A");
    assert_eq!(case.derived().state, State::APPROVED, "A to B to A is approved again");
}

#[test]
fn an_uncovered_field_may_change_after_approval() {
    let mut case = Case::new();
    case.decide(Role::Head, 2, 10, "approve", "");
    let heads = case.workbook.get_heads();
    set(&mut case.workbook, &heads, "note", text("gọi lại sau"));
    assert_eq!(case.derived().state, State::APPROVED);
}

#[test]
fn who_created_a_record_does_not_approve_it() {
    let mut case = Case::new();
    case.decide(Role::Head, 1, 10, "approve", "");
    let derived = case.derived();
    assert_eq!(derived.state, State::AWAITING);
    assert_eq!(derived.ignored, [(entry(10), Ignored::OwnRecord)]);
}

#[test]
fn a_return_needs_a_reason_and_is_answered_by_the_next_submission() {
    let mut case = Case::new();
    case.decide(Role::Head, 2, 10, "return", "ngắn quá");
    assert_eq!(case.derived().ignored, [(entry(10), Ignored::NoReason)]);
    case.decide(Role::Head, 2, 11, "return", "Chưa ghi rõ số người dự họp");
    assert_eq!(case.derived().state, State::RETURNED);
    case.edit("A, 40 người");
    case.submit(2);
    assert_eq!(case.derived().state, State::AWAITING);
    case.decide(Role::Head, 2, 12, "approve", "");
    assert_eq!(case.derived().state, State::APPROVED);
}

#[test]
fn of_concurrent_decisions_the_strictest_holds_until_superseded() {
    let mut case = Case::new();
    let seen = case.derived().open;
    case.decide_over(Role::Head, 2, 10, "approve", "", &seen);
    case.decide_over(Role::Leader, 3, 11, "return", "Thiếu minh chứng kèm theo", &seen);
    assert_eq!(case.derived().state, State::RETURNED);
    case.decide(Role::Leader, 3, 12, "approve", "");
    assert_eq!(case.derived().state, State::APPROVED);
}

#[test]
fn a_decision_stands_only_for_the_unit_and_the_kind_it_names() {
    for (member, other) in [("unit", "CA"), ("kind", "posting")] {
        let mut case = Case::new();
        case.decide(Role::Head, 2, 10, "approve", "");
        assert_eq!(case.derived().state, State::APPROVED);
        let container = case.head.get(ROOT, "decisions").unwrap().unwrap().1;
        let decision = case.head.get(container, entry(10).to_string()).unwrap().unwrap().1;
        let mut tx = case.head.transaction();
        tx.put(&decision, member, other).unwrap();
        tx.commit();
        assert_eq!(case.derived().ignored, [(entry(10), Ignored::Mismatch)], "{member}");
    }
}

#[test]
fn a_decision_in_a_form_of_a_later_program_waits() {
    let mut case = Case::new();
    case.decide(Role::Head, 2, 10, "approve", "");
    let container = case.head.get(ROOT, "decisions").unwrap().unwrap().1;
    let decision = case.head.get(container, entry(10).to_string()).unwrap().unwrap().1;
    let mut tx = case.head.transaction();
    tx.put(&decision, "canonical", 2).unwrap();
    tx.commit();
    assert_eq!(case.derived().waiting_for_data, [entry(10)]);
    assert_eq!(case.derived().state, State::AWAITING);
}

#[test]
fn an_approved_record_that_moves_to_another_plan_is_edited() {
    let mut case = Case::new();
    case.decide(Role::Head, 2, 10, "approve", "");
    let container = case.workbook.get(ROOT, "records").unwrap().unwrap().1;
    let record = case.workbook.get(container, record_id(1).to_string()).unwrap().unwrap().1;
    let mut tx = case.workbook.transaction();
    tx.put(&record, "plan", id(3, PlanId::new).to_string()).unwrap();
    tx.commit();
    assert_eq!(case.derived().state, State::EDITED);
}

/// A stock client's actor names no author in its changes; only the relay knows whose it is.
#[test]
fn a_record_whose_creator_nobody_knows_is_not_approved() {
    let mut case = Case::new();
    case.workbook = new_workbook();
    activity(&mut case.workbook, 1, &[("what", text("A"))]);
    case.submit(1);
    assert_eq!(the_record(&case.workbook).creator, None);
    case.decide(Role::Head, 1, 10, "approve", "");
    assert_eq!(case.derived().ignored, [(entry(10), Ignored::UnknownCreator)]);
    assert_eq!(case.derived().state, State::AWAITING);
    case.decide(Role::Head, 1, 11, "return", "Không rõ ai đã ghi mục này");
    assert_eq!(case.derived().state, State::RETURNED, "it can be sent back");
}

impl Case {
    fn say(&mut self, n: u128, action: &str, answers: &[u128]) {
        let answers = answers.iter().map(|n| entry(*n)).collect();
        add_submission(&mut self.workbook, entry(n), &said(action, &answers), NOW).expect("said");
    }
}

/// Whoever writes the workbook could otherwise take an approved record out of the figures.
#[test]
fn an_approved_record_does_not_vanish_through_submissions() {
    type Said = (u128, &'static str, &'static [u128]);
    let cases: [(&str, &[Said], State); 9] = [
        ("submitted again", &[(2, "submit", &[10])], State::AWAITING),
        ("and taken back", &[(2, "submit", &[10]), (3, "withdraw", &[2])], State::APPROVED),
        ("taken back meanwhile", &[(2, "withdraw", &[1])], State::AWAITING),
        ("withdrawn over the approval", &[(2, "withdraw", &[1, 10])], State::AWAITING),
        ("withdrawn without an answer", &[(2, "withdraw", &[])], State::APPROVED),
        ("something else", &[(2, "erase", &[10])], State::APPROVED),
        ("each other", &[(2, "submit", &[3, 10]), (3, "submit", &[2, 10])], State::AWAITING),
        ("itself", &[(2, "submit", &[2, 10])], State::AWAITING),
        ("a circle", &[(2, "withdraw", &[3]), (3, "submit", &[2, 10])], State::AWAITING),
    ];
    for (what, said, expected) in cases {
        let mut case = Case::new();
        case.decide(Role::Head, 2, 10, "approve", "");
        for (n, action, answers) in said {
            case.say(*n, action, answers);
        }
        assert_eq!(case.derived().state, expected, "{what}");
        set_deleted(&mut case.workbook, record_id(1), true, LATER).expect("marked");
        assert_eq!(case.derived().state, expected, "{what}, deleted");
        case.decide(Role::Head, 2, 11, "approve", "");
        assert_eq!(case.derived().state, State::APPROVED, "{what}, approved again");
    }
}

#[test]
fn a_submission_that_was_never_approved_can_be_taken_back() {
    let mut case = Case::new();
    case.say(2, "withdraw", &[1]);
    assert_eq!(case.derived().state, State::DRAFT);
    case.submit(3);
    assert_eq!(case.derived().state, State::AWAITING);
}

#[test]
fn of_two_open_approvals_the_one_that_matches_holds() {
    for (first, second) in [(10, 11), (11, 10)] {
        let mut case = Case::new();
        let seen = case.derived().open;
        case.decide_over(Role::Head, 2, first, "approve", "", &seen);
        case.edit("B");
        case.decide_over(Role::Leader, 3, second, "approve", "", &seen);
        let derived = case.derived();
        assert_eq!((derived.state, derived.decision), (State::APPROVED, Some(entry(second))));
        case.edit("A");
        let derived = case.derived();
        assert_eq!((derived.state, derived.decision), (State::APPROVED, Some(entry(first))));
        case.edit("C");
        assert_eq!(case.derived().state, State::EDITED);
        case.decide_over(Role::Leader, 3, 12, "return", "Thiếu minh chứng kèm theo", &seen);
        assert_eq!(case.derived().state, State::RETURNED);
    }
}

#[test]
fn two_entries_under_one_key_are_both_read() {
    let mut case = Case::new();
    let mut fork = case.head.fork();
    case.decide(Role::Head, 2, 10, "approve", "");
    std::mem::swap(&mut case.head, &mut fork);
    case.decide(Role::Head, 2, 10, "return", "Chưa ghi rõ số người dự họp");
    merge(&mut case.head, &mut fork);
    assert_eq!(decisions(&case.head, Role::Head, &[&case.workbook]).len(), 2);
    assert_eq!(case.derived().state, State::RETURNED, "the strictest holds");

    let mut case = Case::new();
    let mut fork = case.workbook.fork();
    case.say(2, "withdraw", &[1]);
    add_submission(&mut fork, entry(2), &said("submit", &[entry(1)].into()), NOW).unwrap();
    merge(&mut case.workbook, &mut fork);
    assert_eq!(submissions(&case.workbook, None).len(), 3);
}

#[test]
fn a_decision_on_content_that_is_not_here_waits_and_a_forged_hash_is_ignored() {
    let mut case = Case::new();
    let behind = case.workbook.fork();
    case.edit("A, có bổ sung");
    case.decide(Role::Head, 2, 10, "approve", "");
    let all = decisions(&case.head, Role::Head, &[&behind]);
    let derived = derive(&the_record(&behind), &submissions(&behind, None), &all);
    assert_eq!(derived.waiting_for_data, [entry(10)]);
    assert_eq!(derived.state, State::AWAITING);

    let decision =
        case.head.get(case.head.get(ROOT, "decisions").unwrap().unwrap().1, entry(10).to_string());
    let decision = decision.unwrap().unwrap().1;
    let mut tx = case.head.transaction();
    tx.put(&decision, "hash", "00".repeat(32)).unwrap();
    tx.commit_with(CommitOptions::default());
    assert_eq!(case.derived().ignored, [(entry(10), Ignored::Mismatch)]);
}
