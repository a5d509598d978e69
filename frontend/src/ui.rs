//! Primitives on native elements. They know words and looks, nothing of records or state.

pub mod badge;
pub mod button;
pub mod choices;
pub mod chooser;
pub mod date;
pub mod empty;
pub mod field;
pub mod fold;
pub mod icon;
pub mod input;
pub mod notice;
pub mod number;
pub mod progress;
pub mod select;
pub mod skeleton;
