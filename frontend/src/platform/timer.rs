//! One-shot timers.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

use super::window;

/// Longest delay that browsers take, in milliseconds: a signed 32-bit number.
const DELAY_MS_MAX: u64 = i32::MAX as u64;

/// A timer; dropping it cancels it.
pub struct Timer {
    id: Option<i32>,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls back once, after `ms` milliseconds (at most 24 days).
    pub fn after(ms: u64, call: impl FnOnce() + 'static) -> Self {
        let closure = Closure::once(call);
        let id = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                closure.as_ref().unchecked_ref(),
                i32::try_from(ms.min(DELAY_MS_MAX)).unwrap_or(i32::MAX),
            )
            .ok();
        Self { id, _closure: closure }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            window().clear_timeout_with_handle(id);
        }
    }
}

/// Resolves after `ms` milliseconds; with 0 it lets the browser paint and take input.
pub async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = JsFuture::from(promise).await;
}
