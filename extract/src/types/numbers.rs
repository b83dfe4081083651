use std::num::{NonZero, Saturating, Wrapping};

use serde::de::DeserializeOwned;

use crate::schema::{
    Bounds, Extract, Kind, Node, Totals, WIDEST, mix, named, probe, without_position,
};

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

            fn __within(&self, bounds: &Bounds) -> bool {
                bounds.admits_integer(*self as i128)
            }
        }

        impl Extract for NonZero<$integer> {
            const ID: u64 = mix(named("NonZero"), $integer::ID);
            const NODE: &'static Node = &without_zero($integer::NODE);

            fn __within(&self, bounds: &Bounds) -> bool {
                bounds.admits_integer(self.get() as i128)
            }
        }

        opaque!($integer; NonZero<$integer>;);
    )*};
}

integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

/// Unsigned integers start at 1 then; signed ones are on either side of 0.
const fn without_zero(integer: &Node) -> Node {
    match integer.kind {
        Kind::Integer { minimum: 0, maximum } => Node::integer(1, maximum),
        Kind::Integer { minimum, maximum } => Node::leaf(Kind::NonZero { minimum, maximum }),
        _ => Node::leaf(Kind::Null),
    }
}

impl<T: Extract> Extract for Wrapping<T> {
    const ID: u64 = T::ID;
    const NODE: &'static Node = T::NODE;

    fn __holds(&self) -> bool {
        self.0.__holds()
    }

    fn __within(&self, bounds: &Bounds) -> bool {
        self.0.__within(bounds)
    }
}

impl<T: Extract> Extract for Saturating<T>
where
    // Serde reads them of integers only.
    Self: DeserializeOwned,
{
    const ID: u64 = mix(named("Saturating"), T::ID);
    /// Serde would read 300 as the 255 of a `u8`, which the answer did not say.
    const NODE: &'static Node = &match T::NODE.kind {
        Kind::Integer { minimum, maximum } => Node::integer(minimum, maximum).inspected(),
        _ => Node::leaf(Kind::Null),
    };

    fn __within(&self, bounds: &Bounds) -> bool {
        self.0.__within(bounds)
    }
}

impl Extract for f64 {
    const ID: u64 = named("f64");
    const NODE: &'static Node = &Node::leaf(Kind::Number { probe: probe::<Self> });

    fn __within(&self, bounds: &Bounds) -> bool {
        bounds.admits_float(*self)
    }
}

impl Extract for f32 {
    const ID: u64 = named("f32");
    const NODE: &'static Node = &Node {
        kind: Kind::Number { probe: probe_f32 },
        totals: Totals { bounded: true, ..Totals::NONE },
        own: None,
    };

    /// Serde reads a number beyond the range as infinity, which the answer did not say.
    fn __holds(&self) -> bool {
        self.is_finite()
    }

    fn __within(&self, bounds: &Bounds) -> bool {
        bounds.admits_single(*self)
    }
}

fn probe_f32(text: &str) -> Result<(), String> {
    match serde_json::from_str::<f32>(text) {
        Ok(number) if number.is_infinite() => Err("number out of range".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => Err(without_position(&error)),
    }
}

opaque! {
    Saturating<T>, for [T: Extract] where [Self: DeserializeOwned];
    Wrapping<T>, for [T: Extract];
    f32;
    f64;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// serde_json reads `1e39` as this, unless its feature `float_roundtrip` is on.
    #[test]
    fn infinity_is_no_value_of_an_answer() {
        assert!(f32::MAX.__holds() && f32::MIN.__holds());
        assert!(!f32::INFINITY.__holds() && !f32::NEG_INFINITY.__holds());
    }
}
