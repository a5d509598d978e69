//! Sentences out of figures, by templates. People write the rest.

use std::collections::BTreeMap;

use super::Figures;
use crate::domain::indicator::{Form, INDICATORS, Indicator};
use crate::domain::period::{Part, ReportPeriod};
use crate::id::TaskId;
use crate::merge::consolidated::{Figure, FigureKey};
use crate::report::paper::{Paragraph, Run, grouped, roman};

/// A part of a report year as a report names it: `6 tháng đầu năm`.
pub fn part_words(part: Part) -> String {
    match part {
        Part::Month(month) => format!("tháng {month}"),
        Part::Quarter(quarter) => {
            format!("quý {}", roman(usize::try_from(quarter).unwrap_or_default()))
        }
        Part::FirstHalf => "6 tháng đầu năm".to_owned(),
        Part::SecondHalf => "6 tháng cuối năm".to_owned(),
        Part::NineMonths => "9 tháng".to_owned(),
        Part::Year => "năm".to_owned(),
    }
}

/// A period, and the one ahead, as a report's title names them.
pub fn period_words(period: ReportPeriod) -> (String, String) {
    let named = |part: Part, year: i16| match part {
        Part::Month(_) | Part::Quarter(_) | Part::NineMonths => {
            format!("{} năm {year}", part_words(part))
        }
        part => format!("{} {year}", part_words(part)),
    };
    let ahead = match (period.part, period.next()) {
        (Part::NineMonths, _) => format!("3 tháng cuối năm {}", period.year),
        (_, Some(next)) => named(next.part, next.year),
        (_, None) => named(period.part, period.year.saturating_add(1)),
    };
    (named(period.part, period.year), ahead)
}

/// What an indicator says of a period, `13 văn bản chỉ đạo`; nothing where nothing came up. `of` is
/// whose figures they are, for whoever asks for the records behind one.
pub(super) fn counted(
    indicator: &Indicator,
    figures: &BTreeMap<FigureKey, Figure>,
    of: Option<&TaskId>,
) -> Vec<Run> {
    let figure = |part: usize| {
        let figure = figures.get(&(indicator.code, part))?;
        let (words, _) = indicator.figure(part);
        if figure.value == 0
            && figure.of.is_none_or(|of| of == 0 || indicator.form == Form::Villages)
        {
            return None;
        }
        let text = match (indicator.form, figure.of) {
            (Form::Share, Some(of)) => {
                format!("{}/{} lần {}", grouped(figure.value), grouped(of), lower(words))
            }
            (Form::Villages, Some(of)) => {
                format!("{}/{} thôn có hoạt động", grouped(figure.value), grouped(of))
            }
            _ => format!("{} {}", grouped(figure.value), lower(words)),
        };
        let task = of.map(|task| format!("@{task}")).unwrap_or_default();
        Some(Run { text, figure: Some(format!("{}/{part}{task}", indicator.code)) })
    };
    (0..indicator.figures()).filter_map(figure).collect()
}

/// One sentence of several figures: "Trong kỳ có a; b; c."
pub(super) fn sentence(beginning: &str, figures: Vec<Run>) -> Paragraph {
    let prose = |text: &str| Run { text: text.to_owned(), figure: None };
    let mut runs = vec![prose(beginning)];
    for (at, figure) in figures.into_iter().enumerate() {
        if at > 0 {
            runs.push(prose("; "));
        }
        runs.push(figure);
    }
    runs.push(prose("."));
    Paragraph { runs }
}

/// What stands under "Công tác lãnh đạo, chỉ đạo, triển khai".
pub(super) fn directed(figures: &Figures) -> Paragraph {
    let of = |code| INDICATORS.iter().filter(move |indicator| indicator.code == code);
    let runs: Vec<Run> =
        of("CT01").chain(of("NS01")).flat_map(|one| counted(one, &figures.this, None)).collect();
    if runs.is_empty() {
        return Paragraph::of("Không phát sinh.");
    }
    sentence("Trong kỳ có ", runs)
}

/// With a small first letter, but for what is written in capitals.
fn lower(words: &str) -> String {
    super::lower_first(words)
}
