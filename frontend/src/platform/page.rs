//! The page as a whole: its title, what in it has the focus, printing.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement};

use super::listen::Listener;
use super::timer::sleep;
use super::window;

/// Sets the title of the browser's tab.
pub fn set_title(title: &str) {
    if let Some(document) = window().document() {
        document.set_title(title);
    }
}

/// Brings the first element that a CSS selector finds into sight and into focus.
pub fn focus_first(selector: &str) {
    let found = window().document().and_then(|document| document.query_selector(selector).ok());
    if let Some(element) =
        found.flatten().and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        element.scroll_into_view();
        // Fails only for elements that take no focus.
        let _ = element.focus();
    }
}

/// The event before printing.
const BEFORE_PRINT: &str = "beforeprint";

/// Time for what is drawn only on paper to be drawn, in milliseconds.
const DRAW_MS: i32 = 150;

/// Asks the browser to print the page.
pub fn print() {
    // Said beforehand: what a page does when the browser says it would be too late for this sheet.
    if let Ok(event) = Event::new(BEFORE_PRINT) {
        // Fails only for events under way.
        let _ = window().dispatch_event(&event);
    }
    wasm_bindgen_futures::spawn_local(async {
        sleep(DRAW_MS).await;
        // Refused where printing is switched off; the browser says so itself.
        let _ = window().print();
    });
}

/// Calls back when the page begins (`true`) and ends (`false`) to be printed, from the browser's
/// menu too, until they are dropped.
pub fn on_print(call: impl Fn(bool) + Clone + 'static) -> [Listener; 2] {
    [(BEFORE_PRINT, true), ("afterprint", false)].map(|(name, printing)| {
        let call = call.clone();
        Listener::new(&window(), name, move |_| call(printing))
    })
}
