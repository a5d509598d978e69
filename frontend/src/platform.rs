//! The browser: the only place that knows `web_sys` and `js_sys`.
//!
//! Everything here is a thin wrapper that turns callbacks into closures or futures and undoes
//! itself when dropped. Rules and decisions live above.

pub mod channel;
pub mod clock;
pub mod codec;
pub mod dom;
pub mod entropy;
pub mod file;
pub mod http;
pub mod idb;
pub mod listen;
pub mod locks;
pub mod log;
pub mod module;
pub mod page;
pub mod panic;
pub mod prefs;
mod reflect;
pub mod service_worker;
pub mod socket;
pub mod storage;
pub mod timer;
pub mod timing;
pub mod visibility;

use wasm_bindgen::{JsCast, JsValue};

/// The page's window. The app runs nowhere else.
fn window() -> web_sys::Window {
    // A worker has no window, and this crate starts from a page's script only.
    js_sys::global().unchecked_into()
}

/// What a thrown value says, for logs and support.
fn describe(error: &JsValue) -> String {
    if let Some(error) = error.dyn_ref::<js_sys::Error>() {
        return format!("{}: {}", String::from(error.name()), String::from(error.message()));
    }
    if let Some(error) = error.dyn_ref::<web_sys::DomException>() {
        return format!("{}: {}", error.name(), error.message());
    }
    error.as_string().unwrap_or_else(|| format!("{error:?}"))
}

/// Runs a task on the page's own queue. `leptos::task::spawn_local` panics before the first mount.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}
