//! One page a file.
