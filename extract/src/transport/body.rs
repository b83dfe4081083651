use bytes::{Bytes, BytesMut};

use super::{BoxFuture, HttpError};
use crate::error::TransportErrorKind;

/// The body of an answer: whole, or still arriving.
pub struct Body(Inner);

enum Inner {
    Arriving(Box<dyn Chunks>),
    Whole(Bytes),
}

/// A body that arrives piece by piece.
pub trait Chunks: Send {
    /// The next piece; `None` at the end of the body, and only there.
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>>;
}

impl Body {
    /// A body that is still arriving.
    pub fn arriving(chunks: impl Chunks + 'static) -> Self {
        Self(Inner::Arriving(Box::new(chunks)))
    }

    /// Reads the whole body, but never holds more than `limit` bytes.
    ///
    /// # Errors
    ///
    /// [`TransportErrorKind::TooLarge`] beyond the limit, otherwise what the connection says.
    pub async fn read(self, limit: usize) -> Result<Bytes, HttpError> {
        let mut chunks = match self.0 {
            Inner::Whole(bytes) if bytes.len() > limit => return Err(too_large(limit)),
            Inner::Whole(bytes) => return Ok(bytes),
            Inner::Arriving(chunks) => chunks,
        };
        let Some(first) = chunks.next().await.transpose()? else {
            return Ok(Bytes::new());
        };
        if first.len() > limit {
            return Err(too_large(limit));
        }
        let Some(second) = chunks.next().await.transpose()? else {
            return Ok(first);
        };
        let mut whole = BytesMut::from(first);
        let mut next = Some(second);
        while let Some(chunk) = next {
            if chunk.len() > limit.saturating_sub(whole.len()) {
                return Err(too_large(limit));
            }
            whole.extend_from_slice(&chunk);
            next = chunks.next().await.transpose()?;
        }
        Ok(whole.freeze())
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Inner::Whole(bytes))
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Inner::Arriving(_) => f.write_str("Body(arriving)"),
            Inner::Whole(bytes) => write!(f, "Body({} bytes)", bytes.len()),
        }
    }
}

fn too_large(limit: usize) -> HttpError {
    let message = format!("the body is larger than {limit} bytes");
    HttpError::new(TransportErrorKind::TooLarge, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Pieces(Vec<&'static str>);

    impl Chunks for Pieces {
        fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
            let piece = (!self.0.is_empty()).then(|| Ok(Bytes::from(self.0.remove(0))));
            Box::pin(async { piece })
        }
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit() {
        let cases: [(&[&'static str], Option<&str>); 6] = [
            (&[], Some("")),
            (&["abcd"], Some("abcd")),
            (&["ab", "", "cd"], Some("abcd")),
            (&["abcde"], None),
            (&["abcd", "e"], None),
            (&["", "abcde"], None),
        ];
        for (pieces, expected) in cases {
            let read = Body::arriving(Pieces(pieces.to_vec())).read(4).await;
            let kind = read.as_ref().err().map(|error| error.kind);
            assert_eq!(read.ok().as_deref(), expected.map(str::as_bytes), "{pieces:?}");
            assert_eq!(kind, expected.is_none().then_some(TransportErrorKind::TooLarge));
            let whole = Body::from(Bytes::from(pieces.concat())).read(4).await;
            assert_eq!(whole.ok().as_deref(), expected.map(str::as_bytes), "{pieces:?}");
        }
    }
}
