//! A small year computed by hand: every indicator, with the edge cases of DOMAIN §7.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::domain::canonical;
use crate::domain::decision::{Binding, Decision, Submission};
use crate::domain::directory::{Channel, ChannelKind, Directory, Unit, UnitKind};
use crate::domain::indicator::{Form, INDICATORS};
use crate::domain::kind::{KINDS, kind};
use crate::domain::period::plan_year;
use crate::domain::posting::Posting;
use crate::domain::record::{FieldState, Record};
use crate::domain::role::Role;
use crate::domain::state::{Derived, State, derive};
use crate::domain::value::Value;
use crate::id::{AccountId, EntryId};
use crate::time::{TimestampMs, parse_date, parse_moment};

const WEBSITE: u128 = 0xa1;
const ZALO: u128 = 0xa2;
const FACEBOOK: u128 = 0xa3;
const LOUDSPEAKER: u128 = 0xa4;

fn entry(n: u128) -> EntryId {
    EntryId::new(Uuid::from_u128(n))
}

fn record_id(n: u128) -> RecordId {
    RecordId::new(Uuid::from_u128(n))
}

fn plan_id() -> PlanId {
    PlanId::new(Uuid::from_u128(0x91))
}

/// Four villages, one of them merged into another, and the commune's four channels.
pub(super) fn directory() -> Directory {
    let mut directory = Directory::default();
    for id in ["T01", "T02", "T03", "T04"] {
        let mut village = Unit::new(id.into(), id, UnitKind::Thon);
        village.closed = id == "T04";
        directory.units.insert(id.into(), village);
    }
    let channels = [
        (WEBSITE, ChannelKind::Website),
        (ZALO, ChannelKind::Zalo),
        (FACEBOOK, ChannelKind::Facebook),
        (LOUDSPEAKER, ChannelKind::Loudspeaker),
    ];
    for (n, kind) in channels {
        let (id, name, address) = (entry(n), String::new(), String::new());
        directory.channels.insert(id, Channel { id, name, kind, address, closed: false });
    }
    directory
}

/// Task 2.3 has four leads, of whom VHXH is the focal one; task 3.4 promotes products.
pub(super) fn plan() -> Plan {
    let task = |id: &str, indicators: &[&str]| Task {
        id: id.into(),
        code: id.to_owned(),
        path: format!("II.{id}"),
        title: String::new(),
        content: String::new(),
        leads: ["CA", "DVCI", "QS", "VHXH"].map(UnitId::from).into(),
        focal: Some("VHXH".into()),
        coordinators: BTreeSet::new(),
        due: None,
        target: None,
        indicators: indicators.iter().map(|code| (*code).to_owned()).collect(),
        position: 1,
    };
    let tasks =
        [task("2.1", &[]), task("2.2", &["TG01"]), task("2.3", &[]), task("3.4", &["SP02"])];
    Plan {
        id: Some(plan_id()),
        tasks: tasks.into_iter().map(|task| (task.id.clone(), task)).collect(),
        ..Plan::default()
    }
}

/// `2026-06-14` a day, `2026-06-14T23:59` a moment, `12` a number, `[a, b]` several, the rest by its
/// key.
fn value(key: &str, text: &str) -> Value {
    if let Some(date) = parse_date(text) {
        return if text.contains('T') {
            Value::Moment(parse_moment(text).expect("a moment"))
        } else {
            Value::Date(date)
        };
    }
    if let Some(several) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return Value::Choices(several.split(", ").map(str::to_owned).collect());
    }
    match (key, text.parse()) {
        (_, Ok(number)) => Value::Integer(number),
        ("task", _) => Value::Task(text.into()),
        ("place", _) => Value::Unit(text.into()),
        ("title" | "outlet" | "replyNumber" | "number", _) => Value::Line(text.to_owned()),
        ("person", _) => Value::Ref(text.to_owned()),
        _ => Value::Choice(text.to_owned()),
    }
}

/// A record: `date 2026-06-14 | people 12`.
pub(super) fn view(n: u128, of: &str, unit: &str, state: &str, fields: &str) -> RecordView {
    let of = kind(of).expect("a kind");
    let field = |value| FieldState { value: Some(value), ..FieldState::default() };
    let fields = fields.split(" | ").map(|text| {
        let (key, text) = text.split_once(' ').expect("a key and a value");
        let known = of.field(key).unwrap_or_else(|| panic!("{} has no {key}", of.id));
        (known.key, field(value(key, text)))
    });
    let record = Record {
        id: record_id(n),
        kind: Some(of),
        plan: Some(plan_id()),
        fields: fields.collect(),
        creator: None,
        created_at: TimestampMs::default(),
        deleted: false,
        laid_by: None,
    };
    let state = of.state(state).unwrap_or_else(|| panic!("{} is never {state}", of.id));
    let derived = Derived { state, ..Derived::draft() };
    RecordView {
        record,
        unit: unit.into(),
        derived,
        decisions: Vec::new(),
        submissions: Vec::new(),
    }
}

fn posted(mut view: RecordView, postings: &[(u128, &str, Option<i64>)]) -> RecordView {
    let postings = postings.iter().zip(1..).map(|((channel, at, reach), n)| {
        let posting = Posting {
            channel: entry(*channel),
            at: parse_moment(at).expect("a moment"),
            url: String::new(),
            reach: *reach,
            taken_down: None,
            struck: false,
        };
        (entry(n), posting)
    });
    let postings = Value::Postings(postings.collect());
    let field = FieldState { value: Some(postings), ..FieldState::default() };
    view.record.fields.insert("postings", field);
    view
}

/// Submitted, returned, submitted, returned, submitted and approved: derived, not claimed.
fn returned_twice(mut view: RecordView) -> RecordView {
    let head = AccountId::new(Uuid::from_u128(1));
    let recorder = AccountId::new(Uuid::from_u128(2));
    view.record.creator = Some(recorder);
    let mut last = BTreeSet::new();
    for (n, action) in [(1, "return"), (2, "return"), (3, "approve")] {
        let id = entry(n * 2);
        view.submissions.push(Submission {
            id,
            record: view.record.id,
            action: "submit".to_owned(),
            reason: String::new(),
            answers: std::mem::take(&mut last),
            author: Some(recorder),
            at: TimestampMs::default(),
        });
        view.decisions.push(Decision {
            id: entry(n * 2 + 1),
            record: view.record.id,
            action: action.to_owned(),
            role: Role::Head,
            reason: "Thiếu số lượt người tham dự".to_owned(),
            canonical: 1,
            hash: canonical::hash(&view.record),
            supersedes: [id].into(),
            author: Some(head),
            at: TimestampMs::default(),
            binding: Binding::Bound,
            held: BTreeSet::new(),
        });
        last = [entry(n * 2 + 1)].into();
    }
    view.derived = derive(&view.record, &view.submissions, &view.decisions);
    assert_eq!(view.derived.state, State::APPROVED);
    view
}

/// Everything of the year, by hand.
pub(super) fn year() -> Vec<RecordView> {
    let article = "task 2.1 | form article | topics [results] | date 2026-06-01";
    vec![
        // Sessions on both sides of the cut-off: 14/6 23:59 is in the first half, 15/6 00:00 is not.
        view(
            1,
            "activity",
            "T01",
            "approved",
            "task 2.1 | date 2026-06-14 | place T01 | people 40",
        ),
        view(
            2,
            "activity",
            "T01",
            "approved",
            "task 2.1 | date 2026-06-15 | place T01 | people 25",
        ),
        // Nobody came: a session all the same.
        view(3, "activity", "T02", "approved", "task 2.1 | date 2026-03-02 | place T02 | people 0"),
        // Over the loudspeaker: no session.
        view(
            4,
            "activity",
            "T02",
            "approved",
            "task 2.1 | date 2026-03-03 | place T02 | people 300 | channels [loudspeaker]",
        ),
        // Not approved: counts nowhere.
        view(5, "activity", "T03", "awaiting", "task 2.1 | date 2026-03-04 | place T03 | people 9"),
        view(6, "activity", "T03", "returned", "task 2.1 | date 2026-03-05 | place T03 | people 9"),
        view(
            7,
            "activity",
            "T03",
            "edited_after_approval",
            "task 2.1 | date 2026-03-06 | place T03 | people 9",
        ),
        view(8, "activity", "T03", "draft", "task 2.1 | date 2026-03-07 | place T03 | people 9"),
        // Returned twice, then approved: once.
        returned_twice(view(
            9,
            "activity",
            "T03",
            "draft",
            "task 2.1 | date 2026-04-01 | place T03 | people 11",
        )),
        // On the world, as its task says; in a village that was merged since.
        view(
            10,
            "activity",
            "XDD",
            "approved",
            "task 2.2 | date 2026-04-02 | place T04 | people 5",
        ),
        // Promotion of products, at the office.
        view(
            11,
            "activity",
            "DVCI",
            "approved",
            "task 3.4 | date 2026-08-01 | place KT | people 7",
        ),
        // The report year's first and last days, and those just outside.
        view(
            12,
            "activity",
            "T01",
            "approved",
            "task 2.1 | date 2025-12-20 | place T01 | people 3",
        ),
        view(
            13,
            "activity",
            "T01",
            "approved",
            "task 2.1 | date 2026-12-20 | place T01 | people 4",
        ),
        // One session on the border in the books of four leads.
        view(
            14,
            "law_education",
            "CA",
            "approved",
            "task 2.3 | date 2026-05-05 | place T02 | people 31",
        ),
        view(
            15,
            "law_education",
            "DVCI",
            "approved",
            "task 2.3 | date 2026-05-05 | place T02 | people 32",
        ),
        view(
            16,
            "law_education",
            "QS",
            "approved",
            "task 2.3 | date 2026-05-05 | place T02 | people 33",
        ),
        view(
            17,
            "law_education",
            "VHXH",
            "approved",
            "task 2.3 | date 2026-05-05 | place T02 | people 34",
        ),
        view(
            18,
            "human_rights",
            "VHXH",
            "approved",
            "task 4 | date 2026-09-09 | place T02 | people 50",
        ),
        // One article on three channels: one item, three postings.
        posted(
            view(20, "content", "VP", "posted", article),
            &[
                (WEBSITE, "2026-06-14T23:59", Some(100)),
                (ZALO, "2026-06-15T00:00", None),
                (FACEBOOK, "2026-06-14T08:00", Some(20)),
            ],
        ),
        // A video on human rights, one on the world corrected after posting, one taken down.
        posted(
            view(
                21,
                "content",
                "VP",
                "posted",
                "form video | topics [human_rights] | date 2026-07-01",
            ),
            &[(FACEBOOK, "2026-07-02T08:00", Some(5))],
        ),
        posted(
            view(
                22,
                "content",
                "XDD",
                "corrected",
                "form article | topics [world] | date 2026-02-01",
            ),
            &[(WEBSITE, "2026-02-02T08:00", None)],
        ),
        posted(
            view(
                23,
                "content",
                "VP",
                "taken_down",
                "form article | topics [results] | date 2026-02-01",
            ),
            &[(WEBSITE, "2026-02-02T08:00", Some(1_000))],
        ),
        // Approved and not posted yet: no item.
        view(24, "content", "VP", "approved", "form article | topics [results] | date 2026-02-01"),
        // A programme, broadcast twice; photos; a leaflet.
        posted(
            view(
                25,
                "content",
                "DVCI",
                "posted",
                "form broadcast | topics [policy_and_law] | date 2026-03-01",
            ),
            &[(LOUDSPEAKER, "2026-03-02T05:30", None), (LOUDSPEAKER, "2026-03-03T05:30", None)],
        ),
        posted(
            view(
                26,
                "content",
                "DVCI",
                "posted",
                "form photo | topics [culture] | date 2026-03-01",
            ),
            &[(ZALO, "2026-03-02T05:30", None)],
        ),
        posted(
            view(
                27,
                "content",
                "DVCI",
                "posted",
                "form leaflet | topics [culture] | date 2026-08-01",
            ),
            &[(0xa9, "2026-08-02T05:30", None)],
        ),
        // The same course in two units' books; another of the same day in another spelling is another.
        view(
            30,
            "training",
            "VHXH",
            "attended",
            "title Tập huấn đối ngoại | date 2026-05-20 | attended [a, b, c]",
        ),
        view(
            31,
            "training",
            "VP",
            "certified",
            "title tập huấn đối ngoại  | date 2026-05-20 | attended [d]",
        ),
        view(32, "training", "VP", "attended", "title Lớp ảnh | date 2026-10-20 | attended [a]"),
        view(33, "training", "KT", "absent", "title Lớp ảnh | date 2026-10-20 | nominated [e]"),
        view(34, "directive", "VP", "approved", "task 1 | number 12/UBND | date 2026-01-20"),
        // In charge: one hands over to another on 30/6; the first is still named for something else.
        view(
            35,
            "personnel",
            "VHXH",
            "approved",
            "person p1 | date 2026-01-10 | endDate 2026-06-30",
        ),
        view(36, "personnel", "VHXH", "approved", "person p2 | date 2026-07-01"),
        view(37, "personnel", "VP", "approved", "person p1 | date 2026-02-01 | endDate 2026-06-20"),
        // To the press: on the day planned, a day late; within 24 hours, and an hour too late.
        view(
            40,
            "press_periodic",
            "VP",
            "provided",
            "date 2026-03-31 | providedAt 2026-03-31T16:00",
        ),
        view(
            41,
            "press_periodic",
            "VP",
            "provided",
            "date 2026-06-10 | providedAt 2026-06-15T00:00",
        ),
        view(
            42,
            "press_reply",
            "VP",
            "stated",
            "occurredAt 2026-04-01T08:00 | providedAt 2026-04-02T08:00",
        ),
        view(
            43,
            "press_reply",
            "VP",
            "closed",
            "occurredAt 2026-05-01T08:00 | providedAt 2026-05-02T09:00",
        ),
        view(44, "press_reply", "VP", "refused", "occurredAt 2026-05-01T08:00"),
        // Of the press: no action; a false one corrected after our reply; one still to be answered.
        view(45, "press_item", "VHXH", "no_action", "date 2026-02-10 | verdict correct"),
        view(
            46,
            "press_item",
            "VHXH",
            "closed",
            "date 2026-06-12 | verdict false | replyNumber 9 | replyDate 2026-06-16 | correctedOn 2026-06-20",
        ),
        view(47, "press_item", "VHXH", "respond", "date 2026-09-01 | verdict inaccurate"),
        view(48, "press_item", "VHXH", "verifying", "date 2026-09-02 | verdict false"),
        view(
            50,
            "event",
            "VHXH",
            "held",
            "task 3.3 | date 2026-02-14 | place T01 | people 500 | delegations 2",
        ),
        view(51, "event", "DVCI", "held", "task 3.4 | date 2026-11-14 | place KT | people 80"),
        view(52, "event", "VHXH", "cancelled", "task 3.3 | date 2026-11-15 | place T01 | people 1"),
        view(
            53,
            "declaration",
            "T01",
            "approved",
            "task 2.2 | date 2026-01-01 | endDate 2026-03-31",
        ),
    ]
}

pub(super) fn consolidated(views: &[RecordView]) -> Consolidated {
    let (directory, plan) = (directory(), plan());
    let mut all = Consolidated::default();
    all.set_focal([(plan_id(), &plan)]);
    put(&mut all, views, &directory, &plan);
    all
}

pub(super) fn put(all: &mut Consolidated, views: &[RecordView], of: &Directory, plan: &Plan) {
    let subjects = Subjects { directory: of, plan: &|_| Some(plan) };
    for view in views {
        all.set_records(&view.unit, [(view.record.id, Some(view))], &subjects);
    }
}

/// The small year with its plan and its commune.
pub(crate) fn small_year() -> (Consolidated, Plan, Directory) {
    (consolidated(&year()), plan(), directory())
}

fn period(id: &str) -> ReportPeriod {
    id.parse().expect("a period")
}

/// Figures in lines: `TN01 5`, `TT05/1 2`, a share `BC03 2 of 3`.
fn lines(all: &Consolidated, scope: &Scope) -> Vec<String> {
    let several = |code| INDICATORS.iter().any(|one| one.code == code && one.figures() > 1);
    all.figures(scope, &directory())
        .into_iter()
        .filter(|(_, figure)| figure.value != 0)
        .map(|((code, part), figure)| {
            let name = if several(code) { format!("{code}/{part}") } else { code.to_owned() };
            let of = figure.of.map(|of| format!(" of {of}")).unwrap_or_default();
            format!("{name} {}{of}", figure.value)
        })
        .collect()
}

#[test]
fn the_first_half() {
    let all = consolidated(&year());
    assert_eq!(
        lines(&all, &Scope::report(period("2026-H1"))),
        [
            "BC01 1",
            "BC02 2",
            "BC03 2 of 3",
            "BC04 2",
            "BC05 1",
            "BG01 1",
            "BG02 34",
            "CT01 1",
            // p1, named twice, is in charge on 14/6.
            "NS01 1",
            "SK01 1",
            "SK02 2",
            "SK03 500",
            "TG01/0 1",
            "TG01/1 1",
            "TH01 1",
            "TH02 4",
            // 1, 3, 9, 10, 12 and the border session of four leads.
            "TN01 6",
            "TN02 93",
            // T01 to T03, and T04 which was merged since: of four.
            "TN03 4 of 4",
            "TT01 2",
            "TT02 2",
            "TT04 1",
            "TT05/0 1",
            "TT05/1 2",
            "TT07 120",
        ]
    );
}

#[test]
fn the_second_half_begins_with_midnight() {
    let all = consolidated(&year());
    assert_eq!(
        lines(&all, &Scope::report(period("2026-H2"))),
        [
            "BC01 1",
            "BC04 1",
            "BC05 1",
            "BC06 1",
            "BC07 1",
            "NS01 1",
            "QC01 1",
            "QC02 1",
            "SK01 1",
            "SK03 80",
            "SP02 2",
            "TH01 1",
            "TH02 1",
            "TN01 3",
            "TN02 82",
            "TN03 2 of 3",
            "TT02 2",
            "TT03 1",
            "TT06 1",
            "TT07 5",
        ]
    );
    let late = &all.figures(&Scope::report(period("2026-H2")), &directory())[&("BC03", 0)];
    assert_eq!((late.value, late.of), (0, Some(1)), "provided five days after the day planned");
}

/// 20/12/2025 belongs to the report year 2026, 20/12/2026 to the plan year 2026.
#[test]
fn the_plan_year_and_the_report_year_differ_in_december() {
    let all = consolidated(&year());
    let sessions = |scope: &Scope| {
        let figures = all.figures(scope, &directory());
        figures[&("TN01", 0)].records.iter().map(|id| id.uuid().as_u128()).collect::<BTreeSet<_>>()
    };
    let report = sessions(&Scope::report(period("2026-Y")));
    let plan = sessions(&Scope::days(plan_year(2026)));
    assert_eq!(report.difference(&plan).copied().collect::<Vec<_>>(), [12]);
    assert_eq!(plan.difference(&report).copied().collect::<Vec<_>>(), [13]);
    let next = all.figures(&Scope::report(period("2027-H1")), &directory());
    assert_eq!(next[&("TN02", 0)].value, 4);
}

#[test]
fn one_article_on_three_channels_is_one_item_and_three_postings() {
    let all = consolidated(&year());
    let year = Scope::report(period("2026-Y"));
    let article = Scope { tasks: ["2.1".into()].into(), ..year.clone() };
    assert_eq!(all.items(&article), [record_id(20)].into());
    let channels = all.by_channel(&article);
    assert_eq!(channels.values().map(|figure| figure.value).collect::<Vec<_>>(), [1, 1, 1]);
    let figures = all.figures(&article, &directory());
    assert_eq!((figures[&("TT01", 0)].value, figures[&("TT02", 0)].value), (1, 2));
    // Postings have their own days: two in the first half, one in the second.
    let first = Scope { when: When::Report(period("2026-H1")), ..article };
    assert_eq!(all.by_channel(&first).len(), 2);
}

#[test]
fn the_focal_lead_counts_and_the_others_are_mentioned() {
    let all = consolidated(&year());
    let figures = all.figures(&Scope::report(period("2026-H1")), &directory());
    let border = &figures[&("BG01", 0)];
    assert_eq!(border.records, [record_id(17)].into());
    assert_eq!(border.mentioned, [record_id(14), record_id(15), record_id(16)].into());
}

#[test]
fn every_figure_knows_its_records_and_what_is_asked_for_narrows_it() {
    let all = consolidated(&year());
    let h1 = period("2026-H1");
    let of = |scope: Scope| all.figures(&scope, &directory())[&("TN01", 0)].records.clone();
    let ids = |ids: &[u128]| ids.iter().copied().map(record_id).collect::<BTreeSet<_>>();
    assert_eq!(of(Scope::report(h1)), ids(&[1, 3, 9, 10, 12, 17]));
    let unit = Scope { units: ["T01".into()].into(), ..Scope::report(h1) };
    assert_eq!(of(unit), ids(&[1, 12]));
    let task = Scope { tasks: ["2.2".into()].into(), ..Scope::report(h1) };
    assert_eq!(of(task), ids(&[10]));
    let topic = Scope { topics: ["border".to_owned()].into(), ..Scope::report(h1) };
    assert_eq!(of(topic), ids(&[17]));
}

#[test]
fn what_comes_late_after_a_lock_counts_in_the_next_period_and_the_locked_one_stands() {
    let (directory, plan) = (directory(), plan());
    let mut all = consolidated(&year());
    let (h1, h2) = (Scope::report(period("2026-H1")), Scope::report(period("2026-H2")));
    let before = lines(&all, &h1);
    let lock = all.freeze(period("2026-H1"));
    assert!(all.set_locks([lock]));
    assert_eq!(lines(&all, &h1), before);
    // 5 was waiting and is approved; 60 is new; 1 gets another number; 12 is sent back.
    let late = [
        view(5, "activity", "T03", "approved", "task 2.1 | date 2026-03-04 | place T03 | people 9"),
        view(
            60,
            "activity",
            "T02",
            "approved",
            "task 2.1 | date 2026-06-14 | place T02 | people 13",
        ),
        view(
            1,
            "activity",
            "T01",
            "approved",
            "task 2.1 | date 2026-06-14 | place T01 | people 41",
        ),
        view(
            12,
            "activity",
            "T01",
            "returned",
            "task 2.1 | date 2025-12-20 | place T01 | people 3",
        ),
    ];
    put(&mut all, &late, &directory, &plan);
    assert_eq!(lines(&all, &h1), before, "what is locked does not move");
    let second = all.figures(&h2, &directory);
    assert_eq!(second[&("TN01", 0)].value, 3 + 2);
    assert_eq!(second[&("TN02", 0)].value, 82 + 9 + 13);
    let since = all.since_lock(period("2026-H1")).expect("locked");
    assert_eq!(since.late, [record_id(5), record_id(60)].into());
    assert_eq!(since.changed, [record_id(1), record_id(12)].into());
    // Months are another row: no lock of theirs, no delay.
    let june = all.figures(&Scope::report(period("2026-M06")), &directory);
    assert!(june[&("TN01", 0)].records.contains(&record_id(60)));
    // The year so far is everything that is known.
    let so_far = Scope::days(period("2026-H2").cumulative());
    assert_eq!(all.figures(&so_far, &directory)[&("TN02", 0)].value, 93 + 82 + 9 + 13 + 1 - 3);
}

#[test]
fn every_indicator_is_counted_by_a_kind_or_typed_in() {
    let measures: Vec<_> = KINDS.iter().flat_map(|kind| kind.measures).collect();
    for indicator in INDICATORS {
        for part in 0..indicator.figures() {
            let counted = measures.iter().any(|m| m.indicator == indicator.code && m.part == part);
            assert_eq!(counted, indicator.form != Form::Entered, "{} {part}", indicator.code);
        }
    }
    for measure in measures {
        let known = INDICATORS.iter().find(|one| one.code == measure.indicator);
        assert!(known.is_some_and(|known| measure.part < known.figures()), "{measure:?}");
    }
}

#[test]
fn what_was_not_heard_of_and_what_is_due() {
    let all = consolidated(&year());
    let last: BTreeMap<UnitId, _> = all.last_active(date(2026, 12, 31));
    assert_eq!(last.get(&"T03".into()), Some(&date(2026, 4, 1)));
    assert_eq!(all.last_active(date(2026, 6, 14))[&"T01".into()], date(2026, 6, 14));
    let same = |ids: &[u128]| ids.iter().copied().map(record_id).collect::<BTreeSet<_>>();
    // The session of four leads, and both courses that two units attended.
    assert_eq!(all.duplicates(), [same(&[14, 15, 16, 17]), same(&[32, 33]), same(&[30, 31])]);
    let near = all.near(date(2026, 10, 3).at(0, 0, 0, 0), &directory());
    // 6 came back and is overdue; 47 waits for a reply; 48 was to be verified within a day.
    let near: Vec<u128> = near.keys().map(|id| id.uuid().as_u128()).collect();
    assert_eq!(near, [6, 47, 48]);
}
