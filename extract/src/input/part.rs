use std::path::PathBuf;

/// How closely the model looks at an image: more detail costs more tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Detail {
    /// The provider decides.
    #[default]
    Auto,
    /// In full.
    High,
    /// Scaled down.
    Low,
    /// As it is, unscaled; only on the Responses endpoint.
    Original,
}

/// One piece of a message.
#[derive(Clone, PartialEq)]
pub(crate) enum Part {
    File {
        name: String,
        bytes: Vec<u8>,
        mime: String,
    },
    FileId(String),
    Image {
        bytes: Vec<u8>,
        mime: String,
        detail: Detail,
    },
    ImageUrl {
        url: String,
        detail: Detail,
    },
    Text(String),
    /// A path of which nothing is read yet.
    Unread {
        path: PathBuf,
        detail: Detail,
    },
}

impl std::fmt::Debug for Part {
    /// Megabytes of content help nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File { name, bytes, mime } => {
                write!(f, "File({name:?}, {mime}, {} bytes)", bytes.len())
            }
            Self::FileId(id) => write!(f, "FileId({id:?})"),
            Self::Image { bytes, mime, detail } => {
                write!(f, "Image({mime}, {} bytes, {detail:?})", bytes.len())
            }
            Self::ImageUrl { url, detail } => {
                let start = url.chars().take(80).collect::<String>();
                write!(f, "ImageUrl({start:?}, {detail:?})")
            }
            Self::Text(text) => write!(f, "Text({text:?})"),
            Self::Unread { path, detail } => write!(f, "Unread({path:?}, {detail:?})"),
        }
    }
}
