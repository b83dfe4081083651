use serde_json::Value;

use super::{
    Dialect, Schema,
    rules::{self, Fault},
};
use crate::{Error, error::ConfigError};

/// Characters of a name.
const LONGEST_NAME: usize = 64;

/// Schemas that come as text at run time: from a file, a database, a user.
impl Schema {
    /// Takes a strict JSON Schema, if strict mode does.
    ///
    /// ```
    /// use extract::{Error, Schema};
    ///
    /// let text = r#"{"type":"object","properties":{"city":{"type":"string"},"size":{}}}"#;
    /// let Err(Error::Config(wrong)) = Schema::from_json("City", text) else { panic!() };
    /// let faults: Vec<_> = wrong.faults().iter().map(|fault| (fault.pointer(), fault.rule())).collect();
    /// assert_eq!(
    ///     faults,
    ///     [
    ///         ("", "no_additional_properties"),
    ///         ("", "every_property_is_required"),
    ///         ("/properties/size", "has_a_type"),
    ///     ],
    /// );
    /// ```
    ///
    /// The rules are those that the compiler checks for types, and those of
    /// [`testing::judge_schema`](https://docs.rs/typed-extract): where providers differ, the strictest.
    /// The text is sent as it is. A root that is no object is a fault: put it into
    /// `{"type":"object","properties":{"value":…},"required":["value"],"additionalProperties":false}`.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a name that is not `[A-Za-z0-9_-]{1,64}`, for text that is no JSON, and with
    /// every fault of the schema.
    pub fn from_json(name: impl Into<String>, text: &str) -> Result<Self, Error> {
        let (name, text) = (name.into(), text.trim().to_owned());
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let mut faults = Vec::new();
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(plain) {
            let message = format!("the name `{name}` is not `[A-Za-z0-9_-]{{1,64}}`");
            faults.push(Fault::new("name_is_plain", message));
        }
        let mut description = None;
        match serde_json::from_str::<Value>(&text) {
            Ok(schema) => {
                description = schema.get("description").and_then(Value::as_str).map(str::to_owned);
                faults.extend(rules::faults(Dialect::Strict, &schema));
            }
            Err(error) => faults.push(Fault::new("is_json", format!("this is no JSON: {error}"))),
        }
        if faults.is_empty() {
            Ok(Self { text, name, description, dialect: Dialect::Strict })
        } else {
            Err(ConfigError::of_schema(&name, faults).into())
        }
    }

    /// The schema as a value, for the way back.
    pub(crate) fn to_value(&self) -> Value {
        // Every schema is JSON.
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        const TEXT: &str = r#"{"type":"object","properties":{"a":{"type":"null"}},
            "required":["a"],"additionalProperties":false}"#;
        let longest = "a".repeat(LONGEST_NAME);
        for name in ["a", "Bill_2-b", &longest] {
            assert_eq!(Schema::from_json(name, TEXT).unwrap().name(), name);
        }
        for name in ["", "a b", "größe", "a.b", &format!("{longest}a")] {
            let error = Schema::from_json(name, TEXT).unwrap_err().to_string();
            assert!(error.contains(&format!("the name `{name}` is not")), "{error}");
        }
    }
}
