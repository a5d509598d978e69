//! Files of a few kilobytes made to take gigabytes, or hours, while everything that is counted stays
//! small. Each is read in a process of its own, held to limits, whose peak is measured.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use shared::import::{ImportOptions, import_plan};
use shared::limits::IMPORT_TEXT_BYTES_MAX;

use crate::word::{p, parts, row, table, zip};

/// Set in the process that reads one file.
const ALONE: &str = "IMPORT_ALONE";

/// Most that the process may take at a time, in kilobytes: the parts of the largest file, some
/// copies of its text, and the process itself.
const PEAK_KB_MAX: u64 = 100_000;

/// What keeps a failing test from taking the machine: kilobytes of address space, seconds.
const ADDRESSES_KB_MAX: u64 = 4_000_000;
const SECONDS_MAX: u64 = 120;

/// How a file was read, or refused, by its code; checks what it took.
fn read_alone(name: &str, file: &[u8]) -> String {
    let limits = format!("ulimit -v {ADDRESSES_KB_MAX} && ulimit -t {SECONDS_MAX} && exec \"$@\"");
    let mut child = Command::new("sh")
        .args(["-c", &limits, "sh"])
        .arg(std::env::current_exe().expect("a test"))
        .args(["--exact", "memory::one_file", "--nocapture"])
        .env(ALONE, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    child.stdin.take().expect("a pipe").write_all(file).expect("a reader");
    let output = child.wait_with_output().expect("an end");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {}: {said}", output.status);
    let told = said.lines().find_map(|line| line.split_once("peak ")).expect("a peak").1;
    let (peak, code) = told.split_once(' ').expect("both");
    assert!(peak.parse::<u64>().expect("a number") < PEAK_KB_MAX, "{name}: {peak} kB, {code}");
    code.to_owned()
}

/// Reads the file at its input if it is told to; no test of its own.
#[test]
fn one_file() {
    if std::env::var_os(ALONE).is_none() {
        return;
    }
    let mut file = Vec::new();
    std::io::stdin().read_to_end(&mut file).expect("a file");
    let code = match import_plan(&file, &ImportOptions::default()) {
        Ok(_) => "read",
        Err(error) => error.code(),
    };
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    println!("peak {} {code}", peak.trim().trim_end_matches(" kB"));
}

/// A table whose first cell is merged over many rows.
fn merged(letters: usize, rows: usize) -> Vec<u8> {
    let first = format!(
        "<w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>{}</w:tc></w:tr>",
        p(&"x".repeat(letters))
    );
    let more = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr>".repeat(rows);
    zip(&parts(&table(&[row(&["Nội dung", "Chủ trì"]), first, more]), "", ""))
}

/// Paragraphs of a list whose marks are written so.
fn listed(mark: &str, start: u32, paragraphs: usize) -> Vec<u8> {
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:lvlText w:val="{mark}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>"#
    );
    let one = r#"<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"#;
    zip(&parts(&one.repeat(paragraphs), &numbering, ""))
}

#[test]
fn a_cell_merged_over_thousands_of_rows_is_kept_once() {
    // More text than a plan may have, and just not.
    for letters in [12_000_000, IMPORT_TEXT_BYTES_MAX - 100_000] {
        assert_eq!(read_alone("merged", &merged(letters, 24_000)), "import_too_much_text");
    }
    let long = "x".repeat(2_000_000);
    let (group, sub) = (
        format!(
            r#"<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{}</w:tc><w:tc><w:tcPr><w:gridSpan w:val="9"/></w:tcPr>{}</w:tc></w:tr>"#,
            p("Nội dung"),
            p(&long)
        ),
        format!(
            "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc>{}</w:tr>",
            "<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>".repeat(40_000)
        ),
    );
    let file = zip(&parts(&table(&[group, sub]), "", ""));
    assert_eq!(read_alone("names", &file), "import_too_much_text");
}

#[test]
fn a_mark_shared_by_thousands_of_paragraphs_is_bounded() {
    let long = listed(&"x".repeat(8_000_000), 1, 50_000);
    assert_eq!(read_alone("mark", &long), "import_no_type");
    let figures = listed(&"%1".repeat(500), 4_000_000_000, 50_000);
    assert_eq!(read_alone("figures", &figures), "import_too_much_text");
}

#[test]
fn a_font_shared_by_thousands_of_runs_is_bounded() {
    let font = "x".repeat(8_000_000);
    let styles = format!(
        r#"<w:style w:type="paragraph" w:styleId="A" w:default="1"><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr></w:style>"#
    );
    let runs = "<w:r><w:t>x</w:t></w:r>".repeat(200_000);
    let file = zip(&parts(&format!("<w:p>{runs}</w:p>"), "", &styles));
    assert_eq!(read_alone("font", &file), "import_no_type");
}

#[test]
fn thousands_of_small_things_are_counted() {
    let size = 15_000_000;
    let many = |unit: &str| unit.repeat(size / unit.len());
    let body = |body: &str| zip(&parts(body, "", ""));
    let lists = |lists: &str| zip(&parts(&p("x"), lists, ""));
    let numbered = |unit: &dyn Fn(usize) -> String| (0..400_000).map(unit).collect::<String>();
    for (name, file, code) in [
        ("rows", body(&format!("<w:tbl>{}</w:tbl>", many("<w:tr/>"))), "import_too_many_cells"),
        ("tables", body(&many("<w:tbl/>")), "import_too_many_cells"),
        (
            "breaks",
            body(&format!("<w:p><w:r>{}</w:r></w:p>", many("<w:br/>"))),
            "import_too_many_lines",
        ),
        (
            "lists",
            lists(&numbered(&|id| format!(r#"<num numId="{id}"/><lvl/>"#))),
            "import_too_many_styles",
        ),
        (
            "abstracts",
            lists(&numbered(&|id| format!(r#"<abstractNum abstractNumId="{id}"/>"#))),
            "import_too_many_styles",
        ),
        (
            "styles",
            zip(&parts(&p("x"), "", &numbered(&|id| format!(r#"<style styleId="{id}"/>"#)))),
            "import_too_many_styles",
        ),
    ] {
        assert_eq!(read_alone(name, &file), code, "{name}");
    }
}

#[test]
fn cells_in_a_text_file_are_counted() {
    for unit in ["|", "\t", "a   "] {
        let line = unit.repeat((IMPORT_TEXT_BYTES_MAX - 100) / 2 / unit.len());
        let file = format!("x{line}x\nx{line}x\n");
        assert_eq!(read_alone(unit, file.as_bytes()), "import_no_type", "{unit}");
    }
}
