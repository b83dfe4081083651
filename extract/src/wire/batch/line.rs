use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Error,
    decode::push_json_string,
    error::ConfigError,
    wire::{
        Endpoint, Malformed,
        error_body::{self, ErrorBody},
        forgiving,
    },
};

/// One request as a line of the input file, without its end. The id comes back with the answer and has to
/// be unique in the file.
///
/// # Errors
///
/// [`Error::Config`] for an empty id, and for a body that is no line of JSON.
pub fn line(custom_id: &str, endpoint: Endpoint, body: &[u8]) -> Result<String, Error> {
    let refuse = |message: &str| Err(ConfigError::new(message).into());
    if custom_id.is_empty() {
        return refuse("a line of a batch has an empty id; its answer could not be found again");
    }
    let body = match std::str::from_utf8(body) {
        Ok(body) if !body.contains('\n') => body,
        _ => return refuse("the request is no single line of JSON"),
    };
    let mut line = String::with_capacity(body.len() + custom_id.len() + 80);
    line.push_str(r#"{"custom_id":"#);
    push_json_string(&mut line, custom_id);
    line.push_str(r#","method":"POST","url":"/v1"#);
    line.push_str(endpoint.path());
    line.push_str(r#"","body":"#);
    line.push_str(body);
    line.push('}');
    Ok(line)
}

/// A line of an output or an error file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answered {
    /// The id of the request.
    pub custom_id: String,
    /// What came for it.
    pub came: Came,
}

/// What came for one request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Came {
    /// A response of the endpoint, whatever its status.
    Response {
        /// The HTTP status.
        status: u16,
        /// The server's id of the request.
        request_id: Option<String>,
        /// The body, as the endpoint would have sent it.
        body: Vec<u8>,
    },
    /// It never ran: `batch_expired`, `batch_cancelled` and their like.
    Error(ErrorBody),
}

/// Reads a line of an output or an error file.
///
/// # Errors
///
/// [`Malformed`] for a line without an id, and one that says nothing of an answer.
pub fn read_line(line: &[u8]) -> Result<Answered, Malformed> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line: Line<'_> = forgiving::read(line)?;
    let custom_id = line.custom_id.ok_or_else(|| Malformed::new("it has no `custom_id`"))?;
    let came = match (line.response, line.error) {
        (Some(Response { status_code, request_id, body: Some(body) }), _) => Came::Response {
            status: status_code.unwrap_or(200),
            request_id,
            body: body.get().as_bytes().to_vec(),
        },
        (_, Some(error)) => Came::Error(error_body::from_value(&error)),
        _ => return Err(Malformed::new("it has neither `response` nor `error`")),
    };
    Ok(Answered { custom_id, came })
}

#[derive(Deserialize)]
struct Line<'a> {
    custom_id: Option<String>,
    #[serde(borrow)]
    response: Option<Response<'a>>,
    error: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Response<'a> {
    status_code: Option<u16>,
    request_id: Option<String>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_whatever_its_id() {
        let line = line("a\n\"b\"", Endpoint::Chat, br#"{"model":"m"}"#).unwrap();
        assert_eq!(
            line,
            r#"{"custom_id":"a\n\"b\"","method":"POST","url":"/v1/chat/completions","body":{"model":"m"}}"#
        );
    }

    #[test]
    fn what_would_break_the_file_is_refused() {
        for (id, body) in [("", "{}"), ("a", "{\n}")] {
            assert!(line(id, Endpoint::Chat, body.as_bytes()).is_err(), "{id} {body}");
        }
        assert!(line("a", Endpoint::Chat, b"\xff").is_err());
    }

    #[test]
    fn answers_failures_and_what_never_ran_are_told_apart() {
        let response = |status, request_id: Option<&str>, body: &str| Came::Response {
            status,
            request_id: request_id.map(str::to_owned),
            body: body.as_bytes().to_vec(),
        };
        let expired = ErrorBody {
            code: Some("batch_expired".into()),
            message: Some("too late".into()),
            ..ErrorBody::default()
        };
        let cases = [
            (
                r#"{"id":"x","custom_id":"a","response":{"status_code":200,"request_id":"r","body":{"id":"b"}},"error":null}"#,
                response(200, Some("r"), r#"{"id":"b"}"#),
            ),
            (
                r#"{"custom_id":"a","response":{"status_code":400,"body":{"error":{"message":"no"}}}}"#,
                response(400, None, r#"{"error":{"message":"no"}}"#),
            ),
            (
                r#"{"custom_id":"a","response":null,"error":{"code":"batch_expired","message":"too late"}}"#,
                Came::Error(expired),
            ),
        ];
        for (line, came) in cases {
            let answered = Answered { custom_id: "a".into(), came };
            assert_eq!(read_line(line.as_bytes()), Ok(answered.clone()), "{line}");
            assert_eq!(read_line(format!("\u{feff}{line}\r").as_bytes()), Ok(answered), "{line}");
        }
        for line in ["", "{}", "[]", r#"{"custom_id":"a"}"#, r#"{"response":{"body":{}}}"#] {
            assert!(read_line(line.as_bytes()).is_err(), "{line}");
        }
    }
}
