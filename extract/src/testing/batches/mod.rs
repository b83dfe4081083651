//! Batches: a file of requests, which run through the judge and the script like any other.

mod answer;
mod batch;
mod check;
mod plan;
mod status;

pub use plan::BatchPlan;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};

use self::batch::{Asked, Batch};
use super::{
    Fault, Request,
    fault::played,
    files::{Files, Lifetime},
    judge::{self, Rejection},
    page::Page,
    reply::Reply,
    route::BatchRoute,
    service::{Service, now},
};
use crate::{
    Endpoint,
    wire::batch::{Job, read_job},
};

/// The batches, oldest first.
#[derive(Debug, Default)]
pub(super) struct Batches {
    batches: Vec<Known>,
    plans: VecDeque<BatchPlan>,
    faults: VecDeque<Fault>,
}

/// A batch, as it was told of last. What it is now has a lock of its own: while its lines run, a test
/// may look at all the others.
#[derive(Debug)]
struct Known {
    id: String,
    told: Value,
    batch: Arc<Mutex<Batch>>,
}

impl Batches {
    pub(super) fn plan(&mut self, plan: BatchPlan) {
        self.plans.push_back(plan);
    }

    pub(super) fn plan_fault(&mut self, fault: Fault) {
        self.faults.push_back(fault);
    }

    fn next_fault(&mut self) -> Option<Fault> {
        self.faults.pop_front()
    }

    pub(super) fn all(&self) -> Vec<Job> {
        let told = self.batches.iter().map(|known| known.told.to_string());
        told.filter_map(|told| read_job(told.as_bytes()).ok()).collect()
    }

    fn create(&mut self, request: &Request, files: &Files, now: u64) -> Result<Reply, Rejection> {
        let asked = asked(&judge::judge_batch(request)?, files)?;
        let id = format!("batch_{:032x}", self.batches.len() + 1);
        let plan = self.plans.pop_front().unwrap_or_default();
        let batch = Batch::new(id.clone(), asked, plan, now);
        let told = batch.describe();
        let reply = Reply::json(200, &told);
        self.batches.push(Known { id, told, batch: Arc::new(Mutex::new(batch)) });
        Ok(reply)
    }

    fn find(&mut self, id: &str) -> Result<&mut Known, Rejection> {
        let missing = || Rejection::new(404, format!("No batch found with id '{id}'."));
        self.batches.iter_mut().find(|known| known.id == id).ok_or_else(missing)
    }

    fn list(&self, query: &str) -> Result<Reply, Rejection> {
        let newest_first = self.batches.iter().rev();
        Page::of_query(query, 20, 100)?
            .of(newest_first.map(|known| (known.id.as_str(), known.told.clone())))
    }
}

/// Answers without holding more than the lock of one batch while lines run, which takes its time with
/// many.
pub(super) fn answer(
    route: BatchRoute<'_>,
    request: &Request,
    service: &Service,
) -> Result<Reply, Rejection> {
    let fault = service.batches().next_fault();
    played(fault, || match route {
        BatchRoute::Cancel(id) => change(id, service, |batch| batch.cancel(service)),
        BatchRoute::Create => service.batches().create(request, &service.files(), now()),
        BatchRoute::List => service.batches().list(request.query()),
        BatchRoute::Poll(id) => change(id, service, |batch| {
            batch.poll(service);
            Ok(())
        }),
    })
}

fn change(
    id: &str,
    service: &Service,
    change: impl FnOnce(&mut Batch) -> Result<(), Rejection>,
) -> Result<Reply, Rejection> {
    let batch = service.batches().find(id)?.batch.clone();
    let mut batch = batch.lock().unwrap_or_else(PoisonError::into_inner);
    change(&mut batch)?;
    let told = batch.describe();
    let reply = Reply::json(200, &told);
    service.batches().find(id)?.told = told;
    Ok(reply)
}

fn asked(body: &Value, files: &Files) -> Result<Asked, Rejection> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let given = |name: &str| body.get(name).filter(|value| !value.is_null());
    let input_file_id = text("input_file_id").to_owned();
    let file = files.find(&input_file_id)?;
    if file.purpose() != "batch" {
        let message = format!(
            "Invalid 'input_file_id': the file '{input_file_id}' has the purpose '{}'. Expected \
             a file with the purpose 'batch'.",
            file.purpose()
        );
        return Err(Rejection::new(400, message).param("input_file_id").code("invalid_value"));
    }
    let lifetime = given("output_expires_after");
    Ok(Asked {
        endpoint: match text("endpoint") {
            "/v1/chat/completions" => Endpoint::Chat,
            _ => Endpoint::Responses,
        },
        input: file.bytes().clone(),
        metadata: given("metadata").cloned().unwrap_or_else(|| json!({})),
        lifetime: lifetime
            .map(|value| Lifetime::of_object("output_expires_after", value))
            .transpose()?,
        input_file_id,
    })
}
