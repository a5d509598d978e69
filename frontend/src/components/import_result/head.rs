//! What the plan as a whole says: issuer, abstract, year.

use leptos::html;
use leptos::prelude::*;
use shared::import::revise::Op;

use super::part;
use crate::i18n::t;
use crate::state::plan_import::Import;
use crate::ui::field::FieldProblem;
use crate::ui::fold::Fold;
use crate::ui::input::{TextInput, Typed};

/// Abstract and issuer; year and abstract can be corrected.
#[component]
pub fn Head(
    /// The import.
    import: Import,
) -> impl IntoView {
    let said = part(import, |read| {
        let plan = &read.revised.plan;
        (plan.title.clone(), plan.issuer.name.clone(), plan.number.clone(), plan.year)
    });
    let year = Memo::new(move |_| said.with(|said| said.3));
    let (year_node, title_node) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let no_year = Signal::derive(move || {
        year.get()
            .is_none()
            .then(|| FieldProblem { words: t!("import.year_missing"), blocks: true })
    });
    let set_year = move |text: String| match text.trim().parse() {
        Ok(year) => import.correct(Op::SetYear { year }),
        Err(_) => import.correct(Op::SetYear { year: 0 }),
    };
    view! {
        <div class="document-head">
            <h2>{move || said.with(|said| said.0.clone())}</h2>
            <p class="quiet">
                {move || said.with(|said| said.1.clone())}
                {move || said.with(|said| said.2.clone()).map(|number| format!(" · {}", t!("plan.number", number = number)))}
                {move || year.get().map(|year| format!(" · {}", t!("plan.of_year", year = year)))}
            </p>
        </div>
        {move || {
            let missing = year.get().is_none();
            let (title, year) = said.with(|said| (said.0.clone(), said.3));
            view! {
                <Fold summary=t!("import.head") open=missing>
                    <TextInput
                        id="import-title"
                        label=t!("import.title")
                        initial=title
                        node=title_node
                        on_change=Callback::new(move |title| import.correct(Op::SetTitle { title }))
                    />
                    <TextInput
                        id="import-year"
                        label=t!("import.year")
                        typed=Typed::Code
                        initial=year.map(|year| year.to_string()).unwrap_or_default()
                        node=year_node
                        problem=no_year
                        on_change=Callback::new(set_year)
                    />
                </Fold>
            }
        }}
    }
    .into_any()
}
