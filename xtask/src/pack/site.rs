//! Which files dist/ holds, by which names, and how they refer to each other.
//!
//! A text names another file by its place in public/ between double braces, and gets the
//! hashed address: `{{fonts/be-vietnam.woff2}}` becomes `/fonts/be-vietnam.1a2b….woff2`.
//! An unknown name is an error, so that nothing refers to a file that is not there. Beyond
//! the files of public/ there are `{{app.css}}` (all of public/css, in order of name),
//! `{{app.js}}`, `{{app_bg.wasm}}` and `{{boot.js}}`; in boot.js `{{modules}}` (on demand:
//! name to address of its JavaScript); in sw.js `{{precache}}` and `{{version}}`.

use crate::compress::Files;
use crate::module::{APP, Module};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const PAGE: &str = "index.html";
const WORKER: &str = "sw.js";
const MANIFEST: &str = "manifest.webmanifest";
const BOOT: &str = "boot.js";
const STYLE: &str = "app.css";

/// What people wrote: the page, and the files of public/.
pub(crate) struct Sources {
    page: String,
    public: Files,
}

impl Sources {
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let page = root.join("frontend").join(PAGE);
        let page = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
        let mut public = Files::new();
        read_dir(&root.join("public"), "", &mut public)?;
        Ok(Self { page, public })
    }
}

fn read_dir(dir: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            read_dir(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else {
            files.insert(format!("{prefix}{name}"), fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// Everything in dist/ except the compressed side files.
pub(crate) fn assemble(sources: &Sources, modules: &[Module]) -> Result<Files> {
    let mut site = Site::default();
    // from the leaves to the root: who mentions a file needs its hash
    let (mut style, mut boot, mut manifest, mut worker) = (String::new(), None, None, None);
    for (path, content) in &sources.public {
        match path.as_str() {
            BOOT => boot = Some(text(path, content)?),
            MANIFEST => manifest = Some(text(path, content)?),
            WORKER => worker = Some(text(path, content)?),
            _ if path.starts_with("css/") => {
                style.push_str(text(path, content)?);
                style.push('\n');
            }
            _ => site.add(path, content.clone()),
        }
    }
    let style = site.expand(STYLE, &style)?;
    site.add(STYLE, style.into_bytes());
    let mut on_demand = BTreeMap::new();
    for module in modules {
        let url = site.add_module(module)?;
        if module.name != APP {
            on_demand.insert(module.name.as_str(), url);
        }
    }
    site.names.insert("modules".to_owned(), serde_json::to_string(&on_demand)?);
    let boot = site.expand(BOOT, boot.with_context(|| format!("no public/{BOOT}"))?)?;
    site.add(BOOT, boot.into_bytes());
    if let Some(manifest) = manifest {
        let manifest = site.expand(MANIFEST, manifest)?;
        site.files.insert(MANIFEST.to_owned(), manifest.into_bytes());
    }
    let page = site.expand(PAGE, &sources.page)?;
    site.files.insert(PAGE.to_owned(), page.into_bytes());
    if let Some(worker) = worker {
        site.add_worker(worker)?;
    }
    Ok(site.files)
}

#[derive(Default)]
struct Site {
    files: Files,
    /// What may stand between braces, and what it becomes.
    names: BTreeMap<String, String>,
}

impl Site {
    /// Adds a file under a name with its hash, and lets others refer to it.
    fn add(&mut self, path: &str, content: Vec<u8>) {
        let hashed = hashed_name(path, &hash([content.as_slice()]));
        self.names.insert(path.to_owned(), format!("/{hashed}"));
        self.files.insert(hashed, content);
    }

    /// Adds a module's wasm, snippets and glue; gives the address of the glue.
    fn add_module(&mut self, module: &Module) -> Result<String> {
        let wasm = format!("{}_bg.wasm", module.name);
        self.add(&wasm, module.wasm.clone());
        let mut js = module.js.replace(&wasm, self.names[&wasm].trim_start_matches('/'));
        if !module.snippets.is_empty() {
            let all = module.snippets.iter().flat_map(|(path, text)| [path, text]);
            let dir = format!("snippets.{}", hash(all.map(String::as_bytes)));
            js = js.replace("./snippets/", &format!("./{dir}/"));
            for (path, text) in &module.snippets {
                self.files.insert(format!("{dir}/{path}"), text.clone().into_bytes());
            }
        }
        let glue = format!("{}.js", module.name);
        self.add(&glue, js.into_bytes());
        self.names.get(&glue).cloned().context("the glue has just been added")
    }

    /// Adds the service worker, which knows all other files.
    fn add_worker(&mut self, worker: &str) -> Result<()> {
        let urls: Vec<String> = self
            .files
            .keys()
            .map(|name| if name == PAGE { "/".to_owned() } else { format!("/{name}") })
            .collect();
        let contents = self.files.iter().flat_map(|(name, text)| [name.as_bytes(), text]);
        // its own text too: a changed worker keeps its files apart from the old one's
        let version = hash(contents.chain([worker.as_bytes()]));
        self.names.insert("precache".to_owned(), serde_json::to_string(&urls)?);
        self.names.insert("version".to_owned(), version);
        let worker = self.expand(WORKER, worker)?;
        self.files.insert(WORKER.to_owned(), worker.into_bytes());
        Ok(())
    }

    /// Replaces what stands between double braces.
    fn expand(&self, path: &str, text: &str) -> Result<String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let name = after.split("}}").next().unwrap_or_default();
            let is_name = after.len() > name.len()
                && !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-./".contains(&b));
            if !is_name {
                out.push_str("{{");
                rest = after;
                continue;
            }
            let Some(value) = self.names.get(name) else {
                bail!("{path} refers to {{{{{name}}}}}, and there is no such file");
            };
            out.push_str(value);
            rest = &after[name.len() + 2..];
        }
        out.push_str(rest);
        Ok(out)
    }
}

fn text<'a>(path: &str, content: &'a [u8]) -> Result<&'a str> {
    std::str::from_utf8(content).with_context(|| format!("public/{path} is not UTF-8"))
}

/// The first 64 bits of SHA-256: enough to tell versions of a file apart.
fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex::encode(&hash.finalize()[..8])
}

/// `fonts/a.woff2` with its hash before the ending.
fn hashed_name(path: &str, hash: &str) -> String {
    match path.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
        None => format!("{path}.{hash}"),
    }
}

#[cfg(test)]
mod tests;
