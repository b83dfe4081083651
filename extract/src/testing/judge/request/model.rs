use serde_json::Value;

use super::{
    Asked, Verdict, logprobs,
    parameter::{invalid_type, one_of},
    unsupported_parameter, unsupported_value,
};
use crate::{
    Endpoint,
    testing::{
        judge::Rejection,
        models::{Model, Reasoning},
    },
};

const SUMMARIES: &[&str] = &["auto", "concise", "detailed"];
const EFFORTS: &[&str] = &["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/// What this model takes of what the endpoint takes.
pub(super) fn judge(asked: &Asked<'_>, model: Model) -> Verdict {
    let effort = effort(asked)?;
    summary(asked)?;
    takes_the_effort(asked, model, effort)?;
    does_not_sample_while_reasoning(asked, model, effort)?;
    counts_reasoning_tokens(asked, model)?;
    calls_in_parallel(asked, model)
}

fn effort<'a>(asked: &Asked<'a>) -> Result<Option<&'a str>, Rejection> {
    let effort = match asked.endpoint {
        Endpoint::Chat => asked.parameter("reasoning_effort"),
        Endpoint::Responses => asked.parameter("reasoning").and_then(|r| r.get("effort")),
    };
    let Some(effort) = effort.filter(|effort| !effort.is_null()) else {
        return Ok(None);
    };
    let name = effort_name(asked);
    let effort = effort.as_str().ok_or_else(|| invalid_type(name, "a string", effort))?;
    one_of(name, effort, EFFORTS)?;
    Ok(Some(effort))
}

/// Only the Responses endpoint sums up the reasoning.
fn summary(asked: &Asked<'_>) -> Verdict {
    let summary = asked.parameter("reasoning").and_then(|reasoning| reasoning.get("summary"));
    let Some(summary) = summary.filter(|summary| !summary.is_null()) else {
        return Ok(());
    };
    let name = "reasoning.summary";
    let text = summary.as_str().ok_or_else(|| invalid_type(name, "a string", summary))?;
    one_of(name, text, SUMMARIES)
}

fn effort_name(asked: &Asked<'_>) -> &'static str {
    match asked.endpoint {
        Endpoint::Chat => "reasoning_effort",
        Endpoint::Responses => "reasoning.effort",
    }
}

/// Which efforts there are differs by model; models that do not reason take none at all.
fn takes_the_effort(asked: &Asked<'_>, model: Model, effort: Option<&str>) -> Verdict {
    match effort {
        Some(_) if model.reasoning == Reasoning::Never => {
            Err(unsupported_parameter(effort_name(asked), "").code("unsupported_parameter"))
        }
        Some(effort) if model.refused_efforts.contains(&effort) => {
            Err(unsupported_value(effort_name(asked), effort))
        }
        _ => Ok(()),
    }
}

/// Temperature, nucleus and log probabilities have no meaning for a chain of thought.
fn does_not_sample_while_reasoning(
    asked: &Asked<'_>,
    model: Model,
    effort: Option<&str>,
) -> Verdict {
    if !model.reasons(effort) {
        return Ok(());
    }
    let sampling = ["temperature", "top_p", "logprobs", "top_logprobs"];
    let is_there = |name: &&str| match *name {
        "logprobs" => asked.parameter(name).and_then(Value::as_bool) == Some(true),
        "top_logprobs" => asked.parameter(name).and_then(Value::as_i64) != Some(0),
        _ => true,
    };
    let asked_for = |name: &&str| asked.parameter(name).is_some() && is_there(name);
    if let Some(name) = sampling.into_iter().find(asked_for) {
        return Err(unsupported_parameter(name, ""));
    }
    if logprobs::are_included(asked) {
        let message = "logprobs are not supported with reasoning models.";
        return Err(Rejection::new(400, message).param("include"));
    }
    Ok(())
}

/// `max_tokens` does not say whether reasoning counts, so reasoning models do not take it.
fn counts_reasoning_tokens(asked: &Asked<'_>, model: Model) -> Verdict {
    let limit = asked.parameter("max_tokens").and_then(Value::as_i64);
    if limit.is_none() || model.reasoning == Reasoning::Never {
        return Ok(());
    }
    let hint = " Use 'max_completion_tokens' instead.";
    Err(unsupported_parameter("max_tokens", hint).code("unsupported_parameter"))
}

/// Models that never call twice at once take no word about it, not even `false`.
fn calls_in_parallel(asked: &Asked<'_>, model: Model) -> Verdict {
    let name = "parallel_tool_calls";
    if model.parallel_calls
        || asked.endpoint == Endpoint::Responses
        || asked.parameter(name).is_none()
    {
        return Ok(());
    }
    Err(unsupported_parameter(name, "").code("unsupported_parameter"))
}
