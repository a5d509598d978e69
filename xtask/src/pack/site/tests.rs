//! What dist/ must be like: references lead somewhere, names change with contents.

use super::*;

fn sources() -> Sources {
    let public = [
        ("boot.js", r#"import init from "{{app.js}}"; const m = {{modules}}; x({{ a: 1 }});"#),
        ("css/1.css", "@font-face { src: url({{fonts/be.woff2}}) }"),
        ("css/2.css", "b{}"),
        ("fonts/be.woff2", "font"),
        ("icons/192.png", "icon"),
        (MANIFEST, r#"{"icons":["{{icons/192.png}}"]}"#),
        (WORKER, "const VERSION = \"{{version}}\";\nconst PRECACHE = {{precache}};\n"),
    ];
    Sources {
        page: r#"<link href="{{app.css}}"><script src="{{boot.js}}"></script>"#.to_owned(),
        public: public.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into(),
    }
}

fn module(name: &str) -> Module {
    Module {
        name: name.to_owned(),
        js: format!("import './snippets/x-1/inline0.js'; new URL('{name}_bg.wasm')"),
        wasm: name.as_bytes().to_vec(),
        snippets: [("x-1/inline0.js".to_owned(), "snippet".to_owned())].into(),
    }
}

fn built() -> BTreeMap<String, String> {
    let files = assemble(&sources(), &[module("app"), module("import")]).unwrap();
    files.into_iter().map(|(name, text)| (name, String::from_utf8(text).unwrap())).collect()
}

/// The only file whose name starts and ends so.
fn one<'a>(files: &'a BTreeMap<String, String>, start: &str, end: &str) -> (&'a str, &'a str) {
    let mut found = files.iter().filter(|(name, _)| name.starts_with(start) && name.ends_with(end));
    let (name, text) = found.next().unwrap_or_else(|| panic!("no {start}…{end}"));
    assert!(found.next().is_none(), "several {start}…{end}");
    (name, text)
}

#[test]
fn every_reference_leads_to_a_file() {
    let files = built();
    let (css, style) = one(&files, "app.", ".css");
    let (font, _) = one(&files, "fonts/be.", ".woff2");
    assert!(style.contains(&format!("url(/{font})")) && style.contains("b{}"));
    let (app, glue) = one(&files, "app.", ".js");
    let (wasm, _) = one(&files, "app_bg.", ".wasm");
    assert!(glue.contains(&format!("new URL('{wasm}')")), "{glue}");
    let (boot_name, boot) = one(&files, "boot.", ".js");
    let (import, _) = one(&files, "import.", ".js");
    assert!(boot.contains(&format!("from \"/{app}\"")));
    assert!(boot.contains(&format!(r#"m = {{"import":"/{import}"}};"#)), "{boot}");
    assert!(boot.contains("x({{ a: 1 }});"), "braces of the language stay");
    assert_eq!(files[PAGE], format!(r#"<link href="/{css}"><script src="/{boot_name}"></script>"#));
    let (icon, _) = one(&files, "icons/192.", ".png");
    assert!(files[MANIFEST].contains(icon));
    // equal snippets of two modules are one file
    let (snippet, _) = one(&files, "snippets.", "/x-1/inline0.js");
    assert!(glue.contains(&format!("import './{snippet}'")));
}

#[test]
fn the_worker_knows_all_files_but_itself() {
    let files = built();
    let list = files[WORKER].lines().nth(1).unwrap();
    let list = list.strip_prefix("const PRECACHE = ").unwrap().strip_suffix(';').unwrap();
    let mut list: Vec<String> = serde_json::from_str(list).unwrap();
    list.sort();
    let mut expected: Vec<String> = files
        .keys()
        .filter(|name| *name != WORKER)
        .map(|name| if name == PAGE { "/".to_owned() } else { format!("/{name}") })
        .collect();
    expected.sort();
    assert_eq!(list, expected);
}

#[test]
fn a_changed_font_changes_every_name_up_to_the_workers_version() {
    let before = built();
    let mut sources = sources();
    sources.public.insert("fonts/be.woff2".to_owned(), b"other".to_vec());
    let after = assemble(&sources, &[module("app"), module("import")]).unwrap();
    let (css, _) = one(&before, "app.", ".css");
    let (app, _) = one(&before, "app.", ".js");
    assert!(!after.contains_key(css), "style refers to the font");
    assert!(after.contains_key(app), "code does not");
    assert_ne!(after[PAGE], before[PAGE].as_bytes());
    assert_ne!(after[WORKER], before[WORKER].as_bytes());
}

#[test]
fn a_reference_to_nothing_is_an_error_that_names_both() {
    let mut sources = sources();
    sources.page.push_str("{{fonts/none.woff2}}");
    let error = assemble(&sources, &[module("app")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "index.html refers to {{fonts/none.woff2}}, and there is no such file"
    );
}
