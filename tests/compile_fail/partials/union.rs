use extract::Extract;

#[derive(Extract)]
#[extract(partial)]
union Either {
    number: u32,
    letter: char,
}

fn main() {}
