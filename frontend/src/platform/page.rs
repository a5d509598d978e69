//! The page as a whole: its title, what in it has the focus, printing.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement};

use super::listen::Listener;
use super::timer::sleep;
use super::window;

/// Sets the title of the browser's tab.
pub fn set_title(title: &str) {
    if let Some(document) = window().document() {
        document.set_title(title);
    }
}

/// Puts another address in the place of the page's own, without going there.
pub fn replace_address(path: &str) {
    if let Ok(history) = window().history() {
        // Refused only for other origins, or thousands of times a minute.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Brings the first element that a CSS selector finds into sight and into focus.
pub fn focus_first(selector: &str) {
    let found = window().document().and_then(|document| document.query_selector(selector).ok());
    if let Some(element) =
        found.flatten().and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        // A field with its label and what is wrong with it.
        let field = element.closest(".field").ok().flatten();
        field.as_ref().unwrap_or(element.as_ref()).scroll_into_view();
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

/// Unfolds the page's text while it is printed: paper folds nothing out, and older browsers have no
/// style for it.
pub fn unfold_on_print() -> [Listener; 2] {
    on_print(|printing| {
        // What was folded is marked, so that it is folded again.
        let folded = if printing {
            "main details.fold:not(.tool):not([open])"
        } else {
            "main details.fold[data-printed]"
        };
        let found =
            window().document().and_then(|document| document.query_selector_all(folded).ok());
        let Some(found) = found else { return };
        for index in 0..found.length() {
            let Some(element) = found.get(index).and_then(|node| node.dyn_into::<Element>().ok())
            else {
                continue;
            };
            // These throw only for names that are no attribute names.
            for attribute in ["open", "data-printed"] {
                let _ = if printing {
                    element.set_attribute(attribute, "")
                } else {
                    element.remove_attribute(attribute)
                };
            }
        }
    })
}
