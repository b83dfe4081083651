//! Calls that are more than one request.

use extract::{
    Error, Tolerated,
    pipeline::{Document, Outcomes},
    testing::Fault,
    transport::{Clock, SystemClock},
};

use super::*;

#[tokio::test]
async fn after_a_reask_the_value_is_kept_under_the_first_request() {
    let (server, cache) = (Server::start().await.unwrap(), in_memory());
    server.answer(json!({ "value": -1 })).answer(json!({ "value": 17 }));
    let plain = numbers(&server.client(), &cache);
    let paid = plain.clone().reask(1).extract("17").await.unwrap();
    assert_eq!((paid.value, paid.rejected.len()), (17, 1));
    let kept = plain.extract("17").await.unwrap();
    assert_eq!((kept.value, kept.from_cache, kept.rejected.len()), (17, true, 1));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_fallback_has_the_cache_that_it_was_given_itself() {
    let [first, second] = [Server::start().await.unwrap(), echo().await];
    let (own, other) = (in_memory(), in_memory());
    let model = |server: &Server, name: &str| server.client().extractor::<u64>(name).max_retries(0);
    let with = model(&first, "gpt-5-mini")
        .cache(own.clone())
        .fallback(model(&second, "gpt-4.1").cache(other.clone()));
    let without = model(&first, "gpt-5-mini").cache(own).fallback(model(&second, "gpt-4.1"));

    first.respond(|_| Outcome::fault(Fault::BillingExhausted));
    let paid = with.extract("17").await.unwrap();
    let kept = with.extract("17").await.unwrap();
    assert_eq!((paid.from_cache, kept.from_cache), (false, true));
    // The first was asked again: its answer is the better one.
    assert_eq!((first.requests().len(), second.requests().len()), (2, 1));
    assert_eq!(kept.attempts.len(), 1, "the try that failed");
    assert!(!without.extract("17").await.unwrap().from_cache);

    first.respond(|_| Outcome::answer(json!({ "value": 18 })));
    let better = with.extract("17").await.unwrap();
    assert_eq!((better.value, better.from_cache), (18, false));
    assert!(with.extract("17").await.unwrap().from_cache);
}

#[tokio::test]
async fn an_answer_with_prose_is_for_those_who_take_it() {
    let (server, cache) = (Server::start().await.unwrap(), in_memory());
    server.answer_text("Here:\n```json\n{\"value\":17}\n```").answer(json!({ "value": 17 }));
    let strict = numbers(&server.client(), &cache);
    let lenient = strict.clone().lenient(true);
    let paid = lenient.extract("17").await.unwrap();
    let kept = lenient.extract("17").await.unwrap();
    assert_eq!((kept.from_cache, &kept.tolerated), (true, &paid.tolerated));
    assert!(kept.tolerated.contains(&Tolerated::Fence));
    assert!(!strict.extract("17").await.unwrap().from_cache);
}

#[tokio::test]
async fn an_answer_through_a_tool_is_kept() {
    let (server, cache) = (Server::start().await.unwrap(), in_memory());
    for endpoint in [extract::Endpoint::Chat, extract::Endpoint::Responses] {
        server.answer(json!({ "value": 17 }));
        let numbers = numbers(&server.client(), &cache).endpoint(endpoint).through_tool();
        let paid = numbers.extract("17").await.unwrap();
        let kept = numbers.extract("17").await.unwrap();
        assert_eq!((kept.value, kept.from_cache, kept.raw), (17, true, paid.raw));
    }
}

#[tokio::test]
async fn what_goes_on_in_the_background_is_found_at_once() {
    let (server, cache) = (Server::start().await.unwrap(), in_memory());
    server.script(Outcome::answer(json!({ "value": 17 })).polls(1));
    let numbers = numbers(&server.client(), &cache).background(true);
    numbers.extract("17").await.unwrap();
    let asked = server.requests().len();
    assert!(numbers.extract("17").await.unwrap().from_cache);
    assert_eq!(server.requests().len(), asked);
    // Whoever begins a run wants one.
    server.answer(json!({ "value": 18 }));
    let begun = numbers.start("17").await.unwrap().wait().await.unwrap();
    assert_eq!((begun.value, begun.from_cache), (18, false));
    assert_eq!(numbers.extract("17").await.unwrap().value, 17);
}

#[tokio::test]
async fn streams_pass_the_cache_by() {
    let (server, cache) = (echo().await, in_memory());
    let numbers = numbers(&server.client(), &cache);
    for _ in 0..2 {
        let stream = numbers.stream("17").await.unwrap();
        assert!(!stream.finish().await.unwrap().from_cache);
    }
    assert!(!numbers.extract("17").await.unwrap().from_cache);
    assert!(!numbers.stream("17").await.unwrap().finish().await.unwrap().from_cache);
    assert_eq!(server.requests().len(), 4);
}

async fn count(mut outcomes: Outcomes<u64, u64>) -> (u64, u64) {
    let (mut hits, mut all) = (0, 0);
    while let Some(outcome) = outcomes.next().await {
        let found = outcome.result.unwrap();
        assert_eq!(found.value, outcome.meta);
        hits += u64::from(found.from_cache);
        all += 1;
    }
    (hits, all)
}

#[tokio::test]
async fn a_run_finds_what_calls_and_other_runs_have_kept() {
    let (server, file) = (echo().await, Scratch::new());
    let cache = Cache::open(file.path()).unwrap();
    let numbers = numbers(&server.client(), &cache);
    let documents =
        |many: u64| (0..many).map(|n| Document::new(n.to_string(), n.to_string()).with(n));
    numbers.extract("3").await.unwrap();
    let run = numbers.run(documents(200)).start().await.unwrap();
    assert_eq!(count(run).await, (1, 200));
    let run = numbers.run(documents(300)).start().await.unwrap();
    assert_eq!(count(run).await, (200, 300));
    assert_eq!((server.requests().len(), cache.losses()), (300, 0));
}

#[tokio::test]
async fn a_journal_comes_before_the_cache_and_knows_what_was_found_there() {
    let (server, cache, journal) = (echo().await, in_memory(), Scratch::new());
    let numbers = numbers(&server.client(), &cache);
    let documents = || (0..5).map(|n| Document::new(n.to_string(), n.to_string()).with(n));
    let run = numbers.run(documents()).start().await.unwrap();
    assert_eq!(count(run).await, (0, 5));
    let run = numbers.run(documents()).journal(journal.path()).start().await.unwrap();
    assert_eq!(count(run).await, (5, 5));
    let mut run = numbers.run(documents()).journal(journal.path()).start().await.unwrap();
    while let Some(outcome) = run.next().await {
        let found = outcome.result.unwrap();
        assert!(outcome.from_journal && !found.from_cache);
        assert_eq!((found.value, found.usage), (outcome.meta, Usage::new(0, 0)));
    }
    assert_eq!((run.report().from_journal, server.requests().len()), (5, 5));
}

#[tokio::test]
async fn a_budget_is_not_spent_on_what_is_found() {
    let (server, cache) = (echo().await, in_memory());
    let numbers = numbers(&server.client(), &cache);
    let documents = || (0..50).map(|n| Document::new(n.to_string(), n.to_string()).with(n));
    count(numbers.run(documents()).start().await.unwrap()).await;
    let budget = extract::pipeline::Budget::tokens(1_000);
    let run = numbers.run(documents()).budget(budget).concurrency(2).start().await.unwrap();
    assert_eq!(count(run).await, (50, 50));
}

#[tokio::test]
async fn calls_at_the_same_time_all_have_their_own_answer() {
    let (server, file) = (echo().await, Scratch::new());
    let cache = Cache::open(file.path()).unwrap().lifetime(Duration::from_secs(3600));
    let numbers = numbers(&server.client(), &cache);
    for round in 0..3 {
        let calls: Vec<_> = (0..400_u64)
            .map(|n| {
                let numbers = numbers.clone();
                let number = n % 100;
                tokio::spawn(async move { (number, numbers.extract(number.to_string()).await) })
            })
            .collect();
        for call in calls {
            let (number, found) = call.await.unwrap();
            let found = found.unwrap();
            assert_eq!(found.value, number);
            assert!(found.from_cache || round == 0);
        }
    }
    assert!((100..=400).contains(&server.requests().len()));
    assert_eq!((cache.losses(), cache.trouble()), (0, None));
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_the_cache_whole() {
    let (server, file) = (echo().await, Scratch::new());
    let cache = Cache::open(file.path()).unwrap();
    let numbers = numbers(&server.client(), &cache);
    for n in 0..200_u64 {
        let call = tokio::spawn({
            let numbers = numbers.clone();
            async move { numbers.extract(n.to_string()).await }
        });
        SystemClock::default().sleep(Duration::from_micros(n * 50)).await;
        call.abort();
        let _ = call.await;
    }
    drop(numbers);
    drop(cache);
    let cache = Cache::open(file.path()).unwrap();
    let numbers = super::numbers(&server.client(), &cache);
    for n in 0..200_u64 {
        assert_eq!(numbers.extract(n.to_string()).await.unwrap().value, n);
    }
    assert_eq!(cache.losses(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocking_call_has_the_cache_as_well() {
    let (server, file) = (echo().await, Scratch::new());
    let cache = Cache::open(file.path()).unwrap();
    let numbers = numbers(&server.client(), &cache).blocking();
    let asked =
        std::thread::spawn(move || [(), ()].map(|()| numbers.extract("17").unwrap().from_cache));
    assert_eq!(asked.join().unwrap(), [false, true]);
}

#[tokio::test]
async fn an_answer_that_repeats_the_key_is_not_kept() {
    let key = "sk-marked-0123456789";
    let server = Server::start().await.unwrap();
    server.respond(move |_| Outcome::answer(json!({ "value": format!("your key is {key}") })));
    let memory = Memory::default();
    let client = Client::builder().base_url(server.url()).api_key(key).build().unwrap();
    let texts = client.extractor::<String>("gpt-5-mini").cache(Cache::new(memory.clone()));
    for _ in 0..2 {
        let found = texts.extract("a").await.unwrap();
        assert!(!found.from_cache && found.value.contains(key) && !found.raw.contains(key));
    }
    assert!(memory.entries.lock().unwrap().is_empty());
}

#[tokio::test]
async fn errors_are_as_without_a_cache() {
    let (server, cache) = (Server::start().await.unwrap(), in_memory());
    server.respond(|_| Outcome::refuse("no"));
    let error = numbers(&server.client(), &cache).extract("17").await.unwrap_err();
    assert!(matches!(&error, Error::Refused(refused) if refused.refusal() == "no"));
    assert_eq!(error.attempts().len(), 1);
}
