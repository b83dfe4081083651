/// What a [`Reader`](super::Reader) finds. Places are bytes of the whole text: `at` is where a value
/// starts, `end` is behind its last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// `{`
    ObjectStart {
        /// The place of the bracket.
        at: usize,
    },
    /// `}`
    ObjectEnd {
        /// Behind the bracket.
        end: usize,
    },
    /// `[`
    ListStart {
        /// The place of the bracket.
        at: usize,
    },
    /// `]`
    ListEnd {
        /// Behind the bracket.
        end: usize,
    },
    /// The key of a member, whole and unescaped.
    Key(&'a str),
    /// The first quote of a string.
    StringStart {
        /// The place of the quote.
        at: usize,
    },
    /// The next part of a string, unescaped and never empty.
    Text(&'a str),
    /// The last quote of a string.
    StringEnd {
        /// Behind the quote.
        end: usize,
    },
    /// A number, once what follows shows that it is whole.
    Number {
        /// As it is written.
        text: &'a str,
        /// The place of its first character.
        at: usize,
        /// Behind its last character.
        end: usize,
    },
    /// `true`, known at its last letter.
    True {
        /// The place of its first letter.
        at: usize,
    },
    /// `false`, known at its last letter.
    False {
        /// The place of its first letter.
        at: usize,
    },
    /// `null`, known at its last letter.
    Null {
        /// The place of its first letter.
        at: usize,
    },
}
