//! Tables as CSV text (RFC 4180), the way spreadsheets open it without asking.

/// Tells Excel that the text is UTF-8; without it Vietnamese is garbled.
const BOM: char = '\u{feff}';

/// Rows as a file's text.
pub fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = String::from(BOM);
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            push_cell(&mut out, cell);
        }
        out.push_str("\r\n");
    }
    out
}

fn push_cell(out: &mut String, cell: &str) {
    let quoted = cell.contains(['"', ',', '\r', '\n']);
    if quoted {
        out.push('"');
    }
    if is_formula(cell) {
        out.push('\'');
    }
    if quoted {
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

/// Whether a spreadsheet could take what someone typed for a formula and carry it out. Some skip a
/// line's end before it. A negative number is none, and stays a number.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
        && !cell.strip_prefix('-').is_some_and(is_digits)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        let text = csv([cells.iter().map(|cell| (*cell).to_owned()).collect()]);
        text.strip_prefix(BOM).expect("a byte order mark").to_owned()
    }

    #[test]
    fn the_text_begins_with_a_mark_and_every_row_ends() {
        assert_eq!(csv([]).as_bytes(), b"\xef\xbb\xbf");
        let rows = [vec!["Ngày".to_owned(), "Ghi chú".to_owned()], vec!["1".to_owned(), "".into()]];
        assert_eq!(csv(rows), "\u{feff}Ngày,Ghi chú\r\n1,\r\n");
    }

    #[test]
    fn what_would_end_a_cell_is_quoted() {
        assert_eq!(line(&["a,b", "c\"d", "e\nf", "g"]), "\"a,b\",\"c\"\"d\",\"e\nf\",g\r\n");
        assert_eq!(line(&["\""]), "\"\"\"\"\r\n");
    }

    #[test]
    fn nothing_that_was_typed_is_carried_out_as_a_formula() {
        for typed in ["=1+1", "+84 912", "-1+1", "@SUM(A1)", "\t=1+1", "-", "-5 buổi"] {
            assert_eq!(line(&[typed]), format!("'{typed}\r\n"), "{typed:?}");
        }
        assert_eq!(line(&["=HYPERLINK(\"x\",1)"]), "\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
        assert_eq!(line(&["\r=1", "\n=1"]), "\"'\r=1\",\"'\n=1\"\r\n");
        for plain in ["1=1", "a@b", " -", "'", "-5"] {
            assert_eq!(line(&[plain]), format!("{plain}\r\n"), "{plain:?}");
        }
    }
}
