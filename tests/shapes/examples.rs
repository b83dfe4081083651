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
        notes: BTreeMap::from([("\n".into(), vec![('"', None), ('y', Some(true))])]),
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
    r#""notes":[{"key":"\n","value":[{"_0":"\"","_1":null},{"_0":"y","_1":true}]}],"#,
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

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Extract)]
struct Brief {
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counts: BTreeMap<String, u8>,
    parts: Vec<Brief>,
}

#[tokio::test]
async fn keys_that_serde_leaves_out_are_filled_in() {
    let part = Brief { note: Some("n".into()), tags: vec!["t".into()], ..Brief::default() };
    let brief = Brief { title: "t".into(), parts: vec![part], ..Brief::default() };
    assert_eq!(
        sent(&brief, Endpoint::Responses).await,
        concat!(
            r#"{"title":"t","note":null,"tags":[],"counts":[],"parts":["#,
            r#"{"title":"","note":"n","tags":["t"],"counts":[],"parts":[]}]}"#,
        ),
    );
}

/// Why a value cannot be shown to the model.
async fn refused<T: Extract + Serialize>(value: &T) -> String {
    let server = Server::start().await.unwrap();
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let extractor = client.extractor::<T>("gpt-4.1").example("input", value);
    extractor.extract("the document").await.map(drop).unwrap_err().to_string()
}

#[derive(Serialize, Deserialize, Extract)]
struct Untold {
    #[serde(default, skip_serializing_if = "is_seven")]
    count: u8,
    #[serde(default = "seven", skip_serializing_if = "is_some_seven")]
    maybe: Option<u8>,
}

fn is_seven(count: &u8) -> bool {
    *count == 7
}

fn seven() -> Option<u8> {
    Some(7)
}

fn is_some_seven(maybe: &Option<u8>) -> bool {
    *maybe == seven()
}

#[derive(Serialize, Deserialize, Extract)]
struct Renamed {
    #[serde(rename(serialize = "No", deserialize = "number"))]
    number: u8,
}

#[derive(Serialize, Deserialize, Extract)]
#[serde(from = "u8")]
struct Percent {
    value: u8,
}

impl From<u8> for Percent {
    fn from(value: u8) -> Self {
        Self { value }
    }
}

#[tokio::test]
async fn a_value_that_serde_writes_otherwise_is_refused_with_the_reason() {
    const OTHERWISE: &str = "serde writes this type in another shape than it reads";
    let told = refused(&Untold { count: 7, maybe: None }).await;
    assert!(told.contains(&format!("{OTHERWISE}: it leaves out the key `count`")), "{told}");
    // Read as `null`, the key would be written.
    let told = refused(&Untold { count: 1, maybe: Some(7) }).await;
    assert!(told.contains(OTHERWISE), "{told}");
    let told = refused(&Renamed { number: 1 }).await;
    assert!(told.contains(&format!("{OTHERWISE}: it leaves out the key `number`")), "{told}");
    let told = refused(&vec![Percent { value: 1 }]).await;
    let place = "$.value[0]: an object where a whole number is expected";
    assert!(told.contains(&format!("{OTHERWISE}: {place}")), "{told}");
}
