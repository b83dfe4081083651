//! What the documents are, and how what was found in them is compared with what they say.

use extract::Extract;
use extract::eval::{Evaluation, How};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A kind of document.
pub trait Kind: Extract + DeserializeOwned + Serialize + Send + 'static {
    /// The folder of its documents, beside which `NAME.json` holds what they say.
    const NAME: &'static str;
    const INSTRUCTIONS: &'static str;
    /// What is compared.
    const FIELDS: &'static [Field];
    /// Its list, and the key that tells the items apart.
    const ITEMS: (&'static str, &'static str);

    fn evaluation() -> Evaluation {
        let (list, key) = Self::ITEMS;
        let fields = Self::FIELDS.iter();
        fields
            .fold(Evaluation::default(), |all, field| all.field(field.path, field.how))
            .key(list, key)
    }
}

/// A field that is compared.
#[derive(Clone, Copy)]
pub struct Field {
    pub path: &'static str,
    pub how: How,
    pub is_optional: bool,
}

const fn field(path: &'static str, how: How) -> Field {
    Field { path, how, is_optional: false }
}

const fn optional(path: &'static str, how: How) -> Field {
    Field { path, how, is_optional: true }
}

/// The newest entries of a changelog.
#[derive(Clone, Debug, Deserialize, Extract, Serialize)]
pub struct Changelog {
    /// All entries of the text, newest first.
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize, Extract, Serialize)]
struct Entry {
    /// The name of the source package.
    source: String,
    version: String,
    distributions: Vec<String>,
    urgency: Urgency,
    /// Who signed the entry.
    maintainer: Person,
    date: Timestamp,
    /// Each point, on one line, without its asterisk. What stands below a point belongs to it.
    changes: Vec<String>,
    /// The numbers of the bugs that are closed.
    closes: Vec<u32>,
}

#[derive(Clone, Debug, Deserialize, Extract, Serialize)]
struct Person {
    name: String,
    email: String,
}

#[derive(Clone, Debug, Deserialize, Extract, Serialize)]
#[serde(rename_all = "snake_case")]
enum Urgency {
    Critical,
    Emergency,
    High,
    Low,
    Medium,
}

impl Kind for Changelog {
    const NAME: &'static str = "changelogs";
    const INSTRUCTIONS: &'static str = "Extract the entries of this Debian changelog.";
    const FIELDS: &'static [Field] = &[
        field("entries[].source", How::Exact),
        field("entries[].version", How::Exact),
        field("entries[].distributions", How::Set),
        field("entries[].urgency", How::Exact),
        field("entries[].maintainer.name", How::Text),
        field("entries[].maintainer.email", How::Text),
        field("entries[].date", How::Exact),
        field("entries[].changes", How::TextSet),
        field("entries[].closes", How::Set),
    ];
    const ITEMS: (&'static str, &'static str) = ("entries", "version");
}

/// What a copyright file says.
#[derive(Clone, Debug, Deserialize, Extract, Serialize)]
pub struct Copyright {
    /// The address of the format.
    format: String,
    upstream_name: Option<String>,
    /// Each contact as it is written.
    contacts: Vec<String>,
    /// Where the sources come from, on one line.
    source: Option<String>,
    files: Vec<Files>,
}

/// A paragraph about some files.
#[derive(Clone, Debug, Deserialize, Extract, Serialize)]
struct Files {
    patterns: Vec<String>,
    /// The short name, without the text of the license.
    license: String,
    /// Each line of the copyright statement.
    holders: Vec<String>,
}

impl Kind for Copyright {
    const NAME: &'static str = "copyrights";
    const INSTRUCTIONS: &'static str = "Extract what this Debian copyright file says.";
    const FIELDS: &'static [Field] = &[
        field("format", How::Exact),
        optional("upstream_name", How::Text),
        field("contacts", How::TextSet),
        optional("source", How::Text),
        field("files[].patterns", How::Set),
        field("files[].license", How::Text),
        field("files[].holders", How::TextSet),
    ];
    const ITEMS: (&'static str, &'static str) = ("files", "patterns");
}
