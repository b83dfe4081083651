//! Readers that take what they expect and pass over anything else: a server that sends a wrong type in
//! a member that nobody needs must not cost the answer. One pass, no copies of what is passed over.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

const MAX_ITEMS: usize = 10_000;

/// Reads a body. Whether it is UTF-8 is asked of the whole of it, which is quicker than of text after text;
/// and where it is not, only what is read has to be.
pub(super) fn read<'de, T: Deserialize<'de>>(body: &'de [u8]) -> serde_json::Result<T> {
    match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    }
}

/// A string; anything else is `None`.
#[derive(Debug, Default)]
pub(super) struct Text(pub(super) Option<String>);

/// A count; anything else is `None`. Whole floats count.
#[derive(Debug, Default)]
pub(super) struct Count(pub(super) Option<u64>);

/// A list; anything else is empty. One that is longer than any answer is no list: an item takes many times
/// the room of its text.
#[derive(Debug)]
pub(super) struct List<T>(pub(super) Vec<T>);

/// An object whose members all have defaults; anything else is `None` or all defaults.
#[derive(Debug)]
pub(super) struct Object<T>(pub(super) Option<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// The members of a visitor that pass over a kind of value.
macro_rules! pass_over {
    ($value:ty: $($kind:ident),*) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("anything")
        }
        $(pass_over!(@$kind $value);)*
    };
    (@scalars $value:ty) => {
        fn visit_bool<E>(self, _: bool) -> Result<$value, E> { Ok(Default::default()) }
        fn visit_unit<E>(self) -> Result<$value, E> { Ok(Default::default()) }
    };
    (@numbers $value:ty) => {
        fn visit_i64<E>(self, _: i64) -> Result<$value, E> { Ok(Default::default()) }
        fn visit_u64<E>(self, _: u64) -> Result<$value, E> { Ok(Default::default()) }
        fn visit_f64<E>(self, _: f64) -> Result<$value, E> { Ok(Default::default()) }
    };
    (@text $value:ty) => {
        fn visit_str<E>(self, _: &str) -> Result<$value, E> { Ok(Default::default()) }
    };
    (@list $value:ty) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<$value, A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Default::default())
        }
    };
    (@object $value:ty) => {
        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<$value, A::Error> {
            while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Default::default())
        }
    };
}
pub(super) use pass_over;

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Text;
            pass_over!(Text: scalars, numbers, list, object);

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(Some(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Text, E> {
                Ok(Text(Some(text)))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for Count {
    /// Through `Value`, which alone knows numbers in every build: with the feature
    /// `arbitrary_precision`, serde_json shows them to other readers as objects.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let whole = |count: &f64| count.fract() == 0.0 && (0.0..1e15).contains(count);
        let float = || value.as_f64().filter(whole).map(|count| count as u64);
        Ok(Self(value.as_u64().or_else(float)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = List<T>;
            pass_over!(List<T>: scalars, numbers, text, object);

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    if items.len() == MAX_ITEMS {
                        let message = format!("a list has more than {MAX_ITEMS} items");
                        return Err(serde::de::Error::custom(message));
                    }
                    items.push(item);
                }
                Ok(List(items))
            }
        }
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Object<T>;
            pass_over!(Object<T>: scalars, numbers, text, list);

            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(object)).map(Some).map(Object)
            }
        }
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Everything {
        text: Text,
        count: Count,
        list: List<Text>,
        object: Object<Inner>,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Inner {
        a: Option<u8>,
    }

    #[test]
    fn what_is_expected_is_read() {
        let json = r#"{"text":"é\n","count":3.0,"list":["a",1],"object":{"a":1,"b":2}}"#;
        let read: Everything = serde_json::from_str(json).expect("readable");
        assert_eq!(read.text.0.as_deref(), Some("é\n"));
        assert_eq!(read.count.0, Some(3));
        assert_eq!(
            read.list.0.iter().map(|text| text.0.as_deref()).collect::<Vec<_>>(),
            [Some("a"), None]
        );
        assert_eq!(read.object.0.map(|inner| inner.a), Some(Some(1)));
    }

    #[test]
    fn a_body_that_is_no_utf8_is_read_where_it_is() {
        let read: Everything = read(b"{\"text\":\"a\",\"other\":\"\xff\"}").expect("readable");
        assert_eq!(read.text.0.as_deref(), Some("a"));
    }

    #[test]
    fn any_other_type_is_passed_over() {
        for other in
            ["null", "true", "-1", "1.5", "1e99", r#"{"x":[{}]}"#, r#"[[],{"a":1}]"#, r#""s""#]
        {
            for member in ["text", "count", "list", "object"] {
                let json = format!(r#"{{"{member}":{other},"count_":1}}"#);
                let fits = (member == "text" && other.starts_with('"'))
                    || (member == "list" && other.starts_with('['))
                    || (member == "object" && other.starts_with('{'));
                let read = serde_json::from_str::<Everything>(&json);
                match (fits, read) {
                    (true, _) => {}
                    (false, Ok(read)) => {
                        let is_absent = read.text.0.is_none()
                            && read.count.0.is_none()
                            && read.list.0.is_empty()
                            && read.object.0.and_then(|inner| inner.a).is_none();
                        assert!(is_absent, "{json}");
                    }
                    (false, Err(error)) => panic!("{json}: {error}"),
                }
            }
        }
    }
}
