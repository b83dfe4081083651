//! A body that is read by whoever asked for it, piece by piece, when the call is over: no place in flight
//! is held while it comes, and no more of it than a piece.

use std::sync::{Mutex, PoisonError};

use http::response::Parts;

use super::Body;

/// Where the body of an answer is put.
#[derive(Default)]
pub(crate) struct Taker(Mutex<Option<(Parts, Body)>>);

impl Taker {
    pub(super) fn put(&self, head: &Parts, body: Body) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((head.clone(), body));
    }
}

#[cfg(feature = "batch")]
mod pieces {
    use std::{pin::pin, time::Duration};

    use bytes::Bytes;
    use http::Uri;
    use tokio::task::yield_now;

    use super::*;
    use crate::{
        error::{TransportError, TransportErrorKind},
        transport::{Chunks, Transport, clock::within, exchange},
    };

    impl Taker {
        /// What came, if anything did.
        pub(crate) fn take(&self) -> Option<(Parts, Body)> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
        }
    }

    impl Transport {
        /// The next piece of a body, which has to come within this time; `None` at its end.
        pub(crate) async fn piece(
            &self,
            body: &mut Body,
            limit: Duration,
            uri: &Uri,
        ) -> Result<Option<Bytes>, TransportError> {
            loop {
                let next = pin!(body.next());
                match within(&*self.clock, limit, next).await {
                    Some(Some(Ok(piece))) if piece.is_empty() => yield_now().await,
                    Some(Some(Ok(piece))) => return Ok(Some(piece)),
                    Some(Some(Err(error))) => return Err(exchange::lost(error, uri)),
                    Some(None) => return Ok(None),
                    None => {
                        let message = format!("nothing more came of a file within {limit:?}");
                        return Err(TransportError::new(TransportErrorKind::Timeout, message));
                    }
                }
            }
        }
    }
}
