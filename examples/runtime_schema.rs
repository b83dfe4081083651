//! A schema that is known at run time only: judged before it is sent, checked when the answer comes.
//!
//! ```console
//! cargo run --example runtime_schema
//! ```

use extract::{Error, Schema};

/// As a user wrote it into a form.
const FIRST_TRY: &str = r#"{
  "type": "object",
  "properties": {
    "genres": { "type": "array" },
    "title": { "type": "string", "minLength": 1 },
    "year": { "type": "integer" }
  },
  "required": ["title", "year"]
}"#;

const SECOND_TRY: &str = r#"{
  "type": "object",
  "properties": {
    "genres": { "type": "array", "items": { "type": "string", "enum": ["comedy", "drama"] } },
    "title": { "type": "string", "pattern": "." },
    "year": { "type": ["integer", "null"], "minimum": 1888 }
  },
  "required": ["genres", "title", "year"],
  "additionalProperties": false
}"#;

#[tokio::main]
async fn main() -> examples::Result {
    let answers = [
        r#"{"genres":["comedy"],"title":"The General","year":1926}"#,
        r#"{"genres":["comedy","western"],"title":"","year":1626}"#,
    ];
    let api = examples::connect(answers).await?;

    if let Err(Error::Config(wrong)) = Schema::from_json("Film", FIRST_TRY) {
        println!("The schema is refused, and nothing is sent:");
        for fault in wrong.faults() {
            println!("  {fault}");
        }
    }

    let schema = Schema::from_json("Film", SECOND_TRY)?;
    println!("\n{}\n", schema.report());
    let films = api.client.extractor_for(&api.model, &schema);
    for text in ["The General, a comedy of 1926", "a western, of which the title is lost"] {
        match films.extract(text).await {
            Ok(found) => println!("{}", found.value),
            Err(Error::Invalid(wrong)) => {
                println!("\nThe answer breaks the schema:");
                for violation in wrong.violations() {
                    println!("  {violation}");
                }
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}
