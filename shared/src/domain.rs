//! The domain: units, plans, record kinds, states and decisions, as plain data and pure rules.
//!
//! Names are English, the Vietnamese term stands in the doc comment; DOMAIN.md is the authority.

pub mod activity;
pub mod assignment;
pub mod calendar;
pub mod canonical;
pub mod content;
pub mod deadline;
pub mod decision;
pub mod declaration;
pub mod directive;
pub mod directory;
pub mod document;
pub mod event;
pub mod fields;
pub mod human_rights;
pub mod indicator;
pub mod kind;
pub mod law_education;
pub mod measure;
pub mod note;
pub mod period;
pub mod personnel;
pub mod plan;
pub mod posting;
pub mod press_item;
pub mod press_periodic;
pub mod press_reply;
pub mod record;
pub mod role;
pub mod rule;
pub mod rules;
pub mod secrecy;
pub mod state;
pub mod training;
pub mod transition;
pub mod validate;
pub mod value;
pub mod workflow;
