//! The cases at the edge (DOMAIN §7), each once.

use jiff::civil::{Date, date};
use shared::domain::activity::ACTIVITY;
use shared::domain::directory::ChannelKind;
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::UnitId;
use shared::time::TimestampMs;

use super::cast::{is_village, village};
use super::contents::{self, BORDER_TASK, Fate, Planned};
use super::office::law;
use super::orders::assignment;
use super::review::{self, Hands};
use super::script::{Story, Year, choices, moment, number, on, set, text};
use super::villages::{PROPAGANDA, edits, meeting_of};

/// Two years, in milliseconds: how wrong the clock of one device is.
const TWO_YEARS_MS: u64 = 730 * 86_400_000;

/// All of them.
pub(super) fn all(year: &mut Year<'_>) {
    cut_off(year);
    turn_of_the_year(year);
    four_leads(year);
    asked(year);
    twins(year);
    several_channels(year);
    at_the_same_time(year);
    wrong_clock(year);
    twice_returned(year);
    nobody_came(year);
    late(year);
    own(year);
}

/// A meeting, written down at a moment by the village itself.
fn meeting(
    year: &mut Year<'_>,
    number: u64,
    (day, at): (Date, TimestampMs),
    (about, people): (&str, u64),
) -> (Story, Hands) {
    let unit = village(number);
    year.keep_free(PROPAGANDA, day, &unit);
    let writer = year.cast.named(&format!("thon{number:02}"));
    let mut values = meeting_of(&unit, about, people);
    values.push(("date", on(day)));
    let story = year.create(&unit, writer, &ACTIVITY, at, values);
    (story, Hands { writer, decider: (Role::Head, year.cast.head(&unit)) })
}

/// A minute before and at the change of the reporting period.
fn cut_off(year: &mut Year<'_>) {
    let (last, first) = (date(year.year, 6, 14), date(year.year, 6, 15));
    for (day, at) in [(last, moment(last, 23, 59)), (first, moment(first, 0, 0))] {
        let (mut story, hands) = meeting(year, 5, (day, at), ("chuyển đổi số", 31));
        review::pass(year, &mut story, hands, edits(31).returned);
    }
}

/// 20/12 of the year before, and of this one: both belong to the report of the following year.
fn turn_of_the_year(year: &mut Year<'_>) {
    let before = date(year.year - 1, 12, 20);
    let at = moment(date(year.year, 1, 6), 8, 15);
    let about = ("xây dựng nông thôn mới", 44);
    let (mut story, hands) = meeting(year, 6, (before, at), about);
    review::pass(year, &mut story, hands, edits(44).returned);
    let day = date(year.year, 12, 20);
    let at = moment(day, 19, 40);
    let (mut story, hands) = meeting(year, 6, (day, at), about);
    review::pass(year, &mut story, hands, edits(44).returned);
}

/// Task 2.3 has four leads: one of them is the focal one, and each does its part.
fn four_leads(year: &mut Year<'_>) {
    let leads = ["CA", "VHXH", "DVCI", "QS"];
    let by = (Role::Leader, year.cast.named("chutich"));
    let what = (
        BORDER_TASK,
        "Tổ chức đợt cao điểm tuyên truyền Luật Biên phòng Việt Nam",
        "Báo cáo kết quả",
    );
    let more = vec![("leads", choices(&leads)), ("coordinators", choices(&["XDD"]))];
    assignment(year, &"CA".into(), by, what, date(year.year, 2, 25), more);
    for (lead, at) in leads.into_iter().zip([13, 14, 15, 16]) {
        // 03/3 is the day of the border guard.
        let (at, day) = (village(at), date(year.year, 3, 3));
        year.keep_free(BORDER_TASK, day, &at);
        law(year, lead, &at, "Luật Biên phòng Việt Nam", day);
    }
}

/// A Party body is asked, not told.
fn asked(year: &mut Year<'_>) {
    let by = (Role::Leader, year.cast.named("chutich"));
    let what = (
        contents::WORLD_TASK,
        "Đề nghị định hướng nội dung tuyên truyền về công tác đối ngoại",
        "Định hướng nội dung",
    );
    assignment(year, &"XDD".into(), by, what, date(year.year, 4, 6), Vec::new());
}

fn article(year: &Year<'_>, unit: &UnitId, title: &str, day: Date, fate: Fate) -> Planned {
    let task = if is_village(unit) { PROPAGANDA } else { "II.3.2" };
    Planned {
        unit: unit.clone(),
        task,
        form: "article",
        topic: "culture",
        title: title.to_owned(),
        day: year.working_day(day, 1),
        fate,
        channels: vec![ChannelKind::Website],
    }
}

/// The same title from two keyboards, composed and in parts; and in two spellings, both right.
fn twins(year: &mut Year<'_>) {
    let composed = "Tiếng Tày trên loa truyền thanh";
    let in_parts = "Tie\u{302}\u{301}ng Ta\u{300}y tre\u{302}n loa truye\u{302}\u{300}n thanh";
    let spellings = ["Tổ hòa giải ở cơ sở", "Tổ hoà giải ở cơ sở"];
    let pairs = [(composed, in_parts, 4), (spellings[0], spellings[1], 8)];
    for (one, other, month) in pairs {
        let day = date(year.year, month, 9);
        let first = article(year, &"DVCI".into(), one, day, Fate::Posted);
        contents::go(year, first);
        let second = article(year, &village(7), other, day, Fate::Returned);
        contents::go(year, second);
    }
}

/// The same article on three channels; one posting entered by mistake and struck out; one article
/// corrected, one taken down.
fn several_channels(year: &mut Year<'_>) {
    let three = [ChannelKind::Website, ChannelKind::Zalo, ChannelKind::Facebook];
    let cases = [
        ("Một ngày ở Bãi đá xếp Lùng Pa", Fate::Posted, 5),
        ("Hang Nà Lả vào mùa khô", Fate::Corrected, 7),
        ("Chợ phiên và sản vật địa phương", Fate::TakenDown, 10),
    ];
    for (title, fate, month) in cases {
        let day = date(year.year, month, 12);
        let content = article(year, &"DVCI".into(), title, day, fate);
        contents::go(year, Planned { channels: three.to_vec(), ..content });
    }
    let content = article(
        year,
        &"VP".into(),
        "Trang phục truyền thống ngày hội",
        date(year.year, 9, 14),
        Fate::Posted,
    );
    let content = Planned { channels: three.to_vec(), ..content };
    let (mut story, mut postings) = contents::go(year, content);
    // What a form no longer has is struck out.
    postings.pop_last();
    let (at, writer) = (year.later(story.at, 1), year.cast.named("vp.cb1"));
    year.edit_at(&mut story, at, writer, vec![set("postings", Value::Postings(postings))]);
}

/// Two tablets, both offline, change the same number of a record that waits.
fn at_the_same_time(year: &mut Year<'_>) {
    let day = date(year.year, 10, 15);
    let at = moment(day, 20, 5);
    let (mut story, hands) = meeting(year, 8, (day, at), ("cải cách hành chính", 30));
    review::submit(year, &mut story, hands);
    let planner = year.cast.named("daumoi");
    let people = |of| vec![set("people", number(of))];
    year.edit_both(&mut story, (hands.writer, people(32)), (planner, people(35)));
}

/// A tablet whose clock is two years ahead.
fn wrong_clock(year: &mut Year<'_>) {
    let (unit, day) = (village(9), date(year.year, 7, 23));
    year.keep_free(PROPAGANDA, day, &unit);
    let writer = year.cast.named("thon09");
    let mut values = meeting_of(&unit, "kết quả phát triển kinh tế - xã hội của xã", 27);
    values.push(("date", on(day)));
    let at = (moment(day, 17, 0), TWO_YEARS_MS);
    let mut story = year.begin((&unit, None), writer, &ACTIVITY, at, values);
    let hands = Hands { writer, decider: (Role::Head, year.cast.head(&unit)) };
    review::pass(year, &mut story, hands, edits(27).returned);
}

/// Returned, submitted, returned once more, and approved in the end.
fn twice_returned(year: &mut Year<'_>) {
    let day = date(year.year, 5, 12);
    let at = moment(day, 16, 30);
    let (mut story, hands) = meeting(year, 10, (day, at), ("sản phẩm OCOP của xã", 38));
    review::submit(year, &mut story, hands);
    review::come_back(year, &mut story, hands, edits(38).returned);
    review::come_back(year, &mut story, hands, vec![set("outputs", text("40 tờ rơi"))]);
    review::approve(year, &mut story, hands);
}

/// A meeting to which nobody came counts as one all the same.
fn nobody_came(year: &mut Year<'_>) {
    let day = date(year.year, 8, 25);
    let at = moment(day, 20, 30);
    let (mut story, hands) = meeting(year, 11, (day, at), ("chính sách, pháp luật mới", 0));
    review::pass(year, &mut story, hands, edits(0).returned);
}

/// Approved in May, found wrong after the figures of the half-year were closed.
fn late(year: &mut Year<'_>) {
    let day = date(year.year, 5, 28);
    let at = moment(day, 15, 0);
    let (mut story, hands) = meeting(year, 12, (day, at), ("lễ hội, phong tục các dân tộc", 52));
    review::pass(year, &mut story, hands, edits(52).returned);
    let at = moment(date(year.year, 6, 22), 8, 20);
    year.edit_at(&mut story, at, hands.writer, edits(58).approved);
    year.say(
        &mut story,
        0,
        hands.writer,
        "submit",
        "Điều chỉnh số lượt người sau khi chốt số liệu",
    );
    review::approve(year, &mut story, hands);
}

/// A head's own record: that the head approves it does not count, that a leader does counts.
fn own(year: &mut Year<'_>) {
    let (unit, day) = (UnitId::from("DVCI"), date(year.year, 9, 22));
    let head = year.cast.head(&unit);
    year.keep_free(PROPAGANDA, day, &village(1));
    let mut values = meeting_of(&village(1), "chuyển đổi số", 41);
    values.push(("date", on(day)));
    let at = year.written(day, 1);
    let mut story = year.create(&unit, head, &ACTIVITY, at, values);
    let hands = Hands { writer: head, decider: (Role::Head, head) };
    review::submit(year, &mut story, hands);
    review::approve(year, &mut story, hands);
    let leader = (Role::Leader, year.cast.named("phochutich1"));
    year.decide(&mut story, 1, leader, "approve", "");
}
