//! The limit: ready bytes, reqwest, and the smallest types that serde_json can read the answer with.

use std::borrow::Cow;

use bytes::Bytes;
use extract::{
    Input,
    wire::{Endpoint, Request},
};
use serde::Deserialize;

use crate::{
    INSTRUCTIONS, KEY, MAIL, MODEL, Meeting, Result,
    load::{Cost, Load},
};

pub async fn run(url: &str, endpoint: Endpoint, load: Load) -> Result<Cost> {
    let body = request(endpoint)?;
    let client = reqwest::Client::new();
    let url: reqwest::Url = format!("{url}{}", endpoint.path()).parse()?;
    load.run(|| {
        let (client, url, body) = (client.clone(), url.clone(), body.clone());
        async move {
            let request = client
                .post(url)
                .header("content-type", "application/json")
                .bearer_auth(KEY)
                .body(body);
            let answer = request.send().await?.error_for_status()?.bytes().await?;
            read(endpoint, &answer)
        }
    })
    .await
}

/// What our own arm sends.
fn request(endpoint: Endpoint) -> Result<Bytes> {
    let mut request = Request::new(MODEL, &extract::json_schema::<Meeting>());
    request.instructions = Some(INSTRUCTIONS.to_owned());
    Ok(endpoint.prefix(&request)?.body(&Input::text(MAIL))?.into())
}

#[derive(Deserialize)]
struct Chat<'a> {
    #[serde(borrow)]
    choices: [Choice<'a>; 1],
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(borrow)]
    message: ChatMessage<'a>,
}

#[derive(Deserialize)]
struct ChatMessage<'a> {
    #[serde(borrow)]
    content: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Responses<'a> {
    #[serde(borrow)]
    output: [Message<'a>; 1],
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    content: [Part<'a>; 1],
}

#[derive(Deserialize)]
struct Part<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn read(endpoint: Endpoint, answer: &[u8]) -> Result<Meeting> {
    let text = if endpoint == Endpoint::Chat {
        let Chat { choices: [choice] } = serde_json::from_slice(answer)?;
        choice.message.content
    } else {
        let Responses { output: [Message { content: [part] }] } = serde_json::from_slice(answer)?;
        part.text
    };
    Ok(serde_json::from_str(&text)?)
}
