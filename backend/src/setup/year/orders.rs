//! What is laid on units from above: assignments by leaders and heads, and leaders' notes.

use jiff::civil::Date;
use shared::domain::assignment::ASSIGNMENT;
use shared::domain::note::NOTE;
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::{AccountId, UnitId};

use super::press::person;
use super::script::{Story, Values, Year, on, task, text};
use super::villages::any;
use super::words::{NOTES, ORDERS};

/// What is laid on units in a month.
pub(super) fn month(year: &mut Year<'_>, month: i8) {
    for _ in 0..year.dice.between(2, 4) {
        let (unit, of, what, output) = year.dice.one(ORDERS);
        let day = year.day_of(month);
        let by = if year.dice.percent(60) {
            year.cast.leader(&mut year.dice)
        } else {
            (Role::Head, year.cast.head(&unit.into()))
        };
        assignment(year, &unit.into(), by, (of, what, output), day, Vec::new());
    }
    // Now and then the head of Phòng Văn hóa - Xã hội asks something of a village.
    if year.dice.percent(50) {
        let (unit, day) = (any(year), year.day_of(month));
        let by = (Role::Head, year.cast.head(&unit));
        let what =
            ("II.2.1", "Tổ chức họp thôn tuyên truyền về chuyển đổi số", "Biên bản họp thôn");
        assignment(year, &unit, by, what, day, Vec::new());
    }
    for _ in 0..year.dice.between(1, 2) {
        note(year, month);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Draft,
    Deleted,
    Given,
    Accepted,
    Doing,
    Paused,
    Reported,
    Returned,
    Done,
}

/// An assignment goes its way.
pub(super) fn assignment(
    year: &mut Year<'_>,
    unit: &UnitId,
    by: (Role, AccountId),
    (of, what, output): (&str, &str, &str),
    day: Date,
    more: Values,
) {
    let writer = year.cast.recorder(unit, &mut year.dice);
    let days = year.dice.between(6, 15);
    let mut values = vec![
        ("task", task(of)),
        ("what", text(what)),
        ("date", on(day)),
        ("due", on(year.working_day(day, days))),
        ("person", person(writer)),
        ("outputs", text(output)),
    ];
    values.extend(more);
    let at = year.hour_of(day);
    let mut story = year.lay((unit, by.0), by.1, &ASSIGNMENT, at, values);
    let s = &mut story;
    let fate = year.dice.weighted(&[
        (3, Fate::Draft),
        (2, Fate::Deleted),
        (4, Fate::Given),
        (3, Fate::Accepted),
        (8, Fate::Doing),
        (5, Fate::Paused),
        (5, Fate::Reported),
        (10, Fate::Returned),
        (60, Fate::Done),
    ]);
    match fate {
        Fate::Draft => return,
        Fate::Deleted => return year.delete(s, by.1),
        _ => year.decide(s, 0, by, "assign", ""),
    }
    if fate == Fate::Given {
        return;
    }
    year.say(s, 1, writer, "accept", "");
    if fate == Fate::Accepted {
        return;
    }
    year.say(s, 0, writer, "start", "");
    match fate {
        Fate::Doing => return,
        Fate::Paused => {
            year.decide(s, 2, by, "pause", "Tạm dừng để tập trung cho việc khác");
            if year.dice.percent(50) {
                return;
            }
            year.decide(s, 4, by, "resume", "");
        }
        _ => {}
    }
    let days = year.dice.between(3, 12);
    year.say(s, days, writer, "report_done", "Đã hoàn thành, sản phẩm lưu tại đơn vị");
    settle(year, s, writer, by, fate);
}

/// What becomes of what is reported as done.
fn settle(
    year: &mut Year<'_>,
    story: &mut Story,
    writer: AccountId,
    by: (Role, AccountId),
    fate: Fate,
) {
    if fate == Fate::Reported {
        return;
    }
    if fate == Fate::Returned {
        year.decide(story, 1, by, "return", "Sản phẩm chưa đủ nội dung, đề nghị bổ sung");
        if year.dice.percent(40) {
            return;
        }
        year.say(story, 2, writer, "report_done", "Đã bổ sung đủ nội dung theo yêu cầu");
    }
    year.decide(story, 1, by, "confirm", "");
}

fn note(year: &mut Year<'_>, month: i8) {
    let unit = UnitId::from(year.dice.one(&["VHXH", "DVCI", "VP", "CA"]));
    let writer = year.cast.recorder(&unit, &mut year.dice);
    let (by, day) = (year.cast.leader(&mut year.dice), year.day_of(month));
    let mut values = vec![("what", text(year.dice.one(NOTES)))];
    if year.dice.percent(50) && !year.posted.is_empty() {
        let about = year.dice.one(&year.posted.clone());
        values.push(("about", Value::Ref(about.to_string())));
    } else {
        values.push(("task", task("II.2.1")));
        values.push(("due", on(year.working_day(day, 10))));
    }
    let at = year.hour_of(day);
    let mut story = year.lay((&unit, Role::Leader), by.1, &NOTE, at, values);
    let s = &mut story;
    let fate = year.dice.weighted(&[
        (4, Fate::Draft),
        (8, Fate::Given),
        (6, Fate::Accepted),
        (6, Fate::Reported),
        (8, Fate::Returned),
        (68, Fate::Done),
    ]);
    if fate == Fate::Draft {
        return;
    }
    year.decide(s, 0, by, "give", "");
    if fate == Fate::Given {
        return;
    }
    year.say(s, 1, writer, "accept", "");
    if fate == Fate::Accepted {
        return;
    }
    let days = year.dice.between(2, 8);
    year.say(s, days, writer, "report_done", "Đã thực hiện theo ý kiến chỉ đạo");
    settle(year, s, writer, by, fate);
}
