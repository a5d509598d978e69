//! The press: what it wrote about the commune, and what it was told. All outlets are made up.

use shared::domain::press_item::PRESS_ITEM;
use shared::domain::press_periodic::PRESS_PERIODIC;
use shared::domain::press_reply::PRESS_REPLY;
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::{AccountId, UnitId};

use super::review::{self, Hands};
use super::script::{Story, Values, Year, choice, line, moment, on, place, set, task, text};
use super::words::{HEADLINES, OUTLETS};

/// Task 5.
const FOLLOWING: &str = "II.5";
/// Task 3.1.
const INFORMING: &str = "II.3.1";

/// What the press wrote and was told in a month.
pub(super) fn month(year: &mut Year<'_>, month: i8) {
    for _ in 0..year.dice.between(7, 13) {
        item(year, month);
    }
    periodic(year, month);
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    New,
    Verifying,
    Reported,
    Decided,
    Returned,
    Closed,
}

fn item(year: &mut Year<'_>, month: i8) {
    let unit = UnitId::from("VHXH");
    let writer = year.cast.recorder(&unit, &mut year.dice);
    let (field, title) = year.dice.one(HEADLINES);
    let (day, outlet) = (year.day_of(month), year.dice.one(OUTLETS));
    let number = year.number("press");
    let concerned: UnitId = (year.dice.one(&["VHXH", "DVCI", "KT", "VP", "CA"])).into();
    let values = vec![
        ("task", task(FOLLOWING)),
        ("outlet", line(outlet)),
        ("title", line(format!("{title} (kỳ {number})"))),
        ("date", on(day)),
        ("url", line(format!("https://baomau.example.vn/xa-diem-he/{number:04}"))),
        ("verdict", choice("unverified")),
        ("what", text("Bài viết nêu tình hình và kết quả trên địa bàn xã.")),
        ("field", line(field)),
        ("concerned", place(&concerned)),
    ];
    let at = year.written(day, 0);
    let mut story = year.create(&unit, writer, &PRESS_ITEM, at, values);
    let s = &mut story;
    let fate = year.dice.weighted(&[
        (2, Fate::New),
        (2, Fate::Verifying),
        (4, Fate::Reported),
        (5, Fate::Decided),
        (2, Fate::Returned),
        (85, Fate::Closed),
    ]);
    if matches!(fate, Fate::New) {
        return;
    }
    year.say(s, 0, writer, "verify", "");
    if matches!(fate, Fate::Verifying) {
        return;
    }
    let (verdict, findings, decision) = year.dice.weighted(&[
        (74, ("correct", "Nội dung bài viết đúng với tình hình thực tế.", "need_nothing")),
        (
            12,
            ("needs_handling", "Phản ánh có cơ sở, cần giải quyết và thông tin lại.", "ask_reply"),
        ),
        (9, ("inaccurate", "Số liệu trong bài chưa chính xác so với số liệu của xã.", "ask_reply")),
        (5, ("false", "Nội dung không đúng với hồ sơ, số liệu của xã.", "ask_correction")),
    ]);
    let found = vec![set("verdict", choice(verdict)), set("findings", text(findings))];
    year.edit(s, writer, found);
    year.say(s, 0, writer, "report", "");
    if matches!(fate, Fate::Reported) {
        return;
    }
    let leader = year.cast.leader(&mut year.dice);
    if matches!(fate, Fate::Returned) {
        year.decide(s, 1, leader, "return", "Đề nghị xác minh thêm với đơn vị liên quan");
        return;
    }
    year.decide(s, 1, leader, decision, "");
    if matches!(fate, Fate::Decided) {
        return;
    }
    if decision != "need_nothing" {
        answer(year, s, writer);
    }
    if year.dice.percent(60) {
        year.say(s, 1, writer, "close", "");
    }
}

fn answer(year: &mut Year<'_>, story: &mut Story, writer: AccountId) {
    let (number, days) = (year.number("letters"), year.dice.between(1, 3));
    let at = year.later(story.at, days);
    let reply = vec![
        set("replyNumber", line(format!("{number:02}/UBND-VHXH"))),
        set("replyDate", on(at.local_date())),
        set("result", text("Đã gửi văn bản phản hồi đến cơ quan báo chí.")),
    ];
    year.edit_at(story, at, writer, reply);
    year.say(story, 0, writer, "answer", "");
}

fn periodic(year: &mut Year<'_>, month: i8) {
    let unit = UnitId::from("VP");
    let writer = year.cast.recorder(&unit, &mut year.dice);
    let chair = year.cast.named("chutich");
    let day = year.day_of(month);
    let values = vec![
        ("task", task(INFORMING)),
        ("title", line(format!("Thông tin định kỳ cho báo chí tháng {month}/{}", year.year))),
        (
            "what",
            text(
                "Tình hình kinh tế - xã hội, kết quả và các hoạt động nổi bật của xã trong tháng.",
            ),
        ),
        ("date", on(day)),
        ("form", choice("official_channels")),
        ("spokesperson", person(chair)),
    ];
    let at = year.hour_of(day);
    let mut story = year.create(&unit, writer, &PRESS_PERIODIC, at, values);
    let hands = Hands { writer, decider: (Role::Leader, chair) };
    let more = text(
        "Tình hình kinh tế - xã hội, kết quả, số liệu và các hoạt động nổi bật của xã trong tháng.",
    );
    review::pass(year, &mut story, hands, vec![set("what", more)]);
    // In two months it stays at that: not yet provided.
    if matches!(month, 5 | 12) {
        return;
    }
    let at = year.later(story.at, 1);
    let provided = vec![
        set("providedAt", Value::Moment(at.local())),
        set("url", line(format!("https://xa.example.vn/thong-tin-bao-chi/{month:02}"))),
    ];
    year.edit_at(&mut story, at.plus(300_000), writer, provided);
    year.say(&mut story, 0, writer, "provide", "");
}

/// What the press was told when something came up: in every other month at most.
pub(super) fn replies(year: &mut Year<'_>) {
    let (chair, deputy) = (year.cast.named("chutich"), year.cast.named("phochutich1"));
    let stated = || vec![("spokesperson", person(chair))];
    let request = "Báo Mẫu đề nghị cung cấp thông tin về kết quả xây dựng nông thôn mới";
    reply(year, 2, request, "request", stated(), Reply::Closed);
    let early = "Mưa lớn gây sạt lở nhỏ trên đường liên thôn, không có thiệt hại về người";
    reply(year, 4, early, "early_information", stated(), Reply::Closed);
    let wrong = "Đài Mẫu đưa số liệu chưa chính xác về lễ hội đầu xuân của xã";
    let day = jiff::civil::date(year.year, 6, 8);
    let authorised = vec![
        ("spokesperson", person(deputy)),
        ("authorisation", line("Văn bản ủy quyền số 21/UQ-UBND")),
        ("authorisedFrom", on(day)),
        ("authorisedTo", on(jiff::civil::date(year.year, 6, 30))),
    ];
    reply(year, 6, wrong, "wrong_information", authorised, Reply::Stated);
    let dispute = "Tạp chí Mẫu hỏi về một vụ việc đang giải quyết khiếu nại";
    let refused =
        vec![("spokesperson", person(chair)), ("refusalGround", choice("under_inspection"))];
    reply(year, 8, dispute, "request", refused, Reply::Refused);
    let festival = "Báo điện tử Mẫu đề nghị thông tin về Ngày hội văn hóa các dân tộc của xã";
    reply(year, 9, festival, "request", stated(), Reply::Ready);
    let late = "Đài Mẫu đề nghị phỏng vấn về chuyển đổi số ở cơ sở";
    reply(year, 11, late, "request", stated(), Reply::Gathering);
    let last = "Báo Mẫu đề nghị thông tin về kết quả thực hiện Kế hoạch trong năm";
    reply(year, 12, last, "request", stated(), Reply::Awaiting);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reply {
    Gathering,
    Awaiting,
    Ready,
    Refused,
    Stated,
    Closed,
}

fn reply(year: &mut Year<'_>, month: i8, what: &str, trigger: &str, more: Values, fate: Reply) {
    let unit = UnitId::from("VP");
    let writer = year.cast.recorder(&unit, &mut year.dice);
    let chair = (Role::Leader, year.cast.named("chutich"));
    let day = year.working_day(jiff::civil::date(year.year, month, 9), 1);
    let happened = moment(day, 6, 30);
    let mut values = vec![
        ("task", task(INFORMING)),
        ("what", text(what)),
        ("occurredAt", Value::Moment(happened.local())),
        ("trigger", choice(trigger)),
        ("form", choice("statement_or_interview")),
    ];
    values.extend(more);
    let at = happened.plus(3_600_000);
    let mut story = year.create(&unit, writer, &PRESS_REPLY, at, values);
    let s = &mut story;
    year.say(s, 0, writer, "gather", "");
    if fate == Reply::Gathering {
        return;
    }
    if fate != Reply::Refused {
        let answer = text("UBND xã cung cấp thông tin theo số liệu đã được kiểm tra.");
        year.edit(s, writer, vec![set("answer", answer)]);
    }
    year.say(s, 0, writer, "submit", "");
    match fate {
        Reply::Awaiting => return,
        Reply::Refused => {
            year.decide(s, 0, chair, "refuse", "");
            return;
        }
        _ => year.decide(s, 0, chair, "approve", ""),
    }
    if fate == Reply::Ready {
        return;
    }
    let at = year.later(s.at, 0);
    year.edit_at(s, at.plus(60_000), writer, vec![set("providedAt", Value::Moment(at.local()))]);
    year.say(s, 0, writer, "state", "");
    if fate == Reply::Closed {
        year.say(s, 2, writer, "close", "");
    }
}

/// A member of staff.
pub(super) fn person(account: AccountId) -> Value {
    Value::Ref(account.to_string())
}
