use std::io::Write;

use serde::Serialize;

use super::{Endpoint, input_rules, request::refuse};
use crate::{
    Error,
    error::ConfigError,
    input::{Input, Message, Part},
};

/// Members that would change how the answer comes, so that it could not be read.
const RESERVED: [&str; 6] = ["background", "input", "messages", "n", "stream", "stream_options"];

/// The end of a request for a stream.
const STREAMED: &str = r#"],"stream":true}"#;

/// The same on the Chat endpoint, which tells the usage of a stream only when asked for it.
const STREAMED_WITH_USAGE: &str = r#"],"stream":true,"stream_options":{"include_usage":true}}"#;

/// A request up to its input: the same bytes for every input, so that the provider's prompt cache can
/// hit and nothing is encoded twice.
#[derive(Clone)]
pub struct Prefix {
    endpoint: Endpoint,
    text: Vec<u8>,
    has_messages: bool,
    /// What stands behind the input of a request for a stream.
    streamed: &'static str,
    /// Of the text, once somebody has counted them.
    #[cfg(all(feature = "client", feature = "tiktoken4"))]
    pub(crate) tokens: std::sync::OnceLock<usize>,
}

impl Prefix {
    /// Writes the members, then the extra ones, then the opening of the list of messages.
    pub(super) fn new(
        endpoint: Endpoint,
        members: &impl Serialize,
        extra: &[(String, String)],
    ) -> Result<Self, Error> {
        let mut text = serde_json::to_vec(members).map_err(unwritable)?;
        text.pop();
        let list = match endpoint {
            Endpoint::Chat => "messages",
            Endpoint::Responses => "input",
        };
        check_extra(&text, extra)?;
        for (key, json) in extra {
            write!(text, ",{}:{json}", serde_json::Value::from(key.as_str()))
                .map_err(unwritable)?;
        }
        write!(text, ",\"{list}\":[").map_err(unwritable)?;
        Ok(Self {
            endpoint,
            text,
            has_messages: false,
            streamed: STREAMED,
            #[cfg(all(feature = "client", feature = "tiktoken4"))]
            tokens: std::sync::OnceLock::new(),
        })
    }

    /// Asks a stream of the Chat endpoint for its usage.
    pub(super) fn with_stream_usage(mut self) -> Self {
        self.streamed = STREAMED_WITH_USAGE;
        self
    }

    /// The endpoint that this request is written for.
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// Bytes of all up to the input.
    #[cfg(feature = "client")]
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// All up to the input.
    #[cfg(all(feature = "client", feature = "tiktoken4"))]
    pub(crate) fn text(&self) -> &str {
        // It was written as JSON.
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// The body of the request for this input.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for an input that the API would refuse, or with a file that is not read yet.
    pub fn body(&self, input: &Input) -> Result<Vec<u8>, Error> {
        self.whole(input, "]}")
    }

    /// The body of the request for this input, whose answer is to come as a stream: what
    /// [`Endpoint::stream`] reads. All up to the input is the same as in [`body`](Self::body), so that both
    /// share what the provider has cached.
    ///
    /// ```
    /// use extract::wire::{Endpoint, Request};
    ///
    /// let request = Request::new("gpt-5-mini", &extract::json_schema::<Vec<String>>());
    /// let prefix = Endpoint::Chat.prefix(&request)?;
    /// let body = String::from_utf8(prefix.streamed_body(&"Ada came.".into())?)?;
    /// assert!(body.ends_with(r#"],"stream":true,"stream_options":{"include_usage":true}}"#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`body`](Self::body).
    pub fn streamed_body(&self, input: &Input) -> Result<Vec<u8>, Error> {
        self.whole(input, self.streamed)
    }

    fn whole(&self, input: &Input, end: &str) -> Result<Vec<u8>, Error> {
        input_rules::check(input, self.endpoint)?;
        let mut whole = self.with_room(room(input));
        whole.push_input(input)?;
        whole.text.extend_from_slice(end.as_bytes());
        Ok(whole.text)
    }

    /// A copy that has room for so many bytes more: what has to grow is copied once more.
    fn with_room(&self, bytes: usize) -> Self {
        let mut text = Vec::with_capacity(self.text.len() + bytes);
        text.extend_from_slice(&self.text);
        Self {
            endpoint: self.endpoint,
            text,
            has_messages: self.has_messages,
            streamed: self.streamed,
            #[cfg(all(feature = "client", feature = "tiktoken4"))]
            tokens: std::sync::OnceLock::new(),
        }
    }

    /// An example: what was read, and what the answer should have been.
    pub(super) fn push_example(&mut self, input: &Input, answer: &str) -> Result<(), Error> {
        input_rules::check(input, self.endpoint)?;
        self.push_input(input)?;
        self.push_input(&Message::assistant(answer).into())
    }

    pub(super) fn push_input(&mut self, input: &Input) -> Result<(), Error> {
        for message in &input.messages {
            match self.endpoint {
                Endpoint::Chat => self.push(&super::chat::message(message)),
                Endpoint::Responses => self.push(&super::responses::message(message)),
            }?;
        }
        Ok(())
    }

    fn push(&mut self, message: &impl Serialize) -> Result<(), Error> {
        if self.has_messages {
            self.text.push(b',');
        }
        self.has_messages = true;
        serde_json::to_writer(&mut self.text, message).map_err(unwritable)
    }
}

impl std::fmt::Debug for Prefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Prefix({:?}, {} bytes)", self.endpoint, self.text.len())
    }
}

/// Bytes that an input takes, about: base64 and what has to be escaped are longer than what they stand for.
fn room(input: &Input) -> usize {
    const AROUND: usize = 128;
    let of_part = |part: &Part| match part {
        Part::Text(text) => text.len() + text.len() / 8,
        Part::File { bytes, .. } | Part::Image { bytes, .. } => bytes.len() / 3 * 4,
        Part::ImageUrl { url, .. } => url.len(),
        Part::FileId(_) | Part::Unread { .. } => 0,
    };
    let parts = input.messages.iter().flat_map(|message| &message.parts);
    parts.map(|part| of_part(part) + AROUND).sum()
}

/// A member that is sent twice would be read differently by every server.
fn check_extra(text: &[u8], extra: &[(String, String)]) -> Result<(), Error> {
    // The braces were dropped for what follows.
    let whole = [text, b"}"].concat();
    let sent: std::collections::BTreeMap<String, serde::de::IgnoredAny> =
        serde_json::from_slice(&whole).map_err(unwritable)?;
    for (index, (key, _)) in extra.iter().enumerate() {
        if RESERVED.contains(&key.as_str()) {
            return refuse(format!("`extra` sets `{key}`, which the extractor decides itself"));
        }
        if sent.contains_key(key) {
            return refuse(format!(
                "`extra` sets `{key}`, which is already in the request; use its own setter"
            ));
        }
        if extra.iter().take(index).any(|(earlier, _)| earlier == key) {
            return refuse(format!("`extra` sets `{key}` twice"));
        }
    }
    Ok(())
}

pub(super) fn unwritable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    ConfigError::new("the request cannot be written as JSON").with_source(error).into()
}
