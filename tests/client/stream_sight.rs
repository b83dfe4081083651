//! What others see of a stream: no keys, and one call.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use extract::{
    Endpoint, Error, Observer,
    sight::{Attempted, CallInfo, Finished},
    testing::{Moment, Outcome, StreamFault},
    transport::HttpError,
};

use crate::{
    fed::Feed,
    stage::{KEY, Stage, hiding, order, variant},
};

const TOKEN: &str = "token-of-the-hour-0123456789";

async fn token() -> Result<String, HttpError> {
    Ok(TOKEN.to_owned())
}

/// The streams of a server that repeats a secret, in the midst of a text and split over two deltas.
fn repeating(endpoint: Endpoint, secret: &str) -> (extract::Client, Feed) {
    let (client, feed) = match secret {
        TOKEN => Feed::with(endpoint, |client| client.token_provider(token)),
        _ => Feed::new(endpoint),
    };
    let (half, rest) = secret.split_at(9);
    feed.delta(&format!(r#"{{"value":["a {secret}", "b {half}"#));
    feed.delta(&format!(r#"{rest}", 7"#));
    (client, feed)
}

#[tokio::test]
async fn nothing_that_is_shown_of_a_stream_has_a_secret_in_it() {
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        for secret in [KEY, TOKEN] {
            let (client, feed) = repeating(endpoint, secret);
            drop(feed);
            let names = client.extractor::<Vec<String>>("gpt-4.1");
            let cut = names.stream("a name").await.unwrap().finish().await.map_err(hiding);
            let cut = cut.expect_err("it is cut");
            let partial = cut.partial_text().unwrap();
            assert_eq!(partial, r#"{"value":["a [key]", "b [key]", 7"#);
            assert!(!format!("{cut:?}").contains(TOKEN));

            let (client, feed) = repeating(endpoint, secret);
            feed.delta("]}");
            feed.end();
            let mut items = client.extractor::<Vec<u8>>("gpt-4.1").items("ages").await.unwrap();
            let mut found = Vec::new();
            while let Some(item) = items.next().await {
                found.push(item.map_err(hiding));
            }
            let shown = format!("{found:?} {items:?} {:?} {:?}", items.raw(), items.evidence());
            assert!(!shown.contains(KEY) && !shown.contains(TOKEN), "{shown}");
            let [Err(first), Err(second), Ok(7)] = &*found else { panic!("{found:?}") };
            assert_eq!(first.partial_text(), Some(r#""a [key]""#));
            assert_eq!(second.partial_text(), Some(r#""b [key]""#));
        }
    }
}

/// What was told, in order.
#[derive(Default)]
struct Told(Mutex<Vec<String>>);

impl Told {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Observer for Told {
    fn attempted(&self, _: &CallInfo<'_>, tried: &Attempted<'_>) {
        let told = tried.error.map_or("answered", variant);
        self.0.lock().unwrap().push(format!("try {}: {told}", tried.resend));
    }

    fn finished(&self, _: &CallInfo<'_>, end: &Finished<'_>) {
        let told = end.error.map_or("a value", variant);
        let (tries, usage) = (end.attempts.len(), end.usage.is_reported());
        self.0.lock().unwrap().push(format!("{told} after {tries}, with usage: {usage}"));
    }
}

#[tokio::test]
async fn a_stream_is_one_call_with_its_tries() {
    for stage in Stage::both().await {
        let told = Arc::new(Told::default());
        let orders = crate::stage::orders(stage.builder().observer(told.clone()));
        let cut = |moment| Outcome::answer(order()).stream_fault(StreamFault::Cut(moment));

        stage.play([cut(Moment::BeforeContent), Outcome::answer(order())]);
        let stream = orders.stream("an order").await.unwrap();
        assert_eq!(told.take(), ["try 0: Transport"]);
        stream.finish().await.unwrap();
        assert_eq!(told.take(), ["try 1: answered", "a value after 2, with usage: true"]);

        stage.play([cut(Moment::InContent)]);
        let end = orders.stream("an order").await.unwrap().finish().await;
        assert!(matches!(end, Err(Error::Truncated(_))));
        assert_eq!(told.take(), ["try 0: Transport", "Truncated after 1, with usage: false"]);

        stage.play([Outcome::answer(order())]);
        drop(orders.stream("an order").await.unwrap());
        assert!(told.take().is_empty());
    }
}

#[tokio::test]
async fn the_deadline_ends_a_stream_and_keeps_what_came() {
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let deadline = Duration::from_secs(90);
        let (client, feed) = Feed::with(endpoint, |client| client.api_key(KEY).deadline(deadline));
        feed.delta(r#"{"value":["Ada","#);
        // The clock of the test lets the alarm ring as soon as nothing comes.
        let stream = client.extractor::<Vec<String>>("gpt-4.1").stream("a name").await.unwrap();
        let error = stream.finish().await.map_err(hiding).expect_err("it takes too long");
        let Error::Transport(lost) = &error else { panic!("{error:?}") };
        assert_eq!(lost.kind(), extract::error::TransportErrorKind::Deadline);
        assert_eq!(error.partial_text(), Some(r#"{"value":["Ada","#));
        assert!(feed.is_left());
    }
}
