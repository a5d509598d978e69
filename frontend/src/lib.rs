//! The app on the tablet. A screen never talks to the network, to the store or to Automerge: it
//! reads signals of [`state::AppState`] and sends commands through it.
//!
//! Imports go one way: `platform ◄ engine ◄ state ◄ components ◄ pages ◄ app`, and `i18n ◄ ui ◄ components`. Only `platform`
//! knows the browser (`web_sys`, `js_sys`).

pub mod app;
pub mod components;
pub mod engine;
pub mod i18n;
pub mod pages;
pub mod platform;
pub mod state;
pub mod ui;
