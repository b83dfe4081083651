use super::*;
use crate::error::TruncationReason;

type Read<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<&'a str>);

#[test]
fn every_form_of_an_error_is_read() {
    let cases: [(&str, Read<'_>); 27] = [
        (
            r#"{"error":{"message":"M","type":"T","param":"P","code":"C"}}"#,
            (Some("M"), Some("C"), Some("T"), Some("P")),
        ),
        (
            r#"{"error":{"message":"M","type":"T","param":null,"code":null}}"#,
            (Some("M"), None, Some("T"), None),
        ),
        (r#"{"error":{"message":"M","code":429}}"#, (Some("M"), Some("429"), None, None)),
        (r#"{"error":"M"}"#, (Some("M"), None, None, None)),
        (r#"{"error":"Unauthorized","message":"M"}"#, (Some("M"), None, None, None)),
        (
            r#"{"type":"T","code":"C","message":"M","param":null}"#,
            (Some("M"), Some("C"), Some("T"), None),
        ),
        (r#"{"message":"M"}"#, (Some("M"), None, None, None)),
        (r#"{"detail":"M"}"#, (Some("M"), None, None, None)),
        (
            r#"{"detail":[{"loc":["body"],"msg":"M","type":"missing"}]}"#,
            (Some("M"), None, None, None),
        ),
        (r#"[{"error":{"message":"M","code":400}}]"#, (Some("M"), Some("400"), None, None)),
        (
            r#"[{"error":{"code":400,"message":"M","status":"INVALID_ARGUMENT","details":[{}]}}]"#,
            (Some("M"), Some("400"), Some("INVALID_ARGUMENT"), None),
        ),
        (r#"{"error":{"message":"M","status":400}}"#, (Some("M"), None, None, None)),
        (
            r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"M","input":7}]},"type":"T","param":null,"code":null}"#,
            (Some("M"), None, Some("T"), Some("seed")),
        ),
        (
            r#"{"object":"Error","detail":[{"loc":["body","tools",0],"msg":"M"}],"message":[{"loc":["body","tools",0],"msg":"M"}],"type":"T","code":3001}"#,
            (Some("M"), Some("3001"), Some("T"), Some("tools.0")),
        ),
        (
            r#"{"object":"error","message":"{\"detail\":[{\"loc\":[\"body\",\"seed\"],\"msg\":\"M\"}]}","type":"T","code":"1000"}"#,
            (Some("M"), Some("1000"), Some("T"), Some("seed")),
        ),
        (
            r#"{"error":{"code":400,"message":"{\n\"error\":{\"code\":400,\"message\":\"M\"}}"}}"#,
            (Some("M"), Some("400"), None, None),
        ),
        (r#"{"message":"{no JSON"}"#, (Some("{no JSON"), None, None, None)),
        (
            r#"{"error":{"code":429,"message":"Provider returned error","metadata":{"provider_name":"P","raw":"{\"error\":{\"message\":\"M\",\"code\":\"C\"}}"}}}"#,
            (Some("Provider returned error: M"), Some("429"), None, None),
        ),
        (r#""M""#, (Some("M"), None, None, None)),
        (
            "<html><head><TITLE> 502 Bad Gateway </TITLE></head></html>",
            (Some("502 Bad Gateway"), None, None, None),
        ),
        ("<p>no title</p>", (None, None, None, None)),
        ("upstream timed out", (Some("upstream timed out"), None, None, None)),
        ("", (None, None, None, None)),
        (r#""""#, (None, None, None, None)),
        (r#"{"error":"","code":7}"#, (None, Some("7"), None, None)),
        (r#"{"detail":[{"msg":""}]}"#, (None, None, None, None)),
        (r#"{"error":null}"#, (None, None, None, None)),
    ];
    for (body, expected) in cases {
        let read = parse(body.as_bytes());
        let read = (
            read.message.as_deref(),
            read.code.as_deref(),
            read.error_type.as_deref(),
            read.param.as_deref(),
        );
        assert_eq!(read, expected, "{body}");
    }
}

#[test]
fn a_byte_that_is_no_text_costs_no_code() {
    let body = b"{\"error\":{\"message\":\"You said \xe9\",\"code\":\"insufficient_quota\"}}";
    let read = parse(body);
    assert_eq!(read.message.as_deref(), Some("You said \u{fffd}"));
    assert_eq!(read.code.as_deref(), Some("insufficient_quota"));
}

#[test]
fn what_nobody_wrote_to_be_read_is_no_message() {
    let deep = format!(r#"{{"error":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let bodies = [
        deep.as_bytes(),
        br#"{"error":{"message":"#,
        b"[1, 2",
        b"\x1f\x8b\x08\0\0\0",
        b"\x1b[2J\x1b[31mall is well",
    ];
    for body in bodies {
        assert!(parse(body) == ErrorBody::default(), "{:?}", &body[..body.len().min(20)]);
    }
}

#[test]
fn errors_inside_of_texts_are_followed_only_so_deep() {
    let mut body = "\"M\"".to_owned();
    for _ in 0..14 {
        let text = serde_json::Value::from(body);
        body = format!("{}{text}{}", r#"{"message":"#.repeat(100), "}".repeat(100));
    }
    // On a stack as small as a worker's.
    let read = std::thread::Builder::new().stack_size(1024 * 1024);
    let read = read.spawn(move || parse(body.as_bytes())).expect("a thread").join();
    assert!(read.is_ok());
}

#[test]
fn a_filtered_prompt_is_no_api_error() {
    let body = br#"{"error":{"message":"filtered","code":"content_filter","status":400}}"#;
    let error = parse(body).into_error(400, String::new(), None, Evidence::default());
    assert!(matches!(&error, Error::Filtered(filtering) if filtering.is_prompt()));
}

#[test]
fn an_input_that_a_gateway_flagged_is_filtered() {
    let body = br#"{"error":{"code":403,"message":"M","metadata":{"reasons":["violence"],"flagged_input":"a"}}}"#;
    let error = parse(body).into_error(403, String::new(), None, Evidence::default());
    assert!(matches!(&error, Error::Filtered(filtering) if filtering.is_prompt()), "{error:?}");
}

#[test]
fn what_the_model_wrote_is_taken_out_of_an_error() {
    let read = |text: &str| {
        let error = serde_json::json!({ "message": "M", "code": "json_validate_failed", "failed_generation": text });
        let body = serde_json::json!({ "error": error }).to_string();
        parse(body.as_bytes()).into_error(400, body, None, Evidence::default())
    };
    let Error::Invalid(invalid) = read("{\"a\":1}") else { panic!("an answer") };
    assert_eq!(invalid.raw(), "{\"a\":1}");
    assert_eq!(invalid.violations()[0].message(), "M");
    let Error::Truncated(cut) = read(CUT_OFF) else { panic!("a cut answer") };
    assert_eq!(cut.reason(), TruncationReason::TokenLimit);
    assert!(matches!(read(" "), Error::Api(_)));
}

#[test]
fn a_long_body_is_cut_between_characters() {
    let long = "é".repeat(16 * 1024);
    let body = ErrorBody { message: Some(long.clone()), ..ErrorBody::default() };
    let Error::Api(error) = body.into_error(500, long, None, Evidence::default()) else {
        panic!("an API error");
    };
    for kept in [error.raw(), error.message().expect("a message")] {
        assert_eq!((kept.len(), kept.chars().count()), (16 * 1024, 8 * 1024));
    }
}
