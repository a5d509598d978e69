//! What prose and parentheses say of who leads.

use crate::import::{
    assign::{self, Assignment},
    labels::{Label, label, split_at_labels},
    outline::Para,
    units::known::Known,
    words::capitalised,
};

/// Whether a paragraph says who leads or coordinates.
pub(super) fn assigns(para: &Para, known: &Known) -> bool {
    split_at_labels(&para.text).into_iter().any(|piece| match label(piece) {
        Some((Label::Lead | Label::Coordinating, _)) => true,
        Some(_) => false,
        None => {
            sentences(piece).into_iter().any(|one| assign::sentence(one, known).is_some())
                || in_parentheses(piece, known).is_some()
        }
    })
}

/// Title and text of a heading that has a sentence saying who leads: "a) Giao Công an xã chủ trì
/// tuần tra" is about "Tuần tra".
pub(super) fn split_assigning<'a>(
    heading: &'a str,
    known: &Known,
) -> Option<(String, Option<&'a str>)> {
    let sentences = sentences(heading);
    let at = sentences.iter().position(|one| assign::sentence(one, known).is_some())?;
    if at > 0 {
        let title = sentences[0].trim_end_matches(['.', ';', ' ']);
        return Some((title.to_owned(), heading.find(sentences[1]).map(|start| &heading[start..])));
    }
    let work = assign::sentence(sentences[0], known)?.work;
    let title = if work.is_empty() { sentences[0] } else { &work };
    Some((capitalised(title.trim_end_matches(['.', ';', ' '])), Some(heading)))
}

/// The sentences of a paragraph.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(". ").map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

/// The assignment in parentheses that a text ends with, and the text before it.
pub(super) fn in_parentheses<'a>(
    text: &'a str,
    known: &Known,
) -> Option<(&'a str, &'a str, Assignment)> {
    let body = text.trim_end_matches(['.', ';', ' ']);
    let open = body.strip_suffix(')')?.rfind('(')?;
    let inner = &body[open + 1..body.len() - 1];
    Some((body[..open].trim(), inner, assign::sentence(inner, known)?))
}

/// Whether parentheses at the end of a text say who leads what stands before them.
pub(super) fn leads_aside(text: &str, known: &Known) -> bool {
    in_parentheses(text, known)
        .is_some_and(|(work, _, assignment)| !work.is_empty() && !assignment.lead.is_empty())
}
