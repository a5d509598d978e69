//! Appendices I to VI (DOMAIN §3.3).

use std::collections::BTreeSet;

use super::{Figures, Source};
use crate::domain::indicator::{Form, INDICATORS, Indicator};
use crate::domain::period::ReportPeriod;
use crate::id::RecordId;
use crate::merge::consolidated::{Cell as Done, Figure, Scope};
use crate::report::paper::{Align, Appendix, Cell, Column, NONE_ARISEN, Row, RowKind, Table};
use crate::time::parse_date;

/// All of them, in order.
pub(super) fn all(source: &Source<'_>, figures: &Figures, period: ReportPeriod) -> Vec<Appendix> {
    vec![
        indicators(figures),
        channels(source, period),
        villages(source, period),
        press(source, figures),
        funding(),
        progress(source, period),
    ]
}

fn column(head: &str, width: u16, align: Align) -> Column {
    Column { head: head.to_owned(), width, align }
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn item(cells: Vec<Cell>) -> Row {
    Row { cells, kind: RowKind::Item }
}

fn appendix(number: &str, title: &str, table: Table, notes: Vec<String>) -> Appendix {
    Appendix { number: number.to_owned(), title: title.to_owned(), table, notes }
}

/// I: the indicators.
fn indicators(figures: &Figures) -> Appendix {
    let columns = vec![
        column("STT", 5, Align::Centre),
        column("Chỉ tiêu", 30, Align::Left),
        column("ĐVT", 11, Align::Centre),
        column("Kế hoạch", 8, Align::Right),
        column("Kỳ này", 10, Align::Right),
        column("Lũy kế", 10, Align::Right),
        column("Cùng kỳ", 9, Align::Right),
        column("Tỷ lệ (%)", 8, Align::Right),
        column("Ghi chú", 14, Align::Left),
    ];
    let figure = |indicator: &'static Indicator, part: usize| {
        let key = (indicator.code, part);
        let (words, unit) = indicator.figure(part);
        let (this, so_far) = (figures.this.get(&key), figures.so_far.get(&key));
        let last_year = figures.last_year.as_ref().and_then(|figures| figures.get(&key));
        let share = match (this, last_year) {
            (Some(this), Some(last)) if indicator.form != Form::Share => {
                Cell::Share { part: this.value, whole: last.value }
            }
            _ => Cell::Blank,
        };
        let cells = vec![
            text(format!("{} – {words}", indicator.code)),
            text(unit),
            Cell::Blank,
            value(indicator.form, this),
            value(indicator.form, so_far),
            last_year.map_or(Cell::Blank, |figure| value(indicator.form, Some(figure))),
            share,
            text(note(indicator.form, this)),
        ];
        cells
    };
    let rows = INDICATORS
        .iter()
        .flat_map(|indicator| (0..indicator.figures()).map(move |part| (indicator, part)))
        .zip(1..)
        .map(|((indicator, part), n)| {
            item(std::iter::once(Cell::Number(n)).chain(figure(indicator, part)).collect())
        })
        .collect();
    let table = Table { columns, rows, landscape: true };
    appendix(
        "I",
        "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
        table,
        vec![
            "Chỉ tính số liệu đã duyệt. Chỉ tiêu theo chủ đề (TG, BG, QC) là một phần của chỉ tiêu \
             chung (TT, TN)."
                .to_owned(),
        ],
    )
}

fn value(form: Form, figure: Option<&Figure>) -> Cell {
    match (form, figure) {
        (Form::Entered, _) | (_, None) => Cell::Blank,
        (Form::Share, Some(Figure { value, of: Some(of), .. })) if *of > 0 => {
            Cell::Share { part: *value, whole: *of }
        }
        (_, Some(Figure { value: 0, .. })) => Cell::NoneArisen,
        (_, Some(figure)) => Cell::Number(figure.value),
    }
}

fn note(form: Form, figure: Option<&Figure>) -> String {
    let Some(figure) = figure else { return "Nhập tay".to_owned() };
    match (form, figure.of) {
        (Form::Villages, Some(of)) if of > 0 => {
            let share = Cell::Share { part: figure.value, whole: of }.printed();
            format!("{}/{of} thôn ({share}%)", figure.value)
        }
        (Form::Share, Some(of)) if of > 0 => format!("{}/{of} lần", figure.value),
        _ if !figure.mentioned.is_empty() => {
            format!("Không tính {} bản ghi trùng của đơn vị cùng chủ trì", figure.mentioned.len())
        }
        _ => String::new(),
    }
}

/// The forms of content, as the words of the report.
const FORMS: &[(&str, &str)] = &[
    ("article", "Tin, bài"),
    ("photo", "Ảnh, đồ họa"),
    ("video", "Video"),
    ("broadcast", "Truyền thanh"),
    ("leaflet", "Tờ rơi, pa nô"),
    ("other", "Khác"),
];

/// II: what was posted, by channel.
fn channels(source: &Source<'_>, period: ReportPeriod) -> Appendix {
    let scope = Scope::report(period);
    let posted = source.consolidated.by_channel(&scope);
    let mut columns = vec![column("STT", 6, Align::Centre), column("Kênh", 30, Align::Left)];
    columns.extend(FORMS.iter().map(|(_, words)| column(words, 10, Align::Right)));
    columns.push(column("Lượt đăng", 10, Align::Right));
    let postings = |channel, form: &str| {
        let of_form = posted.iter().filter(|((on, of), _)| {
            // A form that this program does not know is another one.
            let known = FORMS.iter().any(|(id, _)| id == of);
            *on == channel && (of == form || (form == "other" && !known))
        });
        of_form.map(|(_, figure)| figure.value).sum::<i64>()
    };
    let ids: BTreeSet<_> = source
        .directory
        .channels
        .keys()
        .chain(posted.keys().map(|(channel, _)| channel))
        .copied()
        .collect();
    let mut totals = vec![0_i64; FORMS.len() + 1];
    let mut rows = Vec::new();
    for (channel, n) in ids.into_iter().zip(1..) {
        let name = source.directory.channels.get(&channel);
        let name = name.map_or_else(|| "(kênh không còn)".to_owned(), |known| known.name.clone());
        let mut counts: Vec<i64> = FORMS.iter().map(|(id, _)| postings(channel, id)).collect();
        counts.push(counts.iter().sum());
        totals.iter_mut().zip(&counts).for_each(|(total, count)| *total += count);
        let cells = [Cell::Number(n), text(name)];
        rows.push(item(cells.into_iter().chain(counts.into_iter().map(Cell::Number)).collect()));
    }
    let sums = totals.into_iter().map(Cell::Sum);
    let cells = [Cell::Blank, text("Tổng cộng")].into_iter().chain(sums).collect();
    rows.push(Row { cells, kind: RowKind::Total });
    let items = source.consolidated.items(&scope).len();
    appendix(
        "II",
        "SẢN PHẨM TRUYỀN THÔNG THEO KÊNH",
        Table { columns, rows, landscape: true },
        vec![format!(
            "{items} sản phẩm được đăng trong kỳ; một sản phẩm đăng trên nhiều kênh tính một sản \
             phẩm, mỗi kênh một lượt đăng."
        )],
    )
}

/// III: what was done, by village.
fn villages(source: &Source<'_>, period: ReportPeriod) -> Appendix {
    let columns = vec![
        column("STT", 6, Align::Centre),
        column("Thôn", 30, Align::Left),
        column("Hoạt động", 14, Align::Right),
        column("Lượt người", 14, Align::Right),
        column("Chờ duyệt", 12, Align::Right),
        column("Hoạt động gần nhất", 18, Align::Centre),
    ];
    let done = source.consolidated.by_place(&Scope::report(period));
    let last = source.consolidated.last_active(period.last_day());
    let shown = source
        .directory
        .villages()
        .filter(|village| !village.closed || done.contains_key(&village.id));
    let (mut total, mut people, mut awaiting) = (0, 0, 0);
    let mut rows = Vec::new();
    for (village, n) in shown.zip(1..) {
        let none = Done::default();
        let cell = done.get(&village.id).unwrap_or(&none);
        total += count(cell.approved.len());
        people += cell.people;
        awaiting += count(cell.awaiting.len());
        let number = |n: i64| if n == 0 { Cell::NoneArisen } else { Cell::Number(n) };
        rows.push(item(vec![
            Cell::Number(n),
            text(village.name.clone()),
            number(count(cell.approved.len())),
            if cell.approved.is_empty() { Cell::Blank } else { Cell::Number(cell.people) },
            if cell.awaiting.is_empty() {
                Cell::Blank
            } else {
                Cell::Number(count(cell.awaiting.len()))
            },
            last.get(&village.id).map_or(Cell::Blank, |day| Cell::Date(*day)),
        ]));
    }
    let sums = [total, people, awaiting].map(Cell::Sum);
    let cells = [Cell::Blank, text("Tổng cộng")].into_iter().chain(sums).chain([Cell::Blank]);
    rows.push(Row { cells: cells.collect(), kind: RowKind::Total });
    appendix("III", "HOẠT ĐỘNG THEO THÔN", Table { columns, rows, landscape: false }, Vec::new())
}

/// IV: the press.
fn press(source: &Source<'_>, figures: &Figures) -> Appendix {
    let columns = vec![
        column("STT", 6, Align::Centre),
        column("Ngày đăng", 13, Align::Centre),
        column("Cơ quan báo chí", 20, Align::Left),
        column("Tiêu đề", 35, Align::Left),
        column("Kết quả xác minh, xử lý", 26, Align::Left),
    ];
    let mut items: Vec<(Option<jiff::civil::Date>, RecordId)> = figures
        .this
        .get(&("BC04", 0))
        .into_iter()
        .flat_map(|figure| &figure.records)
        .map(|id| (source.consolidated.entry(*id).and_then(|entry| entry.day), *id))
        .collect();
    items.sort_unstable();
    let row = |((day, id), n): ((Option<jiff::civil::Date>, RecordId), i64)| {
        let title = (source.titles)(id);
        let of = |pick: fn(&super::Title) -> &String| {
            text(title.as_ref().map(pick).cloned().unwrap_or_default())
        };
        item(vec![
            Cell::Number(n),
            day.map_or(Cell::Blank, Cell::Date),
            of(|title| &title.outlet),
            of(|title| &title.words),
            of(|title| &title.result),
        ])
    };
    let mut rows: Vec<Row> = items.into_iter().zip(1..).map(row).collect();
    if rows.is_empty() {
        rows.push(none_arisen(columns.len()));
    }
    appendix(
        "IV",
        "TIN BÁO CHÍ VỀ XÃ VÀ KẾT QUẢ XỬ LÝ",
        Table { columns, rows, landscape: false },
        Vec::new(),
    )
}

/// V: funding. No kind of record keeps money yet; what is known is typed in.
fn funding() -> Appendix {
    let columns = vec![
        column("STT", 6, Align::Centre),
        column("Nội dung", 40, Align::Left),
        column("Kinh phí duyệt (đồng)", 18, Align::Right),
        column("Thực hiện (đồng)", 18, Align::Right),
        column("Quyết toán (đồng)", 18, Align::Right),
    ];
    let rows = (0..3).map(|_| item(vec![Cell::Blank; columns.len()])).collect();
    appendix(
        "V",
        "KINH PHÍ THỰC HIỆN",
        Table { columns, rows, landscape: false },
        vec!["Phần mềm chưa theo dõi kinh phí: nhập tay.".to_owned()],
    )
}

/// VI: how far the tasks are.
fn progress(source: &Source<'_>, period: ReportPeriod) -> Appendix {
    let columns = vec![
        column("Mục", 7, Align::Centre),
        column("Nhiệm vụ", 36, Align::Left),
        column("Chủ trì", 24, Align::Left),
        column("Hạn hoàn thành", 13, Align::Centre),
        column("Hoạt động trong kỳ", 11, Align::Right),
        column("Lũy kế", 9, Align::Right),
        column("Chờ duyệt", 9, Align::Right),
        column("Tiến độ", 14, Align::Left),
    ];
    let this = source.consolidated.by_task(&Scope::report(period));
    let so_far = source.consolidated.by_task(&Scope::days(period.cumulative()));
    let rows = source
        .plan
        .tasks_in_order()
        .into_iter()
        .map(|task| {
            let none = Done::default();
            let (this, so_far) =
                (this.get(&task.id).unwrap_or(&none), so_far.get(&task.id).unwrap_or(&none));
            // The focal lead first.
            let mut leads: Vec<_> = task.leads.iter().collect();
            leads.sort_by_key(|unit| (task.focal.as_ref() != Some(unit), (*unit).clone()));
            let leads: Vec<&str> =
                leads.into_iter().map(|unit| source.directory.unit_name(unit)).collect();
            let due = task.due.as_deref();
            let number = |records: &BTreeSet<RecordId>| match records.len() {
                0 => Cell::NoneArisen,
                some => Cell::Number(count(some)),
            };
            let state = match (so_far.approved.is_empty(), so_far.awaiting.is_empty()) {
                (false, _) => "Đang thực hiện",
                (true, false) => "Đang thực hiện, chờ duyệt",
                (true, true) => "Chưa thực hiện",
            };
            item(vec![
                text(task.code.clone()),
                text(task.title.clone()),
                text(leads.join("; ")),
                due.map_or(Cell::Blank, |due| {
                    parse_date(due).map_or_else(|| text(due), Cell::Date)
                }),
                number(&this.approved),
                number(&so_far.approved),
                if this.awaiting.is_empty() {
                    Cell::Blank
                } else {
                    Cell::Number(count(this.awaiting.len()))
                },
                text(state),
            ])
        })
        .collect();
    appendix(
        "VI",
        "TIẾN ĐỘ THỰC HIỆN NHIỆM VỤ",
        Table { columns, rows, landscape: true },
        Vec::new(),
    )
}

/// A row that says so.
fn none_arisen(columns: usize) -> Row {
    let mut cells = vec![Cell::Blank; columns];
    if let Some(second) = cells.get_mut(1) {
        *second = text(NONE_ARISEN);
    }
    item(cells)
}
