//! `arm NAME URL CALLS IN_FLIGHT` makes so many calls in one way and prints what they cost: CPU seconds, peak memory in
//! KiB and seconds, on one line.

mod async_openai;
mod load;
mod ours;
mod raw;
mod rig;
mod rstructor;

use std::error::Error;

use extract::wire::Endpoint;
use load::Load;

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const MODEL: &str = "gpt-5-mini";
const KEY: &str = "sk-local";
const INSTRUCTIONS: &str = "Extract the meeting.";
const MAIL: &str = "Dear all, let us go through the quarter on Thursday at ten, in room 3.17. \
    Three quarters of an hour should do. Ada, Grace and Barbara, please bring your figures.";

/// A meeting, as a mail announces it.
#[derive(
    extract::Extract,
    ::rstructor::Instructor,
    schemars::JsonSchema,
    serde::Deserialize,
    serde::Serialize,
)]
#[serde(deny_unknown_fields)]
struct Meeting {
    title: String,
    minutes: u64,
    attendees: Vec<String>,
    room: Option<String>,
}

/// On one thread: what the CPU does is then the same in each round.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, url, calls, in_flight] = arguments.as_slice() else {
        return Err("arm NAME URL CALLS IN_FLIGHT".into());
    };
    let load = Load { calls: calls.parse()?, in_flight: in_flight.parse()? };
    let cost = match name.as_str() {
        "raw-responses" => raw::run(url, Endpoint::Responses, load).await?,
        "raw-chat" => raw::run(url, Endpoint::Chat, load).await?,
        "ours-responses" => ours::run(url, Endpoint::Responses, load).await?,
        "ours-chat" => ours::run(url, Endpoint::Chat, load).await?,
        "async-openai" => async_openai::run(url, load).await?,
        "rstructor" => rstructor::run(url, load).await?,
        "rig" => rig::run(url, load).await?,
        other => return Err(format!("no arm has the name `{other}`").into()),
    };
    println!("{cost}");
    Ok(())
}
