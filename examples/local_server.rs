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
//! A request can ask for another outcome with the header `x-outcome`; `--help` lists them.

use std::{
    collections::HashMap,
    error::Error,
    fs,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use extract::testing::{Fault, Filter, Outcome, Request, Server};
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

The header `x-outcome` of a request chooses what happens instead of a plain answer:
  refuse          the model declines
  truncate        the first half of the answer, cut off at the token limit
  filter-answer   the content filter stops the answer
  filter-prompt   the content filter stops the prompt
  empty           no answer at all
  commentary      a commentary message stands before the answer
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

/// What the header asks for, else the plain answer.
fn outcome(request: &Request, answers: &Answers) -> Outcome {
    let Some(wish) = request.header("x-outcome") else {
        return answers.answer(request);
    };
    match wish {
        "refuse" => return Outcome::refuse("I'm sorry, I can't help with that."),
        "truncate" => {
            return answers.text(request).map_or_else(unanswered, |mut text| {
                let half = text.char_indices().nth(text.chars().count() / 2);
                text.truncate(half.map_or(0, |(index, _)| index));
                Outcome::truncate(text)
            });
        }
        "filter-answer" => return Outcome::filter(Filter::Answer),
        "filter-prompt" => return Outcome::filter(Filter::Prompt),
        "empty" => return Outcome::empty(),
        "commentary" => {
            return answers.answer(request).commentary("Let me read that first.");
        }
        _ => {}
    }
    let named = Fault::all().into_iter().find(|(name, _)| *name == wish);
    match (named, wish.parse()) {
        (Some((_, fault)), _) => Outcome::fault(fault),
        (None, Ok(status @ 100..=999)) => Outcome::fault(status_alone(status)),
        _ => unanswered(format!("unknown outcome `{wish}`; see `--help`")),
    }
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
