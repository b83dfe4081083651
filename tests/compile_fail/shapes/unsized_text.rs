use extract::Extract;

#[derive(Extract)]
struct Note {
    text: str,
}

fn main() {}
