//! Bytes of bytes 1. Its own reading takes text for the bytes that it is made of, so base64 has a
//! type of its own.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Bytes that travel as base64.
///
/// ```
/// use extract::{Base64, Extract};
/// use serde::Deserialize;
///
/// #[derive(Deserialize, Extract)]
/// struct Certificate {
///     fingerprint: Base64,
/// }
///
/// let read = extract::from_json::<Certificate>(r#"{"fingerprint":"3q2+7w=="}"#).unwrap();
/// assert_eq!(read.fingerprint.0[..], [0xde, 0xad, 0xbe, 0xef]);
/// ```
///
/// The alphabet is that of RFC 4648, section 4, with padding; the schema allows nothing else. Serde
/// writes it as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base64(pub Bytes);

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(|bytes| Self(bytes.into())).map_err(de::Error::custom)
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

text_of_a_form! {
    // The last letter before the padding has bits to spare, which are 0.
    "bytes1::Base64" Base64: pattern concat!(
        "^([A-Za-z0-9+/]{4})*",
        "([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$",
    ), "bytes in Base64 with padding";
}
