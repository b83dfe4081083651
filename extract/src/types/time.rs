//! Spans and points of time as serde reads them: seconds, and nanoseconds beyond them.

use std::time::{Duration, SystemTime};

use crate::schema::{Body, Definition, Extract, Field, Link, Node, Object, Outline, named};

/// The last second of the year 9999. A point of time ends at different years on different systems,
/// and on none before the year 30000.
const LAST_SECOND: i128 = 253_402_300_799;

macro_rules! seconds_and_nanoseconds {
    ($($time:ident $seconds:literal $nanoseconds:literal $most:expr;)*) => {$(
        impl Extract for $time {
            const ID: u64 = named(stringify!($time));
            const NODE: &'static Node = {
                const BODY: Body = Body::Struct(Object {
                    fields: &[
                        Field { key: $seconds, node: $most, ..Field::PLAIN },
                        Field { key: $nanoseconds, node: NANOSECONDS, ..Field::PLAIN },
                    ],
                    deny_unknown_fields: true,
                });
                static DEFINITION: Definition = Definition::new(
                    $time::ID,
                    stringify!($time),
                    BODY,
                    const { &Outline::<2>::of(&BODY) },
                );
                &Node::named(Link::to($time::ID, &DEFINITION))
            };
        }

        opaque!($time;);
    )*};
}

/// Serde would carry more into the seconds, and leave no trace of it.
const NANOSECONDS: &Node = &Node::integer(0, 999_999_999).inspected();

seconds_and_nanoseconds! {
    Duration "secs" "nanos" u64::NODE;
    SystemTime "secs_since_epoch" "nanos_since_epoch" &Node::integer(0, LAST_SECOND).inspected();
}
