//! Parts of pages that know records, plans and state.

pub mod conflict;
pub mod decision_bar;
pub mod detail;
pub mod duplicates;
pub mod field_control;
pub mod field_widget;
pub mod frame;
pub mod freshness;
pub mod history;
pub mod import_result;
pub mod matrix;
pub mod no_plan;
pub mod options;
pub mod page;
pub mod places;
pub mod record_form;
pub mod record_list;
pub mod saved_line;
pub mod secrecy;
pub mod sign_in_again;
pub mod status_chip;
pub mod step_bar;
pub mod summary;
pub mod task_line;
pub mod tour;
pub mod words;
