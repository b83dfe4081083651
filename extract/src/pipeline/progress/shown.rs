//! A run that is shown.

use std::task::Context;

use crate::pipeline::Outcomes;

impl<T, M> Outcomes<T, M> {
    /// Runs this without the bar of [`Run::progress`](crate::pipeline::Run::progress), if there is one: what it prints
    /// on the same terminal stands above the bar.
    pub fn suspend<R>(&self, print: impl FnOnce() -> R) -> R {
        match &self.show {
            Some(show) => show.suspend(print),
            None => print(),
        }
    }

    pub(in crate::pipeline) fn show(&mut self, context: &mut Context<'_>, is_over: bool) {
        let Some(mut show) = self.show.take() else { return };
        if is_over {
            show.finish(&self.report());
        } else {
            show.look(context, || self.report());
        }
        self.show = Some(show);
    }
}
