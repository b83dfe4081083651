use bytes::{Bytes, BytesMut};
use tokio::task::yield_now;

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
        let mut whole = Bytes::new();
        self.read_into(&mut whole, limit).await?;
        Ok(whole)
    }

    /// The same; what came before a fault stays in the buffer.
    pub(super) async fn read_into(self, whole: &mut Bytes, limit: usize) -> Result<(), HttpError> {
        let mut chunks = match self.0 {
            Inner::Arriving(chunks) => chunks,
            Inner::Whole(bytes) => return append(whole, bytes, limit),
        };
        while let Some(chunk) = chunks.next().await.transpose()? {
            if chunk.is_empty() {
                // Pieces of nothing, one after the other, shall not keep the timeout from being heard.
                yield_now().await;
            }
            append(whole, chunk, limit)?;
        }
        Ok(())
    }
}

/// The first piece is taken over as it is; most answers have no second one.
pub(super) fn append(whole: &mut Bytes, chunk: Bytes, limit: usize) -> Result<(), HttpError> {
    if chunk.len() > limit.saturating_sub(whole.len()) {
        let message = format!("the body is larger than {limit} bytes");
        return Err(HttpError::new(TransportErrorKind::TooLarge, message));
    }
    if whole.is_empty() {
        *whole = chunk;
    } else {
        // Copies the first piece only: what was joined here once is nobody else's.
        let mut joined = BytesMut::from(std::mem::take(whole));
        joined.extend_from_slice(&chunk);
        *whole = joined.freeze();
    }
    Ok(())
}

/// For services that look at what passes.
impl Chunks for Body {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        match &mut self.0 {
            Inner::Arriving(chunks) => chunks.next(),
            Inner::Whole(bytes) => {
                let piece = std::mem::take(bytes);
                Box::pin(async { (!piece.is_empty()).then_some(Ok(piece)) })
            }
        }
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
