//! What the server answers to each document: the same in each run, but for the time that it takes.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use extract::{
    Usage,
    testing::{Fault, Filter, Outcome, Request},
};
use serde_json::{Value, json};

/// What nobody should be able to bring into a page.
pub const HOSTILE: &str = concat!(
    "<script>document.title = 'broken'; fetch('https://example.org/')</script>",
    "</style></title></textarea></pre></svg><img src=x onerror=\"document.title='broken'\">",
    "<svg onload=alert(1)><iframe srcdoc='<script>parent.document.title=1</script>'></iframe>",
    "<link rel=stylesheet href=https://example.org/a.css><meta http-equiv=refresh content=0>",
    "\"'><b> ]]> <!-- -->&lt;&#x3c;&amp; \u{0}\u{7}\u{8}\u{1b}[31mred\u{1b}[0m \r\n\t",
    "\u{202e}gnp.exe\u{202c} \u{2067}\u{5d0}\u{5d1}\u{2069} \u{200b}\u{feff}\u{ad}\u{2028}\u{fffe}\u{85} ",
    "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308} \u{1f469}\u{200d}\u{1f680} \u{e0041}",
);

/// Bytes of the longest answer.
const LONG: usize = 10 << 20;

/// The right values of a document.
pub fn gold(number: u64) -> super::Invoice {
    let lines = (0..number % 5).map(|line| super::Line {
        text: format!("item {line}"),
        quantity: (number % 7) as u32 + 1,
        po: (number.is_multiple_of(4)).then(|| format!("PO-{number}")),
        discount_percent: (number.is_multiple_of(9)).then_some(2.5),
    });
    super::Invoice {
        number: format!("RE-{number}"),
        issued: (!number.is_multiple_of(6)).then(|| "2026-05-17".to_owned()),
        po: (number.is_multiple_of(3)).then(|| format!("PO-{number}")),
        customer: super::Customer {
            name: format!("Customer {}", number % 50),
            vat_id: None,
            emails: (0..number % 3).map(|it| format!("mail{it}@example.org")).collect(),
        },
        lines: lines.collect(),
        total_cents: 1_900 + number as i64,
    }
}

/// Answers by the number of a document.
pub fn answer() -> impl Fn(&Request) -> Outcome + Send + Sync + 'static {
    let asked = Mutex::<HashMap<u64, u32>>::default();
    move |request| {
        let number = number_of(request);
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = asked.entry(number).or_default();
        *tries += 1;
        let usage = usage(number);
        outcome(number, *tries).usage(usage).after(delay(number))
    }
}

fn number_of(request: &Request) -> u64 {
    let body = request.body().to_string();
    let (_, after) = body.split_once("document ").expect("a document");
    let digits = after.find(|it: char| !it.is_ascii_digit()).expect("an end");
    after[..digits].parse().expect("a number")
}

/// Most of it is quick, some of it slow, and in the middle of the run all of it is slower.
fn delay(number: u64) -> Duration {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let share = mixed as f64 / f64::from(1 << 24);
    let slower = if (1_200..1_600).contains(&number) { 3.0 } else { 1.0 };
    Duration::from_secs_f64(0.012 * (1.0 / (1.0 - share * 0.97)).powf(0.9) * slower)
}

fn usage(number: u64) -> Usage {
    let mut usage = Usage::new(900 + number % 400, 120 + number % 90);
    usage.cached = Some(640);
    usage.reasoning = Some(number % 64);
    usage
}

fn outcome(number: u64, tries: u32) -> Outcome {
    let fault = |fault| Outcome::fault(fault);
    match number % 1_000 {
        // Once only: the next try is answered.
        17 | 117 | 217 | 317 if tries == 1 => {
            fault(Fault::RateLimited { retry_after: Duration::from_millis(150) })
        }
        18 | 218 | 418 if tries == 1 => fault(Fault::Overloaded),
        19 | 319 if tries == 1 => fault(Fault::ResetInBody),
        21 | 121 | 221 | 321 | 421 => Outcome::refuse(format!("I cannot help with {HOSTILE}")),
        22 | 122 | 222 => {
            Outcome::truncate(format!(r#"{{"number":"{}"#, HOSTILE.replace('"', "'")))
        }
        23 | 123 => Outcome::filter(Filter::Answer),
        24 => Outcome::filter(Filter::Prompt),
        25 | 125 => Outcome::empty(),
        26 => Outcome::fault(Fault::Html),
        27 => Outcome::fault(Fault::Disconnect),
        28 => Outcome::raw(
            400,
            &[],
            json!({ "error": { "message": HOSTILE, "type": HOSTILE } }).to_string(),
        ),
        29 => Outcome::raw(422, &[], HOSTILE),
        30 => Outcome::fault(Fault::BrokenJson),
        // Not the type: a price below 0, markup in the place of a number, no object, far too much.
        31 | 131 | 231 | 331 => changed(number, "/total_cents", json!(-5)),
        32 | 132 => {
            changed(number, "/lines", json!([{ "text": HOSTILE, "quantity": HOSTILE, "po": 5 }]))
        }
        33 => Outcome::answer_text(HOSTILE),
        34 => Outcome::answer_text(r#"{"number":"\ud800\udfff\ud800"}"#),
        35 => Outcome::answer_text("<b>".repeat(LONG / 3)),
        // Right in form, and not in substance.
        40..60 => changed(number, "/po", json!(format!("{HOSTILE} {number}"))),
        60..70 => changed(number, "/number", json!("")),
        _ => Outcome::answer(gold(number)),
    }
}

fn changed(number: u64, place: &str, value: Value) -> Outcome {
    let mut invoice = serde_json::to_value(gold(number)).expect("JSON");
    *invoice.pointer_mut(place).expect("a field") = value;
    Outcome::answer(invoice)
}
