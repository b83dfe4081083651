//! What is read: text, images, files, whole conversations.

mod message;
mod part;

use std::path::PathBuf;

pub use message::{Message, Role};
pub use part::Detail;
pub(crate) use part::Part;

/// What the model reads: one message of text, images and files, or a whole conversation.
///
/// Nothing is read or checked when it is put together; a file's path is only kept. Before the first
/// byte is sent, the client reads the files and refuses what the API would refuse.
///
/// ```
/// use extract::{Detail, Input};
///
/// let input = Input::text("What does the receipt say?")
///     .image(b"\x89PNG\r\n", "image/png")
///     .detail(Detail::High);
/// let plain: Input = "INVOICE 2024-17 …".into();
/// ```
///
/// Limits of one request: 500 images and 50 MB of images and files together.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "an input is read when an extractor is given it"]
pub struct Input {
    pub(crate) messages: Vec<Message>,
}

impl Input {
    /// One message of the user.
    pub fn text(text: impl Into<String>) -> Self {
        Self { messages: vec![Message::user(text)] }
    }

    /// A conversation, oldest message first.
    pub fn messages(messages: impl IntoIterator<Item = Message>) -> Self {
        Self { messages: messages.into_iter().collect() }
    }

    /// Adds an image that the provider fetches: `https://…`, or a `data:image/…;base64,…` URL.
    pub fn image_url(self, url: impl Into<String>) -> Self {
        self.attach(|message| message.image_url(url))
    }

    /// Adds an image; `mime` is one of `image/png`, `image/jpeg`, `image/webp` and `image/gif`.
    pub fn image(self, bytes: impl Into<Vec<u8>>, mime: impl Into<String>) -> Self {
        self.attach(|message| message.image(bytes, mime))
    }

    /// Adds a file that the client reads when the request is sent. What it is tells its extension:
    /// PDF, PNG, JPEG, WebP, GIF, or text (sent as text: `txt`, `md`, `csv`, `json`, `html`, …).
    pub fn file(self, path: impl Into<PathBuf>) -> Self {
        self.attach(|message| message.file(path))
    }

    /// Adds a file under a name; on the Chat endpoint only `application/pdf` is taken.
    pub fn file_bytes(
        self,
        name: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
        mime: impl Into<String>,
    ) -> Self {
        self.attach(|message| message.file_bytes(name, bytes, mime))
    }

    /// Adds a file that was uploaded before, by its id (`file-…`).
    pub fn file_id(self, id: impl Into<String>) -> Self {
        self.attach(|message| message.file_id(id))
    }

    /// How closely the model looks at the image that was added last.
    pub fn detail(self, detail: Detail) -> Self {
        self.attach(|message| message.detail(detail))
    }

    /// Changes the last message, or a new one of the user if there is none.
    fn attach(mut self, change: impl FnOnce(Message) -> Message) -> Self {
        let last = self.messages.pop().unwrap_or_else(|| Message::new(Role::User));
        self.messages.push(change(last));
        self
    }
}

impl From<&str> for Input {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Input {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&String> for Input {
    fn from(text: &String) -> Self {
        Self::text(text.as_str())
    }
}

impl From<&Input> for Input {
    fn from(input: &Input) -> Self {
        input.clone()
    }
}

impl From<Message> for Input {
    fn from(message: Message) -> Self {
        Self { messages: vec![message] }
    }
}

impl From<Vec<Message>> for Input {
    fn from(messages: Vec<Message>) -> Self {
        Self { messages }
    }
}

impl<const N: usize> From<[Message; N]> for Input {
    fn from(messages: [Message; N]) -> Self {
        Self { messages: messages.into() }
    }
}
