//! Records as a table to take along: the words for it, and the file's text.

use shared::domain::kind::{Field, FieldType};
use shared::domain::posting::Posting;
use shared::domain::state::State;
use shared::id::{TaskId, UnitId};
use shared::report::csv::csv;
use shared::report::table::{Column, Words, columns, kinds_among, row};

use crate::components::words::{
    field_label, option_words, posting_words, ref_words, state_words, task_words,
};
use crate::engine::view::{Model, RecordView};
use crate::i18n::t;
use crate::state::AppState;

/// The records as CSV text, headings first. Tracks directory and plans.
pub fn records_csv(app: AppState, records: &[Model<RecordView>]) -> String {
    let columns = columns(&kinds_among(records.iter().map(|view| &view.said)));
    let headings: Vec<String> = columns.iter().map(heading).collect();
    let rows = records.iter().map(|view| row(&columns, &view.said, &Reader { app, view }));
    csv(std::iter::once(headings).chain(rows))
}

fn heading(column: &Column) -> String {
    match column {
        Column::State => t!("list.state"),
        Column::Unit => t!("list.unit"),
        Column::Field(kind, field) => field_label(kind.id, field.key),
    }
}

/// The words for one record, in the language of the page.
struct Reader<'a> {
    app: AppState,
    view: &'a RecordView,
}

impl Words for Reader<'_> {
    /// As its badge says it: a decision without a receipt is none that others see.
    fn state(&self, _: State) -> String {
        let unconfirmed = self.view.is_unconfirmed().then(|| t!("state.unconfirmed"));
        [Some(state_words(self.app, self.view)), unconfirmed]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn unit(&self, unit: &UnitId) -> String {
        self.app.unit_name(unit)
    }

    fn task(&self, task: &TaskId) -> String {
        task_words(self.app, task)
    }

    fn option(&self, field: &Field, id: &str) -> String {
        option_words(field, id)
    }

    fn reference(&self, field: &Field, id: &str) -> String {
        match field.ty {
            FieldType::Ref { to } | FieldType::Refs { to } => ref_words(self.app, to, id),
            _ => id.to_owned(),
        }
    }

    fn posting(&self, posting: &Posting) -> String {
        posting_words(self.app, posting)
    }

    fn invalid(&self, text: &str) -> String {
        t!("value.invalid", text = text)
    }

    fn cleared(&self) -> String {
        t!("value.empty")
    }

    fn conflict(&self, sides: &[String]) -> String {
        format!("{}: {}", t!("conflict.mark"), sides.join(" | "))
    }
}
