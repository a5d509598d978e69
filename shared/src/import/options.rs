//! What the caller knows beside the text: repairs refused, units that exist already.

use std::collections::BTreeSet;

use crate::domain::directory::UnitKind;

/// How to import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Repairs of spelling not to make. A first import lists them, a second one leaves these out.
    pub refuse: BTreeSet<Refusal>,
    /// The commune's units, if it has a directory: units of the text that are among them keep
    /// their id and name.
    pub known_units: Vec<KnownUnit>,
}

/// A repair not to make: the `line` and `before` of a [`super::Correction`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// Line of the file, from 1.
    pub line: usize,
    /// What stands there and shall stay.
    pub before: String,
}

/// A unit of the commune's directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownUnit {
    /// Its id in the directory.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: UnitKind,
    /// Its other names.
    pub aliases: Vec<String>,
}
