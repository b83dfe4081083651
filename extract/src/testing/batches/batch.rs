use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    answer::{self, Answer, CANCELLED, EXPIRED, Usage},
    check::{self, Line},
    plan::{self, BatchPlan},
    status::Status,
};
use crate::{
    Endpoint,
    testing::{
        Request,
        files::Lifetime,
        judge::Rejection,
        models::Models,
        service::{Service, now},
    },
    transport::{Clock, SystemClock},
    wire::batch::JobError,
};

/// The only completion window: a day.
const WINDOW: u64 = 24 * 60 * 60;
/// What a poll runs before it answers, and how long: clients have time limits.
const PATIENCE: Duration = Duration::from_secs(5);
/// Lines between two looks at the clock.
const AT_ONCE: usize = 100;

/// What a request asks for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) endpoint: Endpoint,
    pub(super) input_file_id: String,
    pub(super) input: Bytes,
    pub(super) metadata: Value,
    pub(super) lifetime: Option<Lifetime>,
}

/// A batch on its way from `validating` to its end.
#[derive(Debug)]
pub(super) struct Batch {
    id: String,
    asked: Asked,
    plan: BatchPlan,
    created_at: u64,
    status: Status,
    /// When it took on each status, in order.
    times: Vec<(Status, u64)>,
    /// How often it was asked for in this status.
    polled: u32,
    model: Option<String>,
    errors: Vec<JobError>,
    lines: Vec<Line>,
    /// Lines that have run, from the first on.
    run: usize,
    total: usize,
    output: Vec<String>,
    failures: Vec<String>,
    usage: Usage,
    output_file_id: Option<String>,
    error_file_id: Option<String>,
    /// Requests that came to an end, well or not; what never ran is in neither.
    completed: usize,
    failed: usize,
}

impl Batch {
    pub(super) fn new(id: String, asked: Asked, plan: BatchPlan, now: u64) -> Self {
        Self {
            id,
            asked,
            plan,
            created_at: now,
            status: Status::Validating,
            times: Vec::new(),
            polled: 0,
            model: None,
            errors: Vec::new(),
            lines: Vec::new(),
            run: 0,
            total: 0,
            output: Vec::new(),
            failures: Vec::new(),
            usage: Usage::default(),
            output_file_id: None,
            error_file_id: None,
            completed: 0,
            failed: 0,
        }
    }

    /// Somebody asks for it: time goes by.
    pub(super) fn poll(&mut self, service: &Service) {
        while !self.status.is_final() {
            self.polled += 1;
            if self.status == Status::InProgress && !self.run_share(service) {
                return;
            }
            if self.polled < self.plan.polls {
                return;
            }
            self.go_on(service);
            if self.plan.polls > 0 {
                return;
            }
        }
    }

    /// Stops it, unless it has ended.
    pub(super) fn cancel(&mut self, service: &Service) -> Result<(), Rejection> {
        match self.status {
            Status::Cancelling => return Ok(()),
            status if status.is_final() => {
                let message = format!("Cannot cancel a batch with status '{}'.", status.word());
                return Err(Rejection::new(409, message));
            }
            // Its lines have to be known, so that each gets its end.
            Status::Validating if self.plan.errors.is_empty() => {
                self.read(&service.models);
                self.errors.clear();
            }
            _ => {}
        }
        if self.status != Status::Finalizing {
            let lines = self.plan.cancel_after.unwrap_or(self.run);
            self.run_to(lines, service);
        }
        self.become_(Status::Cancelling);
        Ok(())
    }

    /// To the next status.
    fn go_on(&mut self, service: &Service) {
        let next = match self.status {
            Status::Validating => {
                self.read(&service.models);
                if self.errors.is_empty() { Status::InProgress } else { Status::Failed }
            }
            Status::InProgress => Status::Finalizing,
            Status::Cancelling => {
                self.finish(CANCELLED, service);
                Status::Cancelled
            }
            _ => {
                self.finish(EXPIRED, service);
                let is_late = self.plan.expire_after.is_some();
                if is_late { Status::Expired } else { Status::Completed }
            }
        };
        self.become_(next);
    }

    fn become_(&mut self, status: Status) {
        self.status = status;
        self.polled = 0;
        self.times.push((status, now()));
    }

    /// Reads the file, if the plan does not refuse it.
    fn read(&mut self, models: &Models) {
        let planned = std::mem::take(&mut self.plan.errors);
        let checked = match planned.is_empty() {
            true => check::check(&self.asked.input, self.asked.endpoint, models),
            false => Err(planned),
        };
        match checked {
            Ok(checked) => {
                self.total = checked.lines.len();
                (self.lines, self.model) = (checked.lines, checked.model);
            }
            Err(errors) => self.errors = errors,
        }
        // The lines have what they need of it.
        self.asked.input = Bytes::new();
    }

    /// How many lines will run.
    fn limit(&self) -> usize {
        let limits = [self.plan.expire_after, self.plan.cancel_after];
        limits.into_iter().flatten().fold(self.total, usize::min)
    }

    /// Runs as many lines as this poll may, and says whether that was all it had to.
    fn run_share(&mut self, service: &Service) -> bool {
        let polls = u64::from(self.plan.polls.max(1));
        let polled = u64::from(self.polled).min(polls);
        let lines = (self.limit() as u64 * polled).div_ceil(polls) as usize;
        // It counts from here, and never goes back.
        let clock = SystemClock::default();
        let is_over = || clock.now() > PATIENCE;
        while self.run < lines {
            if is_over() {
                self.polled -= 1;
                return false;
            }
            self.run_to(lines.min(self.run + AT_ONCE), service);
        }
        self.plan.cancel_after.is_none()
    }

    fn run_to(&mut self, lines: usize, service: &Service) {
        while self.run < lines
            && let Some(line) = self.lines.get(self.run)
        {
            let answer = self.answer(line, service);
            self.run += 1;
            self.take(answer);
        }
    }

    fn answer(&self, line: &Line, service: &Service) -> Answer {
        let number = service.number();
        if let Some((code, message)) = self.plan.line_errors.get(&line.custom_id) {
            return answer::never_ran(line, (code, message), number);
        }
        let path = format!("/v1{}", self.asked.endpoint.path());
        let request = Request::of_line(&path, line.body.clone());
        let reply = service.ask(self.asked.endpoint, &request, number);
        answer::of_reply(line, &reply, number)
    }

    fn take(&mut self, answer: Answer) {
        let Answer { text, is_good, usage } = answer;
        let (lines, count) = match is_good {
            true => (&mut self.output, &mut self.completed),
            false => (&mut self.failures, &mut self.failed),
        };
        lines.push(text);
        *count += 1;
        self.usage.input += usage.input;
        self.usage.cached += usage.cached;
        self.usage.output += usage.output;
        self.usage.reasoning += usage.reasoning;
    }

    /// Writes the files. What has not run by now never will, for this reason.
    fn finish(&mut self, reason: (&str, &str), service: &Service) {
        for line in self.lines.drain(..).skip(self.run) {
            let answer = answer::never_ran(&line, reason, service.number());
            self.failures.push(answer.text);
        }
        let lines = [std::mem::take(&mut self.output), std::mem::take(&mut self.failures)];
        let [output, failures] = lines.map(|mut lines| {
            if let Some(seed) = self.plan.seed {
                plan::shuffle(&mut lines, seed);
            }
            lines
        });
        let keep = |lines: Vec<String>, name: &str| {
            let filename = format!("{}_{name}.jsonl", self.id);
            let content = lines.into_iter().map(|line| line + "\n").collect::<String>();
            (!content.is_empty())
                .then(|| service.files().keep(filename, content.into(), now(), self.asked.lifetime))
        };
        let ids = (keep(output, "output"), keep(failures, "error"));
        (self.output_file_id, self.error_file_id) = ids;
    }

    /// The batch object of the API.
    pub(super) fn describe(&self) -> Value {
        let errors: Vec<_> = self.errors.iter().map(describe_error).collect();
        let mut body = json!({
            "id": self.id,
            "object": "batch",
            "endpoint": format!("/v1{}", self.asked.endpoint.path()),
            "model": self.model,
            "errors": (!errors.is_empty()).then(|| json!({ "object": "list", "data": errors })),
            "input_file_id": self.asked.input_file_id,
            "completion_window": "24h",
            "status": self.status.word(),
            "output_file_id": self.output_file_id,
            "error_file_id": self.error_file_id,
            "created_at": self.created_at,
            "expires_at": self.created_at + WINDOW,
            "request_counts": {
                "total": self.total,
                "completed": self.completed,
                "failed": self.failed,
            },
            "usage": {
                "input_tokens": self.usage.input,
                "input_tokens_details": { "cached_tokens": self.usage.cached },
                "output_tokens": self.usage.output,
                "output_tokens_details": { "reasoning_tokens": self.usage.reasoning },
                "total_tokens": self.usage.input + self.usage.output,
            },
            "metadata": self.asked.metadata,
        });
        if let Some(body) = body.as_object_mut() {
            for timed in Status::TIMED {
                let time = self.times.iter().find(|(status, _)| *status == timed);
                body.insert(format!("{}_at", timed.word()), json!(time.map(|(_, time)| time)));
            }
        }
        body
    }
}

fn describe_error(error: &JobError) -> Value {
    json!({
        "code": error.code,
        "message": error.message,
        "param": error.param,
        "line": error.line,
    })
}
