//! Who is asked when there is no answer here.

use std::{sync::Arc, time::Duration};

use super::{Extraction, Extractor, files};
use crate::{
    Error, Input,
    error::NotSent,
    transport::{BoxFuture, Limits},
};

/// Whether to go on after an error.
type Choice = Arc<dyn Fn(&Error) -> bool + Send + Sync>;

/// Who is asked next, in order, and after which errors.
pub(super) struct Fallbacks<T> {
    next: Arc<Vec<Extractor<T>>>,
    on: Option<Choice>,
}

impl<T> Fallbacks<T> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Extractor<T>> {
        self.next.iter()
    }

    /// The same choice among others.
    #[cfg(feature = "long")]
    pub(super) fn map<U>(&self, change: impl Fn(&Extractor<T>) -> Extractor<U>) -> Fallbacks<U> {
        let next = self.next.iter().map(change).collect();
        Fallbacks { next: Arc::new(next), on: self.on.clone() }
    }

    fn go_on_after(&self, error: &Error) -> bool {
        match &self.on {
            Some(choice) => choice(error),
            None => error.is_unavailable(),
        }
    }

    /// Whether an outage is waited out when so many others are left to be asked.
    fn wait_out(&self, others: usize) -> bool {
        others == 0 || !self.go_on_after(&NotSent::outage().into())
    }
}

/// Asking another model or provider.
impl<T> Extractor<T> {
    /// Asks this extractor when the one before has no answer to give; can be called several times, and
    /// they are asked in this order. Default: none.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use extract::{Client, Extractor, testing::{Fault, Server}};
    ///
    /// fn names(client: &Client, model: &str) -> Extractor<Vec<String>> {
    ///     client.extractor(model).instructions("List the guests.")
    /// }
    ///
    /// let [first, second] = [Server::start().await?, Server::start().await?];
    /// first.fault(Fault::BillingExhausted);
    /// second.answer(serde_json::json!({ "value": ["Ada"] }));
    ///
    /// let names = names(&first.client(), "gpt-5-mini").fallback(names(&second.client(), "gpt-4.1"));
    /// let found = names.extract("Ada came.").await?;
    /// assert_eq!(found.value, ["Ada"]);
    /// let asked: Vec<_> = found.attempts.iter().filter_map(|it| it.model.as_deref()).collect();
    /// assert_eq!(asked, ["gpt-5-mini", "gpt-4.1"]);
    /// # Ok(()) }
    /// ```
    ///
    /// It goes on after errors that [`is_unavailable`](Error::is_unavailable) names, when the retries
    /// are spent: [`max_retries(0)`](Self::max_retries) goes on at once. In an outage nobody waits for the
    /// first who can ask another one.
    /// [`fallback_on`](Self::fallback_on) chooses other errors. Each extractor keeps its own options,
    /// retries and re-asks, its own limits and its own fallbacks; options that are set here later do
    /// not reach it. The deadline is that of the first, for the whole call.
    ///
    /// Nothing is lost: the value or the last error has the usage and the attempts of all, and the
    /// answers that were no value. An extractor that could not be asked, for want of time for instance,
    /// leaves the error before as it was, with a word in its last attempt. Wrong options of any of them
    /// are [`Error::Config`] before anything is sent.
    pub fn fallback(mut self, next: Self) -> Self {
        Arc::make_mut(&mut self.fallbacks.next).push(next);
        self
    }

    /// Chooses the errors after which the [`fallback`](Self::fallback) is asked. Default:
    /// [`Error::is_unavailable`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use extract::{Error, testing::Server};
    ///
    /// let server = Server::start().await?;
    /// server.refuse("I would rather not.").answer(serde_json::json!({ "value": ["Ada"] }));
    ///
    /// let client = server.client();
    /// let names = client
    ///     .extractor::<Vec<String>>("gpt-5-mini")
    ///     .fallback(client.extractor("gpt-4.1"))
    ///     .fallback_on(|error| error.is_unavailable() || matches!(error, Error::Refused(_)));
    /// let found = names.extract("Ada came.").await?;
    /// assert_eq!(found.value, ["Ada"]);
    /// assert_eq!(found.rejected[0].raw, "I would rather not.");
    /// # Ok(()) }
    /// ```
    pub fn fallback_on(mut self, choice: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.fallbacks.on = Some(Arc::new(choice));
        self
    }

    /// The value of one input, from the first that has it.
    pub(super) async fn extract_in_turn(&self, input: Input) -> Result<Extraction<T>, Error> {
        if self.fallbacks.next.is_empty() {
            return self.extract_alone(input, self.client.now()).await;
        }
        self.prepare()?;
        // Once for all of them.
        let started = self.client.now();
        let input = files::read(input).await?;
        let elapsed = self.client.now().saturating_sub(started);
        let Limits { deadline, waits_out, .. } = self.limits;
        self.extract_after(Course { elapsed, deadline, waits_out }, input).await
    }

    /// The same, in a call that is under way.
    fn extract_after(
        &self,
        course: Course,
        input: Input,
    ) -> BoxFuture<'_, Result<Extraction<T>, Error>> {
        Box::pin(async move {
            let Course { elapsed, deadline, .. } = course;
            let started = self.client.now().saturating_sub(elapsed);
            let mut others = self.fallbacks.next.len();
            let waits_out = course.waits_out && self.fallbacks.wait_out(others);
            let mut bound = self.clone();
            bound.limits = Limits { deadline, waits_out, ..self.limits };
            let mut error = match bound.extract_alone(input.clone(), started).await {
                Ok(found) => return Ok(found),
                Err(error) => error,
            };
            for next in self.fallbacks.iter() {
                if self.is_heard() || !self.fallbacks.go_on_after(&error) {
                    break;
                }
                others -= 1;
                self.leave_run(&mut error);
                let elapsed = self.client.now().saturating_sub(started);
                let waits_out = course.waits_out && self.fallbacks.wait_out(others);
                let earlier = error.rejecting();
                let course = Course { elapsed, deadline, waits_out };
                let next = next.clone().told_to(&self.listener);
                match next.extract_after(course, input.clone()).await {
                    Ok(found) => return Ok(found.after(earlier)),
                    Err(unsent @ (Error::Config(_) | Error::NotSent(_))) => {
                        error.remark(&format!("the fallback was not asked: {unsent}"));
                    }
                    Err(later) => error = later.after(earlier),
                }
            }
            Err(error)
        })
    }
}

/// A call that is under way. Clients have clocks of their own, so it is told how long it took.
#[derive(Clone, Copy)]
struct Course {
    elapsed: Duration,
    /// Of the whole call.
    deadline: Duration,
    /// Whether there is nobody else to ask in an outage.
    waits_out: bool,
}

impl<T> Extractor<T> {
    /// Keeps the id of a run in the background that nobody waits for any longer.
    fn leave_run(&self, error: &mut Error) {
        let is_lost = matches!(error, Error::Api(_) | Error::Transport(_));
        let run = error.response_id().filter(|_| is_lost && self.settings.request.background);
        if let Some(remark) = run.map(|id| format!("the run `{id}` may go on")) {
            error.remark(&remark);
        }
    }
}

impl<T> Clone for Fallbacks<T> {
    fn clone(&self) -> Self {
        Self { next: Arc::clone(&self.next), on: self.on.clone() }
    }
}

impl<T> Default for Fallbacks<T> {
    fn default() -> Self {
        Self { next: Arc::default(), on: None }
    }
}
