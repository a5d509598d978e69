//! Tests of the relay alone.
