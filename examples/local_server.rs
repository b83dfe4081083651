//! The test server as a program, for clients in any language. It listens on 127.0.0.1 only.
//!
//! ```text
//! cargo run --example local_server -- --port 8080 --answers answers
//! ```
//!
//! A request whose schema is named `Invoice`, or that must call a tool of that name, gets
//! `Invoice.json` out of the directory, or `Invoice.1.json`, `Invoice.2.json` and so on in turn. Any
//! other request gets `text.txt`, or a greeting. The files are read anew for each request.
//!
//! A request can ask for another outcome with the header `x-outcome`; `--help` lists them. With
//! `stream: true` the answer comes in events, at the pace that the other headers say.
//!
//! Files and batches are there as well: the lines of a batch are answered as direct requests are.

use std::{
    collections::HashMap,
    error::Error,
    fs,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use extract::testing::{Fault, Filter, Outcome, Request, Server, StreamFault};
use serde_json::json;

const HELP: &str = "\
Serves scripted answers like the OpenAI API, and judges requests as strictly.

cargo run --example local_server -- [OPTIONS]

  --port N        the port on 127.0.0.1; without it any free one
  --answers DIR   where the answers are: `Invoice.json` for a schema named `Invoice`, or
                  `Invoice.1.json`, `Invoice.2.json`, ... in turn; `text.txt` without a schema
  --key KEY       the key that requests must carry; without it none is asked for
  --model ID      one more model that exists; may be given more than once
  --help          this text

A batch of an uploaded file moves one status on whenever it is asked for; its lines are answered as
requests are.

The header `x-outcome` of a request chooses what happens instead of a plain answer:
  refuse          the model declines
  truncate        the first half of the answer, cut off at the token limit
  filter-answer   the content filter stops the answer
  filter-in-content
                  the content filter stops the answer after its first half
  filter-prompt   the content filter stops the prompt
  empty           no answer at all
  commentary      a commentary message stands before the answer
  draft           another message stands before the answer and looks like it
  reasoning       a reasoning item stands before the answer
  twice           the answer comes twice
  unknown-kinds   things that no documentation lists stand around the answer
  disconnect      the connection is closed before the answer
  half-body       the connection is closed in the middle of the answer
  reset-before-headers, reset-in-headers, reset-after-headers, reset-in-body
                  the connection is reset there
  silence         nothing is ever answered
  slow-drip       status 200, and then a blank now and then, for ever
  wrong-length    status 200, and the headers promise half of the body
  huge-body       status 200 with a body of 100 MB
  decompression-bomb
                  status 200 with 7 MB of gzip that unpack to 1 GiB
  deep-json       status 200 with JSON that is nested 10,000 deep
  broken-json     status 200 with JSON that ends too early
  invalid-utf8    status 200 with JSON that is no UTF-8
  wrong-json      status 200 with JSON that is no answer
  error-in-body   status 200 with nothing but an error object
  failed-run      the run fails after it began
  redirect        status 307 to another host
  request-timeout status 408
  conflict        status 409
  rate-limited    status 429, try again in a second
  too-many-requests
                  status 429, and no word of when to try again
  slow-down       status 429, the traffic grew too quickly
  billing         status 429, no quota left
  unpaid          status 429, a spend limit is reached
  server-error    status 500
  bad-gateway     status 502
  html            status 502 with a page of HTML
  overloaded      status 503
  gateway-timeout status 504
  418             any status of three digits, with an error object

and, where the request asks for a stream:
  cut-WHEN        the stream ends without the events that end a run
  close-WHEN      the connection is closed
  reset-WHEN      the connection is reset
  stall-WHEN      nothing more comes
  error-event-WHEN, flat-error-event-WHEN
                  an error, in the form of the service and in that of the specification
  error-then-failed-WHEN
                  an error, and then word that the run failed
  failed-run-WHEN word that the run failed, and no error
                  WHEN is before-events, before-content, in-content or after-content
  cut-in-event    the stream ends in the middle of an event
  run-away-blanks blanks for ever
  broken-json-in-event, invalid-utf8-in-event, long-line
                  one event is wrong
  empty-terminal-output, rotating-ids, azure-chunks
                  what gateways and Azure make of good streams
  bom, cr, cr-lf, keep-alives, missing-done, missing-last-blank-line
                  other spellings of the same events
  html-for-stream, plain-body
                  no stream

More headers set the pace of streams:
  x-delta-bytes   the bytes of a delta, `4` or `1-8`
  x-between-ms    the wait before each delta but the first
  x-chunk-bytes   the bytes of a chunk, which then ends anywhere
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        print!("{HELP}");
        return Ok(());
    };
    let mut builder = Server::builder().port(options.port);
    for model in options.models {
        builder = builder.model(model);
    }
    if let Some(key) = options.key {
        builder = builder.api_key(key);
    }
    let server = builder.start().await?;
    let answers = Answers { directory: options.answers, turns: Mutex::default() };
    server.respond(move |request| outcome(request, &answers));
    println!("{}", server.url());
    std::future::pending().await
}

#[derive(Default)]
struct Options {
    port: u16,
    answers: Option<PathBuf>,
    key: Option<String>,
    models: Vec<String>,
}

impl Options {
    /// `None` when only the help is wanted.
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, Box<dyn Error>> {
        let mut options = Self::default();
        while let Some(word) = words.next() {
            if word == "--help" {
                return Ok(None);
            }
            let value = words.next().ok_or(format!("`{word}` needs a value; see `--help`"));
            match word.as_str() {
                "--port" => options.port = value?.parse()?,
                "--answers" => options.answers = Some(directory(value?)?),
                "--key" => options.key = Some(value?),
                "--model" => options.models.push(value?),
                _ => return Err(format!("unknown option `{word}`; see `--help`").into()),
            }
        }
        Ok(Some(options))
    }
}

fn directory(path: String) -> Result<PathBuf, String> {
    let directory = PathBuf::from(path);
    if directory.is_dir() {
        Ok(directory)
    } else {
        Err(format!("`{}` is no directory; give one to `--answers`", directory.display()))
    }
}

/// What the headers ask for, else the plain answer.
fn outcome(request: &Request, answers: &Answers) -> Outcome {
    let outcome = match request.header("x-outcome") {
        None => answers.answer(request),
        Some(wish) => wished(wish, request, answers),
    };
    paced(outcome, request).unwrap_or_else(unanswered)
}

fn wished(wish: &str, request: &Request, answers: &Answers) -> Outcome {
    let half = |outcome: fn(String) -> Outcome| {
        answers.text(request).map_or_else(unanswered, |mut text| {
            let half = text.char_indices().nth(text.chars().count() / 2);
            text.truncate(half.map_or(0, |(index, _)| index));
            outcome(text)
        })
    };
    match wish {
        "refuse" => return Outcome::refuse("I'm sorry, I can't help with that."),
        "truncate" => return half(Outcome::truncate),
        "filter-answer" => return Outcome::filter(Filter::Answer),
        "filter-in-content" => return half(Outcome::filter_after),
        "filter-prompt" => return Outcome::filter(Filter::Prompt),
        "empty" => return Outcome::empty(),
        "commentary" => return answers.answer(request).commentary("Let me read that first."),
        "draft" => return answers.answer(request).draft("{}"),
        "reasoning" => return answers.answer(request).reasoning("Reading, then counting."),
        "twice" => return answers.answer(request).twice(),
        "unknown-kinds" => return answers.answer(request).unknown_kinds(),
        _ => {}
    }
    if let Some((_, fault)) = StreamFault::all().into_iter().find(|(name, _)| name == wish) {
        return answers.answer(request).stream_fault(fault);
    }
    let named = Fault::all().into_iter().find(|(name, _)| *name == wish);
    match (named, wish.parse()) {
        (Some((_, fault)), _) => Outcome::fault(fault),
        (None, Ok(status @ 100..=999)) => Outcome::fault(status_alone(status)),
        _ => unanswered(format!("unknown outcome `{wish}`; see `--help`")),
    }
}

/// The outcome at the pace that the headers want.
fn paced(mut outcome: Outcome, request: &Request) -> Result<Outcome, String> {
    let number = |name: &str, text: &str| {
        text.parse::<usize>().map_err(|_| format!("`{name}: {text}` is no number; see `--help`"))
    };
    if let Some(sizes) = request.header("x-delta-bytes") {
        let (from, to) = sizes.split_once('-').unwrap_or((sizes, sizes));
        outcome = outcome.tokens(number("x-delta-bytes", from)?..=number("x-delta-bytes", to)?);
    }
    if let Some(wait) = request.header("x-between-ms") {
        outcome = outcome.between(Duration::from_millis(number("x-between-ms", wait)? as u64));
    }
    if let Some(bytes) = request.header("x-chunk-bytes") {
        outcome = outcome.chunked_by(number("x-chunk-bytes", bytes)?);
    }
    Ok(outcome)
}

fn status_alone(status: u16) -> Fault {
    let error = json!({ "message": format!("Status {status} was asked for."),
        "type": "invalid_request_error", "param": null, "code": null });
    Fault::Status { status, headers: Vec::new(), body: json!({ "error": error }).to_string() }
}

/// The program's own mistakes are status 500, and clients do not try those again.
fn unanswered(message: String) -> Outcome {
    let error = json!({ "message": message, "type": "server_error", "param": null, "code": null });
    let headers = [("x-should-retry", "false")];
    Outcome::raw(500, &headers, json!({ "error": error }).to_string())
}

struct Answers {
    directory: Option<PathBuf>,
    /// How often each schema was asked for.
    turns: Mutex<HashMap<String, usize>>,
}

impl Answers {
    fn answer(&self, request: &Request) -> Outcome {
        self.text(request).map_or_else(unanswered, Outcome::answer_text)
    }

    /// The text of the answer, or why there is none.
    fn text(&self, request: &Request) -> Result<String, String> {
        let Some(name) = request.format_name() else {
            let text =
                self.directory.as_ref().map(|path| fs::read_to_string(path.join("text.txt")));
            return Ok(text.and_then(Result::ok).unwrap_or("Hello from the local server.".into()));
        };
        let wanted = format!("put an answer for `{name}` into `{name}.json`");
        let Some(directory) = &self.directory else {
            return Err(format!("{wanted} in a directory, and start with `--answers DIR`"));
        };
        let numbered = (1..).map(|number| directory.join(format!("{name}.{number}.json")));
        let mut files: Vec<PathBuf> = numbered.take_while(|path| path.is_file()).collect();
        if files.is_empty() {
            files.push(directory.join(format!("{name}.json")));
        }
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = turns.entry(name).or_default();
        let file = &files[*turn % files.len()];
        *turn += 1;
        let text = fs::read_to_string(file);
        text.map(|text| text.trim().to_owned())
            .map_err(|error| format!("`{}`: {error}; {wanted}", file.display()))
    }
}
