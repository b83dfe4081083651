//! What is shown of text, of lists, and of what wraps other types.

use super::{Begun, Content, Part, Slot, Start, read};
use crate::schema::Extract;

/// All of a value at once: what [`Partial`](super::Partial) is for a type that describes itself by a
/// [`Shape`](crate::Shape). See [`Streamed`](super::Streamed).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "it is what stands in it")]
pub struct Opaque<T>(pub T);

impl<T: Extract> Content for Opaque<T> {
    fn whole(raw: &str) -> Option<Self> {
        read(raw).map(Self)
    }
}

/// It grows piece by piece.
impl Content for String {
    fn begin(start: Start) -> Begun<Self> {
        if start == Start::Text { Begun::text(Self::new()) } else { Begun::NOTHING }
    }

    fn text(&mut self, piece: &str) {
        self.push_str(piece);
    }

    fn close(&mut self, _raw: &str) {
        if self.capacity() > self.len() + self.len() / 2 {
            self.shrink_to_fit();
        }
    }
}

/// Null is there at once, anything else as it is without the option.
impl<P: Content> Content for Option<P> {
    const PLACES: u32 = P::PLACES;

    fn begin(start: Start) -> Begun<Self> {
        if start == Start::Null { Begun::WHOLE } else { P::begin(start).map(Some) }
    }

    fn open_key(key: &str) -> (Option<Self>, Option<u32>) {
        let (value, place) = P::open_key(key);
        (value.map(Some), place)
    }

    fn told(place: u32, raw: &str) -> Option<Self> {
        P::told(place, raw).map(Some)
    }

    fn whole(raw: &str) -> Option<Self> {
        if raw == "null" { Some(None) } else { P::whole(raw).map(Some) }
    }

    fn key(&mut self, key: &str) -> Option<u32> {
        self.as_mut()?.key(key)
    }

    fn item(&mut self) -> Option<u32> {
        self.as_mut()?.item()
    }

    fn child(&mut self, place: u32) -> Option<&mut dyn Slot> {
        self.as_mut()?.child(place)
    }

    fn text(&mut self, piece: &str) {
        if let Some(value) = self {
            value.text(piece);
        }
    }

    fn close(&mut self, raw: &str) {
        if let Some(value) = self {
            value.close(raw);
        }
    }
}

/// Made when its value begins: a type that contains itself has an end only where the answer has one.
impl<P: Content> Content for Box<P> {
    const PLACES: u32 = P::PLACES;

    fn begin(start: Start) -> Begun<Self> {
        P::begin(start).map(Box::new)
    }

    fn open_key(key: &str) -> (Option<Self>, Option<u32>) {
        let (value, place) = P::open_key(key);
        (value.map(Box::new), place)
    }

    fn told(place: u32, raw: &str) -> Option<Self> {
        P::told(place, raw).map(Box::new)
    }

    fn whole(raw: &str) -> Option<Self> {
        P::whole(raw).map(Box::new)
    }

    fn key(&mut self, key: &str) -> Option<u32> {
        P::key(self, key)
    }

    fn item(&mut self) -> Option<u32> {
        P::item(self)
    }

    fn child(&mut self, place: u32) -> Option<&mut dyn Slot> {
        P::child(self, place)
    }

    fn text(&mut self, piece: &str) {
        P::text(self, piece);
    }

    fn close(&mut self, raw: &str) {
        P::close(self, raw);
    }
}

impl<P: Content> Content for Vec<Part<P>> {
    fn begin(start: Start) -> Begun<Self> {
        if start == Start::List { Begun::children(Self::new()) } else { Begun::NOTHING }
    }

    fn item(&mut self) -> Option<u32> {
        let place = u32::try_from(self.len()).ok()?;
        if self.len() == self.capacity() {
            // By half: parts are larger than the values that they become.
            self.reserve_exact((self.len() / 2).max(4));
        }
        self.push(Part::Absent);
        Some(place)
    }

    fn child(&mut self, place: u32) -> Option<&mut dyn Slot> {
        self.get_mut(place as usize).map(|item| item as &mut dyn Slot)
    }

    fn close(&mut self, _raw: &str) {
        if self.capacity() > self.len() + self.len() / 2 {
            self.shrink_to_fit();
        }
    }
}

/// An entry of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Entry<K, V> {
    /// What the answer calls it.
    pub key: Part<K>,
    /// What stands there.
    pub value: Part<V>,
}

impl<K: Content, V: Content> Content for Entry<K, V> {
    const PLACES: u32 = 2;

    fn begin(start: Start) -> Begun<Self> {
        Begun::object(start, || Self { key: Part::Absent, value: Part::Absent })
    }

    fn key(&mut self, key: &str) -> Option<u32> {
        match key {
            "key" => Some(0),
            "value" => Some(1),
            _ => None,
        }
    }

    fn child(&mut self, place: u32) -> Option<&mut dyn Slot> {
        match place {
            0 => Some(&mut self.key),
            1 => Some(&mut self.value),
            _ => None,
        }
    }
}

macro_rules! tuples {
    ($($count:literal: $($part:ident $position:tt)+;)*) => {$(
        impl<$($part: Content),+> Content for ($(Part<$part>,)+) {
            const PLACES: u32 = $count;

            fn begin(start: Start) -> Begun<Self> {
                Begun::object(start, || ($(Part::<$part>::Absent,)+))
            }

            fn key(&mut self, key: &str) -> Option<u32> {
                match key {
                    $(concat!("_", $position) => Some($position),)+
                    _ => None,
                }
            }

            fn child(&mut self, place: u32) -> Option<&mut dyn Slot> {
                match place {
                    $($position => Some(&mut self.$position),)+
                    _ => None,
                }
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    9: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    10: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    11: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    12: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}
