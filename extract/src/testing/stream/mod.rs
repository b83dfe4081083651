//! A run as a stream: the events are made of the body that the plain answer would have, so that both
//! say the same.

mod chat;
mod events;
mod fault;
mod flow;
mod frames;
mod play;
mod responses;
mod strike;
mod tokens;

pub use fault::{Moment, StreamFault};

pub(super) use self::{flow::Flow, play::play, tokens::Tokens};

use std::time::Duration;

use serde_json::Value;

use super::{bare::Delivery, fault::HTML_PAGE, reply::Reply};
use crate::Endpoint;

/// How an outcome is streamed.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    pub(super) tokens: Tokens,
    /// The wait before each delta but the first.
    pub(super) between: Option<Duration>,
    /// The bytes of each chunk; without it, a chunk is an event.
    pub(super) chunk: Option<usize>,
    pub(super) fault: Option<StreamFault>,
}

/// Whether the request asks for a stream.
pub(super) fn is_wanted(asked: &Value) -> bool {
    asked.get("stream").and_then(Value::as_bool) == Some(true)
}

/// The reply to a request that wants a stream; `delivery` is that of the plain answer.
pub(super) fn reply(
    endpoint: Endpoint,
    asked: &Value,
    body: &Value,
    pace: &Pace,
    delivery: Delivery,
) -> Reply {
    match pace.fault {
        Some(StreamFault::Html) => {
            return Reply::new(200, HTML_PAGE).header("content-type", "text/html");
        }
        Some(StreamFault::PlainBody) => return Reply::json(200, body),
        _ => {}
    }
    let events = match endpoint {
        Endpoint::Chat => chat::events(asked, body, &pace.tokens),
        Endpoint::Responses => responses::events(asked, body, &pace.tokens),
    };
    let struck = strike::strike(endpoint, body, events, pace.fault);
    let flow = Flow::new(struck, pace);
    let reply = match delivery {
        Delivery::Whole => Reply::new(200, "").delivered(Delivery::Streamed(Box::new(flow))),
        broken => Reply::new(200, flow.bytes()).delivered(broken),
    };
    reply.header("content-type", "text/event-stream; charset=utf-8")
}
