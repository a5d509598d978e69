//! Files: one that someone chose, one handed out.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Event, HtmlElement, HtmlInputElement, Url};

use super::timer::sleep;
use super::{log, window};

/// How long a file handed out stays readable, in milliseconds: some browsers fetch it only once the
/// press was handled, or somebody was asked where to put it.
const HANDED_OUT_MS: i32 = 60_000;

/// Why a chosen file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRead {
    /// It has more bytes than were allowed; none of them were read.
    TooLarge,
    /// The browser gave an error: the file was moved, or its medium taken out.
    Unreadable,
}

/// Reads what was chosen in a `<input type="file">`, from its `change` event, up to `max` bytes.
/// `None`: nothing was chosen.
pub async fn read_chosen(event: Event, max: usize) -> Option<Result<Vec<u8>, NotRead>> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0)?;
    if file.size() > max as f64 {
        return Some(Err(NotRead::TooLarge));
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    Some(buffer.map(|buffer| Uint8Array::new(&buffer).to_vec()).map_err(|_| NotRead::Unreadable))
}

/// Has the browser save a text as a file of this name.
pub fn download(name: &str, text: &str) {
    let saved = (|| {
        let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let document = window().document().ok_or_else(|| wasm_bindgen::JsValue::from("no page"))?;
        let link: HtmlElement = document.create_element("a")?.unchecked_into();
        link.set_attribute("href", &url)?;
        link.set_attribute("download", name)?;
        link.click();
        spawn_local(async move {
            sleep(HANDED_OUT_MS).await;
            let _ = Url::revoke_object_url(&url);
        });
        Ok::<(), wasm_bindgen::JsValue>(())
    })();
    if let Err(error) = saved {
        log::warn(&format!("not downloaded: {error:?}"));
    }
}
