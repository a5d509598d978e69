//! The page as a whole: its title, what in it has the focus, printing.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

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

/// Asks the browser to print the page.
pub fn print() {
    // Refused where printing is switched off; the browser says so itself.
    let _ = window().print();
}
