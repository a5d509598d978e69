//! What is written to be posted: articles, photos, videos, broadcasts and leaflets, edited, oriented
//! where the topic asks for it, approved, and posted on one to three channels.

use std::collections::BTreeMap;

use jiff::civil::Date;
use shared::domain::content::CONTENT;
use shared::domain::directory::ChannelKind;
use shared::domain::posting::Posting;
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::{AccountId, EntryId, UnitId};
use shared::time::TimestampMs;

use super::cast::{is_village, number_of};
use super::script::{Story, Values, Year, choice, choices, line, on, set, task, text};
use super::villages::{PROPAGANDA, RIGHTS_TASK, any};
use super::words::{BORDER, CONTENT_RETURNS, HUMAN_RIGHTS, TITLES, WORLD};

/// Task 3.2.
const PLATFORMS: &str = "II.3.2";
/// Task 2.2.
pub(super) const WORLD_TASK: &str = "II.2.2";
/// Task 2.3.
pub(super) const BORDER_TASK: &str = "II.2.3";

/// What becomes of a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Posted,
    /// Posted, then its title edited.
    EditedSince,
    Corrected,
    TakenDown,
    Scheduled,
    Ready,
    /// Edited between its approval and its posting.
    EditedReady,
    Awaiting,
    InEditing,
    Returned,
    Draft,
    Deleted,
}

impl Fate {
    const fn is_posted(self) -> bool {
        matches!(self, Self::Posted | Self::EditedSince | Self::Corrected | Self::TakenDown)
    }
}

const FATES: &[(u64, Fate)] = &[
    (860, Fate::Posted),
    (8, Fate::EditedSince),
    (8, Fate::Corrected),
    (6, Fate::TakenDown),
    (12, Fate::Scheduled),
    (16, Fate::Ready),
    (6, Fate::EditedReady),
    (22, Fate::Awaiting),
    (22, Fate::InEditing),
    (14, Fate::Returned),
    (18, Fate::Draft),
    (8, Fate::Deleted),
];

/// A content to be made.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) unit: UnitId,
    pub(super) task: &'static str,
    pub(super) form: &'static str,
    pub(super) topic: &'static str,
    pub(super) title: String,
    pub(super) day: Date,
    pub(super) fate: Fate,
    pub(super) channels: Vec<ChannelKind>,
}

/// What is written in a month.
pub(super) fn month(year: &mut Year<'_>, month: i8) {
    let mut planned: Vec<Planned> = Vec::new();
    let volumes = [
        ("article", 14, 18),
        ("photo", 8, 11),
        ("video", 2, 4),
        ("broadcast", 10, 14),
        ("leaflet", 0, 1),
    ];
    for (form, low, high) in volumes {
        for _ in 0..year.dice.between(low, high) {
            planned.push(plan(year, month, form));
        }
    }
    spread(year, &mut planned);
    for content in planned {
        go(year, content);
    }
}

fn plan(year: &mut Year<'_>, month: i8, form: &'static str) -> Planned {
    let units: &[(u64, &str)] = match form {
        "article" => {
            &[(42, "DVCI"), (30, "VP"), (8, "VHXH"), (8, "XDD"), (4, "CA"), (3, "QS"), (5, "THON")]
        }
        "broadcast" => &[(75, "DVCI"), (15, "VHXH"), (10, "THON")],
        "leaflet" => &[(1, "DVCI")],
        _ => &[(65, "DVCI"), (35, "VP")],
    };
    let unit = match year.dice.weighted(units) {
        "THON" => any(year),
        unit => unit.into(),
    };
    let titles = match unit.as_str() {
        "XDD" => WORLD,
        "CA" | "QS" => BORDER,
        "VHXH" => HUMAN_RIGHTS,
        _ => TITLES,
    };
    let (topic, about) = year.dice.one(titles);
    let task = match unit.as_str() {
        "XDD" => WORLD_TASK,
        "CA" | "QS" => BORDER_TASK,
        "VHXH" => RIGHTS_TASK,
        _ if form == "broadcast" || is_village(&unit) || year.dice.percent(40) => PROPAGANDA,
        _ => PLATFORMS,
    };
    let series = match form {
        "article" => "Tin số",
        "photo" => "Chùm ảnh số",
        "video" => "Video số",
        "broadcast" => "Chương trình truyền thanh số",
        _ => "Tờ rơi số",
    };
    let number = year.number(form);
    // Numbered, so that no two are taken for the same.
    let mut title = format!("{series} {number:03}/{}: {about}", year.year);
    if is_village(&unit) {
        title = format!("{title} – Thôn {}", number_of(&unit));
    }
    let (day, fate) = (year.day_of(month), year.dice.weighted(FATES));
    Planned { unit, task, form, topic, title, day, fate, channels: Vec::new() }
}

/// Where each is posted: articles on the website, all that shows on social networks as often as a
/// month has posts there (DOMAIN §7), broadcasts by loudspeaker.
fn spread(year: &mut Year<'_>, planned: &mut [Planned]) {
    let mut social: Vec<(usize, ChannelKind)> = Vec::new();
    for (at, content) in planned.iter_mut().enumerate() {
        match content.form {
            "broadcast" => content.channels.push(ChannelKind::Loudspeaker),
            "leaflet" => content.channels.push(ChannelKind::Website),
            form => {
                let mut networks = [ChannelKind::Zalo, ChannelKind::Facebook];
                year.dice.shuffle(&mut networks);
                let [first, second] = networks;
                let website = form == "article";
                content.channels.push(if website { ChannelKind::Website } else { first });
                if content.fate.is_posted() {
                    social.extend(website.then_some((at, first)));
                    social.push((at, second));
                }
            }
        }
    }
    let already = planned
        .iter()
        .filter(|content| content.fate.is_posted())
        .filter(|content| matches!(content.form, "photo" | "video"))
        .count();
    year.dice.shuffle(&mut social);
    let wanted = year.dice.between(34, 45) as usize;
    for (at, channel) in social.into_iter().take(wanted.saturating_sub(already)) {
        planned[at].channels.push(channel);
    }
}

/// What a content consists of.
fn values(content: &Planned) -> Values {
    let body = format!(
        "{}. Nội dung giới thiệu tình hình, kết quả và hình ảnh trên địa bàn xã Điềm He.",
        content.title
    );
    vec![
        ("task", task(content.task)),
        ("title", line(content.title.as_str())),
        ("what", text(body)),
        ("form", choice(content.form)),
        ("topics", choices(&[content.topic])),
        ("date", on(content.day)),
        (
            "consent",
            choice(if content.form == "photo" { "public_notified" } else { "nobody_recognisable" }),
        ),
        ("languages", choices(&["vi"])),
        ("source", line("Ảnh, tư liệu của đơn vị")),
    ]
}

/// A content goes its way; where it was posted at the end.
pub(super) fn go(year: &mut Year<'_>, content: Planned) -> (Story, Postings) {
    let writer = year.cast.recorder(&content.unit, &mut year.dice);
    let at = year.hour_of(content.day);
    let mut story = year.create(&content.unit, writer, &CONTENT, at, values(&content));
    let s = &mut story;
    let fate = content.fate;
    match fate {
        Fate::Draft => {}
        Fate::Deleted => year.delete(s, writer),
        _ if !edited(year, s, writer, fate) || !approved(year, s, &content) => {}
        Fate::Ready => {}
        Fate::EditedReady => {
            let title = format!("{} (bản sửa)", content.title);
            year.edit(s, writer, vec![set("title", line(title))]);
        }
        Fate::Scheduled => {
            schedule(year, s, writer);
        }
        _ => {
            let at = if year.dice.percent(10) {
                schedule(year, s, writer)
            } else {
                let days = year.dice.between(0, 1);
                year.later(s.at, days)
            };
            let mut postings = post(year, s, (writer, at), &content);
            year.posted.push(s.record);
            since(year, s, writer, &content, &mut postings);
            return (story, postings);
        }
    }
    (story, Postings::new())
}

/// Sent and edited; whether it got that far.
fn edited(year: &mut Year<'_>, story: &mut Story, writer: AccountId, fate: Fate) -> bool {
    let days = year.dice.between(0, 1);
    year.say(story, days, writer, "submit", "");
    if fate == Fate::InEditing {
        return false;
    }
    let editor = year.cast.editor(&mut year.dice);
    let comes_back = fate.is_posted() && year.dice.percent(6);
    if comes_back || fate == Fate::Returned {
        let why = year.dice.one(CONTENT_RETURNS);
        year.decide(story, 1, editor, "return", why);
        if !comes_back {
            return false;
        }
        let source = line("Ảnh, tư liệu của đơn vị, đã kiểm tra");
        year.edit(story, writer, vec![set("source", source)]);
        year.say(story, 0, writer, "submit", "");
    }
    let days = year.dice.between(0, 1);
    year.decide(story, days, editor, "pass_edit", "");
    true
}

/// Oriented, where the topic asks for it, and approved; whether it got that far.
fn approved(year: &mut Year<'_>, story: &mut Story, content: &Planned) -> bool {
    if matches!(content.topic, "border" | "sovereignty" | "human_rights") {
        let party = (Role::Party, year.cast.named("tuyengiao"));
        year.decide(story, 1, party, "orient", "");
    }
    if content.fate == Fate::Awaiting {
        return false;
    }
    let head = (Role::EditorialHead, year.cast.named("banbientap"));
    let approver = if year.dice.percent(12) { year.cast.leader(&mut year.dice) } else { head };
    let days = year.dice.between(0, 1);
    year.decide(story, days, approver, "approve", "");
    true
}

/// For when it is scheduled.
fn schedule(year: &mut Year<'_>, story: &mut Story, writer: AccountId) -> TimestampMs {
    let at = year.later(story.at, 2);
    year.edit(story, writer, vec![set("scheduledAt", Value::Moment(at.local()))]);
    year.say(story, 0, writer, "schedule", "");
    at
}

/// Postings by their ids.
pub(super) type Postings = BTreeMap<EntryId, Posting>;

fn post(
    year: &mut Year<'_>,
    story: &mut Story,
    (writer, at): (AccountId, TimestampMs),
    content: &Planned,
) -> Postings {
    let at = at.max(story.at.plus(MINUTE_MS));
    let mut postings = Postings::new();
    for channel in &content.channels {
        let (id, posting) = posting(year, *channel, at);
        postings.insert(id, posting);
    }
    let told = vec![set("postings", Value::Postings(postings.clone()))];
    year.edit_at(story, at.plus(5 * MINUTE_MS), writer, told);
    year.say_at(story, at.plus(8 * MINUTE_MS), writer, "post", "");
    postings
}

fn posting(year: &mut Year<'_>, channel: ChannelKind, at: TimestampMs) -> (EntryId, Posting) {
    let (series, address) = match channel {
        ChannelKind::Website => ("website", "https://xa.example.vn/tin-bai/"),
        ChannelKind::Zalo => ("zalo", "https://zalo.example.vn/xa/"),
        ChannelKind::Facebook => ("facebook", "https://facebook.example.vn/xa/"),
        _ => ("", ""),
    };
    let url = if series.is_empty() {
        String::new()
    } else {
        format!("{address}{:04}", year.number(series))
    };
    let reach = year.dice.percent(70).then(|| year.dice.between(40, 900) as i64);
    year.posting(channel, at, url, reach.filter(|_| !series.is_empty()))
}

/// What comes of a content after it was posted.
fn since(
    year: &mut Year<'_>,
    story: &mut Story,
    writer: AccountId,
    content: &Planned,
    postings: &mut Postings,
) {
    match content.fate {
        Fate::EditedSince => {
            let title = format!("{} (cập nhật)", content.title);
            year.edit(story, writer, vec![set("title", line(title))]);
        }
        Fate::Corrected => {
            let words = text("Đính chính: số liệu trong bài là của tháng trước.");
            let at = year.later(story.at, 1);
            year.edit_at(story, at, writer, vec![set("correction", words)]);
            year.say(story, 0, writer, "correct", "");
        }
        Fate::TakenDown => {
            let at = year.later(story.at, 2);
            for posting in postings.values_mut() {
                posting.taken_down = Some(at.local());
            }
            let told = vec![set("postings", Value::Postings(postings.clone()))];
            year.edit_at(story, at.plus(5 * MINUTE_MS), writer, told);
            year.say(story, 0, writer, "take_down", "Hình ảnh chưa phù hợp, gỡ để thay bài khác");
        }
        _ if year.dice.percent(15) => {
            let at = year.later(story.at, 5);
            for posting in postings.values_mut().filter(|posting| !posting.url.is_empty()) {
                let more = year.dice.between(20, 600) as i64;
                posting.reach = Some(posting.reach.unwrap_or_default() + more);
            }
            let told = vec![set("postings", Value::Postings(postings.clone()))];
            year.edit_at(story, at, writer, told);
        }
        _ => {}
    }
}

/// A minute, in milliseconds.
const MINUTE_MS: u64 = 60_000;
