use std::time::Duration;

use extract::Error;

use super::{fake::Fake, stage::*};

async fn lines(fake: &Fake) -> Result<Vec<String>, Error> {
    let mut content = fake.client().files().content("file-out").await?;
    let mut lines = Vec::new();
    while let Some(line) = content.next_line().await {
        lines.push(String::from_utf8(line?.to_vec()).unwrap());
    }
    Ok(lines)
}

/// A download that breaks is taken up where it broke, whether or not the server gives parts of files.
#[tokio::test]
async fn no_line_of_a_download_is_lost_or_given_twice() {
    let expected: Vec<_> = (0..40).map(|number| format!("line {number} \u{e9}")).collect();
    let text = expected.join("\n");
    for end in ["", "\n"] {
        for knows_ranges in [false, true] {
            for cut in (0..=text.len() + 1).step_by(5) {
                let fake = Fake::new("completed", &[]).output(&format!("{text}{end}"));
                let fake = if knows_ranges { fake.knows_ranges() } else { fake };
                let fake = fake.cuts([cut, cut / 2]);
                assert_eq!(lines(&fake).await.unwrap(), expected, "cut at {cut}");
            }
        }
    }
}

#[tokio::test]
async fn what_came_is_not_asked_for_again_where_the_server_gives_parts() {
    let text = "x".repeat(1_000);
    let fake = Fake::new("completed", &[]).output(&text).knows_ranges().cuts([700, 200]);
    assert_eq!(lines(&fake).await.unwrap(), [text]);
    assert_eq!(fake.ranges(), ["bytes=700-", "bytes=900-"]);
    assert_eq!(fake.sent(), 1_000);
}

/// As often as the client is told without anything new; with something new, as often as it takes.
#[tokio::test]
async fn a_download_that_gets_no_further_fails() {
    let text = "0123456789".repeat(10);
    let steps = Fake::new("completed", &[]).output(&text).cuts((1..10).map(|step| step * 10));
    assert_eq!(lines(&steps).await.unwrap(), std::slice::from_ref(&text));
    let stuck = Fake::new("completed", &[]).output(&text).cuts([50; 9]);
    let error = lines(&stuck).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(_)) && error.is_retryable(), "{error:?}");
    assert_eq!(stuck.sent(), 3 * 50);
}

#[tokio::test]
async fn a_line_that_is_too_long_is_not_held() {
    let fake = Fake::new("completed", &[]).output(&format!("short\n{}\n", "x".repeat(5_000)));
    let client = extract::Client::builder().base_url("http://localhost/v1").max_body(1_000);
    let client = client.http(fake).clock(TestClock::default()).build().unwrap();
    let mut content = client.files().content("file-out").await.unwrap();
    assert_eq!(content.next_line().await.unwrap().unwrap(), "short");
    let error = content.next_line().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("longer than 1000 bytes"), "{error}");
    assert!(content.next_line().await.is_none());
}

#[tokio::test]
async fn files_are_uploaded_listed_read_and_deleted() {
    let server = echo().await;
    let files = client(&server).files();
    // Line breaks of both kinds, and what looks like the end of a part.
    let bytes = b"{\"a\":1}\r\n--typed-extract-lines--\r\n\r\n{}".to_vec();
    let long = files.clone().expires_after(Duration::from_secs(7_200));
    let first = long.upload("a.jsonl", bytes.clone(), "batch").await.unwrap();
    assert_eq!(
        (first.bytes, first.filename.as_deref()),
        (Some(bytes.len() as u64), Some("a.jsonl"))
    );
    assert_eq!(first.expires_at.zip(first.created_at).map(|(end, made)| end - made), Some(7_200));
    assert_eq!(server.files()[0].content(), bytes);
    for number in 0..25 {
        files.upload(&format!("{number}.jsonl"), "{}", "batch").await.unwrap();
    }
    assert_eq!(files.list().await.unwrap().len(), 26);
    files.delete(&first.id).await.unwrap();
    assert_eq!(files.list().await.unwrap().len(), 25);
    let gone = files.content(&first.id).await.unwrap_err();
    assert!(matches!(&gone, Error::Api(said) if said.status() == 404), "{gone:?}");
    for (name, purpose) in [("a\".jsonl", "batch"), ("", "batch"), ("a", "ba\r\ntch")] {
        let error = files.upload(name, "{}", purpose).await.unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error:?}");
    }
}
