//! JSON as an independent judge reads it.

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Bytes of a body at most, after [`unfold`].
const LONGEST: usize = 64 * 1024;

/// Control characters, which no JSON holds, stand for long runs: what is done with long texts and deep
/// nesting is found by short inputs.
pub fn unfold(input: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(input.len());
    for byte in input {
        let (part, times): (&[u8], _) = match byte {
            1 => (b"x", 1100),
            2 => (br#"\""#, 600),
            3 => (b" ", 1100),
            4 => (br"\u00e9", 300),
            5 => ("é".as_bytes(), 600),
            6 => (b"[", 200),
            7 => (br#"{"a":"#, 200),
            8 => (br"\ud83d\ude00", 100),
            byte => (std::slice::from_ref(byte), 1),
        };
        if body.len() + part.len() * times <= LONGEST {
            body.extend_from_slice(&part.repeat(times));
        }
    }
    body
}

/// The document, unless an object in it has a key twice.
pub fn distinct(body: &[u8]) -> Option<Value> {
    serde_json::from_slice::<Distinct>(body).ok().map(|document| document.0)
}

struct Distinct(Value);

impl<'de> Deserialize<'de> for Distinct {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Distinct(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, Distinct(value))) = members.next_entry::<String, _>()? {
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key twice"));
            }
        }
        Ok(object.into())
    }
}
