use super::probe;
use crate::schema::{Bounds, Extract, Kind, Node, Number, Totals, WIDEST, named};

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl Extract for $integer {
            const ID: u64 = named(stringify!($integer));
            const NODE: &'static Node = &{
                let (minimum, maximum) = ($integer::MIN as i128, $integer::MAX as i128);
                Node::integer(
                    if minimum < -WIDEST { -WIDEST } else { minimum },
                    if maximum > WIDEST { WIDEST } else { maximum },
                )
            };

            fn within(&self, bounds: &Bounds) -> bool {
                bounds.admits_integer(*self as i128)
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl Extract for f64 {
    const ID: u64 = named("f64");
    const NODE: &'static Node = &Node::leaf(Kind::Number { probe: probe::<Self> });

    fn within(&self, bounds: &Bounds) -> bool {
        bounds.admits_float(*self)
    }
}

impl Extract for f32 {
    const ID: u64 = named("f32");
    const NODE: &'static Node = &Node {
        kind: Kind::Number { probe: probe_f32 },
        totals: Totals { bounded: true, ..Totals::NONE },
    };

    /// Serde reads a number beyond the range as infinity, which the answer did not say.
    fn holds(&self) -> bool {
        self.is_finite()
    }

    /// The answer's number was rounded to the type, so the bounds are as well: 0.1 keeps a maximum
    /// of 0.1, though it reads as 0.10000000149.
    fn within(&self, bounds: &Bounds) -> bool {
        #[allow(clippy::cast_possible_truncation, reason = "rounded as the value was")]
        let rounded = |bound: Number| Number::Float(f64::from(bound.as_float() as Self));
        let bounds =
            Bounds { min: bounds.min.map(rounded), max: bounds.max.map(rounded), ..*bounds };
        bounds.admits_float(f64::from(*self))
    }
}

fn probe_f32(text: &str) -> Result<(), String> {
    match serde_json::from_str::<f32>(text) {
        Ok(number) if number.is_infinite() => Err("number out of range".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => Err(crate::decode::without_position(&error)),
    }
}
