//! Rules that an answer must keep, and what a wrong one says of each.
//!
//! ```console
//! cargo run --example constraints
//! ```

use extract::{Error, Extract};
use serde::Deserialize;

/// A transfer as ordered in a letter.
#[derive(Debug, Deserialize, Extract)]
#[extract(validate = names_someone_else)]
struct Transfer {
    /// Without spaces.
    #[extract(pattern = "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", validate = check_iban)]
    iban: String,
    #[extract(min_len = 2, max_len = 70)]
    payee: String,
    payer: String,
    /// In euros.
    #[extract(exclusive_min = 0, max = 50_000, multiple_of = 0.01)]
    amount: f64,
    #[extract(format = "date")]
    on: String,
    /// The numbers of the invoices that it pays.
    #[extract(unique, min_items = 1)]
    invoices: Vec<String>,
}

/// The two digits behind the country make the whole 1 modulo 97 (ISO 13616).
fn check_iban(iban: &str) -> Result<(), String> {
    let turned = iban.chars().skip(4).chain(iban.chars().take(4));
    let rest = turned.filter_map(|c| c.to_digit(36)).fold(0, |rest, digit| {
        let scale = if digit > 9 { 100 } else { 10 };
        (rest * scale + digit) % 97
    });
    if rest == 1 { Ok(()) } else { Err(format!("the check digits of {iban} are wrong")) }
}

fn names_someone_else(transfer: &Transfer) -> Result<(), &'static str> {
    if transfer.payee != transfer.payer { Ok(()) } else { Err("nobody pays themselves") }
}

const GOOD: &str = r#"{"iban":"DE89370400440532013000","payee":"Ada Lovelace","payer":"Grace Hopper",
    "amount":1234.56,"on":"2024-05-31","invoices":["2024-17","2024-18"]}"#;

const WRONG: &str = r#"{"amount":-0.005,"iban":"DE88370400440532013000",
    "invoices":["2024-17","2024-17"],"on":"2024-05-32","payee":"A","payer":"A"}"#;

#[tokio::main]
async fn main() -> examples::Result {
    // A model that is held to the schema cannot break most of these rules. The second answer plays
    // a server that does not enforce schemas.
    let api = examples::connect([GOOD, WRONG]).await?;
    let transfers = api.client.extractor::<Transfer>(&api.model);
    for letter in ["Please pay both invoices by the end of May.", "Please pay."] {
        match transfers.extract(letter).await {
            Ok(found) => {
                let Transfer { amount, payee, on, invoices, .. } = found.value;
                println!("{amount:.2} EUR to {payee} on {on} for {}", invoices.join(", "));
            }
            Err(Error::Invalid(wrong)) => {
                println!("\nNot paid, {} rules are broken:", wrong.violations().len());
                for violation in wrong.violations() {
                    println!("  {:?} at {violation}", violation.rule());
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
