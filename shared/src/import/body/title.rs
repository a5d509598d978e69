//! The title of a heading, and the text that follows it on the same line.

/// A heading longer than this, in characters, is a paragraph with its title in front.
const TITLE_CHARS_MAX: usize = 150;

/// What follows a colon in a heading is a text of its own from this length on, in characters.
const HEADING_TEXT_MIN: usize = 60;

/// Splits a heading into its title and the text that follows on the same line.
pub(super) fn split_title(heading: &str) -> (&str, Option<&str>) {
    let length = heading.chars().count();
    let cut = |at: usize, width: usize| {
        let (title, rest) = (heading[..at].trim(), heading[at + width..].trim());
        (title, Some(rest).filter(|rest| !rest.is_empty()))
    };
    let title_fits = |at: usize| (4..=TITLE_CHARS_MAX).contains(&heading[..at].chars().count());
    if let Some(at) = heading.find(':').filter(|at| title_fits(*at)) {
        let rest = heading[at + 1..].trim().chars().count();
        if rest == 0 || rest >= HEADING_TEXT_MIN || heading.ends_with('.') {
            return cut(at, 1);
        }
    }
    if length > TITLE_CHARS_MAX
        && let Some(at) = heading.find(". ").filter(|at| title_fits(*at))
    {
        return cut(at, 1);
    }
    (heading.trim().trim_end_matches(['.', ':', ';']), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_gives_up_the_text_behind_it() {
        assert_eq!(split_title("Mục đích"), ("Mục đích", None));
        assert_eq!(
            split_title("Mục đích: Nâng cao nhận thức."),
            ("Mục đích", Some("Nâng cao nhận thức."))
        );
        assert_eq!(
            split_title("Chuyên đề: biên giới, hải đảo"),
            ("Chuyên đề: biên giới, hải đảo", None)
        );
        let long = format!("Tuyên truyền trên loa. {}", "Phát thanh hằng ngày ".repeat(10));
        assert_eq!(split_title(&long).0, "Tuyên truyền trên loa");
    }
}
