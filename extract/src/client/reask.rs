use super::{Extractor, options::Settings};
use crate::{
    Error,
    error::ConfigError,
    wire::{Prefix, Request},
};

/// When an answer that came and is no value is asked for again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reasking {
    /// How often, after an answer that does not fit the type.
    pub(super) after_invalid: u32,
    /// With this many tokens, once, after an answer that was cut off.
    pub(super) after_truncated: Option<u32>,
}

impl Reasking {
    /// Refuses a second limit that cannot help.
    pub(super) fn check(self, request: &Request) -> Result<(), Error> {
        let Some(tokens) = self.after_truncated else {
            return Ok(());
        };
        let message = match request.max_output_tokens {
            Some(first) if tokens > first => return Ok(()),
            Some(first) => format!(
                "`on_truncated` asks again with {tokens} tokens, `max_output_tokens` is {first} already; ask for more"
            ),
            None => "`on_truncated` raises `max_output_tokens`, which is not set; set the limit of the first ask".to_owned(),
        };
        Err(ConfigError::new(message).into())
    }
}

impl Settings {
    /// The request up to the input, with another limit.
    pub(super) fn larger_prefix(&self, tokens: u32) -> Result<Prefix, Error> {
        let mut request = self.request.clone();
        request.max_output_tokens = Some(tokens);
        self.encode(&request)
    }
}

/// Asking again for an answer that came and is no value. Nothing is, unless told here.
impl<T> Extractor<T> {
    /// Asks again, at most `times` more, when an answer does not fit the type: the model is shown its
    /// answer and each violation with its path. Default: 0, the first such answer is
    /// [`Error::Invalid`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::start().await?;
    /// # server.answer(serde_json::json!({ "value": 300 })).answer(serde_json::json!({ "value": 30 }));
    /// # let client = server.client();
    /// let guests = client.extractor::<u8>("gpt-5-mini").reask(2);
    /// let found = guests.extract("There were thirty of us.").await?;
    /// assert_eq!(found.value, 30);
    /// assert_eq!(found.rejected[0].raw, r#"{"value":300}"#);
    /// assert_eq!(found.attempts.len(), 2);
    /// # Ok(()) }
    /// ```
    ///
    /// The conversation grows: the third request shows both answers before it. It begins with the same
    /// bytes as the first, so that the provider's prompt cache can hit, is sent whole each time, and
    /// needs nothing that the provider keeps ([`store`](Self::store) may be off). At most 50
    /// violations are listed.
    ///
    /// Each ask is paid. Usage and attempts count all of them, and the earlier answers are kept with the
    /// value or the error ([`Extraction::rejected`](crate::Extraction::rejected),
    /// [`Error::rejected`]). Only [`Error::Invalid`] is asked again: a refusal, a cut, a filtered or an
    /// empty answer ends the call as that error. [`max_retries`](Self::max_retries) holds for each ask
    /// anew, so a call sends at most `(1 + times) * (1 + max_retries)` requests; the deadline holds for
    /// the whole call, and a re-ask for which no time is left is not sent.
    pub fn reask(self, times: u32) -> Self {
        self.set(|settings| settings.reasking.after_invalid = times)
    }

    /// Asks once more, with this larger `max_output_tokens`, when the answer is cut off at the token
    /// limit. Default: never, a cut answer is [`Error::Truncated`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::start().await?;
    /// # server.truncate(r#"{"value":["Ada","Gr"#).answer(serde_json::json!({ "value": ["Ada", "Grace"] }));
    /// # let client = server.client();
    /// let names = client
    ///     .extractor::<Vec<String>>("gpt-5-mini")
    ///     .max_output_tokens(1_000)
    ///     .on_truncated(16_000);
    /// let found = names.extract("Ada and Grace came.").await?;
    /// assert_eq!(found.value, ["Ada", "Grace"]);
    /// assert!(found.rejected[0].is_truncated());
    /// # Ok(()) }
    /// ```
    ///
    /// In tokens of the answer, reasoning included, as
    /// [`max_output_tokens`](Self::max_output_tokens), which must be set as well and smaller: otherwise
    /// the first use is [`Error::Config`]. It happens once in a call, whatever else is asked again, and
    /// the new limit then holds until the call ends. Both answers are paid and count as usage. An answer
    /// that fills the context window or runs away in blanks is not asked for again: more tokens would
    /// only cost more.
    pub fn on_truncated(self, max_output_tokens: u32) -> Self {
        self.set(|settings| settings.reasking.after_truncated = Some(max_output_tokens))
    }
}
