use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
}

fn main() {
    extract::json_schema::<Vec<Line>>();
}
