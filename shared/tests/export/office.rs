//! The Word file in another program: LibreOffice opens it, saves it again and prints it.
//!
//! `cargo xtask test` installs LibreOffice and names it in `SOFFICE`. Where neither that variable nor
//! the search path leads to one, there is nothing to test with and the test says so; but not in
//! continuous integration, where a green run has seen the pages.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use shared::report::docx::docx;
use shared::report::paper::Paper;

use crate::document::lines;
use crate::fixture::{draft, issued};
use crate::markup::{part, tree};

const TOOLS: [&str; 2] = ["pdfinfo", "pdftotext"];

/// LibreOffice, if there is one, with the programs that look into what it printed.
fn soffice() -> Option<PathBuf> {
    let named = std::env::var_os("SOFFICE").filter(|path| !path.is_empty()).map(PathBuf::from);
    let must = named.is_some() || std::env::var_os("CI").is_some_and(|ci| !ci.is_empty());
    let soffice = named.unwrap_or_else(|| "soffice".into());
    let starts = |program: &Path, asked: &str| Command::new(program).arg(asked).output().is_ok();
    let missing = if !starts(&soffice, "--version") {
        soffice.display().to_string()
    } else if let Some(tool) = TOOLS.iter().find(|tool| !starts(Path::new(tool), "-v")) {
        (*tool).to_owned()
    } else {
        return Some(soffice);
    };
    assert!(!must, "missing: {missing} (Debian's libreoffice-writer-nogui, poppler-utils)");
    // not by a macro: what those print of a test that passes is kept from view
    let note = format!("SKIPPED: no {missing} on this machine; the pages were not looked at\n");
    std::io::stderr().write_all(note.as_bytes()).expect("written");
    None
}

/// A folder of this test's own, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("export-{name}-{}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // left behind at worst, in the build's own folder
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Converts a file of the folder into `out`, with a profile of its own: another LibreOffice that runs
/// would take over the work otherwise.
fn convert(soffice: &Path, folder: &Path, file: &str, to: &str, out: &str) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let mut command = Command::new(soffice);
    command.args([profile.as_str(), "--headless", "--norestore", "--convert-to", to, "--outdir"]);
    let output = command.arg(folder.join(out)).arg(folder.join(file)).output().expect("starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn tool(name: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(name).args(arguments).arg(file).arg("-").output().expect(name);
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// As saved again, and each page's size in points with its text.
fn printed(soffice: &Path, name: &str, paper: &Paper) -> (Vec<u8>, Vec<(String, String)>) {
    let folder = Folder::new(name);
    let path = &folder.0;
    std::fs::write(path.join("paper.docx"), docx(paper).expect("a document")).expect("written");
    convert(soffice, path, "paper.docx", "docx:MS Word 2007 XML", "again");
    convert(soffice, path, "paper.docx", "pdf", "print");
    let saved = std::fs::read(path.join("again/paper.docx")).expect("saved again");
    let pdf = path.join("print/paper.pdf");
    let info = Command::new("pdfinfo").args(["-l", "999"]).arg(&pdf).output().expect("pdfinfo");
    let info = String::from_utf8(info.stdout).expect("UTF-8");
    let sizes = info.lines().filter_map(|line| line.strip_prefix("Page ")?.split_once("size:"));
    let sizes: Vec<String> = sizes.map(|(_, size)| size.trim().to_owned()).collect();
    let text = tool("pdftotext", &["-layout"], &pdf);
    let texts = text.split_terminator('\u{c}').map(str::to_owned);
    assert_eq!(texts.clone().count(), sizes.len(), "{info}");
    (saved, sizes.into_iter().zip(texts).collect())
}

/// Words with one blank between any two: where lines break is the printer's.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number at the top of a page, if there is one.
fn number(page: &str) -> Option<u32> {
    page.lines().find(|line| !line.trim().is_empty())?.trim().parse().ok()
}

#[test]
fn libreoffice_reads_every_word_and_prints_the_pages() {
    let Some(soffice) = soffice() else { return };
    for (name, paper) in [("issued", issued()), ("draft", draft())] {
        let (saved, pages) = printed(&soffice, name, &paper);
        let ours = lines(&tree(&part(&docx(&paper).expect("a document"), "word/document.xml")));
        let theirs = lines(&tree(&part(&saved, "word/document.xml")));
        assert_eq!(theirs, ours, "{name}");

        let first = |words: &str| {
            let at = pages.iter().position(|(_, text)| flat(text).contains(words));
            at.unwrap_or_else(|| panic!("{name}: no page with {words}"))
        };
        let report = first("Phụ lục I BIỂU");
        assert!(report >= 3, "{name}: the report alone has {report} pages");
        let mut starts = vec![0];
        for appendix in &paper.appendices {
            let title = appendix.title.to_uppercase();
            let at = first(&format!("Phụ lục {} {title}", appendix.number));
            assert!(pages[at].1.trim_start().starts_with("Phụ lục"), "{name}: begins its page");
            starts.push(at);
        }
        for (i, (size, text)) in pages.iter().enumerate() {
            let lies = (starts[1]..starts[2]).contains(&i);
            let expected = if lies { "841.89 x 595.304 pts" } else { "595.304 x 841.89 pts" };
            assert!(size.starts_with(expected), "{name}, page {}: {size}", i + 1);
            let start = starts.iter().rev().find(|start| **start <= i).expect("the first");
            let shown = (i > *start).then(|| (i - start + 1) as u32);
            assert_eq!(number(text), shown, "{name}, page {}:\n{text}", i + 1);
            assert!(flat(text).len() > 100, "{name}: page {} is nearly empty: {text}", i + 1);
        }
        // heads are repeated
        for (_, text) in &pages[starts[1]..starts[3]] {
            assert!(text.contains("STT"), "{name}:\n{text}");
        }
        // what is signed stands together, below at least a line of the text
        let signed = &pages[first("Nơi nhận:")].1;
        for words in ["trân trọng báo cáo./.", "TM. ỦY BAN NHÂN DÂN", "Lưu: VT, VHXH."] {
            assert!(flat(signed).contains(words), "{name}: {words}\n{signed}");
        }
        let top = &pages[0].1;
        let state = top.lines().find(|line| line.contains("CỘNG HÒA")).expect("Quốc hiệu");
        assert!(state.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "on one line: {state}");
        for words in ["\"bảo vệ biên giới & hội nhập\" <2026>", "Nùng, Kinh, Dao"] {
            assert!(pages.iter().any(|(_, text)| flat(text).contains(words)), "{name}: {words}");
        }
    }
}
