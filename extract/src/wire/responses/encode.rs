use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    Error,
    input::{Detail, Message, Part, Role},
    wire::{
        CacheRetention, Effort, Endpoint, Prefix, ReasoningSummary, Request, ServiceTier,
        Verbosity,
        data_url::DataUrl,
        format::Described,
        function::Forced,
        request::{CacheOptions, refuse},
    },
};

/// The least limit of tokens that the API takes.
const LEAST_TOKENS: u32 = 16;

/// What to include in the answer for the log probabilities of its tokens.
const LOGPROBS: &str = "message.output_text.logprobs";

/// Encodes a request up to the input.
///
/// # Errors
///
/// [`Error::Config`] for options that this endpoint does not have or values that it refuses.
pub fn prefix(request: &Request) -> Result<Prefix, Error> {
    request.check()?;
    if request.seed.is_some() {
        refuse("`seed` is not known to the Responses endpoint, use the Chat endpoint")?;
    }
    if let Some(tokens) = request.max_output_tokens.filter(|tokens| *tokens < LEAST_TOKENS) {
        refuse(format!(
            "`max_output_tokens` is {tokens}, the Responses endpoint takes {LEAST_TOKENS} or more"
        ))?;
    }
    if request.background && request.store == Some(false) {
        refuse("`background` needs the answer to be stored, leave `store` out")?;
    }
    if request.logprobs && request.extra.iter().any(|(key, _)| key == "include") {
        refuse(format!(
            "`logprobs` is sent as `include`, which `extra` sets too; leave `logprobs` out and name `{LOGPROBS}` in the `include` of `extra`"
        ))?;
    }
    // JSON mode looks for the word JSON among the messages only.
    let (instructions, message) = match request.system() {
        Some(text) if request.is_json_mode() => (None, Some(Message::system(text))),
        text => (text, None),
    };
    let members = Members {
        model: &request.model,
        instructions: instructions.as_deref(),
        include: request.logprobs.then_some([LOGPROBS]),
        text: text(request)?,
        forced: Forced::of(request, Endpoint::Responses)?,
        reasoning: reasoning(request),
        max_output_tokens: request.max_output_tokens,
        temperature: request.temperature,
        top_p: request.top_p,
        service_tier: request.service_tier,
        // Said aloud, because an answer that is made in the background and is not stored can be had
        // for some minutes only.
        store: if request.background { Some(true) } else { request.store },
        background: request.background.then_some(true),
        metadata: request
            .metadata
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect(),
        prompt_cache_key: request.prompt_cache_key.as_deref(),
        prompt_cache_options: request.cache_options(),
        prompt_cache_retention: request.prompt_cache_retention,
        safety_identifier: request.safety_identifier.as_deref(),
        previous_response_id: request.previous_response_id.as_deref(),
    };
    let mut prefix = Prefix::new(Endpoint::Responses, &members, &request.extra)?;
    if let Some(message) = message {
        prefix.push_input(&message.into())?;
    }
    for (input, answer) in &request.examples {
        prefix.push_example(input, answer)?;
    }
    Ok(prefix)
}

fn reasoning(request: &Request) -> Option<Reasoning> {
    let reasoning = Reasoning { effort: request.reasoning, summary: request.reasoning_summary };
    (reasoning.effort.is_some() || reasoning.summary.is_some()).then_some(reasoning)
}

/// The format, unless the answer comes through a tool, and the verbosity.
fn text(request: &Request) -> Result<Option<Text<'_>>, Error> {
    let verbosity = request.verbosity;
    if request.through_tool {
        return Ok(verbosity.map(|_| Text { format: None, verbosity }));
    }
    let (kind, described) = request.format()?;
    Ok(Some(Text { format: Some(Format { kind, described }), verbosity }))
}

/// A message as an item of `input`.
pub(in crate::wire) fn message(message: &Message) -> impl Serialize + '_ {
    let content = match message.parts.as_slice() {
        [Part::Text(text)] => Content::Text(text),
        parts => {
            Content::Parts(parts.iter().filter_map(|part| piece(message.role, part)).collect())
        }
    };
    Item { role: message.role, content }
}

/// `None` for a file that is not read, which the rules for inputs have refused before.
fn piece(role: Role, part: &Part) -> Option<Piece<'_>> {
    Some(match part {
        // Earlier turns of the model go back as what they were.
        Part::Text(text) if role == Role::Assistant => Piece::OutputText { text },
        Part::Text(text) => Piece::InputText { text },
        Part::Image { bytes, mime, detail } => {
            Piece::ImageData { image_url: DataUrl { mime, bytes }, detail: *detail }
        }
        Part::ImageUrl { url, detail } => Piece::ImageUrl { image_url: url, detail: *detail },
        Part::File { name, bytes, mime } => {
            Piece::FileData { filename: name, file_data: DataUrl { mime, bytes } }
        }
        Part::FileId(file_id) => Piece::FileId { file_id },
        Part::Unread { .. } => return None,
    })
}

#[derive(Serialize)]
struct Members<'a> {
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instructions: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    include: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text<'a>>,
    #[serde(flatten)]
    forced: Option<Forced<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Reasoning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<ServiceTier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    background: Option<bool>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_cache_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_cache_options: Option<CacheOptions<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_cache_retention: Option<CacheRetention>,
    #[serde(skip_serializing_if = "Option::is_none")]
    safety_identifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_response_id: Option<&'a str>,
}

#[derive(Serialize)]
struct Text<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verbosity: Option<Verbosity>,
}

#[derive(Serialize)]
struct Format<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    described: Option<Described<'a>>,
}

#[derive(Serialize)]
struct Reasoning {
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<ReasoningSummary>,
}

#[derive(Serialize)]
struct Item<'a> {
    role: Role,
    content: Content<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Text(&'a str),
    Parts(Vec<Piece<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Piece<'a> {
    #[serde(rename = "input_file")]
    FileData { filename: &'a str, file_data: DataUrl<'a> },
    #[serde(rename = "input_file")]
    FileId { file_id: &'a str },
    #[serde(rename = "input_image")]
    ImageData { image_url: DataUrl<'a>, detail: Detail },
    #[serde(rename = "input_image")]
    ImageUrl { image_url: &'a str, detail: Detail },
    #[serde(rename = "input_text")]
    InputText { text: &'a str },
    #[serde(rename = "output_text")]
    OutputText { text: &'a str },
}
