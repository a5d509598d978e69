//! One page a file.

pub mod account;
pub mod admin;
pub mod home;
pub mod new_record;
pub mod not_found;
pub mod overview;
pub mod plan;
pub mod plan_import;
pub mod record;
pub mod records;
pub mod review;
pub mod sign_in;
pub mod sync;
pub mod task;
