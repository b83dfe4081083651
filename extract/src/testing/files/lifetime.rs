use std::ops::RangeInclusive;

use serde_json::Value;

use crate::testing::judge::{Rejection, missing};

const SECONDS: RangeInclusive<u64> = 3_600..=2_592_000;

/// How long a file lives: from an hour to 30 days, counted from its making.
#[derive(Clone, Copy, Debug)]
pub(in crate::testing) struct Lifetime(u64);

impl Lifetime {
    /// As a form spells it, in two fields.
    pub(super) fn of_form(
        anchor: Option<&str>,
        seconds: Option<&str>,
    ) -> Result<Option<Self>, Rejection> {
        if anchor.is_none() && seconds.is_none() {
            return Ok(None);
        }
        let (anchor_name, seconds_name) = ("expires_after[anchor]", "expires_after[seconds]");
        let anchor = anchor.ok_or_else(|| missing(anchor_name))?;
        let seconds = seconds.ok_or_else(|| missing(seconds_name))?;
        Self::checked(anchor_name, anchor, seconds_name, seconds.parse().ok()).map(Some)
    }

    /// As JSON spells it, in one object.
    pub(in crate::testing) fn of_object(name: &str, value: &Value) -> Result<Self, Rejection> {
        let (anchor_name, seconds_name) = (format!("{name}.anchor"), format!("{name}.seconds"));
        let anchor = value.get("anchor").and_then(Value::as_str);
        let anchor = anchor.ok_or_else(|| missing(&anchor_name))?;
        let seconds = value.get("seconds").ok_or_else(|| missing(&seconds_name))?;
        Self::checked(&anchor_name, anchor, &seconds_name, seconds.as_u64())
    }

    fn checked(
        anchor_name: &str,
        anchor: &str,
        seconds_name: &str,
        seconds: Option<u64>,
    ) -> Result<Self, Rejection> {
        if anchor != "created_at" {
            let message = format!(
                "Invalid value: '{anchor}'. Value must be 'created_at' for '{anchor_name}'."
            );
            return Err(Rejection::new(400, message).param(anchor_name).code("invalid_value"));
        }
        match seconds {
            Some(seconds) if SECONDS.contains(&seconds) => Ok(Self(seconds)),
            _ => {
                let message = format!(
                    "Invalid '{seconds_name}': expected an integer from {} to {}.",
                    SECONDS.start(),
                    SECONDS.end()
                );
                Err(Rejection::new(400, message).param(seconds_name).code("invalid_value"))
            }
        }
    }

    /// When what is made now is deleted.
    pub(in crate::testing) fn end(self, now: u64) -> u64 {
        now + self.0
    }
}
