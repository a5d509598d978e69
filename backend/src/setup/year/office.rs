//! What offices do beside posting: activities of their own, education on border and law, promotion of
//! products, directives, who is in charge, and declarations that nothing came up.

use jiff::civil::{Date, date};
use shared::domain::activity::ACTIVITY;
use shared::domain::declaration::DECLARATION;
use shared::domain::directive::DIRECTIVE;
use shared::domain::law_education::LAW_EDUCATION;
use shared::domain::personnel::PERSONNEL;
use shared::id::UnitId;

use super::cast::village;
use super::contents::{BORDER_TASK, WORLD_TASK};
use super::press::person;
use super::review::{self, Edited};
use super::script::{Year, choices, line, moment, number, on, place, set, task, text};
use super::villages::{PROPAGANDA, any, edits, hands, house, rights};
use super::words::{DIRECTIVES, LAW_TOPICS, OFFICE_WORK, PROMOTIONS};

/// Task 1.
pub(super) const STAFF: &str = "II.1";
/// Task 3.4.
const PRODUCTS: &str = "II.3.4";

/// What the offices do in a month.
pub(super) fn month(year: &mut Year<'_>, month: i8) {
    for _ in 0..year.dice.between(9, 12) {
        let unit = year.dice.one(&["DVCI", "VP", "VHXH", "KT", "CA", "QS"]);
        let (channel, what) = year.dice.one(OFFICE_WORK);
        activity(year, month, unit, PROPAGANDA, what, channel);
    }
    for _ in 0..year.dice.between(1, 2) {
        let what = "Thông tin tình hình thế giới, công tác đối ngoại đến cán bộ, đảng viên";
        activity(year, month, "XDD", WORLD_TASK, what, "face_to_face");
    }
    for _ in 0..year.dice.between(2, 3) {
        let what = year.dice.one(PROMOTIONS);
        activity(year, month, "DVCI", PRODUCTS, what, "social_network");
    }
    for _ in 0..year.dice.between(2, 4) {
        let lead = year.dice.one(&["CA", "VHXH", "DVCI", "QS"]);
        let (at, topic) = (any(year), year.dice.one(LAW_TOPICS));
        let day = year.free_day(BORDER_TASK, month, &at);
        law(year, lead, &at, topic, day);
    }
    for _ in 0..year.dice.between(1, 2) {
        rights(year, month, &UnitId::from("VHXH"));
    }
    for _ in 0..year.dice.between(2, 3) {
        directive(year, month);
    }
}

fn activity(
    year: &mut Year<'_>,
    month: i8,
    unit: &str,
    of: &'static str,
    what: &str,
    channel: &str,
) {
    let unit = UnitId::from(unit);
    let day = year.free_day(of, month, &unit);
    let people = if channel == "face_to_face" { year.dice.between(12, 45) } else { 0 };
    let mut values = vec![
        ("task", task(of)),
        ("what", text(what)),
        ("date", on(day)),
        ("place", place(&unit)),
        ("people", number(people)),
        ("channels", choices(&[channel])),
        ("evidence", text("Ảnh chụp và danh mục tài liệu lưu tại đơn vị")),
    ];
    if of == PRODUCTS {
        let cost = year.dice.between(2, 12) * 500_000;
        values.push(("cost", number(cost)));
        values.push(("outputs", text("Sản phẩm OCOP được giới thiệu đến khách tham quan")));
        if !year.posted.is_empty() {
            let told = year.dice.one(&year.posted.clone());
            values.push(("contents", choices(&[told])));
        }
    }
    let (hands, days) = (hands(year, &unit), year.dice.between(0, 3));
    let at = year.written(day, days);
    let mut story = year.create(&unit, hands.writer, &ACTIVITY, at, values);
    review::go(year, &mut story, hands, edits(people + 2));
}

/// Education on border and law, in a village by one of the leads of the task.
pub(super) fn law(year: &mut Year<'_>, lead: &str, at: &UnitId, topic: &str, day: Date) {
    let unit = UnitId::from(lead);
    let people = year.dice.between(25, 90);
    let values = vec![
        ("task", task(BORDER_TASK)),
        ("topic", line(topic)),
        ("date", on(day)),
        ("place", place(at)),
        ("people", number(people)),
        ("what", text(format!("Tuyên truyền, phổ biến pháp luật tại {}", house(at)))),
        ("speaker", line("Cán bộ Công an xã, Ban Chỉ huy Quân sự xã")),
        ("documents", text("Tờ rơi, tài liệu hỏi đáp")),
        ("venue", line(house(at))),
        ("channels", choices(&["face_to_face", "leaflet"])),
        ("languages", choices(&["vi", "tay"])),
        ("evidence", text("Kế hoạch buổi tuyên truyền, 04 ảnh")),
    ];
    let (hands, days) = (hands(year, &unit), year.dice.between(0, 2));
    let written = year.written(day, days);
    let mut story = year.create(&unit, hands.writer, &LAW_EDUCATION, written, values);
    review::go(year, &mut story, hands, edits(people + 6));
}

fn directive(year: &mut Year<'_>, month: i8) {
    let unit = UnitId::from(year.dice.one(&["VHXH", "VHXH", "VP"]));
    let (day, what) = (year.day_of(month), year.dice.one(DIRECTIVES));
    let no = year.number("directives");
    let due = year.working_day(day, 15);
    let values = vec![
        ("task", task(STAFF)),
        ("what", text(what)),
        ("number", line(format!("{no:02}/UBND-{unit}"))),
        ("date", on(day)),
        ("issuer", place(&"LD".into())),
        ("recipients", text("Các phòng, ban, cơ quan, đơn vị; các thôn")),
        ("due", on(due)),
        ("evidence", text("Văn bản lưu trên hệ thống quản lý văn bản")),
    ];
    let (hands, days) = (hands(year, &unit), year.dice.between(0, 1));
    let at = year.written(day, days);
    let mut story = year.create(&unit, hands.writer, &DIRECTIVE, at, values);
    let edited = Edited {
        returned: vec![set(
            "recipients",
            text("Các phòng, ban, cơ quan, đơn vị; các thôn; Ban Xây dựng Đảng"),
        )],
        approved: vec![set("due", on(year.working_day(day, 20)))],
    };
    review::go(year, &mut story, hands, edited);
}

/// What is said once a year or a quarter.
pub(super) fn once(year: &mut Year<'_>) {
    for unit in ["VHXH", "VP", "KT", "DVCI", "XDD", "CA", "QS"] {
        in_charge(year, unit, 1, date(year.year, 1, 7));
    }
    in_charge(year, "DVCI", 2, date(year.year, 7, 6));
    in_charge(year, "KT", 2, date(year.year, 9, 7));
    let y = year.year;
    let quarters = [
        (date(y - 1, 12, 15), date(y, 3, 14)),
        (date(y, 3, 15), date(y, 6, 14)),
        (date(y, 6, 15), date(y, 9, 14)),
        (date(y, 9, 15), date(y, 12, 14)),
    ];
    for (from, to) in quarters {
        declare(year, &"QS".into(), "II.3.1", from, to);
        declare(year, &"KT".into(), "II.5", from, to);
        let mut villages: Vec<u64> = (1..=24).collect();
        year.dice.shuffle(&mut villages);
        let many = year.dice.between(4, 7) as usize;
        for number in villages.into_iter().take(many) {
            let of = year.dice.one(&["II.3.1", "II.3.3", "II.5"]);
            declare(year, &village(number), of, from, to);
        }
    }
}

fn in_charge(year: &mut Year<'_>, unit: &str, who: u8, from: Date) {
    let of = format!("{}.cb{who}", unit.to_ascii_lowercase());
    let (unit, who) = (UnitId::from(unit), year.cast.named(&of));
    let no = year.number("appointments");
    let values = vec![
        ("task", task(STAFF)),
        ("person", person(who)),
        ("duty", line("Phụ trách công tác thông tin đối ngoại của đơn vị")),
        ("date", on(from)),
        ("number", line(format!("{no:02}/TB-{unit}"))),
    ];
    let hands = hands(year, &unit);
    let at = year.written(from, 1);
    let mut story = year.create(&unit, hands.writer, &PERSONNEL, at, values);
    let duty = line("Phụ trách công tác thông tin đối ngoại, theo dõi việc đăng tải");
    review::pass(year, &mut story, hands, vec![set("duty", duty)]);
    // Who is followed by another has an end.
    let followed = match unit.as_str() {
        "DVCI" if from.month() == 1 => Some(date(year.year, 7, 5)),
        "KT" if from.month() == 1 => Some(date(year.year, 9, 6)),
        _ => None,
    };
    if let Some(end) = followed {
        let at = moment(end, 9, 0);
        year.edit_at(&mut story, at, hands.writer, vec![set("endDate", on(end))]);
    }
}

fn declare(year: &mut Year<'_>, unit: &UnitId, of: &str, from: Date, to: Date) {
    let values = vec![
        ("task", task(of)),
        ("date", on(from)),
        ("endDate", on(to)),
        ("what", text("Trong kỳ không phát sinh hoạt động của nhiệm vụ này.")),
    ];
    let (hands, days) = (hands(year, unit), year.dice.between(1, 2));
    let at = year.written(to, days);
    let mut story = year.create(unit, hands.writer, &DECLARATION, at, values);
    let again = || vec![set("what", text("Đã rà soát: trong kỳ không phát sinh."))];
    let edited = Edited { returned: again(), approved: again() };
    review::go(year, &mut story, hands, edited);
}
