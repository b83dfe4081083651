//! A journal that anything has happened to: what must hold of it. For tests and for `fuzz/`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "whatever does not hold shall be seen"
)]

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::Value;

use super::{
    Journal,
    file::{HEAD, checked, scan},
};
use crate::{
    Extraction, Usage,
    record::{self, Key, Known},
    wire::Answer,
};

/// The key of what is added after the attack.
const ADDED: Key = [0xad; 16];

/// Does to a real journal what the program says, reads it, and checks the laws; now and then as a file that is
/// opened, added to and opened again. The first byte chooses: the program itself is the journal, or stands
/// behind the head, or is a list of changes.
///
/// # Panics
///
/// Where a law does not hold.
pub fn attack(real: &[u8], program: &[u8]) {
    let Some((kind, program)) = program.split_first() else { return };
    let bytes = match kind % 8 {
        0 => {
            // Also where no checksum stands before it.
            let _ = (record::read(program), record::key_in(program));
            program.to_vec()
        }
        1 => [HEAD, program].concat(),
        _ => changed(real, program),
    };
    let real: Vec<&[u8]> = lines_of(real);
    reads(&bytes, &real);
    if *kind >= 0xe0 {
        let path = scratch();
        fs::write(&path, &bytes).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(opens(&path, &bytes, &real));
        let _ = fs::remove_file(&path);
    }
}

/// The file with changes, four bytes for each: what, where (two bytes) and how.
fn changed(real: &[u8], program: &[u8]) -> Vec<u8> {
    let mut bytes = real.to_vec();
    let end_of_head = HEAD.len();
    for step in program.chunks_exact(4) {
        let place = usize::from(u16::from_le_bytes([step[1], step[2]]));
        let at = end_of_head + place * 31 % (bytes.len() - end_of_head + 1).max(1);
        let at = at.min(bytes.len());
        let lines = lines_of(real);
        let line = lines[place % lines.len()];
        match step[0] % 8 {
            0 | 1 if at < bytes.len() => bytes[at] ^= step[3].max(1),
            2 => bytes.truncate(at),
            3 => bytes.insert(at, step[3]),
            // A line once more, at the end or wherever.
            4 => bytes.extend_from_slice(line),
            5 => drop(bytes.splice(at..at, line.iter().copied())),
            6 => {
                let end = (at + usize::from(step[3])).min(bytes.len());
                bytes.drain(at..end);
            }
            // Two parts change places.
            7 if at < bytes.len() => {
                let middle = (bytes.len() - at).min(usize::from(step[3]));
                bytes[at..].rotate_left(middle);
            }
            _ => {}
        }
    }
    bytes
}

/// Whether these bytes may be taken for a journal.
fn is_journal(bytes: &[u8]) -> bool {
    let first = bytes.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    first == HEAD || HEAD.starts_with(first)
}

/// In memory, as opening and looking up do it.
fn reads(bytes: &[u8], real: &[&[u8]]) {
    let found = scan(bytes, Path::new("in memory"));
    assert_eq!(found.is_ok(), is_journal(bytes));
    let Ok(found) = found else { return };
    let judged = judge(bytes, real);
    judged.counts(found.damaged);
    for key in judged.keys(real) {
        let known = found.lines.find(key).and_then(|line| {
            let line = bytes[line.0 as usize..].split_inclusive(|byte| *byte == b'\n').next();
            let text = checked(line.expect("a line that was found")).expect("a line as it was");
            (record::key_in(text) == Some(key)).then(|| record::read(text)).flatten()
        });
        judged.agrees(key, known.as_ref(), real);
    }
}

/// As a file.
async fn opens(path: &Path, bytes: &[u8], real: &[&[u8]]) {
    let opened = Journal::open(path.to_owned()).await;
    if !is_journal(bytes) {
        assert!(opened.is_err(), "a foreign file was opened");
        assert_eq!(fs::read(path).unwrap(), bytes, "a foreign file was changed");
        return;
    }
    let judged = judge(bytes, real);
    let journal = Arc::new(opened.expect("a journal"));
    let damaged = journal.damaged;
    judged.counts(damaged);
    let known = knows(&journal, &judged, real).await;

    let mut added = Extraction::new(());
    added.raw = r#"{"value":"added"}"#.to_owned();
    added.usage = Usage::new(3, 4);
    let place = journal.enter(ADDED).await;
    let record = place.record("added", &Ok(added)).expect("a record");
    place.keep(&record).await.await.expect("room for a line");
    assert!(journal.enter(ADDED).await.known().unwrap().is_some());
    drop(journal);

    let journal = Arc::new(Journal::open(path.to_owned()).await.expect("the same journal"));
    assert_eq!(journal.damaged, damaged, "opened again");
    assert_eq!(knows(&journal, &judged, real).await, known, "opened again");
    let place = journal.enter(ADDED).await;
    let Some(Known::Answer(answer)) = place.known().unwrap() else { panic!("nothing was added") };
    assert_eq!(answer.0.answer, Answer::Text(r#"{"value":"added"}"#.to_owned()));
}

/// What a file must come to.
#[derive(Default)]
struct Judged<'a> {
    /// The last line of each key.
    last: HashMap<Key, &'a [u8]>,
    /// Lines whose checksum is wrong.
    damaged: u64,
    /// Lines that we did not write, and whose checksum is right.
    foreign: u64,
}

impl Judged<'_> {
    fn counts(&self, damaged: u64) {
        assert!((self.damaged..=self.damaged + self.foreign).contains(&damaged), "{damaged}");
    }

    /// All keys that stand in the journal, or stood in it before.
    fn keys(&self, real: &[&[u8]]) -> Vec<Key> {
        let before = real.iter().filter_map(|line| key_of(line));
        self.last.keys().copied().chain(before).filter(|key| *key != ADDED).collect()
    }

    fn agrees(&self, key: Key, known: Option<&Known>, real: &[&[u8]]) {
        match (self.last.get(&key), known) {
            (None, None) => {}
            (None, Some(_)) => panic!("an answer out of nothing"),
            // A line of somebody else may be found by the half of its key in the place of ours.
            (Some(line), known) => {
                agrees(line, known, self.foreign == 0 && real.contains(line));
            }
        }
    }
}

fn judge<'a>(bytes: &'a [u8], real: &[&[u8]]) -> Judged<'a> {
    let mut judged = Judged::default();
    for line in lines_of(bytes) {
        if !is_whole(line) {
            judged.damaged += 1;
            continue;
        }
        judged.foreign += u64::from(!real.contains(&line));
        if let Some(key) = key_of(line) {
            judged.last.insert(key, line);
        }
    }
    judged
}

/// The whole lines after the head.
fn lines_of(bytes: &[u8]) -> Vec<&[u8]> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').skip(1);
    lines.filter(|line| line.ends_with(b"\n")).collect()
}

fn is_whole(line: &[u8]) -> bool {
    let text = line.get(9..line.len() - 1);
    text.is_some_and(|text| line[..9] == *format!("{:08x} ", crc32fast::hash(text)).as_bytes())
}

fn key_of(line: &[u8]) -> Option<Key> {
    let record: Value = serde_json::from_slice(&line[9..]).ok()?;
    let digits = record["key"].as_str().filter(|digits| digits.len() == 32)?;
    u128::from_str_radix(digits, 16).ok().map(u128::to_be_bytes)
}

/// What the journal says of each key, which is what stands in its line.
async fn knows(
    journal: &Arc<Journal>,
    judged: &Judged<'_>,
    real: &[&[u8]],
) -> HashMap<Key, Option<String>> {
    let mut all = HashMap::new();
    for key in judged.keys(real) {
        let known = journal.enter(key).await.known().expect("a line that can be read");
        judged.agrees(key, known.as_ref(), real);
        all.insert(key, known.map(|known| shown(&known)));
    }
    all
}

fn shown(known: &Known) -> String {
    match known {
        Known::Answer(answer) => format!("{answer:?}"),
        Known::Failure => "failure".to_owned(),
    }
}

/// A line that we wrote says what is known. One that somebody else wrote, with the right checksum, may say
/// nothing to us.
fn agrees(line: &[u8], known: Option<&Known>, is_ours: bool) {
    let record: Value = serde_json::from_slice(&line[9..]).unwrap();
    let Some(known) = known else {
        assert!(!is_ours, "a line of ours says nothing: {record}");
        return;
    };
    let Known::Answer(answer) = known else {
        assert_eq!(record["outcome"], "failed");
        return;
    };
    let text = |key: &str| record[key].as_str().unwrap_or_default();
    let (outcome, said) = match &answer.0.answer {
        Answer::Text(said) => (("answer", text("text")), said.as_str()),
        Answer::Refused(said) => (("refused", text("refusal")), said.as_str()),
        Answer::Truncated { partial, .. } => (("truncated", text("partial")), partial.as_str()),
        Answer::Filtered { partial } => (("filtered", text("partial")), partial.as_str()),
        Answer::Empty { reason, .. } => (("empty", text("reason")), reason.as_str()),
        other => panic!("{other:?}"),
    };
    assert_eq!((text("outcome"), outcome.1), (outcome.0, said));
    let usage = answer.1.usage;
    assert_eq!(usage.input, record["usage"]["input"].as_u64());
    assert_eq!(usage.output, record["usage"]["output"].as_u64());
    assert_eq!(answer.1.attempts.len(), record["attempts"].as_array().map_or(0, Vec::len));
}

/// A file of this process and thread, in memory where there is such a place.
fn scratch() -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    folder.join(format!("extract-attack-{}-{number}", std::process::id()))
}
