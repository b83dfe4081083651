use std::sync::Arc;

use extract::Extract;

#[derive(Extract)]
struct Invoice {
    line: Arc<Line>,
}

struct Line;

impl<'de> serde::Deserialize<'de> for Invoice {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Invoice { line: Arc::new(Line) })
    }
}

fn main() {}
