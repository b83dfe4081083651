//! Typed tools: the model acts on a mail by calling functions of ours, in a conversation that this
//! program drives itself; then an extraction through a tool, for servers without `json_schema`.
//!
//! ```console
//! cargo run --example tools
//! ```

use extract::error::Evidence;
use extract::testing::Outcome;
use extract::wire::{Reply, Request, error_body};
use extract::{Extract, Tool};
use serde::Deserialize;
use serde_json::json;

/// Pays money back to a customer.
#[derive(Debug, Deserialize, Extract)]
struct Refund {
    order: String,
    article: String,
    #[extract(min = 1, max = 500_000)]
    amount_cents: u32,
}

/// Writes to the warehouse.
#[derive(Debug, Deserialize, Extract)]
struct Note {
    serial_number: String,
    /// One sentence.
    text: String,
}

/// What to answer, when nothing is left to do.
#[derive(Debug, Deserialize, Extract)]
struct Letter {
    text: String,
}

#[tokio::main]
async fn main() -> examples::Result {
    let api = examples::connect_scripted(|server| {
        server.script(
            Outcome::call(
                "refund",
                json!({ "order": "NV-2025-00731", "article": "Kota 4", "amount_cents": 64900 }),
            )
            .and_call(
                "tell_warehouse",
                json!({ "serial_number": "NV4-22817-B", "text": "The lid came cracked." }),
            ),
        );
        server.answer_text(
            r#"{"order":"NV-2025-00731","article":"stove Kota 4","amount_cents":64900}"#,
        );
    })
    .await?;
    let mail = include_str!("data/support_thread.eml");

    let refund = Tool::of::<Refund>("refund");
    let note = Tool::of::<Note>("tell_warehouse").description("Tells the warehouse of a damage.");

    // The model calls tools, or answers with a letter.
    let mut request = Request::new(&api.model, &extract::json_schema::<Letter>());
    request.instructions = Some("Do what the customer asks for in the end.".to_owned());
    let tools = [refund.json(api.endpoint)?, note.json(api.endpoint)?];
    request.extra.push(("tools".to_owned(), format!("[{}]", tools.join(","))));

    let body = api.endpoint.prefix(&request)?.body(&mail.into())?;
    let reply = post(&api, body).await?;
    for call in &reply.calls {
        match call.name.as_str() {
            name if name == refund.name() => {
                let Refund { order, article, amount_cents } = refund.read(call)?;
                println!("Pay back {:.2} for {article} of {order}", amount_cents as f64 / 100.0);
            }
            name if name == note.name() => {
                let Note { serial_number, text } = note.read(call)?;
                println!("Tell the warehouse of {serial_number}: {text}");
            }
            name => println!("There is no tool `{name}`, tell the model so"),
        }
    }
    if reply.calls.is_empty() {
        let (text, _) = reply.into_text(Evidence::default())?;
        println!("Answer: {}", extract::from_json::<Letter>(&text)?.text);
    }

    // One value instead of a conversation: the model must call a tool, and its arguments are the value.
    let refunds = api.client.extractor::<Refund>(&api.model).through_tool();
    let found = refunds.extract(mail).await?;
    println!("\nThrough a tool: {}", found.raw);
    println!("{:.2} for {}", found.value.amount_cents as f64 / 100.0, found.value.article);
    Ok(())
}

/// Any HTTP will do.
async fn post(api: &examples::Connection, body: Vec<u8>) -> examples::Result<Reply> {
    let url = format!("{}{}", api.base_url, api.endpoint.path());
    let mut request = reqwest::Client::new().post(url).header("content-type", "application/json");
    if let Ok(key) = std::env::var("OPENAI_API_KEY") {
        request = request.bearer_auth(key);
    }
    let answer = request.body(body).send().await?;
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await?;
    if status != 200 {
        let raw = String::from_utf8_lossy(&bytes).into_owned();
        let said = error_body::parse(&bytes);
        return Err(said.into_error(status, raw, None, Evidence::default()).into());
    }
    Ok(api.endpoint.decode(&bytes)?)
}
