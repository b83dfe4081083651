use std::fmt;

use crate::decode::push_json_string;

/// A key on a path: `.lines`, or `["unit price"]` where a dot would mislead.
pub(super) struct Step<'k>(pub(super) &'k str);

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.0.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
        if plain && !self.0.is_empty() {
            return write!(f, ".{}", self.0);
        }
        let mut quoted = String::new();
        push_json_string(&mut quoted, self.0);
        write!(f, "[{quoted}]")
    }
}
