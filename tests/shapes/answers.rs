//! If the API answers, it deserializes: documents that fit the schema become values.

use std::{
    env,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use crate::{
    excuse::{Counts, excuses},
    sample::{self, Sampler, seed},
    shape::Shape,
    types,
};

#[derive(Default)]
struct Findings {
    excused: Counts,
    wrong: Vec<String>,
}

#[test]
fn every_document_that_fits_the_schema_becomes_a_value() {
    let all = types::all();
    let documents = sample::count(300);
    let told = env::var("DOCUMENTS").is_ok();
    let findings = Mutex::new(Findings::default());
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((group, shape)) = all.get(next.fetch_add(1, Relaxed)) {
                    try_type(group, shape.as_ref(), documents, &findings);
                    if told {
                        eprintln!("{documents} documents of {group}: {}", shape.name());
                    }
                }
            });
        }
    });
    let findings = findings.into_inner().unwrap();
    println!("{} documents of {} types", documents * all.len(), all.len());
    for (excuse, count) in findings.excused {
        println!("{count:>8} {excuse:?}");
    }
    let wrong = findings.wrong;
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} documents have no value and no excuse:\n{shown}", wrong.len());
}

fn try_type(group: &str, shape: &dyn Shape, documents: usize, findings: &Mutex<Findings>) {
    let mut sampler = Sampler::new(&shape.schema(), seed(&["answers", group, shape.name()]));
    for _ in 0..documents {
        let document = sampler.document();
        let Err(error) = shape.read(&document) else { continue };
        let excuses = excuses(&document, &error);
        let mut findings = findings.lock().unwrap();
        match excuses {
            Ok(excuses) => excuses
                .into_iter()
                .for_each(|excuse| *findings.excused.entry(excuse).or_default() += 1),
            Err(violation) => {
                let wrong = format!("{group}: {}: {violation} in {document}", shape.name());
                findings.wrong.push(wrong);
            }
        }
    }
}
