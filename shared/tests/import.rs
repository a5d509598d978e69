//! Plan import from outside: the real plan if it lies beside the checkout, invented plans of other
//! communes, and what must hold for any text.

#[path = "import/real.rs"]
mod real;
