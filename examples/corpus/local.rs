//! What the local server does: it answers with what the documents say, but for errors and faults.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use extract::testing::{Fault, Outcome, Request};
use fastrand::Rng;
use serde::Serialize;
use serde_json::Value;

use crate::{
    errors::{Errors, Seeded},
    kinds::Kind,
    settings::Chance,
};

/// What the server does with each text, request by request; the last stays.
#[derive(Default)]
pub struct Script(HashMap<String, VecDeque<Outcome>>);

/// What was seeded into the answers of one kind.
#[derive(Debug, Default, Serialize)]
pub struct Plan {
    /// Answers with errors, and documents that get no answer.
    pub errors: Vec<Seeded>,
    /// Requests that fail, and are sent again.
    pub faults: Vec<(String, &'static str)>,
}

impl Plan {
    /// The document and the field of everything that the scores have to find.
    pub fn expected(&self) -> BTreeSet<(String, String)> {
        let of_one = |seeded: &Seeded| {
            let document = seeded.document.clone();
            seeded
                .fields
                .iter()
                .map(move |field| (document.clone(), field.to_string()))
                .collect::<Vec<_>>()
        };
        self.errors.iter().flat_map(of_one).collect()
    }
}

impl Script {
    /// Plans the answers to documents of one kind: their names, texts, and what they say.
    pub fn plan<K: Kind>(&mut self, documents: &[(String, String, Value)], share: Chance) -> Plan {
        let mut chance = Rng::with_seed(share.seed);
        let errors = Errors::of::<K>(documents.iter().map(|(_, _, truth)| truth));
        let mut plan = Plan::default();
        for (document, text, gold) in documents {
            let mut outcomes = VecDeque::new();
            let has_errors = chance.f64() < share.errors;
            if chance.f64() < share.faults {
                for _ in 0..chance.usize(1..=2) {
                    let (name, fault) = fault(&mut chance);
                    plan.faults.push((document.clone(), name));
                    outcomes.push_back(Outcome::fault(fault));
                }
            }
            let mut answer = gold.clone();
            let none = match chance.f64() / share.faults {
                0.0..0.15 => Some(("refused", Outcome::refuse("I cannot help with that."))),
                0.15..0.3 => Some(("cut off", Outcome::truncate(half(&answer)))),
                _ => None,
            };
            outcomes.push_back(match none {
                Some((what, outcome)) => {
                    let (place, fields) = (String::new(), errors.stated(gold));
                    plan.errors.push(Seeded { document: document.clone(), what, place, fields });
                    outcome
                }
                None => {
                    if has_errors {
                        plan.errors.extend(errors.make(document, &mut answer, &mut chance));
                    }
                    Outcome::answer(answer)
                }
            });
            self.0.insert(text.clone(), outcomes);
        }
        plan
    }

    /// Answers by what is asked.
    pub fn respond(self) -> impl Fn(&Request) -> Outcome + Send + Sync + 'static {
        let outcomes = Mutex::new(self.0);
        move |request| {
            let body = request.body();
            let text =
                body.pointer("/input").and_then(Value::as_array).and_then(|list| list.last());
            let text = text.and_then(|message| message["content"].as_str()).unwrap_or_default();
            let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
            match outcomes.get_mut(text) {
                Some(outcomes) if outcomes.len() > 1 => outcomes.pop_front(),
                Some(outcomes) => outcomes.front().cloned(),
                None => None,
            }
            .unwrap_or_else(|| Outcome::refuse("I do not know this document."))
        }
    }
}

fn fault(chance: &mut Rng) -> (&'static str, Fault) {
    match chance.u8(0..5) {
        0 => ("429", Fault::RateLimited { retry_after: Duration::from_millis(20) }),
        1 => ("500", Fault::ServerError),
        2 => ("503", Fault::Overloaded),
        3 => ("closed before the answer", Fault::Disconnect),
        _ => ("reset in the answer", Fault::ResetInBody),
    }
}

fn half(answer: &Value) -> String {
    let text = answer.to_string();
    let middle = text.len() / 2;
    text.chars()
        .scan(0, |length, c| {
            *length += c.len_utf8();
            (*length <= middle).then_some(c)
        })
        .collect()
}
