//! Each fault of a stream, once on each endpoint.

use extract::{
    Endpoint,
    testing::{Fault, Moment, Outcome, Server, StreamFault},
};
use serde_json::{Value, json};

use crate::{
    ask::{ENDPOINTS, good_request, path, streamed},
    bare::{End, play},
    sse,
    streams::TEXT,
};

async fn faulty(server: &Server, endpoint: Endpoint, fault: StreamFault) -> (String, End) {
    let (bytes, end) = play(server, endpoint, Outcome::answer_text(TEXT).stream_fault(fault)).await;
    (String::from_utf8(bytes).unwrap(), end)
}

async fn good(server: &Server, endpoint: Endpoint) -> String {
    let (bytes, end) = play(server, endpoint, Outcome::answer_text(TEXT)).await;
    assert_eq!(end, End::Whole);
    String::from_utf8(bytes).unwrap()
}

/// The events of a stream, with their blank lines.
fn blocks(text: &str) -> Vec<&str> {
    text.split_inclusive("\n\n").collect()
}

fn is_content(block: &str) -> bool {
    block.contains("output_text.delta")
        || block.contains("\"delta\":{\"content\":\"") && !block.contains("role")
}

fn is_end(block: &str) -> bool {
    block.contains("response.completed") || block.contains("\"finish_reason\":\"stop\"")
}

/// How many events come before each moment of this stream.
fn moments(good: &str) -> [(Moment, usize); 4] {
    let blocks = blocks(good);
    let content: Vec<usize> = (0..blocks.len()).filter(|at| is_content(blocks[*at])).collect();
    assert!(content.len() > 10);
    [
        (Moment::BeforeEvents, 0),
        (Moment::BeforeContent, content[0]),
        (Moment::InContent, content[(content.len() - 1) / 2] + 1),
        (Moment::AfterContent, blocks.iter().position(|block| is_end(block)).unwrap()),
    ]
}

#[tokio::test]
async fn breaks_come_at_their_moment() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let good = good(&server, endpoint).await;
        for (moment, count) in moments(&good) {
            let expected = blocks(&good)[..count].concat();
            for (fault, end) in [
                (StreamFault::Cut(moment), End::Whole),
                (StreamFault::Close(moment), End::Closed),
                (StreamFault::Reset(moment), End::Reset),
                (StreamFault::Stall(moment), End::Silent),
            ] {
                assert_eq!(
                    faulty(&server, endpoint, fault).await,
                    (expected.clone(), end),
                    "{fault:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn errors_come_at_their_moment_and_end_the_stream() {
    let server = Server::start().await.unwrap();
    let error = |kind: &str| json!({ "code": kind, "message": "message", "param": null });
    for endpoint in ENDPOINTS {
        let good = good(&server, endpoint).await;
        for (moment, count) in moments(&good) {
            let cases: [(StreamFault, [&str; 2]); 4] = match endpoint {
                Endpoint::Chat => [
                    (StreamFault::ErrorEvent(moment), ["/error/code", ""]),
                    (StreamFault::FlatErrorEvent(moment), ["/code", ""]),
                    (StreamFault::ErrorThenFailed(moment), ["/error/code", "done"]),
                    (StreamFault::FailedRun(moment), ["/choices/0/finish_reason", "done"]),
                ],
                _ => [
                    (StreamFault::ErrorEvent(moment), ["/error/code", ""]),
                    (StreamFault::FlatErrorEvent(moment), ["/code", ""]),
                    (StreamFault::ErrorThenFailed(moment), ["/error/code", "/response/error/code"]),
                    (StreamFault::FailedRun(moment), ["/response/error/code", ""]),
                ],
            };
            for (fault, places) in cases {
                let (text, end) = faulty(&server, endpoint, fault).await;
                assert_eq!(end, End::Whole);
                let before = blocks(&good)[..count].concat();
                let rest = text.strip_prefix(&before).unwrap_or_else(|| panic!("{fault:?}"));
                let events = sse::events(endpoint, rest);
                let wanted = places.iter().filter(|place| !place.is_empty());
                assert_eq!(events.len(), wanted.clone().count(), "{fault:?}: {rest}");
                for (event, place) in events.iter().zip(wanted) {
                    let told = event.data.pointer(place).and_then(Value::as_str);
                    match *place {
                        "done" => assert!(event.data.is_null()),
                        "/choices/0/finish_reason" => assert_eq!(told, Some("error")),
                        _ => assert_eq!(told, Some("server_error"), "{fault:?}: {rest}"),
                    }
                    if event.name.as_deref() == Some("response.failed") {
                        assert_eq!(event.data["response"]["status"], "failed");
                        assert_eq!(event.data["response"]["usage"], Value::Null);
                    }
                    let object = event.data.get("error").unwrap_or(&event.data);
                    for key in error("").as_object().unwrap().keys() {
                        let is_flat_or_nested =
                            place.ends_with("code") && !place.contains("response");
                        assert!(!is_flat_or_nested || object.get(key).is_some(), "{key}: {rest}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn frames_are_spelled_as_their_names_say() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let good = good(&server, endpoint).await;
        let done = "data: [DONE]\n\n";
        let without_done = match endpoint {
            Endpoint::Chat => good.strip_suffix(done).unwrap().to_owned(),
            _ => good.clone() + done,
        };
        for (fault, expected) in [
            (StreamFault::Bom, "\u{feff}".to_owned() + &good),
            (StreamFault::Cr, good.replace('\n', "\r")),
            (StreamFault::CrLf, good.replace('\n', "\r\n")),
            (StreamFault::MissingDone, without_done),
            (StreamFault::MissingLastBlankLine, good.trim_end().to_owned()),
        ] {
            assert_eq!(faulty(&server, endpoint, fault).await, (expected, End::Whole), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn keep_alives_stand_between_the_events() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let (text, _) = faulty(&server, endpoint, StreamFault::KeepAlives).await;
        let comments =
            blocks(&text).iter().filter(|block| block.starts_with(": keep-alive")).count();
        let alive: Vec<&str> = blocks(&text)
            .into_iter()
            .filter(|block| !block.starts_with(':') && !block.contains("event: keepalive"))
            .collect();
        assert_eq!(comments, alive.len());
        let events = blocks(&text).iter().filter(|block| block.contains("keepalive")).count();
        assert_eq!(events > 0, endpoint == Endpoint::Responses);
        if endpoint == Endpoint::Chat {
            assert_eq!(alive.concat(), good(&server, endpoint).await);
        } else {
            assert_eq!(alive.len(), blocks(&good(&server, endpoint).await).len());
        }
    }
}

/// The events that differ from those of the good stream.
async fn scarred(server: &Server, endpoint: Endpoint, fault: StreamFault) -> (Vec<u8>, Vec<u8>) {
    let good = good(server, endpoint).await;
    let middle = moments(&good)[2].1 - 1;
    let (bytes, end) = play(server, endpoint, Outcome::answer_text(TEXT).stream_fault(fault)).await;
    assert_eq!(end, End::Whole, "{fault:?}");
    let before = blocks(&good)[..middle].concat();
    let rest = bytes.strip_prefix(before.as_bytes()).unwrap();
    let after = blocks(&good)[middle + 1..].concat();
    let scarred = rest.strip_suffix(after.as_bytes()).unwrap_or(rest);
    (scarred.to_vec(), blocks(&good)[middle].as_bytes().to_vec())
}

#[tokio::test]
async fn one_event_is_not_as_it_should_be() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let (broken, good) = scarred(&server, endpoint, StreamFault::BrokenJson).await;
        let broken = String::from_utf8(broken).unwrap();
        assert!(broken.ends_with("\n\n") && broken.len() < good.len());
        assert!(good.starts_with(broken.trim_end().as_bytes()));

        let (odd, good) = scarred(&server, endpoint, StreamFault::InvalidUtf8).await;
        assert!(std::str::from_utf8(&odd).is_err());
        let without: Vec<u8> = odd.iter().copied().filter(|byte| *byte != 0xff).collect();
        assert_eq!((without.len() + 1, without), (odd.len(), good));

        let (long, good) =
            scarred(&server, endpoint, StreamFault::LongLine { bytes: 100_000 }).await;
        assert!((100_000..101_000).contains(&long.len()));
        let events = sse::events(endpoint, std::str::from_utf8(&long).unwrap());
        let expected = sse::events(endpoint, std::str::from_utf8(&good).unwrap());
        let mut data = events[0].data.clone();
        data.as_object_mut().unwrap().remove("x_long").unwrap();
        assert_eq!((events.len(), &data), (1, &expected[0].data));

        let (half, good) = scarred(&server, endpoint, StreamFault::CutInEvent).await;
        assert!(good.starts_with(&half) && !half.ends_with(b"\n"));
        assert!(half.len() > good.len() / 3);
    }
}

#[tokio::test]
async fn an_empty_terminal_output_is_all_that_is_wrong() {
    let server = Server::start().await.unwrap();
    let good = good(&server, Endpoint::Responses).await;
    let (text, _) = faulty(&server, Endpoint::Responses, StreamFault::EmptyTerminalOutput).await;
    let last = blocks(&good).len() - 1;
    assert_eq!(blocks(&text)[..last], blocks(&good)[..last]);
    let [mut end, expected] =
        [&text, &good].map(|text| sse::events(Endpoint::Responses, text).pop().unwrap().data);
    assert_eq!(end["response"]["output"], json!([]));
    end["response"]["output"] = expected["response"]["output"].clone();
    assert_eq!(end, expected);
    let (text, _) = faulty(&server, Endpoint::Chat, StreamFault::EmptyTerminalOutput).await;
    assert_eq!(text, self::good(&server, Endpoint::Chat).await);
}

#[tokio::test]
async fn ids_rotate() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let (text, _) = faulty(&server, endpoint, StreamFault::RotatingIds).await;
        let events = sse::events(endpoint, &text);
        let ids: Vec<&Value> = events
            .iter()
            .filter_map(|event| {
                let data = &event.data;
                data.get("id").or(data.get("item_id")).or(data.pointer("/item/id"))
            })
            .collect();
        let different: std::collections::BTreeSet<String> =
            ids.iter().map(|id| id.to_string()).collect();
        assert!(ids.len() > 10);
        assert_eq!(different.len(), ids.len());
    }
}

#[tokio::test]
async fn azure_adds_chunks_without_choices_and_without_deltas() {
    let server = Server::start().await.unwrap();
    let (text, _) = faulty(&server, Endpoint::Chat, StreamFault::AzureChunks).await;
    let events = sse::events(Endpoint::Chat, &text);
    let first = &events[0].data;
    assert_eq!(
        (&first["choices"], &first["id"], &first["created"]),
        (&json!([]), &json!(""), &json!(0))
    );
    assert!(first["prompt_filter_results"].is_array());
    let is_late = |event: &&sse::Event| {
        event.data.pointer("/choices/0/content_filter_offsets").is_some()
            && event.data.pointer("/choices/0/delta").is_none()
    };
    assert_eq!(events.iter().filter(is_late).count(), 2);
    let finish =
        events.iter().position(|event| event.data["choices"][0]["finish_reason"] == "stop");
    assert!(is_late(&&events[finish.unwrap() + 1]));
    let good = good(&server, Endpoint::Chat).await;
    let left: Vec<Value> = events[1..]
        .iter()
        .filter(|event| !is_late(event))
        .map(|event| event.data.clone())
        .collect();
    let good: Vec<Value> =
        sse::events(Endpoint::Chat, &good).into_iter().map(|event| event.data).collect();
    assert_eq!(left, good);
}

#[tokio::test]
async fn what_is_no_stream_has_another_content_type() {
    for endpoint in ENDPOINTS {
        for (fault, content_type) in
            [(StreamFault::Html, "text/html"), (StreamFault::PlainBody, "application/json")]
        {
            let server = Server::start().await.unwrap();
            server.script(Outcome::answer_text(TEXT).stream_fault(fault));
            let body = streamed(endpoint, &good_request(endpoint));
            let answer = crate::ask::ask(&server, endpoint, &body).await.unwrap();
            assert_eq!((answer.status, answer.header("content-type")), (200, content_type));
            let text = answer.text;
            let is_answer = serde_json::from_str::<Value>(&text)
                .is_ok_and(|body| body.get("output").or(body.get("choices")).is_some());
            assert_eq!(is_answer, fault == StreamFault::PlainBody, "{text}");
        }
    }
}

#[tokio::test]
async fn blanks_run_away_outside_of_strings_until_the_client_is_gone() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        let outcome = Outcome::answer_text(TEXT).tokens(1..=9);
        server.script(outcome.stream_fault(StreamFault::RunAwayBlanks));
        let mut response = reqwest::Client::new()
            .post(server.url() + path(endpoint))
            .header("content-type", "application/json")
            .body(streamed(endpoint, &good_request(endpoint)).to_string())
            .send()
            .await
            .unwrap();
        let mut text = String::new();
        while text.len() < 1_000_000 {
            text += std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap();
        }
        drop(response);
        while server.disconnects() == 0 {
            tokio::task::yield_now().await;
        }
        let whole = text.rfind("\n\n").unwrap() + 2;
        let events = sse::events(endpoint, &text[..whole]);
        if endpoint == Endpoint::Responses {
            let numbers =
                events.iter().map(|event| event.data["sequence_number"].as_u64().unwrap());
            assert!(numbers.eq(0..events.len() as u64));
        }
        let deltas = events.iter().filter_map(|event| match endpoint {
            Endpoint::Chat => event.data["choices"][0]["delta"]["content"].as_str(),
            _ => event.data["delta"].as_str(),
        });
        let answer: String = deltas.collect();
        let start = answer.trim_end();
        assert_eq!(start, r#"{"city":"Lisboa – Cidade à beira-rio","#);
        assert!(answer.len() - start.len() > 1_000);
    }
}

#[tokio::test]
async fn a_plain_answer_knows_no_fault_of_streams() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        for (name, fault) in StreamFault::all() {
            server.script(Outcome::answer_text(TEXT).stream_fault(fault));
            let answer = crate::ask::ask(&server, endpoint, &good_request(endpoint)).await.unwrap();
            assert!(answer.status == 200 && answer.text.contains("Lisboa"), "{name}");
        }
    }
}

#[tokio::test]
async fn a_fault_of_the_line_strikes_streams_as_well() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        server.fault(Fault::HalfBody);
        let mut response = reqwest::Client::new()
            .post(server.url() + path(endpoint))
            .header("content-type", "application/json")
            .body(streamed(endpoint, &good_request(endpoint)).to_string())
            .send()
            .await
            .unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        let promised = response.content_length().unwrap() as usize;
        let half = response.chunk().await.unwrap().unwrap();
        assert_eq!(half.len(), promised / 2);
        assert!(half.starts_with(b"event: response.created\n") || half.starts_with(b"data: {"));
        assert!(response.chunk().await.is_err());
    }
}
