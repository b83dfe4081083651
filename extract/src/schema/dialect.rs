/// Which form of schema a server or model takes.
///
/// What a value must keep is checked on arrival in every dialect, whether the schema on the wire
/// said it or not.
///
/// ```
/// use extract::Dialect;
///
/// let strict = extract::json_schema::<Vec<u8>>();
/// assert!(strict.as_str().contains(r#""minimum":0,"maximum":255"#));
///
/// let fine_tuned = extract::json_schema_in::<Vec<u8>>(Dialect::FineTuned);
/// assert!(fine_tuned.as_str().contains(r#""description":"From 0 to 255.""#));
/// assert!(!fine_tuned.as_str().contains("minimum"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// For fine-tuned models (`ft:…`), which know the shape of an answer but no limits in it:
    /// `minimum`, `maximum`, `minItems`, `maxItems`, `format` and `pattern` are left out, and the
    /// description of the place says in words what they ask. The widest range of 64-bit numbers is
    /// not told.
    FineTuned,
    /// For servers that know `json_object` and no schemas: the model reads the schema in a system
    /// message, behind the instructions. Nothing but JSON is enforced.
    JsonMode,
    /// For servers that do not know `strict` or refuse it: the whole schema without that word.
    /// OpenAI takes it as a mere hint then.
    Plain,
    /// OpenAI's strict mode.
    #[default]
    Strict,
}

impl Dialect {
    /// The member `strict` beside a schema.
    pub(crate) fn strict(self) -> Option<bool> {
        match self {
            Self::FineTuned | Self::Strict => Some(true),
            Self::JsonMode | Self::Plain => None,
        }
    }
}
