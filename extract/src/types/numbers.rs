use super::probe;
use crate::schema::{Bounds, Described, Kind, Node, named};

/// The widest bounds that every engine tried takes. Values outside are within the type, and are
/// one of the listed exceptions.
const WIDEST: i128 = 9_223_372_036_854_774_784;

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl Described for $integer {
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

macro_rules! floats {
    ($($float:ident)*) => {$(
        impl Described for $float {
            const ID: u64 = named(stringify!($float));
            const NODE: &'static Node = &Node::leaf(Kind::Number { probe: probe::<Self> });

            fn within(&self, bounds: &Bounds) -> bool {
                bounds.admits_float(f64::from(*self))
            }
        }
    )*};
}

floats!(f32 f64);
