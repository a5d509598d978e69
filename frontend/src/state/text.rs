//! Text fields that never rewrite what is being typed.

use leptos::tachys::renderer::types::Element;

use super::form::TextBinding;
use super::form::core::typing::attach;
use crate::platform::dom::TextElement;

/// Directive for `<textarea>` and `<input>`: `<textarea use:bind_text=form.text("what") />`.
///
/// The element shows the document's text, keeps what is typed, saves it at a pause, and takes
/// over what others wrote only while nobody types in it, with the caret where it was. The label,
/// the limit and the problems are the component's.
pub fn bind_text(element: Element, binding: TextBinding) {
    if let (Some(element), Some(core)) = (TextElement::new(element), binding.form.core()) {
        attach(&core, binding.key, element);
    }
}
