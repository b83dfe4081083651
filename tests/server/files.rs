//! Files: uploaded, listed, read, deleted.

use extract::testing::{Fault, FileCall, Server};
use serde_json::{Value, json};

use crate::ask::{Answer, send, send_as};

const BOUNDARY: &str = "line-between";
const KEPT: &str = "multipart/form-data; boundary=line-between";

/// One part, whose head is given.
fn part(disposition: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {disposition}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn field(name: &str, value: &str) -> Vec<u8> {
    part(&format!("name=\"{name}\""), value.as_bytes())
}

fn file(filename: &str, content: &[u8]) -> Vec<u8> {
    part(&format!("name=\"file\"; filename=\"{filename}\""), content)
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), format!("--{BOUNDARY}--\r\n").into_bytes()].concat()
}

async fn send_form(server: &Server, form: Vec<u8>) -> Answer {
    send_as(server, "POST", "/files", KEPT, form).await.unwrap()
}

pub async fn upload(server: &Server, purpose: &str, filename: &str, content: &[u8]) -> Answer {
    send_form(server, form(&[field("purpose", purpose), file(filename, content)])).await
}

pub async fn content(server: &Server, id: &str) -> Answer {
    send(server, "GET", &format!("/files/{id}/content"), String::new()).await.unwrap()
}

async fn list(server: &Server, query: &str) -> Answer {
    send(server, "GET", &format!("/files?{query}"), String::new()).await.unwrap()
}

fn ids(list: &Answer) -> Vec<Value> {
    list.at("/data").as_array().unwrap().iter().map(|object| object["id"].clone()).collect()
}

#[tokio::test]
async fn a_file_comes_back_byte_for_byte() {
    let server = Server::start().await.unwrap();
    let every_byte: Vec<u8> = (0..=255).collect();
    let like_a_delimiter = format!("a\r\n--{BOUNDARY}x\r\n--{BOUNDARY}- -\r\n-\r\r\n--line\r\n");
    for sent in
        [&b""[..], b"\r\n", b"\r\n\r\n", b"a\nb\r\n", &every_byte, like_a_delimiter.as_bytes()]
    {
        let uploaded = upload(&server, "batch", "lines.jsonl", sent).await;
        assert_eq!((uploaded.status, uploaded.at("/bytes")), (200, json!(sent.len())));
        let id = uploaded.at("/id");
        let kept = server.files().into_iter().find(|file| file.id() == id).unwrap();
        assert_eq!(kept.content(), sent);
        let path = server.url() + "/files/" + id.as_str().unwrap() + "/content";
        let answer = reqwest::get(path).await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/octet-stream");
        assert_eq!(answer.bytes().await.unwrap(), sent);
    }
}

#[tokio::test]
async fn forms_of_every_hand_are_read() {
    let server = Server::start().await.unwrap();
    let purpose = field("purpose", "batch");
    let named = |disposition: &str| form(&[purpose.clone(), part(disposition, b"{}")]);
    let plain = named("name=\"file\"; filename=\"a.jsonl\"");
    let padded = String::from_utf8(plain.clone()).unwrap();
    let padded = padded.replace("--line-between\r", "--line-between \t\r").into_bytes();
    let cases: [(&str, Vec<u8>, &str); 11] = [
        (KEPT, plain.clone(), "a.jsonl"),
        ("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"line-between\"", plain.clone(), "a.jsonl"),
        (KEPT, [b"a preamble\r\n", &plain[..], b"and more"].concat(), "a.jsonl"),
        (KEPT, form(&[file("b.jsonl", b"{}"), purpose.clone()]), "b.jsonl"),
        (KEPT, named("name=file; filename=c.jsonl"), "c.jsonl"),
        (KEPT, named("filename=\"d;e=f.jsonl\"; name=\"file\""), "d;e=f.jsonl"),
        (KEPT, named("name=\"file\"; filename=\"\\\"g\\\\h\\\".jsonl\""), "\"g\\h\".jsonl"),
        (KEPT, named("name=\"file\"; filename=\"%22i%22 50%25.jsonl\""), "\"i\" 50%25.jsonl"),
        (KEPT, named("name=\"file\"; filename=\"Brücke ☃.jsonl\""), "Brücke ☃.jsonl"),
        (
            KEPT,
            named("name=\"file\"; filename=\"_.jsonl\"; filename*=utf-8''Br%C3%BCcke%20%.jsonl"),
            "Brücke %.jsonl",
        ),
        (KEPT, padded, "a.jsonl"),
    ];
    for (content_type, form, filename) in cases {
        let shown = String::from_utf8_lossy(&form).into_owned();
        let answer = send_as(&server, "POST", "/files", content_type, form).await.unwrap();
        assert_eq!(answer.status, 200, "{shown}: {}", answer.text);
        assert_eq!(answer.at("/filename"), filename, "{shown}");
    }
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let server = Server::start().await.unwrap();
    let whole = form(&[field("purpose", "batch"), file("a.jsonl", b"{}")]);
    let cut = |bytes: usize| whole[..whole.len() - bytes].to_vec();
    let long = format!("multipart/form-data; boundary={}", "b".repeat(71));
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("application/json", whole.clone(), "Unsupported content type: 'application/json'"),
        ("multipart/form-data", whole.clone(), "has no boundary of 1 to 70"),
        ("multipart/form-data; boundary=", whole.clone(), "has no boundary of 1 to 70"),
        (&long, whole.clone(), "has no boundary of 1 to 70"),
        ("multipart/form-data; boundary=other", whole.clone(), "does not occur"),
        (KEPT, Vec::new(), "does not occur"),
        (KEPT, cut(4), "its last boundary is missing"),
        (KEPT, cut(40), "its last boundary is missing"),
        (KEPT, form(&[b"--line-between\r\nno headers\r\n".to_vec()]), "no empty line"),
    ];
    for (content_type, form, message) in cases {
        let shown = String::from_utf8_lossy(&form).into_owned();
        let answer = send_as(&server, "POST", "/files", content_type, form).await.unwrap();
        assert_eq!(answer.status, 400, "{content_type} {shown}");
        let said = answer.at("/error/message");
        assert!(said.as_str().unwrap().contains(message), "{content_type} {shown}: {said}");
        assert_eq!(answer.at("/error/type"), "invalid_request_error");
    }
    assert_eq!(server.files(), []);
}

#[tokio::test]
async fn a_form_is_cut_anywhere_and_nothing_is_kept_of_it() {
    let server = Server::start().await.unwrap();
    let whole = form(&[field("purpose", "batch"), file("a.jsonl", b"{\r\n}\r\n")]);
    // Behind the last `--` nothing is needed.
    for length in 0..whole.len() - 2 {
        let answer = send_form(&server, whole[..length].to_vec()).await;
        assert_eq!(answer.status, 400, "{length}");
    }
    assert_eq!(server.files(), []);
    assert_eq!(send_form(&server, whole).await.status, 200);
}

#[tokio::test]
async fn fields_are_judged() {
    let server = Server::start().await.unwrap();
    let (purpose, lines) = (field("purpose", "batch"), file("a.jsonl", b"{}"));
    let lives = |anchor: Option<&str>, seconds: Option<&str>| {
        let anchor = anchor.map(|anchor| field("expires_after[anchor]", anchor));
        let seconds = seconds.map(|seconds| field("expires_after[seconds]", seconds));
        let rest = anchor.into_iter().chain(seconds);
        [vec![purpose.clone(), lines.clone()], rest.collect()].concat()
    };
    let created = Some("created_at");
    let cases = [
        (vec![lines.clone()], 400, "purpose"),
        (vec![purpose.clone()], 400, "file"),
        (vec![purpose.clone(), field("file", "{}")], 400, "file"),
        (vec![purpose.clone(), lines.clone(), lines.clone()], 400, "file"),
        (vec![purpose.clone(), purpose.clone(), lines.clone()], 400, "purpose"),
        (vec![field("purpose", "lunch"), lines.clone()], 400, "purpose"),
        (vec![purpose.clone(), lines.clone(), field("model", "x")], 400, "model"),
        (lives(created, None), 400, "expires_after[seconds]"),
        (lives(None, Some("3600")), 400, "expires_after[anchor]"),
        (lives(Some("now"), Some("3600")), 400, "expires_after[anchor]"),
        (lives(created, Some("3599")), 400, "expires_after[seconds]"),
        (lives(created, Some("2592001")), 400, "expires_after[seconds]"),
        (lives(created, Some("an hour")), 400, "expires_after[seconds]"),
    ];
    for (parts, status, param) in cases {
        let answer = send_form(&server, form(&parts)).await;
        assert_eq!((answer.status, answer.at("/error/param")), (status, json!(param)));
    }
    for seconds in [3_600, 2_592_000] {
        let kept = send_form(&server, form(&lives(created, Some(&seconds.to_string())))).await;
        let [from, to] = ["/created_at", "/expires_at"].map(|time| kept.at(time).as_u64().unwrap());
        assert_eq!(to - from, seconds);
    }
    let text = upload(&server, "batch", "lines.txt", b"{}").await;
    assert_eq!(text.at("/error/message"), "Invalid file format for Batch API. Must be .jsonl");
    let lunch = upload(&server, "lunch", "a.jsonl", b"{}").await;
    assert_eq!(
        lunch.at("/error/message"),
        "'lunch' is not one of ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', \
         'evals'] - 'purpose'"
    );
}

#[tokio::test]
async fn files_are_described_and_deleted() {
    let server = Server::start().await.unwrap();
    let uploaded = upload(&server, "batch", "a.jsonl", b"{}").await;
    let id = uploaded.at("/id").as_str().unwrap().to_owned();
    let path = format!("/files/{id}");
    let get = |path: String| send(&server, "GET", path.leak(), String::new());
    let described = get(path.clone()).await.unwrap();
    assert_eq!((described.status, described.json()), (200, uploaded.json()));
    let wanted = json!({ "object": "file", "bytes": 2, "filename": "a.jsonl", "purpose": "batch",
        "status": "processed" });
    for (key, value) in wanted.as_object().unwrap() {
        assert_eq!(&described.json()[key], value);
    }
    let deleted = send(&server, "DELETE", &path, String::new()).await.unwrap();
    assert_eq!(deleted.json(), json!({ "id": id, "object": "file", "deleted": true }));
    let gone = format!("No such File object: {id}");
    for (method, path) in
        [("GET", path.clone()), ("GET", format!("{path}/content")), ("DELETE", path)]
    {
        let answer = send(&server, method, &path, String::new()).await.unwrap();
        assert_eq!((answer.status, answer.at("/error/message")), (404, json!(gone)), "{method}");
    }
    assert_eq!(server.files(), []);
}

#[tokio::test]
async fn some_purposes_are_never_given_back() {
    let server = Server::start().await.unwrap();
    for (purpose, status) in [
        ("batch", 200),
        ("fine-tune", 200),
        ("evals", 200),
        ("user_data", 400),
        ("vision", 400),
        ("assistants", 400),
    ] {
        let id = upload(&server, purpose, "a.jsonl", b"{}").await.at("/id");
        assert_eq!(content(&server, id.as_str().unwrap()).await.status, status, "{purpose}");
    }
}

#[tokio::test]
async fn lists_come_page_by_page() {
    let server = Server::start().await.unwrap();
    let mut made = Vec::new();
    for purpose in ["batch", "user_data", "batch"] {
        made.push(upload(&server, purpose, "a.jsonl", b"{}").await.at("/id"));
    }
    let [first, second, third] = <[Value; 3]>::try_from(made).unwrap();
    let after = |id: &Value| format!("after={}", id.as_str().unwrap());
    let cases = [
        (String::new(), vec![&third, &second, &first], false),
        ("order=asc".into(), vec![&first, &second, &third], false),
        ("limit=2".into(), vec![&third, &second], true),
        ("limit=3".into(), vec![&third, &second, &first], false),
        (after(&second), vec![&first], false),
        (after(&first), vec![], false),
        (after(&first) + "&order=asc&limit=1", vec![&second], true),
        ("purpose=batch".into(), vec![&third, &first], false),
        ("purpose=batch&limit=1".into(), vec![&third], true),
        ("purpose=evals".into(), vec![], false),
    ];
    for (query, wanted, has_more) in cases {
        let page = list(&server, &query).await;
        assert_eq!(ids(&page).iter().collect::<Vec<_>>(), wanted, "{query}");
        assert_eq!(page.at("/has_more"), has_more, "{query}");
        let ends = [wanted.first(), wanted.last()].map(|id| json!(id));
        assert_eq!([page.at("/first_id"), page.at("/last_id")], ends, "{query}");
    }
    for (query, param) in [
        ("limit=0", "limit"),
        ("limit=10001", "limit"),
        ("limit=x", "limit"),
        ("order=up", "order"),
        ("after=file-0", "after"),
    ] {
        let answer = list(&server, query).await;
        assert_eq!((answer.status, answer.at("/error/param")), (400, json!(param)), "{query}");
    }
    assert_eq!(server.requests().last().unwrap().query(), "after=file-0");
}

#[tokio::test]
async fn a_fault_meets_the_next_call_of_its_kind_alone() {
    let server = Server::start().await.unwrap();
    let id = upload(&server, "batch", "a.jsonl", b"0123456789").await.at("/id");
    let path = format!("/files/{}", id.as_str().unwrap());
    let calls = [
        (FileCall::List, "GET", "/files".to_owned()),
        (FileCall::Describe, "GET", path.clone()),
        (FileCall::Download, "GET", format!("{path}/content")),
        (FileCall::Delete, "DELETE", path),
    ];
    for (call, ..) in &calls {
        server.file_fault(*call, Fault::Overloaded);
    }
    server.file_fault(FileCall::Upload, Fault::ServerError);
    for (call, method, path) in &calls {
        for status in [503, 200] {
            let answer = send(&server, method, path, String::new()).await.unwrap();
            assert_eq!(answer.status, status, "{call:?}");
        }
    }
    // A status means that nothing was done.
    assert_eq!(upload(&server, "batch", "a.jsonl", b"{}").await.status, 500);
    assert_eq!(server.files(), []);
}

#[tokio::test]
async fn a_connection_that_is_lost_leaves_the_upload_done_and_the_download_begun() {
    let server = Server::start().await.unwrap();
    let whole = form(&[field("purpose", "batch"), file("a.jsonl", b"0123456789")]);
    for fault in [Fault::Disconnect, Fault::ResetBeforeHeaders, Fault::HalfBody] {
        server.file_fault(FileCall::Upload, fault.clone());
        let lost = send_as(&server, "POST", "/files", KEPT, whole.clone()).await;
        assert!(lost.is_err(), "{fault:?}");
    }
    assert_eq!(server.files().len(), 3);

    let url = server.url() + "/files/" + server.files()[0].id() + "/content";
    server.file_fault(FileCall::Download, Fault::HalfBody);
    let mut answer = reqwest::get(&url).await.unwrap();
    assert_eq!(answer.content_length(), Some(10));
    let mut came = Vec::new();
    let end = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => came.extend(chunk),
            other => break other,
        }
    };
    assert!(end.is_err());
    assert_eq!(came, b"01234");
    assert_eq!(reqwest::get(&url).await.unwrap().text().await.unwrap(), "0123456789");
}

#[tokio::test]
async fn paths_take_their_methods_and_the_key() {
    let server = Server::builder().api_key("sk-other").start().await.unwrap();
    assert_eq!(upload(&server, "batch", "a.jsonl", b"{}").await.status, 401);
    let server = Server::start().await.unwrap();
    for (method, path, status) in [
        ("DELETE", "/files", 405),
        ("POST", "/files/file-1", 405),
        ("POST", "/files/file-1/content", 405),
        ("GET", "/files/", 404),
        ("GET", "/files/file-1/contents", 404),
        ("GET", "/files/file-1/content/more", 404),
        ("DELETE", "/batches", 405),
        ("POST", "/batches/batch_1", 405),
        ("GET", "/batches/batch_1/cancel", 405),
        ("GET", "/batches/", 404),
    ] {
        let answer = send(&server, method, path, String::new()).await.unwrap();
        assert_eq!(answer.status, status, "{method} {path}");
    }
}
