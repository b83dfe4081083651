//! Documents as a model writes them that is held to the schema: `llguidance` says which bytes may
//! come next, and a seeded generator chooses.

use std::env;

use extract::Schema;
use fastrand::Rng;
use llguidance::{
    Matcher, ParserFactory,
    api::TopLevelGrammar,
    toktrie::{ApproximateTokEnv, SimpleVob},
};

/// Bytes after which a document is brought to its end.
const LONG: usize = 160;
/// Bytes after which a walk is given up.
const LONGEST: usize = 6_000;
/// The token behind the bytes and five special ones says that the document ends.
const END: u32 = 261;
/// Blanks, the `e` of numbers, and escapes.
const RARE: [u32; 7] = [0x20, 0x09, 0x0a, 0x0d, 0x65, 0x45, 0x5c];

pub struct Sampler {
    matcher: Matcher,
    random: Rng,
}

impl Sampler {
    pub fn new(schema: &Schema, seed: u64) -> Self {
        let tokens = ApproximateTokEnv::single_byte_env();
        let mut factory = ParserFactory::new_simple(&tokens).expect("a factory");
        factory.quiet();
        let schema = serde_json::from_str(schema.as_str()).expect("a schema is JSON");
        let parser = factory.create_parser(TopLevelGrammar::from_json_schema(schema));
        let matcher = Matcher::new(parser);
        assert!(!matcher.is_error(), "{:?}", matcher.get_error());
        assert_eq!(tokens.tok_trie().eos_token(), END);
        Self { matcher, random: Rng::with_seed(seed) }
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
        self.matcher.reset().expect("a fresh start");
        let mut bytes: Vec<u8> = Vec::new();
        while bytes.len() < LONGEST {
            let mask = self.matcher.compute_mask_or_eos().expect("a mask");
            let next = choose(&mask, bytes.len() > LONG, &mut self.random);
            if next == END {
                return Some(String::from_utf8(bytes).expect("documents are UTF-8"));
            }
            bytes.push(u8::try_from(next).expect("every other token is a byte"));
            self.matcher.consume_token(next).expect("the mask allows it");
        }
        None
    }
}

/// How many documents of a type are tried: what `DOCUMENTS` says, or so many.
pub fn count(otherwise: usize) -> usize {
    env::var("DOCUMENTS").map_or(otherwise, |count| count.parse().expect("a number of documents"))
}

/// The seed of one type: another type in the table changes nothing for it.
pub fn seed(names: &[&str]) -> u64 {
    names.join("/").bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// One of the allowed bytes. What ends something is likely, and in a long document certain; blanks
/// are rare.
fn choose(mask: &SimpleVob, long: bool, random: &mut Rng) -> u32 {
    let allowed: Vec<u32> = mask.iter().collect();
    let pick = |from: &[u32], random: &mut Rng| from[random.usize(..from.len())];
    // A quotation mark ends a string before a bracket can be taken for its text.
    let ends = [END, u32::from(b'"'), u32::from(b'}'), u32::from(b']'), u32::from(b'n')];
    if (long || random.u8(..) < 40)
        && let Some(end) = ends.into_iter().find(|end| allowed.contains(end))
    {
        return end;
    }
    let (rare, solid): (Vec<u32>, Vec<u32>) =
        allowed.into_iter().partition(|token| RARE.contains(token));
    if solid.is_empty() || (!rare.is_empty() && random.u8(..) < 8) {
        pick(&rare, random)
    } else {
        pick(&solid, random)
    }
}
