//! Parts of pages that know records, plans and state.
