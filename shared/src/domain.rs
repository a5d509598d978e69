//! The domain: units, plans, record kinds, states and decisions, as plain data and pure rules.
//!
//! Names are English, the Vietnamese term stands in the doc comment; DOMAIN.md is the authority.

pub mod activity;
pub mod canonical;
pub mod decision;
pub mod directory;
pub mod document;
pub mod indicator;
pub mod kind;
pub mod plan;
pub mod record;
pub mod role;
pub mod secrecy;
pub mod state;
pub mod validate;
pub mod value;
