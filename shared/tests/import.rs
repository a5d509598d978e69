//! Plan import from outside: invented plans of other communes against hand-checked data, what the
//! options change, what must hold for any text, the bundled plan, and the real plan where it lies
//! beside the checkout.

#[path = "import/account.rs"]
mod account;
#[path = "import/adopted.rs"]
mod adopted;
#[path = "import/docx.rs"]
mod docx;
#[path = "import/fixtures.rs"]
mod fixtures;
#[path = "import/golden.rs"]
mod golden;
#[path = "import/hostile.rs"]
mod hostile;
#[path = "import/legacy.rs"]
mod legacy;
#[cfg(target_os = "linux")]
#[path = "import/memory.rs"]
mod memory;
#[path = "import/model.rs"]
mod model;
#[path = "import/office.rs"]
mod office;
#[path = "import/options.rs"]
mod options;
#[path = "import/others.rs"]
mod others;
#[path = "import/properties.rs"]
mod properties;
#[path = "import/real.rs"]
mod real;
#[path = "import/word.rs"]
mod word;
