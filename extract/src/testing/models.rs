use serde_json::{Value, json};

use super::judge::Rejection;

/// The models that the server knows: families of the real service and what the test adds.
#[derive(Clone, Debug, Default)]
pub(super) struct Models {
    added: Vec<String>,
}

/// What a family of models can do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Model {
    /// Takes `json_schema` formats.
    pub(super) structured: bool,
    pub(super) reasoning: Reasoning,
    pub(super) refused_efforts: &'static [&'static str],
    pub(super) refused_roles: &'static [&'static str],
    /// Takes `parallel_tool_calls` on Chat.
    pub(super) parallel_calls: bool,
    /// Lacks the keywords that fine-tuned models lack.
    pub(super) fine_tuned: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reasoning {
    /// Does not reason, and takes no effort.
    Never,
    /// Reasons when an effort other than `none` is asked for.
    OnDemand,
    /// Reasons unless the effort is `none`.
    ByDefault,
    /// Always reasons.
    Always,
}

impl Model {
    /// Whether a request with this effort reasons; then `temperature` and `top_p` are refused.
    pub(super) fn reasons(self, effort: Option<&str>) -> bool {
        match self.reasoning {
            Reasoning::Never => false,
            Reasoning::OnDemand => effort.is_some_and(|effort| effort != "none"),
            Reasoning::ByDefault => effort != Some("none"),
            Reasoning::Always => true,
        }
    }
}

impl Models {
    pub(super) fn add(&mut self, id: String) {
        self.added.push(id);
    }

    pub(super) fn find(&self, id: &str) -> Result<Model, Rejection> {
        if self.added.iter().any(|added| added == id) {
            return Ok(PLAIN);
        }
        let base = id.strip_prefix("ft:").map(|rest| rest.split(':').next().unwrap_or(rest));
        family(base.unwrap_or(id))
            .map(|model| Model { fine_tuned: base.is_some(), ..model })
            .ok_or_else(|| {
                let message =
                    format!("The model `{id}` does not exist or you do not have access to it.");
                Rejection::new(404, message).param("model").code("model_not_found")
            })
    }

    pub(super) fn list(&self) -> Value {
        let added = self.added.iter().map(String::as_str);
        let data: Vec<Value> = LISTED.iter().copied().chain(added).map(Self::describe).collect();
        json!({ "object": "list", "data": data })
    }

    pub(super) fn describe(id: &str) -> Value {
        json!({ "id": id, "object": "model", "created": 1_754_000_000, "owned_by": "system" })
    }
}

const LISTED: &[&str] =
    &["gpt-4-turbo", "gpt-4.1", "gpt-4o-2024-08-06", "gpt-4o-mini", "gpt-5", "gpt-5-mini", "o3"];

const PLAIN: Model = Model {
    structured: true,
    reasoning: Reasoning::Never,
    refused_efforts: &[],
    refused_roles: &[],
    parallel_calls: true,
    fine_tuned: false,
};

/// From before the first model that keeps to a schema.
const UNSTRUCTURED: Model = Model { structured: false, ..PLAIN };

const REASONING: Model =
    Model { reasoning: Reasoning::Always, refused_efforts: &["none"], ..PLAIN };

/// The o-series.
const FIRST_REASONING: Model = Model { parallel_calls: false, ..REASONING };

const EARLY_REASONING: Model =
    Model { structured: false, refused_roles: &["developer", "system"], ..FIRST_REASONING };

const REASONING_ON_DEMAND: Model = Model { reasoning: Reasoning::OnDemand, ..PLAIN };

const REASONING_BY_DEFAULT: Model =
    Model { reasoning: Reasoning::ByDefault, refused_efforts: &["minimal"], ..PLAIN };

const REASONING_MORE: Model = Model { refused_efforts: &["none", "minimal"], ..REASONING };

/// Longer names stand before the shorter ones that they begin with.
const FAMILIES: &[(&str, Model)] = &[
    ("chatgpt-4o", UNSTRUCTURED),
    ("gpt-3.5", UNSTRUCTURED),
    ("gpt-4o-2024-05-13", UNSTRUCTURED),
    ("gpt-4o-audio", UNSTRUCTURED),
    ("gpt-4o", PLAIN),
    ("gpt-4.1", PLAIN),
    ("gpt-4.5", PLAIN),
    ("gpt-4", UNSTRUCTURED),
    ("gpt-5.1", REASONING_ON_DEMAND),
    ("gpt-5.2", REASONING_ON_DEMAND),
    ("gpt-5.3", REASONING_ON_DEMAND),
    ("gpt-5.4", REASONING_ON_DEMAND),
    ("gpt-5.5", REASONING_BY_DEFAULT),
    ("gpt-5.6", REASONING_BY_DEFAULT),
    ("gpt-5", REASONING),
    ("gpt-6", REASONING_MORE),
    ("o1-mini", EARLY_REASONING),
    ("o1-preview", EARLY_REASONING),
    ("o1", FIRST_REASONING),
    ("o3", FIRST_REASONING),
    ("o4-mini", FIRST_REASONING),
];

fn family(id: &str) -> Option<Model> {
    let (_, model) = FAMILIES.iter().find(|(name, _)| {
        id.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })?;
    Some(*model)
}
