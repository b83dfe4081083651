//! Documents as a model writes them that is held to the schema: `llguidance` says which bytes may
//! come next, and a seeded generator chooses.

use std::env;

use extract::Schema;
use fastrand::Rng;
use llguidance::{
    ParserFactory,
    api::TopLevelGrammar,
    derivre::NextByte,
    earley::Parser,
    toktrie::{ApproximateTokEnv, InferenceCapabilities, Recognizer},
};

/// Bytes after which a document is brought to its end.
const LONG: usize = 160;
/// Bytes after which a walk is given up.
const LONGEST: usize = 6_000;
/// What ends something. A quotation mark ends a string before a bracket can be taken for its text.
const ENDS: [u8; 4] = *b"\"}]n";

pub struct Sampler {
    /// The bare parser: what `llguidance` puts around it for a model's tokens takes most of its
    /// time, and bytes have no use for that.
    parser: Parser,
    random: Rng,
}

impl Sampler {
    pub fn new(schema: &Schema, seed: u64) -> Self {
        let tokens = ApproximateTokEnv::single_byte_env();
        let mut factory =
            ParserFactory::new(&tokens, InferenceCapabilities::default(), &[]).expect("a factory");
        factory.quiet();
        let schema = serde_json::from_str(schema.as_str()).expect("a schema is JSON");
        let parser = factory.create_parser(TopLevelGrammar::from_json_schema(schema));
        Self { parser: parser.expect("a grammar").parser, random: Rng::with_seed(seed) }
    }

    /// The next document that comes to an end.
    pub fn document(&mut self) -> String {
        loop {
            if let Some(document) = self.walk() {
                return document;
            }
        }
    }

    fn walk(&mut self) -> Option<String> {
        self.parser.rollback(self.parser.get_bytes().len()).expect("a fresh start");
        while self.parser.get_bytes().len() < LONGEST {
            let Some(byte) = self.choose() else {
                assert!(self.parser.get_error().is_none(), "a byte was left out");
                let bytes = self.parser.get_bytes().to_vec();
                return Some(String::from_utf8(bytes).expect("documents are UTF-8"));
            };
            let taken_back = self.parser.apply_token(&[byte], byte.into());
            assert_eq!(taken_back.expect("the byte was tried"), 0);
        }
        None
    }

    /// One of the bytes that may come next, or nothing for the end. What ends something is likely,
    /// and in a long document certain; blanks, the `e` of numbers, and escapes are rare.
    fn choose(&mut self) -> Option<u8> {
        let long = self.parser.get_bytes().len() > LONG;
        let may_end = self.parser.is_accepting();
        if long || self.random.u8(..) < 40 {
            if may_end {
                return None;
            }
            if let Some(&end) = self.allowed(ENDS).first() {
                return Some(end);
            }
        }
        // The last byte of all is in no text: to the parser it announces a token that is none.
        let mut solid = self.allowed(0..u8::MAX);
        let rare: Vec<u8> = solid.extract_if(.., |byte| is_rare(*byte)).collect();
        // The end is one more choice, behind the bytes.
        let choices = solid.len() + usize::from(may_end);
        if choices == 0 || (!rare.is_empty() && self.random.u8(..) < 8) {
            Some(rare[self.random.usize(..rare.len())])
        } else {
            solid.get(self.random.usize(..choices)).copied()
        }
    }

    /// Those of the bytes that may come next. Nothing may follow a whole document, blanks neither.
    fn allowed(&mut self, bytes: impl IntoIterator<Item = u8>) -> Vec<u8> {
        if !self.parser.can_advance() {
            return Vec::new();
        }
        self.parser.with_recognizer(|parser| {
            let state = parser.lexer_state();
            // Within a name, for instance.
            if let NextByte::ForcedByte(forced) = parser.lexer_mut().next_byte(state) {
                return bytes.into_iter().filter(|byte| *byte == forced).collect();
            }
            let mut allowed = Vec::with_capacity(256);
            parser.trie_started("allowed");
            for byte in bytes {
                if parser.try_push_byte(byte) {
                    parser.pop_bytes(1);
                    allowed.push(byte);
                }
            }
            parser.trie_finished();
            allowed
        })
    }
}

/// Blanks, the `e` of numbers, and escapes.
fn is_rare(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'e' | b'E' | b'\\')
}

/// How many documents of a type are tried: what `DOCUMENTS` says, or so many.
pub fn count(otherwise: usize) -> usize {
    env::var("DOCUMENTS").map_or(otherwise, |count| count.parse().expect("a number of documents"))
}

/// Whether `DOCUMENTS` asks for more than a plain `cargo test` has time for.
pub fn is_thorough() -> bool {
    env::var_os("DOCUMENTS").is_some()
}

/// The seed of one type: another type in the table changes nothing for it.
pub fn seed(names: &[&str]) -> u64 {
    names.join("/").bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
