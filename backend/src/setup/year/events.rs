//! Events and exchanges, planned before they are held; and trainings.

use jiff::civil::{Date, date};
use shared::domain::event::EVENT;
use shared::domain::training::TRAINING;
use shared::id::{AccountId, UnitId};

use super::office::STAFF;
use super::review::{self, Hands};
use super::script::{
    Story, Year, choice, choices, line, moment, number, on, place, set, task, text,
};
use super::villages::any;
use super::words::EVENTS;

/// Task 3.3.
const EXCHANGES: &str = "II.3.3";

/// The events of a month.
pub(super) fn month(year: &mut Year<'_>, month: i8) {
    for _ in 0..year.dice.between(1, 2) {
        event(year, month);
    }
}

/// When something that is held on a day is planned: some days before, and not before the year began.
fn planned(year: &Year<'_>, day: Date, days: i64) -> Date {
    let first = date(year.year, 1, 6);
    let before = day.saturating_sub(jiff::Span::new().days(days)).max(first);
    // A working day.
    year.working_day(before.yesterday().unwrap_or(before), 1)
}

fn event(year: &mut Year<'_>, month: i8) {
    let unit = UnitId::from("VHXH");
    let writer = year.cast.recorder(&unit, &mut year.dice);
    let at = any(year);
    let day = year.free_day(EXCHANGES, month, &at);
    let (form, title) = year.dice.one(EVENTS);
    let no = year.number("events");
    let mut values = vec![
        ("task", task(EXCHANGES)),
        ("title", line(format!("{title} (lần {no})"))),
        ("date", on(day)),
        ("place", place(&at)),
        ("what", text("Giới thiệu tiềm năng, con người và bản sắc văn hóa của xã")),
        ("form", choice(form)),
        ("venue", line("Trung tâm xã Điềm He")),
        ("participants", text("Các đơn vị, các thôn và khách mời")),
        ("cost", number(year.dice.between(4, 30) * 1_000_000)),
    ];
    // One with foreign guests, as the province permitted.
    let foreign = no == 7;
    values.push(("foreign", choice(if foreign { "yes" } else { "no" })));
    if foreign {
        values.push(("permission", line("Văn bản đồng ý số 118/UBND-KGVX của UBND tỉnh")));
    }
    let at = planned(year, day, 12);
    let at = year.hour_of(at);
    let mut story = year.create(&unit, writer, &EVENT, at, values);
    let s = &mut story;
    let hands = Hands { writer, decider: year.cast.leader(&mut year.dice) };
    let more = text("Các đơn vị, các thôn, đoàn thể và khách mời");
    review::pass(year, s, hands, vec![set("participants", more)]);
    match no {
        // Each once and again, so that every state is seen.
        4 | 12 => {
            year.say(s, 1, writer, "postpone", "Hoãn do thời tiết xấu, sẽ tổ chức sau");
            return;
        }
        9 => {
            year.say(s, 1, writer, "cancel", "Hủy do không bố trí được kinh phí");
            return;
        }
        14 => return,
        _ => {}
    }
    year.say_at(s, moment(day, 7, 30), writer, "begin", "");
    if no == 16 {
        return;
    }
    let at = year.written(day, 1);
    let result = vec![
        set("result", text("Sự kiện diễn ra theo kế hoạch, được người dân hưởng ứng.")),
        set("people", number(year.dice.between(80, 600))),
        set("delegations", number(year.dice.between(0, 4))),
        set("evidence", text("Chương trình, 10 ảnh")),
    ];
    year.edit_at(s, at, writer, result);
    year.say(s, 0, writer, "hold", "");
}

/// The trainings of the year: one or two in each half.
pub(super) fn trainings(year: &mut Year<'_>) {
    let skills = "Tập huấn kỹ năng truyền thông, viết tin, bài";
    training(year, skills, date(year.year, 3, 18), After::Certified);
    let work = "Tập huấn công tác thông tin đối ngoại";
    training(year, work, date(year.year, 5, 20), After::Absent);
    let press = "Tập huấn phát ngôn và cung cấp thông tin cho báo chí";
    training(year, press, date(year.year, 9, 16), After::Attended);
    let digital = "Tập huấn chuyển đổi số trong công tác thông tin";
    training(year, digital, date(year.year, 12, 16), After::Nominated);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Nominated,
    Absent,
    Attended,
    Certified,
}

fn training(year: &mut Year<'_>, title: &str, day: Date, after: After) {
    let unit = UnitId::from("VHXH");
    let writer = year.cast.named("vhxh.cb2");
    let sent: Vec<AccountId> =
        ["vhxh.cb1", "dvci.cb2", "vp.cb3"].map(|name| year.cast.named(name)).into();
    let values = vec![
        ("task", task(STAFF)),
        ("title", line(title)),
        ("organiser", line("Sở Văn hóa, Thể thao và Du lịch")),
        ("date", on(day)),
        ("nominated", choices(&sent)),
        ("endDate", on(day.tomorrow().unwrap_or(day))),
        ("form", choice("in_person")),
        ("documents", text("Giấy mời, chương trình tập huấn")),
    ];
    let at = planned(year, day, 20);
    let at = year.hour_of(at);
    let mut story = year.create(&unit, writer, &TRAINING, at, values);
    let hands = Hands { writer, decider: year.cast.leader(&mut year.dice) };
    review::pass(year, &mut story, hands, vec![set("documents", text("Giấy mời của Sở"))]);
    take_part(year, &mut story, writer, day, (after, &sent));
}

fn take_part(
    year: &mut Year<'_>,
    story: &mut Story,
    writer: AccountId,
    day: Date,
    (after, sent): (After, &[AccountId]),
) {
    let back = year.written(day, 3);
    match after {
        After::Nominated => {}
        After::Absent => {
            year.say_at(story, back, writer, "miss", "Cán bộ được cử bận công tác đột xuất");
        }
        After::Attended | After::Certified => {
            // Of three, two went where nobody got a certificate.
            let many = if after == After::Attended { 2 } else { 3 };
            let went: Vec<&AccountId> = sent.iter().take(many).collect();
            year.edit_at(story, back, writer, vec![set("attended", choices(&went))]);
            year.say(story, 0, writer, "attend", "");
            if after == After::Certified {
                year.say(story, 5, writer, "certify", "");
            }
        }
    }
}
