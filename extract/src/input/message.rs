use std::path::PathBuf;

use super::{Detail, Part};

/// Who speaks in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// The model, in an earlier turn.
    Assistant,
    /// The author of the program, on newer models.
    Developer,
    /// The author of the program.
    System,
    /// The user.
    User,
}

/// One message of a conversation.
///
/// ```
/// use extract::{Input, Message};
///
/// let input = Input::messages([
///     Message::user("The order is for 12 chairs."),
///     Message::assistant("Which colour?"),
///     Message::user("Green. What is ordered?"),
/// ]);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a message is read as part of an input"]
pub struct Message {
    pub(crate) role: Role,
    pub(crate) parts: Vec<Part>,
}

impl Message {
    /// A message of the user.
    pub fn user(text: impl Into<String>) -> Self {
        Self::new(Role::User).text(text)
    }

    /// An earlier message of the model.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::new(Role::Assistant).text(text)
    }

    /// A message of the program's author.
    pub fn system(text: impl Into<String>) -> Self {
        Self::new(Role::System).text(text)
    }

    /// A message without content yet.
    pub fn new(role: Role) -> Self {
        // Nearly always for one.
        Self { role, parts: Vec::with_capacity(1) }
    }

    /// Adds text.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.with(Part::Text(text.into()))
    }

    /// Adds an image, see [`Input::image_url`](super::Input::image_url).
    pub fn image_url(self, url: impl Into<String>) -> Self {
        self.with(Part::ImageUrl { url: url.into(), detail: Detail::default() })
    }

    /// Adds an image, see [`Input::image`](super::Input::image).
    pub fn image(self, bytes: impl Into<Vec<u8>>, mime: impl Into<String>) -> Self {
        let (bytes, mime) = (bytes.into(), mime.into());
        self.with(Part::Image { bytes, mime, detail: Detail::default() })
    }

    /// Adds a file, see [`Input::file`](super::Input::file).
    pub fn file(self, path: impl Into<PathBuf>) -> Self {
        self.with(Part::Unread { path: path.into(), detail: Detail::default() })
    }

    /// Adds a file, see [`Input::file_bytes`](super::Input::file_bytes).
    pub fn file_bytes(
        self,
        name: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
        mime: impl Into<String>,
    ) -> Self {
        let (name, bytes, mime) = (name.into(), bytes.into(), mime.into());
        self.with(Part::File { name, bytes, mime })
    }

    /// Adds a file, see [`Input::file_id`](super::Input::file_id).
    pub fn file_id(self, id: impl Into<String>) -> Self {
        self.with(Part::FileId(id.into()))
    }

    /// How closely the model looks at the image that was added last; without an image it changes
    /// nothing.
    pub fn detail(mut self, wanted: Detail) -> Self {
        let last = self.parts.iter_mut().rev().find_map(|part| match part {
            Part::Image { detail, .. }
            | Part::ImageUrl { detail, .. }
            | Part::Unread { detail, .. } => Some(detail),
            Part::File { .. } | Part::FileId(_) | Part::Text(_) => None,
        });
        if let Some(detail) = last {
            *detail = wanted;
        }
        self
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}
