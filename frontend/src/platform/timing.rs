//! What takes time, by name, for the browser's tools and for `cargo xtask bench --screen`.

/// Runs `work` and tells whoever observes `measure` entries how long it took. Nothing is kept:
/// without an observer a tab that is open for weeks collects no entries.
pub fn measured<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let Some(performance) = super::window().performance() else { return work() };
    let marked = performance.mark(name).is_ok();
    let done = work();
    if marked {
        // A measure that cannot be taken must not cost the work.
        let _ = performance.measure_with_start_mark(name, name);
        performance.clear_marks_with_mark_name(name);
        performance.clear_measures_with_measure_name(name);
    }
    done
}
