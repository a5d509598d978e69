//! The page as a whole: its title, its language, what in it has the focus.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::window;

/// Sets the title of the browser's tab.
pub fn set_title(title: &str) {
    if let Some(document) = window().document() {
        document.set_title(title);
    }
}

/// Sets the language that readers of the screen speak: `<html lang>`.
pub fn set_lang(code: &str) {
    let root = window().document().and_then(|document| document.document_element());
    if let Some(root) = root {
        // Fails only for names that are no attribute's.
        let _ = root.set_attribute("lang", code);
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
