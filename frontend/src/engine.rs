//! Drives [`shared::sync::device::Device`]: stored documents in, commands in, read models out.

pub mod view;
