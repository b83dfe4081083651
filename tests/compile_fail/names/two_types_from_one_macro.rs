use extract::Extract;
use serde::Deserialize;

macro_rules! items {
    () => {
        #[derive(Deserialize, Extract)]
        struct Item {
            price: u32,
        }
        type Inner = Item;

        const _: () = {
            #[derive(Deserialize, Extract)]
            struct Item {
                inner: Inner,
            }
        };
    };
}

items!();

fn main() {}
