use extract::Extract;

#[derive(Extract)]
union Amount {
    cents: u64,
    euros: f64,
}

fn main() {}
