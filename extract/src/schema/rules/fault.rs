use std::fmt;

/// A place where a schema breaks a rule of strict mode. [`Schema::from_json`](crate::Schema::from_json)
/// lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    pub(super) pointer: String,
    pub(super) rule: &'static str,
    pub(super) message: String,
    pub(super) wording: Wording,
}

/// How much of the service's usual words stands before a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wording {
    /// The message stands alone.
    Alone,
    /// The name of the schema.
    Named,
    /// That, and the place.
    Placed(String),
}

impl Fault {
    pub(crate) fn new(rule: &'static str, message: impl Into<String>) -> Self {
        let (pointer, message) = (String::new(), message.into());
        Self { pointer, rule, message, wording: Wording::Named }
    }

    /// Where, as a JSON pointer: `/properties/email`, empty for the root.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Which rule is broken: `every_property_is_required`, say.
    pub fn rule(&self) -> &str {
        self.rule
    }

    /// What is wrong, as the service words it.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The message of the service that refuses the schema of this format or function.
    #[cfg(feature = "testing")]
    pub(crate) fn said_by_the_service(&self, of: &str) -> String {
        let message = &self.message;
        match &self.wording {
            Wording::Alone => message.clone(),
            Wording::Named => format!("Invalid schema for {of}: {message}"),
            Wording::Placed(context) => {
                format!("Invalid schema for {of}: In context={context}, {message}")
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            return write!(f, "at the root: {}", self.message);
        }
        write!(f, "`{}`: {}", self.pointer, self.message)
    }
}
