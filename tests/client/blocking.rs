//! The calls that wait: the outcomes of the async ones, from any thread, and an error inside async code.

use std::thread;

use extract::{
    Endpoint, Error, blocking,
    testing::{Fault, Outcome},
};
use tokio::runtime::{Builder, Runtime};

use crate::stage::{KEY, Order, Stage, order, orders, variant};

/// A stage whose server has a thread of its own.
fn stage(endpoint: Endpoint) -> (Stage, Runtime) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    (runtime.block_on(Stage::new(endpoint)), runtime)
}

#[test]
fn outcomes_are_those_of_the_async_calls() {
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let (stage, runtime) = stage(endpoint);
        let calls = [
            vec![Outcome::answer(order())],
            vec![Outcome::fault(Fault::ServerError), Outcome::fault(Fault::Disconnect)],
            vec![Outcome::refuse("No.")],
            vec![Outcome::fault(Fault::BillingExhausted)],
            vec![Outcome::answer_text("{}")],
            vec![Outcome::truncate("{")],
        ];
        let told = |result: Result<extract::Extraction<Order>, Error>| match result {
            Ok(found) => (format!("{:?} {:?}", found.value, found.usage), found.attempts.len()),
            Err(error) => (format!("{} {error}", variant(&error)), error.attempts().len()),
        };
        let waiting = stage.orders().blocking();
        for outcomes in calls {
            let expected = told(runtime.block_on(stage.ask(outcomes.clone())));
            stage.play(outcomes);
            assert_eq!(told(waiting.extract("an order")), expected);
        }
        let client = stage.builder().build().unwrap();
        let models = runtime.block_on(client.models()).unwrap();
        assert_eq!(client.blocking().models().unwrap(), models);
    }
}

#[test]
fn many_threads_ask_at_the_same_time() {
    fn crosses<T: Clone + Send + Sync + 'static>(_: &T) {}
    let (stage, _runtime) = stage(Endpoint::Responses);
    let waiting = stage.orders().blocking();
    crosses(&waiting);
    crosses(&stage.builder().build().unwrap().blocking());
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..8 {
                    assert_eq!(waiting.clone().extract("an order").unwrap().value, order());
                }
            });
        }
    });
    assert_eq!(stage.seen(), 16 * 8);
}

#[test]
fn one_client_serves_both_ways_in_turn() {
    let (stage, runtime) = stage(Endpoint::Chat);
    let orders = orders(stage.builder());
    let waiting = blocking::Extractor::from(orders.clone());
    for _ in 0..5 {
        let awaited = runtime.block_on(orders.extract("an order")).unwrap();
        let waited = waiting.extract("an order").unwrap();
        assert_eq!((awaited.attempts.len(), waited.attempts.len()), (1, 1));
    }
}

#[test]
fn inside_async_code_it_is_an_error_and_no_panic() {
    let (stage, runtime) = stage(Endpoint::Responses);
    let client = blocking::Client::from(stage.builder().build().unwrap());
    // So that there is something to drop.
    client.models().unwrap();
    stage.seen();
    let waiting = stage.orders().blocking();
    let clones = (client.clone(), waiting.clone());
    let check = move || {
        for error in [clones.0.models().map(drop), clones.1.extract("an order").map(drop)] {
            let error = error.expect_err("no thread may be stopped here");
            assert_eq!(variant(&error), "Config");
            assert!(error.to_string().contains("inside async code"), "{error}");
        }
    };
    runtime.block_on(async { check() });
    let on_a_worker = check.clone();
    runtime.block_on(runtime.spawn(async move { on_a_worker() })).unwrap();
    runtime.block_on(runtime.spawn_blocking(check)).unwrap();
    assert_eq!(stage.seen(), 0);
    runtime.block_on(async { drop((client, waiting.clone())) });
    assert_eq!(waiting.extract("an order").unwrap().value, order());
}

#[test]
fn no_debug_shows_the_key() {
    let (stage, _runtime) = stage(Endpoint::Responses);
    let client = stage.builder().build().unwrap().blocking();
    let shown = format!("{client:?} {:?}", stage.orders().blocking());
    assert!(shown.contains("Extractor") && !shown.contains(KEY), "{shown}");
}
