//! A type that reads a text and then decides describes itself by hand.
//!
//! ```console
//! cargo run --example by_hand
//! ```

use extract::{Error, Extract, Shape};
use serde::Deserialize;

/// An IBAN whose check digits are right.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Iban(String);

impl TryFrom<String> for Iban {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        // ISO 7064: the number that it stands for leaves 1 when divided by 97.
        let moved = text.chars().skip(4).chain(text.chars().take(4));
        let rest = moved.fold(0, |rest, it| match it.to_digit(36) {
            Some(digit) if digit > 9 => (rest * 100 + digit) % 97,
            Some(digit) => (rest * 10 + digit) % 97,
            None => 0,
        });
        if rest == 1 {
            Ok(Self(text))
        } else {
            Err(format!("the check digits of {text} are wrong"))
        }
    }
}

impl Extract for Iban {
    const SHAPE: Shape =
        Shape::string().pattern("^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$").describe("Without spaces.");
}

#[derive(Debug, Deserialize, Extract)]
struct Transfer {
    /// Whose account it is.
    name: String,
    /// Where the money goes.
    to: Iban,
    cents: u32,
}

const LETTER: &str = "Please send 120 euros to Ada Byron, AT61 1904 3002 3457 3201. \
                      Grace gets 80, DE89 3704 0044 0532 0130 01.";

#[tokio::main]
async fn main() -> examples::Result {
    let answers = [
        r#"{"value":[{"name":"Ada Byron","to":"AT611904300234573201","cents":12000}]}"#,
        r#"{"value":[{"name":"Ada Byron","to":"AT611904300234573201","cents":12000},
            {"name":"Grace","to":"DE89370400440532013001","cents":8000}]}"#,
    ];
    let api = examples::connect(answers).await?;
    let transfers = api.client.extractor::<Vec<Transfer>>(&api.model);

    for letter in [LETTER.split(" Grace").next().unwrap_or(LETTER), LETTER] {
        match transfers.extract(letter).await {
            Ok(found) => {
                for Transfer { name, to, cents } in found.value {
                    println!("{cents} cents to {name}, {}", to.0);
                }
            }
            // The schema cannot say what check digits are; the type can.
            Err(Error::Invalid(wrong)) => {
                for violation in wrong.violations() {
                    println!("{violation}");
                }
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}
