//! The value of an answer as serde reads it, for those who know nothing of strict shapes.

use super::{choose, cursor::Cursor, reshape};
use crate::{
    json::compact,
    schema::{Extract, WRAPPER, check},
};

/// The value of an answer that was read, in the shape that serde reads and without its wrapper, on one
/// line. Lenient lists stand there as they came.
pub(crate) fn plain<T: Extract>(answer: &str) -> String {
    let facts = const { check(T::NODE) };
    let value = match facts.wrapped {
        true => choose::member(Cursor::new(answer), WRAPPER).ok().flatten().unwrap_or(answer),
        false => answer,
    };
    match reshape::reshape_for_others(T::NODE, value) {
        Ok(reshaped) => compact(&reshaped),
        // Serde read it all the same.
        Err(_) => compact(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lenient;

    #[test]
    fn maps_tuples_and_integers_are_as_serde_writes_them() {
        type Prices = Vec<(std::collections::BTreeMap<String, u8>, bool)>;
        let answer = r#"{"value": [{"_1": true, "_0": [{"value": 5.0, "key": "tea"}]}]}"#;
        assert_eq!(plain::<Prices>(answer), r#"[[{"tea":5},true]]"#);
        let list = r#"{"value":[1.0,"two",{"_0":3}]}"#;
        assert_eq!(plain::<Lenient<Vec<u8>>>(list), r#"[1.0,"two",{"_0":3}]"#);
        assert_eq!(plain::<Option<u8>>(r#"{"value":null}"#), "null");
    }
}
