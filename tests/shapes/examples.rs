//! Values that are shown to the model go out in the strict shape that it is asked for.

use std::collections::BTreeMap;

use extract::{Client, Endpoint, Extract, testing::Server};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
struct Visit {
    at: (f64, u64),
    notes: BTreeMap<String, Vec<(char, Option<bool>)>>,
    #[serde(rename = "a \"b\"")]
    place: Place,
    events: Vec<Event>,
    reply: Reply,
    #[serde(skip_deserializing)]
    written_only: u8,
    nothing: Option<()>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
struct Place(i8, BTreeMap<String, bool>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[serde(tag = "kind")]
enum Event {
    Came { from: (bool, bool) },
    Stayed(Stay),
    Left,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
struct Stay {
    rooms: BTreeMap<String, u8>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[serde(tag = "t", content = "c")]
enum Reply {
    Pair(bool, Side),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
enum Side {
    Left(Box<[u8; 2]>),
    Right,
}

fn visit() -> Visit {
    Visit {
        at: (0.5, u64::MAX),
        notes: BTreeMap::from([("k\n".into(), vec![('"', None), ('y', Some(true))])]),
        place: Place(-1, BTreeMap::from([("p".into(), true)])),
        events: vec![
            Event::Came { from: (true, false) },
            Event::Stayed(Stay { rooms: BTreeMap::from([("r".into(), 7)]) }),
            Event::Left,
        ],
        reply: Reply::Pair(true, Side::Left(Box::new([1, 2]))),
        written_only: 9,
        nothing: None,
    }
}

const STRICT: &str = concat!(
    r#"{"at":{"_0":0.5,"_1":18446744073709551615},"#,
    r#""notes":[{"key":"k\n","value":[{"_0":"\"","_1":null},{"_0":"y","_1":true}]}],"#,
    r#""a \"b\"":{"_0":-1,"_1":[{"key":"p","value":true}]},"#,
    r#""events":[{"kind":"Came","from":{"_0":true,"_1":false}},"#,
    r#"{"kind":"Stayed","rooms":[{"key":"r","value":7}]},{"kind":"Left"}],"#,
    r#""reply":{"t":"Pair","c":{"_0":true,"_1":{"Left":[1,2]}}},"nothing":null}"#,
);

/// Sends `value` as an example and gives back the text that stood in the request.
async fn sent<T: Extract + Serialize>(value: &T, endpoint: Endpoint) -> String {
    let server = Server::start().await.unwrap();
    server.refuse("no");
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let extractor = client.extractor::<T>("gpt-4.1").endpoint(endpoint).example("input", value);
    extractor.extract("the document").await.map(drop).unwrap_err();
    let requests = server.requests();
    let body = requests[0].body();
    let messages = body["input"].as_array().or(body["messages"].as_array()).unwrap().clone();
    let example = messages.iter().find(|message| message["role"] == "assistant").unwrap();
    let content = &example["content"];
    let text = content.as_str().or(content[0]["text"].as_str());
    text.unwrap().to_owned()
}

#[tokio::test]
async fn an_example_is_sent_in_its_strict_shape() {
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        assert_eq!(sent(&visit(), endpoint).await, STRICT);
        let list = vec![(1u8, 'a')];
        assert_eq!(sent(&list, endpoint).await, r#"{"value":[{"_0":1,"_1":"a"}]}"#);
        assert_eq!(sent(&None::<bool>, endpoint).await, r#"{"value":null}"#);
    }
}

#[test]
fn what_is_sent_as_an_example_is_read_back() {
    let read = extract::from_json::<Visit>(STRICT).unwrap();
    assert_eq!(read, Visit { written_only: 0, ..visit() });
}
