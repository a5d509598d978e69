//! The few things about elements that text fields need.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use super::listen::Listener;
use super::window;

/// What happens in a text element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEvent {
    /// Its text changed, by whatever means: keys, an input method, paste, autocorrect.
    Typed,
    /// An input method began (`true`) or ended (`false`) a composition.
    Composing(bool),
    /// It got (`true`) or lost (`false`) the focus.
    Focused(bool),
}

/// A `<textarea>` or a textual `<input>`, uncontrolled: its text belongs to who types in it.
#[derive(Clone)]
pub enum TextElement {
    /// A `<textarea>`.
    Area(HtmlTextAreaElement),
    /// An `<input>`.
    Line(HtmlInputElement),
}

impl TextElement {
    /// Takes an element, if it is one of the two.
    pub fn new(element: Element) -> Option<Self> {
        match element.dyn_into::<HtmlTextAreaElement>() {
            Ok(area) => Some(Self::Area(area)),
            Err(element) => element.dyn_into().ok().map(Self::Line),
        }
    }

    /// Its text.
    pub fn text(&self) -> String {
        match self {
            Self::Area(area) => area.value(),
            Self::Line(line) => line.value(),
        }
    }

    /// Whether it has the focus.
    pub fn has_focus(&self) -> bool {
        let active = window().document().and_then(|document| document.active_element());
        active.is_some_and(|active| {
            active
                == match self {
                    Self::Area(area) => area.clone().unchecked_into::<Element>(),
                    Self::Line(line) => line.clone().unchecked_into::<Element>(),
                }
        })
    }

    /// The selection as UTF-16 offsets; nothing for inputs that have none (number, date).
    pub fn selection(&self) -> Option<(usize, usize)> {
        let (start, end) = match self {
            Self::Area(area) => (area.selection_start(), area.selection_end()),
            Self::Line(line) => (line.selection_start(), line.selection_end()),
        };
        Some((start.ok()?? as usize, end.ok()?? as usize))
    }

    /// Replaces the text. With a selection (the element has the focus) the caret and the place
    /// scrolled to stay; without one it is left alone, since setting it would take the focus.
    pub fn replace(&self, text: &str, selection: Option<(usize, usize)>) {
        let offset = |units: usize| u32::try_from(units).unwrap_or(u32::MAX);
        match self {
            Self::Area(area) => {
                let scrolled = area.scroll_top();
                area.set_value(text);
                if let Some((start, end)) = selection {
                    let _ = area.set_selection_range(offset(start), offset(end));
                }
                area.set_scroll_top(scrolled);
            }
            Self::Line(line) => {
                line.set_value(text);
                if let Some((start, end)) = selection {
                    let _ = line.set_selection_range(offset(start), offset(end));
                }
            }
        }
    }

    /// Reports what happens in it, until the listeners are dropped.
    pub fn watch(&self, call: impl Fn(TextEvent) + Clone + 'static) -> Vec<Listener> {
        let target: Element = match self {
            Self::Area(area) => area.clone().unchecked_into(),
            Self::Line(line) => line.clone().unchecked_into(),
        };
        [
            ("input", TextEvent::Typed),
            // Some input methods change the text at the end of a composition without `input`.
            ("compositionstart", TextEvent::Composing(true)),
            ("compositionend", TextEvent::Composing(false)),
            ("focus", TextEvent::Focused(true)),
            ("blur", TextEvent::Focused(false)),
        ]
        .into_iter()
        .map(|(name, event)| {
            let call = call.clone();
            Listener::new(&target, name, move |_: Event| call(event))
        })
        .collect()
    }
}

/// Scrolls an element into view and gives it the focus.
pub fn reveal(id: &str) {
    let found = window().document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // Its `scroll-margin` keeps it off the edge.
        element.scroll_into_view();
        let _ = element.focus();
    }
}

/// Which language the page is in.
pub fn language() -> String {
    let root = window().document().and_then(|document| document.document_element());
    root.and_then(|root| root.get_attribute("lang")).unwrap_or_else(|| "vi".to_owned())
}

/// Says which language the page is in: for screen readers, hyphenation and input.
pub fn set_language(tag: &str) {
    if let Some(root) = window().document().and_then(|document| document.document_element()) {
        // It throws only for names that are no attribute names.
        let _ = root.set_attribute("lang", tag);
    }
}
