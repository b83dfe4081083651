//! If the API answers, it deserializes: documents that fit the schema become values.

use std::{sync::Mutex, thread};

use crate::{
    excuse::{Counts, excuses},
    sample::{Sampler, seed},
    types,
};

const DOCUMENTS: usize = 500;

#[test]
fn every_document_that_fits_the_schema_becomes_a_value() {
    let all = types::all();
    let counts = Mutex::new(Counts::new());
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for half in 0..2 {
            let (all, counts, wrong) = (&all, &counts, &wrong);
            scope.spawn(move || {
                for (group, shape) in all.iter().skip(half).step_by(2) {
                    let mut sampler =
                        Sampler::new(&shape.schema(), seed(&["answers", group, shape.name()]));
                    for _ in 0..DOCUMENTS {
                        let document = sampler.document();
                        let Err(error) = shape.read(&document) else { continue };
                        match excuses(&document, &error) {
                            Ok(found) => {
                                let mut counts = counts.lock().unwrap();
                                found
                                    .into_iter()
                                    .for_each(|excuse| *counts.entry(excuse).or_default() += 1);
                            }
                            Err(violation) => {
                                let mut wrong = wrong.lock().unwrap();
                                wrong.push(format!(
                                    "{group}: {}: {violation} in {document}",
                                    shape.name()
                                ));
                            }
                        }
                    }
                }
            });
        }
    });
    println!("{} documents of {} types", DOCUMENTS * all.len(), all.len());
    for (excuse, count) in counts.into_inner().unwrap() {
        println!("{count:>8} {excuse:?}");
    }
    let wrong = wrong.into_inner().unwrap();
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} documents have no value and no excuse:\n{shown}", wrong.len());
}
