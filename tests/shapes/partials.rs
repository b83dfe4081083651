//! Every type while it arrives: what is shown is a start of what is shown later, the same wherever the
//! text was cut, and in the end all of the value.

use std::{
    collections::BTreeSet,
    fmt::{self, Debug, Write},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use extract::{Extract, Streamed, json::Filling};
use fastrand::Rng;

use crate::{
    sample::{self, Sampler, seed},
    shape::Shape,
    shown::{Shown, is_start},
    types,
};

/// Longer texts, in bytes, are not cut everywhere.
const LONG: usize = 512;
/// In so many places.
const CUTS: usize = 40;

/// How many documents are judged of half of the types of which something is shown before all of it.
const DOCUMENTS: usize = 200;
/// And of each other type, so that this takes no minute.
const FEWER: usize = 10;

/// Types that are read into others than those that are shown.
const CONVERTED: [(&str, &str); 7] = [
    ("conversions", "a root from another type"),
    ("conversions", "as"),
    ("conversions", "from and try_from"),
    ("conversions", "remote"),
    ("conversions", "with"),
    ("more_constraints", "rules beside another type"),
    ("serde_words", "bound"),
];
/// Types with documents in the table that leave out keys, which the schema does not let.
const LEFT_OUT: [(&str, &str); 4] = [
    ("attributes", "default"),
    ("attributes", "default of a struct"),
    ("conversions", "with"),
    ("flatten", "among others"),
];

#[derive(Default)]
struct Counts {
    types: AtomicUsize,
    documents: AtomicUsize,
    different: AtomicUsize,
    cuts: AtomicUsize,
}

#[test]
fn what_is_shown_of_each_document_only_grows_into_its_value() {
    let all = types::all();
    let next = AtomicUsize::new(0);
    let (thorough, quick) = (Counts::default(), Counts::default());
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((group, shape)) = all.get(next.fetch_add(1, Relaxed)) {
                    let half = seed(&["half", group, shape.name()]).is_multiple_of(2);
                    let (documents, counts) = if half && grows(shape.as_ref()) {
                        (sample::count(DOCUMENTS), &thorough)
                    } else {
                        (sample::count(FEWER), &quick)
                    };
                    if let Err(error) = judge_type(group, shape.as_ref(), documents, counts) {
                        wrong.lock().unwrap().push(format!("{group}: {}: {error}", shape.name()));
                    }
                }
            });
        }
    });
    for Counts { types, documents, different, cuts } in [&thorough, &quick] {
        println!(
            "{documents:?} documents ({different:?} different) of {types:?} types in {cuts:?} cuts"
        );
    }
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} types are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(thorough.types.into_inner() >= 100);
}

/// Is anything shown before all of it?
fn grows(shape: &dyn Shape) -> bool {
    let is_growing = |text: &str| {
        letter_by_letter(shape, text).iter().any(|(_, state)| state.starts_with("Growing"))
    };
    shape.documents().into_iter().any(is_growing)
}

fn judge_type(
    group: &str,
    shape: &dyn Shape,
    documents: usize,
    counts: &Counts,
) -> Result<(), String> {
    let seed = seed(&["partials", group, shape.name()]);
    let mut random = Rng::with_seed(seed);
    counts.types.fetch_add(1, Relaxed);
    counts.documents.fetch_add(documents, Relaxed);
    let name = (group, shape.name());
    for text in texts(shape, seed, documents) {
        let left_out = LEFT_OUT.contains(&name) && shape.documents().contains(&text.as_str());
        let end = match shape.written(&text) {
            _ if left_out => End::Any,
            Ok(_) if CONVERTED.contains(&name) => End::Whole,
            Ok(value) => End::Value(value),
            // Beyond what a number can be, for instance; other tests judge that.
            Err(_) => End::Any,
        };
        let places = places(&text, &mut random);
        counts.different.fetch_add(1, Relaxed);
        counts.cuts.fetch_add(places.len(), Relaxed);
        judge(shape, &text, &end, &places, &mut random)
            .map_err(|error| format!("{error} in {text}"))?;
    }
    Ok(())
}

/// The documents of the table and sampled ones, each once.
fn texts(shape: &dyn Shape, seed: u64, documents: usize) -> BTreeSet<String> {
    let mut sampler = Sampler::new(&shape.schema(), seed);
    let sampled = (0..documents).map(|_| sampler.document());
    shape.documents().into_iter().map(str::to_owned).chain(sampled).collect()
}

/// Every place where a text can be cut in two, or some.
fn places(text: &str, random: &mut Rng) -> Vec<usize> {
    let all = text.char_indices().map(|(at, _)| at).skip(1);
    if text.len() <= LONG { all.collect() } else { random.choose_multiple(all, CUTS) }
}

/// A value that arrives, whatever its type.
pub trait Arriving {
    /// What is no JSON ends it: that is seen in what is shown.
    fn push(&mut self, delta: &str);
    /// Is this what is shown?
    fn shows(&self, written: &str) -> bool;
    fn shown(&self) -> String;
}

impl<T: Extract + Streamed<Partial: Debug>> Arriving for Filling<T> {
    fn push(&mut self, delta: &str) {
        let _ = Self::push(self, delta);
    }

    fn shows(&self, written: &str) -> bool {
        let mut rest = Rest(written);
        write!(rest, "{:?}", self.part()).is_ok() && rest.0.is_empty()
    }

    fn shown(&self) -> String {
        format!("{:?}", self.part())
    }
}

/// What is still to be written: this compares while it writes.
struct Rest<'a>(&'a str);

impl Write for Rest<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(text).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// What must be shown in the end.
enum End {
    /// The text has no value, or one of which not all is shown.
    Any,
    /// The value, as `{:?}` writes it.
    Value(String),
    /// All of a value that is not known.
    Whole,
}

/// Judges what is shown of a text while it arrives.
fn judge(
    shape: &dyn Shape,
    text: &str,
    expected: &End,
    cuts: &[usize],
    random: &mut Rng,
) -> Result<(), String> {
    let states = letter_by_letter(shape, text);
    for pair in states.windows(2) {
        let [(_, before), (at, state)] = pair else { continue };
        if !is_start(before, state) {
            return Err(format!("{before} became {state} at {at}"));
        }
    }
    let Some((_, end)) = states.last() else { return Ok(()) };
    let shown = Shown::new(end);
    let agrees = match expected {
        End::Any => true,
        End::Value(value) => shown.is_all_of(&Shown::new(value)),
        End::Whole => shown.is_whole(),
    };
    if !agrees {
        let value = shape.written(text);
        return Err(format!("in the end {end} is not all of {value:?}"));
    }
    for &cut in cuts {
        let (start, rest) = text.split_at(cut);
        let mut arriving = shape.arriving();
        arriving.push(start);
        // What is shown at the end depends on it, so that some are enough where time is short.
        if sample::is_thorough() || random.u8(..) < 32 {
            let state = &states[states.partition_point(|(at, _)| *at <= cut) - 1].1;
            if !arriving.shows(state) {
                return Err(format!("cut at {cut} it is {} for {state}", arriving.shown()));
            }
        }
        arriving.push(rest);
        if !arriving.shows(end) {
            return Err(format!("cut at {cut} it ends as {}", arriving.shown()));
        }
    }
    Ok(())
}

/// What is shown, and from which place on.
fn letter_by_letter(shape: &dyn Shape, text: &str) -> Vec<(usize, String)> {
    let mut arriving = shape.arriving();
    let mut states = vec![(0, arriving.shown())];
    for (at, letter) in text.char_indices() {
        arriving.push(letter.encode_utf8(&mut [0; 4]));
        if !states.last().is_some_and(|(_, state)| arriving.shows(state)) {
            states.push((at + letter.len_utf8(), arriving.shown()));
        }
    }
    states
}
