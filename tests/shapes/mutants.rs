//! Documents with one mistake: what the `jsonschema` crate rejects is a violation, and what it
//! takes is a value.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
    thread,
};

use extract::{Error, error::Rule};
use fastrand::Rng;
use jsonschema::Validator;
use serde_json::Value;

use crate::{
    excuse::{Counts, excuses},
    mutate::{Mutant, Mutation, mutate},
    place,
    sample::{Sampler, seed},
    shape::Shape,
    tolerated, types,
};

/// Documents of each type; each is changed in every way that there is a place for.
const DOCUMENTS: usize = 40;
/// Of each type that a macro makes: they are many and much alike.
const OF_GENERATED: usize = 12;

#[derive(Default)]
struct Findings {
    rejected: usize,
    taken: usize,
    excused: Counts,
    /// Rejected by the schema and read all the same: mutation, group and key, with an example.
    differences: BTreeMap<(Mutation, &'static str, String), String>,
    wrong: Vec<String>,
}

#[test]
fn a_mutant_is_a_violation_where_the_schema_rejects_it_and_else_a_value() {
    let all = types::all();
    let findings = Mutex::new(Findings::default());
    thread::scope(|scope| {
        for half in 0..2 {
            let (all, findings) = (&all, &findings);
            scope.spawn(move || {
                for (group, shape) in all.iter().skip(half).step_by(2) {
                    try_type(group, shape.as_ref(), findings);
                }
            });
        }
    });
    let mut findings = findings.into_inner().unwrap();
    println!("{} mutants rejected, {} taken", findings.rejected, findings.taken);
    for (excuse, count) in &findings.excused {
        println!("{count:>8} {excuse:?}");
    }
    findings.compare_with_table();
    let shown = findings.wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(findings.wrong.is_empty(), "{} wrong:\n{shown}", findings.wrong.len());
}

fn try_type(group: &'static str, shape: &dyn Shape, findings: &Mutex<Findings>) {
    let schema = serde_json::from_str(shape.schema().as_str()).expect("a schema is JSON");
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(&schema).expect("a schema");
    let seed = seed(&["mutants", group, shape.name()]);
    let mut sampler = Sampler::new(&shape.schema(), seed);
    let mut random = Rng::with_seed(seed);
    let count = if shape.golden().is_some() { DOCUMENTS } else { OF_GENERATED };
    let sampled = (0..count).map(|_| sampler.document());
    let written = shape.documents().into_iter().map(str::to_owned);
    let documents: Vec<Value> = sampled
        .chain(written)
        .filter(|text| shape.read(text).is_ok())
        .filter_map(|text| serde_json::from_str(&text).ok())
        .filter(|document| validator.is_valid(document))
        .collect();
    assert!(!documents.is_empty(), "{group}: {}", shape.name());
    for document in &documents {
        for mutation in Mutation::ALL {
            let Some(mutant) = mutate(document, mutation, &mut random) else { continue };
            let mut findings = findings.lock().unwrap();
            findings.judge(group, shape, &validator, mutation, &mutant);
        }
    }
}

impl Findings {
    fn judge(
        &mut self,
        group: &'static str,
        shape: &dyn Shape,
        validator: &Validator,
        mutation: Mutation,
        mutant: &Mutant,
    ) {
        let json: Option<Value> = serde_json::from_str(&mutant.text).ok();
        // Of a key that stands twice the validator sees one.
        let valid = mutation != Mutation::RepeatKey
            && json.as_ref().is_some_and(|json| validator.is_valid(json));
        let about = || format!("{group}: {}: {mutation:?}: {}", shape.name(), mutant.text);
        match (valid, shape.read(&mutant.text)) {
            (true, Ok(())) => self.taken += 1,
            (true, Err(error)) => match excuses(&mutant.text, &error) {
                Ok(found) => {
                    found
                        .into_iter()
                        .for_each(|excuse| *self.excused.entry(excuse).or_default() += 1);
                }
                Err(violation) => self.wrong.push(format!("taken: {}: {violation}", about())),
            },
            (false, Ok(())) => {
                self.differences.entry((mutation, group, mutant.key.clone())).or_insert_with(about);
            }
            (false, Err(error)) => {
                self.rejected += 1;
                if json.is_some()
                    && let Some(violation) = lost(&mutant.text, &error)
                {
                    self.wrong.push(format!("path: {}: {violation}", about()));
                }
                if mutation == Mutation::RepeatKey && !names_double_key(&error) {
                    self.wrong.push(format!("double key: {}: {error}", about()));
                }
            }
        }
    }

    /// The table holds what was found and nothing else.
    fn compare_with_table(&mut self) {
        let mut occurred = BTreeSet::new();
        let mut reasons: BTreeMap<_, usize> = BTreeMap::new();
        for ((mutation, group, key), example) in &self.differences {
            match tolerated::find(*mutation, group, key) {
                Some((row, reason)) => {
                    *reasons.entry(reason).or_default() += 1;
                    occurred.insert((row, key.as_str()));
                }
                None => self.wrong.push(format!("read all the same, key `{key}`: {example}")),
            }
        }
        for (position, row) in tolerated::TABLE.iter().enumerate() {
            let never = row.keys.iter().filter(|key| !occurred.contains(&(position, **key)));
            self.wrong.extend(never.map(|key| format!("{row:?}: `{key}` never occurs")));
        }
        println!("{} rows of tolerated differences", tolerated::TABLE.len());
        for (reason, count) in reasons {
            println!("{count:>8} {reason}");
        }
    }
}

/// A violation whose path leads nowhere in the document, or that there is none.
fn lost(text: &str, error: &Error) -> Option<String> {
    let Error::Invalid(invalid) = error else { return Some(error.to_string()) };
    let violations = invalid.violations();
    if violations.is_empty() {
        return Some("no violation".to_owned());
    }
    let lost = violations.iter().find(|violation| place::at(text, violation.path()).is_none());
    lost.map(ToString::to_string)
}

/// Is the double key named? In the place of a variant it is one key too many.
fn names_double_key(error: &Error) -> bool {
    let Error::Invalid(invalid) = error else { return false };
    invalid.violations().iter().any(|violation| {
        violation.rule() == Rule::Duplicate || violation.message().starts_with("2 keys where")
    })
}
