//! Before the first heading: issuer, number, date, abstract, legal bases.

mod letterhead;

use super::{
    cite,
    frame::{Frame, plan_type},
    lines::{Field, Lines},
    model::ImportedPlan,
    outline::{Para, paragraphs},
    units::{self, names::Commune},
    when,
    words::{
        Word, capitalised, first_words, fold_start, gap_before, is_upper, phrase_at, squeeze,
        starts_with_words, trim_clause, words,
    },
};

use letterhead::{expand, letterhead};

/// Words a legal basis begins with, folded.
const BASIS_OPENERS: &[&str] = &[
    "can cu vao",
    "can cu",
    "trien khai thuc hien",
    "thuc hien",
    "thi hanh",
    "theo de nghi cua",
    "theo",
    "xet de nghi cua",
    "trien khai",
    "tiep tuc thuc hien",
];

/// Bodies that issue plans, folded, as their names begin.
const ISSUERS: &[&str] = &[
    "uy ban nhan dan",
    "ubnd",
    "hoi dong nhan dan",
    "hdnd",
    "dang uy",
    "ban thuong vu dang uy",
    "ban chi dao",
    "uy ban mat tran to quoc",
    "ban chap hanh",
    "doan thanh nien",
];

/// What they do with a plan.
const ISSUES: &[&str] = &["xay dung", "ban hanh", "trien khai", "lap", "de ra", "to chuc"];

/// Reads everything before the first heading into `plan`.
pub(super) fn read(lines: &mut Lines, frame: &Frame, commune: &Commune, plan: &mut ImportedPlan) {
    let printed = letterhead(lines, frame, plan);
    if let Some((kind, rest)) = plan_type(lines.text(frame.type_line)) {
        plan.kind = kind;
        plan.title = rest;
    }
    lines.note(&[frame.type_line], Field::Type);
    let from = title(lines, frame, plan);
    let mut said = None;
    for para in paragraphs(lines, from..frame.opening.end) {
        let clause = issuing_clause(&para.text);
        let mut whole = true;
        if let Some(at) = clause {
            said = issuer_name(&para.text[at..]).or(said);
            whole = issuing(&para.text[at..], plan);
        }
        let field = basis(&para, clause, plan);
        lines.note(&para.lines, if whole { field } else { Field::NotUnderstood });
    }
    plan.issuer.name = issuer(said, printed).or_else(|| {
        (!commune.name.is_empty())
            .then(|| format!("Ủy ban nhân dân {} {}", commune.level, commune.name))
    });
    plan.year = when::year_in(&plan.title).or_else(|| {
        let issued = plan.issued_on.as_deref().and_then(|date| date.get(..4)?.parse().ok());
        let before_body = || frame.header.clone().chain(frame.opening.clone());
        issued.or_else(|| before_body().find_map(|index| when::year_in(lines.text(index))))
    });
}

/// The issuer by the clause and by the letterhead: whichever says more of the same name, else the
/// clause.
fn issuer(said: Option<String>, printed: Option<String>) -> Option<String> {
    let (Some(said), Some(printed)) = (&said, &printed) else { return said.or(printed) };
    let (short, long) = (words(said), words(printed));
    let same = short.len() < long.len() && short.iter().zip(&long).all(|(a, b)| a.fold == b.fold);
    let more = short.len().checked_sub(1).and_then(|last| long.get(last)).map(Word::end);
    match more.filter(|_| same) {
        Some(end) => Some(format!("{said}{}", &printed[end..])),
        None => Some(said.clone()),
    }
}

/// Takes over the clause that issues the plan; false if a text of its own follows it.
fn issuing(clause: &str, plan: &mut ImportedPlan) -> bool {
    match &mut plan.issuing {
        Some(more) => *more = format!("{more} {clause}"),
        None => plan.issuing = Some(clause.to_owned()),
    }
    let behind = clause.split_once(':').map_or("", |(_, behind)| behind);
    !behind.contains(char::is_alphanumeric)
}

/// Reads the abstract; gives the line behind it.
fn title(lines: &mut Lines, frame: &Frame, plan: &mut ImportedPlan) -> usize {
    let mut parts: Vec<String> = Vec::new();
    if !plan.title.is_empty() {
        parts.push(std::mem::take(&mut plan.title));
    }
    let mut next = frame.opening.start;
    let mut broken = false;
    for index in frame.opening.clone() {
        if lines.is_blank(index) {
            broken = !parts.is_empty();
            continue;
        }
        let text = squeeze(lines.text(index));
        let start = fold_start(&text, 4);
        let basis = starts_with_words(&start, "can cu")
            || (!parts.is_empty()
                && BASIS_OPENERS.iter().any(|opener| starts_with_words(&start, opener)))
            || issuing_clause(&text).is_some();
        let capitals =
            !broken && parts.last().is_some_and(|last| is_upper(last)) && is_upper(&text);
        let basis = basis && !capitals;
        let goes_on = !broken || text.starts_with(char::is_lowercase);
        if basis || text.starts_with('(') || !goes_on {
            break;
        }
        parts.push(text);
        lines.note(&[index], Field::Abstract);
        next = index + 1;
    }
    plan.title = parts.join(" ");
    next
}

/// Where the clause begins in which somebody issues the plan: ", Ủy ban nhân dân xã … xây dựng Kế hoạch".
fn issuing_clause(text: &str) -> Option<usize> {
    let found = words(text);
    let issuer = |at: usize| {
        let opens = at == 0 || gap_before(text, &found, at).contains([',', ';', '.']);
        opens
            && found[at].is_capitalised()
            && (ISSUERS.iter().any(|issuer| phrase_at(&found, at, issuer))
                || units::heads::head_at(text, &found, at).is_some())
    };
    let issues = |from: usize| {
        (from..found.len().min(from + 30)).any(|at| {
            ISSUES.iter().any(|verb| phrase_at(&found, at, verb))
                && (at..found.len().min(at + 6)).any(|at| {
                    phrase_at(&found, at, "ke hoach")
                        || phrase_at(&found, at, "chuong trinh")
                        || phrase_at(&found, at, "phuong an")
                })
        })
    };
    (0..found.len()).rev().find(|at| issuer(*at) && issues(*at)).map(|at| found[at].start)
}

/// The name at the beginning of an issuing clause.
fn issuer_name(clause: &str) -> Option<String> {
    let found = first_words(clause, 16);
    let end = (1..found.len()).find(|at| {
        ISSUES.iter().any(|verb| phrase_at(&found, *at, verb))
            || !matches!(gap_before(clause, &found, *at).trim(), "" | "-" | "–")
    })?;
    Some(expand(&clause[..found[end - 1].end()]))
}

/// Takes the bases out of a paragraph before the first heading; says where its lines ended.
fn basis(para: &Para, clause: Option<usize>, plan: &mut ImportedPlan) -> Field {
    let text = para.text[..clause.unwrap_or(para.text.len())].trim();
    if text.is_empty() {
        return Field::Issuer;
    }
    if opener(text).is_none() && cite::citations(text).is_empty() {
        return Field::NotUnderstood;
    }
    for part in split_bases(text) {
        let part = trim_clause(part);
        let part = opener(part).map_or(part, |length| part[length..].trim_start());
        let part = trim_clause(part);
        // "…; để khai thác tiềm năng, Ban Chỉ đạo xây dựng": what for, not by what right.
        let first = part.split(' ').next().unwrap_or_default().to_lowercase();
        let aim = matches!(first.as_str(), "để" | "nhằm");
        if !part.is_empty() {
            let list = if aim { &mut plan.purpose } else { &mut plan.basis };
            list.push(capitalised(part));
        }
    }
    Field::Basis
}

/// The bases of a text, each without the words that only say it is one.
pub(super) fn without_openers(text: &str) -> Vec<&str> {
    let bare = |part: &'_ str| opener(part).unwrap_or(0);
    split_bases(text).into_iter().map(trim_clause).map(|part| &part[bare(part)..]).collect()
}

/// The length of the words a basis begins with.
fn opener(text: &str) -> Option<usize> {
    let found = first_words(text, 6);
    let skip = usize::from(found.first().is_some_and(|word| word.fold == "va"));
    let opener = BASIS_OPENERS
        .iter()
        .filter(|opener| phrase_at(&found, skip, opener))
        .max_by_key(|opener| opener.len())?;
    found.get(skip + opener.split(' ').count() - 1).map(Word::end)
}

/// Cuts at semicolons, and at commas before another numbered document.
fn split_bases(text: &str) -> Vec<&str> {
    let found = words(text);
    let mut parts = Vec::new();
    let mut start = 0;
    for index in 1..found.len() {
        let gap = gap_before(text, &found, index);
        let next = if found[index].fold == "va" { index + 1 } else { index };
        let another =
            gap.contains(',') && next < found.len() && cite::numbered_at(text, &found, next);
        if gap.contains(';') || another {
            parts.push(&text[start..found[index - 1].end()]);
            start = found[index].start;
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &[&str]) -> ImportedPlan {
        let mut lines = Lines::of(text);
        let frame = crate::import::frame::frame(&lines).expect("a plan");
        let mut plan = ImportedPlan::default();
        read(&mut lines, &frame, &Commune::default(), &mut plan);
        plan
    }

    #[test]
    fn a_letterhead_in_two_columns() {
        let plan = header(&[
            "ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "XÃ NÀ SƠN                Độc lập - Tự do - Hạnh phúc",
            "Số: 15/KH-UBND           Nà Sơn, ngày 20 tháng 02 năm 2026",
            "KẾ HOẠCH",
            "Chuyển đổi số",
            "năm 2026",
            "-------",
            "I. MỤC ĐÍCH",
        ]);
        assert_eq!(plan.number.as_deref(), Some("15/KH-UBND"));
        assert_eq!(plan.issued_on.as_deref(), Some("2026-02-20"));
        assert_eq!(plan.issuer.name.as_deref(), Some("Ủy ban nhân dân xã Nà Sơn"));
        assert_eq!((plan.title.as_str(), plan.year), ("Chuyển đổi số năm 2026", Some(2026)));
    }

    #[test]
    fn number_and_date_left_open() {
        let plan = header(&[
            "UBND XÃ NÀ SƠN",
            "Số:     /KH-UBND",
            "Nà Sơn, ngày    tháng 3 năm 2026",
            "KẾ HOẠCH",
            "Về A",
            "I. B",
        ]);
        assert_eq!((plan.number, plan.issued_on, plan.year), (None, None, Some(2026)));
        assert_eq!(plan.issuer.name.as_deref(), Some("Ủy ban nhân dân xã Nà Sơn"));
    }

    #[test]
    fn bases_in_one_sentence_or_line_by_line() {
        let plan = header(&[
            "KẾ HOẠCH",
            "Về A",
            "",
            "Thực hiện Kết luận số 9-KL/TW ngày 01/3/2026 của Bộ Chính trị về B, Kế hoạch số 7/KH-UBND của UBND tỉnh; UBND xã Nà Sơn ban hành Kế hoạch như sau:",
            "I. C",
        ]);
        assert_eq!(
            plan.basis,
            [
                "Kết luận số 9-KL/TW ngày 01/3/2026 của Bộ Chính trị về B",
                "Kế hoạch số 7/KH-UBND của UBND tỉnh"
            ]
        );
        assert_eq!(plan.issuer.name.as_deref(), Some("Ủy ban nhân dân xã Nà Sơn"));
        let plan = header(&[
            "KẾ HOẠCH",
            "Thực hiện công tác A năm 2026",
            "Căn cứ Luật A số 1/2025/QH15;",
            "Căn cứ tình hình thực tế;",
            "Ủy ban nhân dân phường B xây dựng Kế hoạch, cụ thể như sau:",
            "I. C",
        ]);
        assert_eq!(plan.title, "Thực hiện công tác A năm 2026");
        assert_eq!(plan.basis, ["Luật A số 1/2025/QH15", "Tình hình thực tế"]);
        assert_eq!(plan.issuer.name.as_deref(), Some("Ủy ban nhân dân phường B"));
    }
}
