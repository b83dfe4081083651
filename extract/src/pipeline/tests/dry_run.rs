use std::{
    sync::Mutex,
    time::{Duration, SystemTime},
};

use super::*;
use crate::{Money, Prices, transport::BoxFuture};

/// A series of numbers that look like chance.
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    /// From 0 up to 1.
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// The clock of the system, whose chance is known.
struct Seeded(SystemClock, Mutex<Dice>);

impl Clock for Seeded {
    fn now(&self) -> Duration {
        self.0.now()
    }
    fn wall(&self) -> SystemTime {
        self.0.wall()
    }
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(time)
    }
    fn random(&self) -> f64 {
        self.1.lock().unwrap().roll()
    }
}

/// Documents of some lengths, and what the server counts for one of them.
struct Kind {
    name: &'static str,
    length: fn(&mut Dice) -> usize,
    /// Of the length of the document, and of chance.
    output: fn(f64, &mut Dice) -> f64,
}

const KINDS: [Kind; 5] = [
    Kind {
        name: "all about as long, answers between half and one and a half",
        length: |dice| 300 + (60.0 * dice.roll()) as usize,
        output: |_, dice| 120.0 * (0.5 + dice.roll()),
    },
    Kind {
        name: "one in ten is 100 times longer, answers follow",
        length: |dice| if dice.roll() < 0.1 { 4_000 } else { 40 },
        output: |length, dice| 20.0 + length / 10.0 * (0.8 + 0.4 * dice.roll()),
    },
    Kind {
        name: "every length from 30 to 3,000, answers follow",
        length: |dice| (30.0 * 100_f64.powf(dice.roll())) as usize,
        output: |length, dice| length / 8.0 * (0.7 + 0.6 * dice.roll()),
    },
    Kind {
        name: "every length from 30 to 3,000, answers grow with its root",
        length: |dice| (30.0 * 100_f64.powf(dice.roll())) as usize,
        output: |length, dice| 3.0 * length.sqrt() * (0.7 + 0.6 * dice.roll()),
    },
    Kind {
        name: "a few very long ones, all answers alike",
        length: |dice| if dice.roll() < 0.02 { 4_000 } else { 100 },
        output: |_, _| 60.0,
    },
];

const COUNT: u64 = 200;
const SAMPLE: usize = 40;

impl Kind {
    fn documents(&self, seed: u64) -> Vec<Document> {
        let mut dice = Dice(seed);
        let text = |n: u64, length| format!("{n:07} {}", "word ".repeat(length / 5));
        (0..COUNT)
            .map(|n| Document::new(n.to_string(), text(n, (self.length)(&mut dice))))
            .collect()
    }

    /// Counts as a tokenizer does that is not ours: 3.1 bytes for a token, and 90 around them.
    async fn server(&self) -> Server {
        let server = Server::start().await.unwrap();
        let output = self.output;
        server.respond(move |request| {
            let body = request.body();
            let text = body["input"][0]["content"].as_str().unwrap();
            let mut dice = Dice(text[..7].parse::<u64>().unwrap().wrapping_mul(0x9E37_79B9));
            dice.roll();
            let length = text.len() as f64;
            let written = output(length, &mut dice);
            let mut usage = Usage::new((90.0 + length / 3.1) as u64, written as u64);
            usage.cached = Some(0);
            usage.cache_write = Some(0);
            match dice.roll() {
                // Refusals and answers that are no value are paid like others.
                0.0..0.05 => Scripted::refuse("no").usage(usage),
                0.05..0.1 => Scripted::answer(json!({ "value": -1 })).usage(usage),
                _ => Scripted::answer(json!({ "value": 1 })).usage(usage),
            }
        });
        server
    }
}

fn extractor(server: &Server, seed: u64) -> Extractor<u64> {
    let clock = Seeded(SystemClock::default(), Mutex::new(Dice(seed)));
    let client = crate::Client::builder().base_url(server.url()).clock(clock).build().unwrap();
    client.extractor("gpt-5-mini").max_retries(0)
}

fn is_near(told: u64, truth: u64) -> bool {
    told.abs_diff(truth) as f64 <= 0.15 * truth as f64
}

#[tokio::test]
async fn an_estimate_from_a_sample_is_within_15_percent_of_what_the_server_counts() {
    for kind in KINDS {
        let server = kind.server().await;
        for seed in 1..=2 {
            let path = Scratch::new();
            let extractor = extractor(&server, seed);
            let run = || extractor.run(kind.documents(seed)).journal(&path.0);
            let before = server.requests().len();
            let forecast = run().dry_run(SAMPLE).await.unwrap();
            assert_eq!(server.requests().len() - before, SAMPLE);
            assert_eq!((forecast.documents, forecast.asked()), (COUNT, COUNT - SAMPLE as u64));

            let (_, report) = all(run().start().await.unwrap()).await;
            assert_eq!((report.from_journal, report.requests), (SAMPLE as u64, forecast.asked()));
            let truth = (report.usage.input.unwrap(), report.usage.output.unwrap());
            let told = (forecast.input, forecast.output.unwrap());
            println!("{}, seed {seed}: {told:?} told, {truth:?} used", kind.name);
            assert!(is_near(told.0, truth.0) && is_near(told.1, truth.1), "{}", kind.name);
            let micros = |money: Option<Money>| (money.unwrap().picodollars() / 1_000_000) as u64;
            assert!(is_near(micros(forecast.cost), micros(report.cost)), "{}", kind.name);
        }
    }
}

#[tokio::test]
async fn without_a_sample_nothing_is_sent_and_answers_are_not_told() {
    let server = KINDS[0].server().await;
    let extractor = extractor(&server, 1);
    let forecast = extractor.run(KINDS[0].documents(1)).dry_run(0).await.unwrap();
    assert_eq!(server.requests().len(), 0);
    assert_eq!((forecast.output, forecast.cost, forecast.total()), (None, None, None));
    let bytes: usize = KINDS[0].documents(1).iter().map(|it| text_of(it).len()).sum();
    assert!(
        forecast.input as usize >= bytes / 6 && (forecast.input as usize) < bytes,
        "{forecast:?}"
    );
}

fn text_of(document: &Document) -> String {
    format!("{:?}", document.input)
}

#[tokio::test]
async fn what_a_journal_knows_teaches_and_costs_nothing() {
    let (server, path) = (KINDS[2].server().await, Scratch::new());
    let extractor = extractor(&server, 1);
    let documents = KINDS[2].documents(1);
    let some = documents.iter().step_by(10).cloned().collect::<Vec<_>>();
    all(extractor.run(some).journal(&path.0).start().await.unwrap()).await;

    let before = server.requests().len();
    let run = || extractor.run(documents.clone()).journal(&path.0);
    let forecast = run().dry_run(0).await.unwrap();
    assert_eq!(server.requests().len(), before);
    assert_eq!((forecast.known, forecast.asked()), (COUNT / 10, COUNT - COUNT / 10));
    let (_, report) = all(run().start().await.unwrap()).await;
    assert!(is_near(forecast.total().unwrap(), report.usage.total()), "{forecast:?} {report:?}");

    // Now all is known.
    let forecast = run().dry_run(SAMPLE).await.unwrap();
    assert_eq!((forecast.known, forecast.sample.requests), (COUNT, 0));
    assert_eq!((forecast.total(), forecast.cost), (Some(0), Some(Money::ZERO)));
}

#[tokio::test]
async fn what_would_not_be_asked_is_counted_and_not_charged() {
    let (server, path) = (KINDS[0].server().await, Scratch::new());
    let extractor = extractor(&server, 1);
    let text = "0000001 the same";
    let documents = || {
        vec![
            Document::new("a", text),
            Document::new("equal", text),
            Document::new("a", "0000002 the id came before"),
            Document::new("gone", crate::Input::text("").file("/nowhere/at-all.pdf")),
        ]
    };
    for (journal, known, asked) in [(true, 1, 1), (false, 0, 2)] {
        let run = extractor.run(documents());
        let run = if journal { run.journal(&path.0) } else { run };
        let forecast = run.dry_run(0).await.unwrap();
        assert_eq!(
            (forecast.documents, forecast.known, forecast.wrong, forecast.asked()),
            (4, known, 2, asked)
        );
    }
    // As the run has it.
    let (_, report) = all(extractor.run(documents()).journal(&path.0).start().await.unwrap()).await;
    assert_eq!((report.wrong, report.requests), (2, 1));
}

#[tokio::test]
async fn without_a_journal_the_sample_is_paid_and_asked_again() {
    let server = KINDS[0].server().await;
    let extractor = extractor(&server, 1);
    let forecast = extractor.run(KINDS[0].documents(1)).dry_run(10).await.unwrap();
    assert_eq!((forecast.sample.requests, forecast.known, forecast.asked()), (10, 0, COUNT));
    assert!(forecast.sample.cost > Some(Money::ZERO));
}

#[tokio::test]
async fn the_sample_keeps_to_the_budget_and_an_unknown_price_is_no_price() {
    let server = KINDS[0].server().await;
    let extractor = extractor(&server, 1);
    let budget = Budget::tokens(2_000);
    let run = extractor.run(KINDS[0].documents(1)).budget(budget).concurrency(1);
    let forecast = run.dry_run(SAMPLE).await.unwrap();
    assert!(forecast.sample.not_sent > 0 && forecast.sample.usage.total() <= 2_500);

    let run = extractor.run(KINDS[0].documents(1)).prices(Prices::default());
    let forecast = run.dry_run(10).await.unwrap();
    assert!(forecast.output.is_some() && forecast.cost.is_none());
    assert!(forecast.sample.unpriced.contains("gpt-5-mini"), "{forecast:?}");
}

#[cfg(feature = "cache")]
#[tokio::test]
async fn hits_of_a_cache_teach_nothing() {
    let (server, journal, file) = (KINDS[0].server().await, Scratch::new(), Scratch::new());
    let extractor = extractor(&server, 1).cache(crate::Cache::open(&file.0).unwrap());
    let some: Vec<_> = KINDS[0].documents(1).into_iter().take(20).collect();
    let (found, _) = all(extractor.run(some.clone()).start().await.unwrap()).await;
    // Only values are cached.
    let has_value = |id: &str| found.iter().any(|it| it.id == id && it.result.is_ok());
    let good: Vec<_> = some.into_iter().filter(|it| has_value(&it.id)).collect();
    let (_, report) = all(extractor.run(good).journal(&journal.0).start().await.unwrap()).await;
    assert_eq!(report.requests, 0);
    let run = extractor.run(KINDS[0].documents(1)).journal(&journal.0);
    let forecast = run.dry_run(0).await.unwrap();
    assert!(forecast.asked() > 100 && forecast.input > 0, "{forecast:?}");
    assert_eq!((forecast.output, forecast.cost), (None, None));
}
