//! Every type while it arrives: what is shown is a start of what is shown later, the same wherever the
//! text was cut, and in the end all of the value.

use std::{
    collections::HashSet,
    fmt::{self, Debug, Write},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use extract::{Streamed, json::Filling};
use fastrand::Rng;

use crate::{
    sample::{self, Sampler, seed},
    shape::Shape,
    shown::Shown,
    types,
};

/// Longer texts, in bytes, are not cut everywhere.
const LONG: usize = 512;
/// In so many places.
const CUTS: usize = 40;

#[test]
fn what_is_shown_of_each_document_only_grows_into_its_value() {
    let all = types::all();
    let documents = sample::count(200);
    let (next, streamed, cuts) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((group, shape)) = all.get(next.fetch_add(1, Relaxed)) {
                    let seed = seed(&["partials", group, shape.name()]);
                    let mut random = Rng::with_seed(seed);
                    let mut found = Vec::new();
                    for text in texts(shape.as_ref(), seed, documents) {
                        let places = places(&text, &mut random);
                        streamed.fetch_add(1, Relaxed);
                        cuts.fetch_add(places.len(), Relaxed);
                        if let Err(error) = judge(shape.as_ref(), &text, &places) {
                            found.push(format!("{group}: {}: {error} in {text}", shape.name()));
                        }
                    }
                    // One says what the others say.
                    found.truncate(2);
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    println!(
        "{} documents of {} types, {} different, in {} cuts",
        documents * all.len(),
        all.len(),
        streamed.into_inner(),
        cuts.into_inner(),
    );
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The documents of the table and sampled ones, each once.
fn texts(shape: &dyn Shape, seed: u64, documents: usize) -> HashSet<String> {
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
    fn push(&mut self, delta: &str) -> Result<(), String>;
    /// Is this what is shown?
    fn shows(&self, written: &str) -> bool;
    fn shown(&self) -> String;
}

impl<T: Streamed<Partial: Debug>> Arriving for Filling<T> {
    fn push(&mut self, delta: &str) -> Result<(), String> {
        Self::push(self, delta).map_err(|error| error.to_string())
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

/// Judges what is shown of a text while it arrives.
fn judge(shape: &dyn Shape, text: &str, cuts: &[usize]) -> Result<(), String> {
    let states = letter_by_letter(shape, text)?;
    let shown: Vec<_> = states.iter().map(|(_, state)| Shown::new(state)).collect();
    for ((at, state), pair) in states.iter().skip(1).zip(shown.windows(2)) {
        if !pair[0].is_start_of(&pair[1]) {
            return Err(format!("something changed at {at}, where it is {state}"));
        }
    }
    let (Some((_, end)), Some(all)) = (states.last(), shown.last()) else { return Ok(()) };
    if let Ok(value) = shape.written(text)
        && !all.is_all_of(&Shown::new(&value))
    {
        return Err(format!("in the end {end} is not all of {value}"));
    }
    for &cut in cuts {
        let (start, rest) = text.split_at(cut);
        let mut arriving = shape.arriving();
        arriving.push(start)?;
        let state = &states[states.partition_point(|(at, _)| *at <= cut) - 1].1;
        if !arriving.shows(state) {
            return Err(format!("cut at {cut} it is {} in place of {state}", arriving.shown()));
        }
        arriving.push(rest)?;
        if !arriving.shows(end) {
            return Err(format!("cut at {cut} it ends as {}", arriving.shown()));
        }
    }
    Ok(())
}

/// What is shown, and from which place on.
fn letter_by_letter(shape: &dyn Shape, text: &str) -> Result<Vec<(usize, String)>, String> {
    let mut arriving = shape.arriving();
    let mut states = vec![(0, arriving.shown())];
    for (at, letter) in text.char_indices() {
        arriving.push(letter.encode_utf8(&mut [0; 4]))?;
        if !states.last().is_some_and(|(_, state)| arriving.shows(state)) {
            states.push((at + letter.len_utf8(), arriving.shown()));
        }
    }
    Ok(states)
}
