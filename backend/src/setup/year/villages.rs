//! What villages do: meetings, and communication on human rights.

use shared::domain::activity::ACTIVITY;
use shared::domain::human_rights::HUMAN_RIGHTS;
use shared::id::UnitId;

use super::cast::{is_village, number_of, village};
use super::review::{self, Edited, Hands};
use super::script::{Values, Year, choices, line, number, on, place, set, task, text};
use super::words::{RIGHTS, VILLAGE_TOPICS};

/// Task 2.1.
pub(super) const PROPAGANDA: &str = "II.2.1";
/// Task 4.
pub(super) const RIGHTS_TASK: &str = "II.4";

/// What the villages do in a month.
pub(super) fn month(year: &mut Year<'_>, month: i8) {
    for _ in 0..year.dice.between(16, 21) {
        meeting(year, month);
    }
    for _ in 0..year.dice.between(1, 2) {
        let unit = any(year);
        rights(year, month, &unit);
    }
}

/// Any village.
pub(super) fn any(year: &mut Year<'_>) -> UnitId {
    village(year.dice.between(1, 24))
}

/// Who writes and who decides for a unit.
pub(super) fn hands(year: &mut Year<'_>, unit: &UnitId) -> Hands {
    let writer = year.cast.recorder(unit, &mut year.dice);
    Hands { writer, decider: year.cast.approver(unit, &mut year.dice) }
}

/// What is edited of something that was done.
pub(super) fn edits(people: u64) -> Edited {
    let shown = text("Biên bản, danh mục tài liệu và 03 ảnh của buổi tuyên truyền");
    Edited { returned: vec![set("evidence", shown)], approved: vec![set("people", number(people))] }
}

/// Where a village meets.
pub(super) fn house(village: &UnitId) -> String {
    format!("Nhà văn hóa thôn {}", number_of(village))
}

/// What a meeting of a village is recorded as.
pub(super) fn meeting_of(unit: &UnitId, about: &str, people: u64) -> Values {
    vec![
        ("task", task(PROPAGANDA)),
        ("what", text(format!("Họp thôn {} tuyên truyền về {about}", number_of(unit)))),
        ("place", place(unit)),
        ("people", number(people)),
        ("venue", line(house(unit))),
        ("channels", choices(&["face_to_face"])),
        ("evidence", text("Biên bản họp thôn, 03 ảnh")),
    ]
}

fn meeting(year: &mut Year<'_>, month: i8) {
    let unit = any(year);
    let day = year.free_day(PROPAGANDA, month, &unit);
    let people = year.dice.between(18, 65);
    let mut values = meeting_of(&unit, year.dice.one(VILLAGE_TOPICS), people);
    values.push(("date", on(day)));
    let language = year.dice.weighted(&[(55, "vi"), (25, "tay"), (20, "nung")]);
    values.push(("languages", choices(&["vi", language])));
    let (hands, days) = (hands(year, &unit), year.dice.between(0, 3));
    let at = year.written(day, days);
    let mut story = year.create(&unit, hands.writer, &ACTIVITY, at, values);
    review::go(year, &mut story, hands, edits(people + 4));
}

/// Communication on human rights, by a village or an office.
pub(super) fn rights(year: &mut Year<'_>, month: i8, unit: &UnitId) {
    let at = any(year);
    let at = if is_village(unit) { unit.clone() } else { at };
    let day = year.free_day(RIGHTS_TASK, month, &at);
    let (group, about) = year.dice.one(RIGHTS);
    let people = year.dice.between(15, 80);
    let values = vec![
        ("task", task(RIGHTS_TASK)),
        ("what", text(format!("Tuyên truyền tại {}: {about}", house(&at)))),
        ("groups", choices(&[group])),
        ("date", on(day)),
        ("place", place(&at)),
        ("people", number(people)),
        ("venue", line(house(&at))),
        ("channels", choices(&["face_to_face", "leaflet"])),
        ("evidence", text("Danh mục tài liệu, 02 ảnh")),
    ];
    let (hands, days) = (hands(year, unit), year.dice.between(0, 3));
    let at = year.written(day, days);
    let mut story = year.create(unit, hands.writer, &HUMAN_RIGHTS, at, values);
    review::go(year, &mut story, hands, edits(people + 3));
}
