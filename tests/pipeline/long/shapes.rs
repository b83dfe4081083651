//! Lists in all places and of all shapes, page by page.

use std::collections::BTreeMap;

use extract::{Error, Extract, json_schema, testing::Server};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::statement::{Line, Statement};

/// Another shape on the wire than in Rust: a map and a tuple.
#[derive(Clone, Debug, PartialEq, Deserialize, Extract)]
struct Odd {
    amounts: BTreeMap<String, i64>,
    span: (u32, u32),
}

#[derive(Clone, Debug, PartialEq, Deserialize, Extract)]
struct Report {
    title: String,
    inner: Option<Inner>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Extract)]
struct Inner {
    odd: Option<Vec<Odd>>,
}

/// A sum that only the whole can have.
#[derive(Clone, Debug, PartialEq, Deserialize, Extract)]
#[extract(validate = adds_up)]
struct Bill {
    #[extract(min_items = 1, max_items = 3)]
    cents: Vec<i64>,
    total: i64,
}

fn adds_up(bill: &Bill) -> Result<(), String> {
    let sum: i64 = bill.cents.iter().sum();
    if sum == bill.total { Ok(()) } else { Err(format!("{sum} is not {}", bill.total)) }
}

fn page(items: Value, more: bool) -> Value {
    json!({ "items": items, "more": more, "total": null })
}

/// What comes of these answers.
async fn asked<T, L>(path: &str, answers: &[Value]) -> (Result<T, (Vec<L>, Error)>, String)
where
    T: Extract + DeserializeOwned,
    L: Extract,
{
    let server = Server::start().await.expect("a server");
    for answer in answers {
        server.answer(answer);
    }
    let extractor = server.client().extractor::<T>("gpt-5-mini").max_retries(0);
    let paged = extractor.paged::<L>(path).items(2).extract("a").await;
    assert_eq!(server.requests().len(), answers.len());
    match paged {
        Ok(paged) => (Ok(paged.found.value), paged.found.raw),
        Err(unfinished) => (Err((unfinished.items, unfinished.error)), String::new()),
    }
}

#[tokio::test]
async fn a_root_that_is_a_list_has_only_pages() {
    let answers = [page(json!([1, 2]), true), page(json!([3]), false)];
    let (list, raw) = asked::<Vec<u8>, u8>("", &answers).await;
    assert_eq!((list.unwrap(), raw.as_str()), (vec![1, 2, 3], r#"{"value":[1,2,3]}"#));
}

#[tokio::test]
async fn items_keep_their_shape_wherever_the_list_stands() {
    let odd = |key: &str| json!({ "amounts": [{ "key": key, "value": 7 }], "span": { "_0": 1, "_1": 2 } });
    let head = json!({ "title": "T", "inner": { "odd": null } });
    let answers = [head, page(json!([odd("a"), odd("b")]), true), page(json!([odd("c")]), false)];
    let (report, _) = asked::<Report, Odd>("inner.odd", &answers).await;
    let odd = |key: &str| Odd { amounts: [(key.to_owned(), 7)].into(), span: (1, 2) };
    let inner = Some(Inner { odd: Some(vec![odd("a"), odd("b"), odd("c")]) });
    assert_eq!(report.unwrap(), Report { title: "T".into(), inner });
}

#[tokio::test]
async fn a_list_that_is_not_there_takes_no_items() {
    let head = json!({ "title": "T", "inner": null });
    let odd = json!({ "amounts": [], "span": { "_0": 1, "_1": 2 } });
    let (report, _) =
        asked::<Report, Odd>("inner.odd", &[head.clone(), page(json!([]), false)]).await;
    assert_eq!(report.unwrap().inner, None);

    let (report, _) = asked::<Report, Odd>("inner.odd", &[head, page(json!([odd]), false)]).await;
    let (items, error) = report.unwrap_err();
    assert_eq!(items.len(), 1);
    let message = error.to_string();
    assert!(
        message.ends_with("$.inner.odd: there are 1 items, and no place for them"),
        "{message}"
    );
}

#[tokio::test]
async fn rules_hold_for_the_whole() {
    // As short as the schema allows: what it has is not counted.
    let head = json!({ "cents": [0], "total": 6 });
    let [first, last] = [page(json!([1, 2]), true), page(json!([3]), false)];
    let (bill, _) = asked::<Bill, i64>("cents", &[head.clone(), first.clone(), last]).await;
    assert_eq!(bill.unwrap(), Bill { cents: vec![1, 2, 3], total: 6 });

    let (bill, _) = asked::<Bill, i64>("cents", &[head.clone(), page(json!([7]), false)]).await;
    let (items, error) = bill.unwrap_err();
    assert_eq!(items, [7]);
    assert!(error.to_string().contains("7 is not 6"), "{error}");

    let answers = [head, first, page(json!([3, 0]), false)];
    let (items, error) = asked::<Bill, i64>("cents", &answers).await.0.unwrap_err();
    assert_eq!(items, [1, 2, 3, 0]);
    assert!(matches!(error, Error::Invalid(_)), "{error}");
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_anything_is_sent() {
    let server = Server::start().await.expect("a server");
    let statements = server.client().extractor::<Statement>("gpt-5-mini");
    let errors = [
        statements.paged::<Line>("rows").extract("a").await.unwrap_err().to_string(),
        statements.paged::<Odd>("lines").extract("a").await.unwrap_err().to_string(),
        statements.paged::<Line>("lines").items(0).extract("a").await.unwrap_err().to_string(),
        statements.paged::<Line>("lines").max_pages(0).extract("a").await.unwrap_err().to_string(),
    ];
    assert!(errors[0].contains("there is no key `rows` among"), "{}", errors[0]);
    assert!(errors[1].contains("are `Line`, and `Odd` is asked for"), "{}", errors[1]);
    assert!(errors[2].contains("a page of 0 items asks for nothing"), "{}", errors[2]);
    assert!(errors[3].contains("a `max_pages` of 0 asks for nothing"), "{}", errors[3]);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_schema_of_a_page_is_strict() {
    let server = Server::start().await.expect("a server");
    server.answer(page(json!([1]), false));
    let _ = server
        .client()
        .extractor::<Vec<u8>>("gpt-5-mini")
        .paged::<u8>("")
        .extract("a")
        .await
        .unwrap();
    let body = server.requests()[0].body();
    let format = &body["text"]["format"];
    assert_eq!((&format["name"], &format["strict"]), (&json!("Page_integer"), &json!(true)));
    let schema = &format["schema"];
    let items = &json_schema::<Vec<u8>>().as_str().parse::<Value>().unwrap()["properties"]["value"]
        ["items"];
    assert_eq!(schema["properties"]["items"]["items"], *items);
    assert_eq!(schema["properties"]["more"]["type"], "boolean");
    assert_eq!(schema["properties"]["total"]["type"], json!(["integer", "null"]));
    assert_eq!(schema["required"], json!(["items", "more", "total"]));
    assert_eq!(schema["additionalProperties"], false);
}
