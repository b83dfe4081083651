//! While an answer arrives, what is shown is the start of what it becomes, however it is split.

use std::{
    env,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use fastrand::Rng;

use crate::{
    sample::{self, Sampler, seed},
    shape::Shape,
    types,
};

/// Documents of up to so many bytes are split in two at every place, longer ones at a few.
const SHORT: usize = 512;

#[test]
fn partials_of_every_type_are_the_start_of_the_document() {
    let all = types::all();
    let documents = sample::count(3);
    let told = env::var("DOCUMENTS").is_ok();
    let wrong = Mutex::new(Vec::new());
    let (next, steps) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((group, shape)) = all.get(next.fetch_add(1, Relaxed)) {
                    let tried = try_type(group, shape.as_ref(), documents);
                    steps.fetch_add(tried.steps, Relaxed);
                    wrong.lock().unwrap().extend(tried.wrong);
                    if told {
                        eprintln!("{documents} documents of {group}: {}", shape.name());
                    }
                }
            });
        }
    });
    println!("{} types, {} partials", all.len(), steps.into_inner());
    let wrong = wrong.into_inner().unwrap();
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} partials are wrong:\n{shown}", wrong.len());
}

#[derive(Default)]
struct Tried {
    steps: usize,
    wrong: Vec<String>,
}

fn try_type(group: &str, shape: &dyn Shape, documents: usize) -> Tried {
    let seed = seed(&["streams", group, shape.name()]);
    let mut sampler = Sampler::new(&shape.schema(), seed);
    let mut random = Rng::with_seed(seed);
    let mut tried = Tried::default();
    let written = shape.documents().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let sampled = (0..documents).map(|_| sampler.document());
    for document in written.into_iter().chain(sampled) {
        for pieces in splits(&document, &mut random) {
            tried.steps += pieces.len();
            if let Err(error) = try_split(shape, &document, &pieces) {
                tried.wrong.push(format!("{group}: {}: {error} in {document}", shape.name()));
                break;
            }
        }
    }
    tried
}

/// Character by character, and in two.
fn splits<'a>(document: &'a str, random: &mut Rng) -> Vec<Vec<&'a str>> {
    let places: Vec<_> = document.char_indices().map(|(place, _)| place).collect();
    let characters = document.split_inclusive(|_| true).collect();
    let in_two = |place: usize| <[&str; 2]>::from(document.split_at(place)).to_vec();
    let chosen: Vec<_> = if document.len() <= SHORT {
        places.iter().map(|place| in_two(*place)).collect()
    } else {
        (0..8).map(|_| in_two(places[random.usize(..places.len())])).collect()
    };
    [characters].into_iter().chain(chosen).collect()
}

fn try_split(shape: &dyn Shape, document: &str, pieces: &[&str]) -> Result<(), String> {
    let has_value = shape.read(document).is_ok();
    let Ok(value) = serde_json::from_str(document) else {
        // A number beyond all ranges, or half of a surrogate pair.
        return if has_value { Err("no JSON, and a value".to_owned()) } else { Ok(()) };
    };
    let unfinished = shape.fill(pieces, &value)?;
    // Of what breaks its rules a part may be missing.
    if unfinished.is_empty() || !has_value {
        Ok(())
    } else {
        Err(format!("{} unfinished at the end", unfinished.join(", ")))
    }
}
