use std::fs;

use super::*;
use crate::pipeline::journal::attack::attack;

async fn run(
    extractor: &Extractor<u64>,
    count: u64,
    path: &Scratch,
) -> (Vec<Outcome<u64, u64>>, Report) {
    let run = extractor.run(documents(count)).journal(&path.0).start().await.unwrap();
    all(run).await
}

#[tokio::test]
async fn what_is_known_is_not_asked_again() {
    let (server, path) = (echo().await, Scratch::new());
    let (first, _) = run(&numbers(&server), 20, &path).await;
    assert_eq!(server.requests().len(), 20);
    let (second, report) = run(&numbers(&server), 30, &path).await;
    assert_eq!(server.requests().len(), 30);
    assert_eq!((report.done, report.from_journal), (30, 20));
    assert_eq!(report.usage, Usage::new(10 * 60, 10 * 40));
    for outcome in &second {
        assert_eq!(outcome.from_journal, outcome.meta < 20);
        let found = outcome.result.as_ref().unwrap();
        assert_eq!(found.value, outcome.meta);
        if let Some(before) = first.iter().find(|before| before.id == outcome.id) {
            // Times are kept to the nanosecond, so all of it is the same.
            assert_eq!(found, before.result.as_ref().unwrap());
        }
    }
}

#[tokio::test]
async fn what_changes_the_request_is_asked_again() {
    let (server, path) = (echo().await, Scratch::new());
    run(&numbers(&server), 3, &path).await;
    let changes: [Extractor<u64>; 3] = [
        numbers(&server).instructions("Count."),
        numbers(&server).max_output_tokens(100),
        server.client().extractor("gpt-5"),
    ];
    for changed in changes {
        let before = server.requests().len();
        let (_, report) = run(&changed, 3, &path).await;
        assert_eq!((report.from_journal, server.requests().len()), (0, before + 3));
    }
    let (_, report) = run(&numbers(&server), 3, &path).await;
    assert_eq!(report.from_journal, 3);
}

#[tokio::test]
async fn paid_answers_that_are_no_value_are_known_and_failures_are_asked_again() {
    let (server, path) = (Server::start().await.unwrap(), Scratch::new());
    server.respond(|request| match number_of(request) {
        0 => Scripted::refuse("no"),
        1 => Scripted::truncate("{\"value\":"),
        2 => Scripted::empty(),
        3 => Scripted::answer(json!({ "value": -1 })),
        4 => Scripted::fault(Fault::ServerError),
        _ => Scripted::fault(Fault::Disconnect),
    });
    let (mut first, _) = run(&numbers(&server), 6, &path).await;
    let (mut second, report) = run(&numbers(&server), 6, &path).await;
    assert_eq!((report.from_journal, server.requests().len()), (4, 8));
    first.sort_by_key(|outcome| outcome.index);
    second.sort_by_key(|outcome| outcome.index);
    for (before, after) in first.iter().zip(&second).take(4) {
        let (before, after) = (before.result.as_ref(), after.result.as_ref());
        assert_eq!(format!("{before:?}"), format!("{after:?}"));
    }
}

#[tokio::test]
async fn equal_documents_are_paid_once() {
    let (server, path) = (echo().await, Scratch::new());
    let equal = (0..50).map(|n| Document::new(format!("d{n}"), (n % 5).to_string()));
    let run = numbers(&server).run(equal).journal(&path.0).concurrency(50).start().await.unwrap();
    let (found, report) = all(run).await;
    assert_eq!((found.len(), report.from_journal, server.requests().len()), (50, 45, 5));
}

#[tokio::test]
async fn a_second_run_on_an_open_journal_is_refused() {
    let (server, path) = (echo().await, Scratch::new());
    let extractor = numbers(&server);
    let open = extractor.run(documents(1)).journal(&path.0).start().await.unwrap();
    let error = extractor.run(documents(1)).journal(&path.0).start().await.unwrap_err();
    assert!(error.to_string().contains("in use by another run"), "{error}");
    drop(open);
    extractor.run(documents(1)).journal(&path.0).start().await.unwrap();
}

#[tokio::test]
async fn a_run_that_is_dropped_in_work_gives_its_journal_back_at_once() {
    let (server, path) = (echo().await, Scratch::new());
    let extractor = numbers(&server);
    for _ in 0..20 {
        let run = extractor.run(documents(50)).journal(&path.0).concurrency(10);
        let mut outcomes = run.start().await.unwrap();
        assert!(outcomes.next().await.unwrap().result.is_ok());
    }
    let (_, report) = run(&extractor, 50, &path).await;
    assert_eq!((report.done, report.damaged), (50, 0));
    assert!(report.from_journal >= 1, "{report:?}");
}

#[tokio::test]
async fn a_file_that_is_no_journal_is_left_alone() {
    let (server, path) = (echo().await, Scratch::new());
    for text in ["important", "important\n", "typed-extract journal 2\n"] {
        fs::write(&path.0, text).unwrap();
        let error = numbers(&server).run(documents(1)).journal(&path.0).start().await.unwrap_err();
        assert!(error.to_string().contains("is no journal"), "{error}");
        assert_eq!(fs::read_to_string(&path.0).unwrap(), text);
    }
}

/// A journal that is cut anywhere knows what stands before the cut; a byte that was flipped anywhere is
/// noticed, and what it belongs to is asked again. No value is ever wrong.
#[tokio::test]
async fn a_cut_loses_what_follows_it_and_a_flipped_byte_its_own_line() {
    let (server, path) = (echo().await, Scratch::new());
    let extractor = numbers(&server);
    run(&extractor, 3, &path).await;
    let whole = fs::read(&path.0).unwrap();
    let head = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let lines_before =
        |end: usize| whole[..end].iter().filter(|byte| **byte == b'\n').count() as u64 - 1;
    for cut in (head..whole.len()).step_by(41) {
        fs::write(&path.0, &whole[..cut]).unwrap();
        let (found, report) = run(&extractor, 3, &path).await;
        assert_eq!(report.from_journal, lines_before(cut), "cut at {cut}");
        assert_eq!(report.damaged, 0);
        assert!(
            found.iter().all(|it| it.result.as_ref().is_ok_and(|found| found.value == it.meta))
        );
    }
    for flipped in (head..whole.len() - 1).step_by(41) {
        let mut bytes = whole.clone();
        bytes[flipped] ^= 1 << (flipped % 8);
        fs::write(&path.0, &bytes).unwrap();
        let (found, report) = run(&extractor, 3, &path).await;
        assert_eq!(report.from_journal, 2, "flipped at {flipped}");
        assert!(report.damaged >= 1, "flipped at {flipped}");
        assert!(
            found.iter().all(|it| it.result.as_ref().is_ok_and(|found| found.value == it.meta))
        );
    }
}

#[tokio::test]
async fn a_device_or_a_folder_is_no_journal() {
    let server = echo().await;
    for path in ["/dev/zero", "/"] {
        let error = numbers(&server).run(documents(1)).journal(path).start().await.unwrap_err();
        assert!(error.to_string().contains("is no journal"), "{error}");
    }
}

#[tokio::test]
async fn what_was_paid_and_cannot_be_kept_is_given_and_listed() {
    let (server, path) = (echo().await, Scratch::new());
    let run = numbers(&server).run(documents(20)).journal(&path.0).concurrency(3);
    let mut outcomes = run.start().await.unwrap();
    outcomes.lose_journal();
    let (found, report) = all(outcomes).await;
    let paid = server.requests().len() as u64;
    assert_eq!((found.len(), report.done, report.unkept.len() as u64), (20, paid, paid));
    assert!((1..=6).contains(&paid), "{report:?}");
    assert_eq!(report.not_sent, 20 - paid);
    let reason = found.iter().find_map(|outcome| outcome.result.as_ref().err()).unwrap();
    assert!(reason.to_string().contains("cannot be used"), "{reason}");
    assert_eq!(report.usage, Usage::new(paid * 60, paid * 40));
}

/// All that is known of a call beside its value, the answers before the last one as well.
#[tokio::test]
async fn evidence_comes_back_from_a_journal() {
    let (server, path) = (Server::start().await.unwrap(), Scratch::new());
    let wrong = || Scripted::answer(json!({ "value": -1 })).usage(Usage::new(100, 7));
    let outcomes: [fn() -> Scripted; 4] = [
        || {
            Scripted::answer(json!({ "value": 5 }))
                .reasoning("It is five.")
                .header("x-request-id", "r")
        },
        || Scripted::refuse("no").reasoning("It is nothing to be told."),
        || Scripted::truncate("{\"value\":").header("x-request-id", "cut"),
        || Scripted::answer(json!({ "value": -2 })),
    ];
    let extractor = numbers(&server).reask(1).service_tier(crate::ServiceTier::Flex).max_retries(1);
    for (number, outcome) in outcomes.iter().enumerate() {
        // One that failed, one that was no value, and the last one.
        server.script(Scripted::raw(500, &[("retry-after-ms", "1")], "{}"));
        server.script(wrong());
        server.script(outcome().usage(Usage::new(120, 9)));
        let document = || vec![Document::new("d", number.to_string())];
        let asked = server.requests().len();
        let before = all(extractor.run(document()).journal(&path.0).start().await.unwrap()).await;
        assert_eq!(server.requests().len(), asked + 3);
        let after = all(extractor.run(document()).journal(&path.0).start().await.unwrap()).await;
        assert_eq!((server.requests().len(), after.1.from_journal), (asked + 3, 1));

        let [before, after] = [before, after].map(|(mut found, _)| found.remove(0).result);
        match (before, after) {
            (Ok(before), Ok(after)) => {
                assert_eq!((before.rejected.len(), before.attempts.len()), (1, 3));
                assert_eq!(before.rejected[0].violations.len(), 1);
                assert_eq!(before.usage, Usage::new(220, 16));
                assert_eq!(after, before);
            }
            (Err(before), Err(after)) => {
                let known = [&before, &after].map(|error| error.evidence().unwrap().clone());
                let [first, second] = known;
                assert_eq!((first.rejected.len(), first.attempts.len()), (1, 3), "{number}");
                assert_eq!(second, first, "{number}");
                assert_eq!(after.to_string(), before.to_string());
            }
            other => panic!("{number}: {other:?}"),
        }
    }
}

/// What `fuzz/targets/journal.rs` tries for hours, for a moment.
#[tokio::test]
async fn whatever_happens_to_a_journal_no_answer_is_wrong() {
    let (server, path) = (Server::start().await.unwrap(), Scratch::new());
    server.respond(|request| match number_of(request) {
        0 => Scripted::refuse("no"),
        1 => Scripted::fault(Fault::ServerError),
        2 => Scripted::answer(json!({ "value": -1 })),
        number => Scripted::answer(json!({ "value": number })),
    });
    run(&numbers(&server), 6, &path).await;
    let real = fs::read(&path.0).unwrap();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut programs = Vec::new();
    for length in 0..2_000 {
        let mut program = Vec::new();
        for _ in 0..length % 40 {
            // Marsaglia's xorshift: every run tries the same.
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            program.extend(random.to_le_bytes().into_iter().take(1 + length % 5));
        }
        programs.push(program);
    }
    // It has a runtime of its own.
    let attacks = move || programs.iter().for_each(|program| attack(&real, program));
    tokio::task::spawn_blocking(attacks).await.unwrap();
}

#[tokio::test]
async fn an_answer_with_the_key_in_it_is_asked_again_and_not_given_without_it() {
    let (server, path) = (Server::start().await.unwrap(), Scratch::new());
    server.respond(|_| Scripted::answer(json!({ "value": "the key is sk-local" })));
    let texts = server.client().extractor::<String>("gpt-5-mini");
    for _ in 0..2 {
        let run = texts.run([Document::new("a", "x")]).journal(&path.0).start().await.unwrap();
        let (found, report) = all(run).await;
        assert_eq!(found[0].result.as_ref().unwrap().value, "the key is sk-local");
        assert_eq!(report.from_journal, 0);
    }
    assert!(!fs::read_to_string(&path.0).unwrap().contains("sk-local"));
}

#[derive(Debug, serde::Deserialize, crate::Extract)]
#[extract(validate = explode)]
struct Fragile {
    value: u64,
}

fn explode(fragile: &Fragile) -> Result<(), String> {
    assert!(fragile.value > 100, "too small");
    Ok(())
}

#[tokio::test]
async fn a_check_that_panics_costs_neither_the_answer_nor_its_figures() {
    let (server, path) = (echo().await, Scratch::new());
    let fragile = server.client().extractor::<Fragile>("gpt-5-mini");
    for known in [0, 3] {
        let run = fragile.run(documents(3)).journal(&path.0).start().await.unwrap();
        let (found, report) = all(run).await;
        assert_eq!((report.invalid, report.from_journal), (3, known));
        for outcome in found {
            let Err(Error::Invalid(invalid)) = &outcome.result else { panic!("{outcome:?}") };
            assert_eq!(invalid.raw(), format!(r#"{{"value":{}}}"#, outcome.meta));
            assert_eq!(outcome.result.as_ref().unwrap_err().usage(), Usage::new(60, 40));
        }
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn an_answer_that_only_looks_as_if_it_had_a_key_in_it_is_known() {
    let (server, path) = (Server::start().await.unwrap(), Scratch::new());
    server.respond(|_| Scripted::answer(json!({ "value": "reads os.environ[key]" })));
    let texts = server.client().extractor::<String>("gpt-5-mini");
    for known in [0, 1] {
        let run = texts.run([Document::new("a", "x")]).journal(&path.0).start().await.unwrap();
        let (found, report) = all(run).await;
        assert_eq!(found[0].result.as_ref().unwrap().value, "reads os.environ[key]");
        assert_eq!(report.from_journal, known);
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_a_lenient_fallback_gave_is_a_value_again() {
    let (first, second) = (Server::start().await.unwrap(), Server::start().await.unwrap());
    let path = Scratch::new();
    first.respond(|_| Scripted::fault(Fault::BillingExhausted));
    second.respond(|request| {
        Scripted::answer_text(format!("```json\n{{\"value\":{}}}\n```", number_of(request)))
    });
    let extractor = numbers(&first).fallback(numbers(&second).lenient(true));
    for known in [0, 3] {
        let (found, report) = run(&extractor, 3, &path).await;
        assert_eq!((report.done, report.from_journal), (3, known), "{found:?}");
    }
    assert_eq!(second.requests().len(), 3);
}

#[tokio::test]
async fn a_call_of_another_tool_never_becomes_a_value() {
    let (server, path) = (Server::start().await.unwrap(), Scratch::new());
    server.respond(|request| Scripted::call("other", json!({ "value": number_of(request) })));
    let extractor = numbers(&server).through_tool();
    for known in [0, 3] {
        let (_, report) = run(&extractor, 3, &path).await;
        assert_eq!((report.done, report.from_journal), (0, known));
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn what_was_no_value_is_not_read_as_a_fallback_would() {
    let (first, second) = (Server::start().await.unwrap(), Server::start().await.unwrap());
    let path = Scratch::new();
    first.respond(|request| {
        Scripted::answer_text(format!("```json\n{{\"value\":{}}}\n```", number_of(request)))
    });
    let extractor = numbers(&first).fallback(numbers(&second).lenient(true));
    for known in [0, 3] {
        let (_, report) = run(&extractor, 3, &path).await;
        assert_eq!((report.done, report.invalid, report.from_journal), (0, 3, known));
    }
    assert_eq!(second.requests().len(), 0);
}
