//! The rules of strict schemas.

mod arrays;
mod context;
mod enums;
mod form;
mod keywords;
mod limits;
mod objects;
mod references;
mod root;
mod strings;
mod types;

use serde_json::{Map, Value};

use self::context::Context;
use super::Rejection;
use crate::Endpoint;

/// Which keywords there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Fine-tuned models lack bounds, patterns and formats.
    FineTuned,
    Standard,
}

/// What is wrong with a schema, and how much of the usual wording stands before it.
enum Complaint {
    /// About one node: the message names it.
    Node(String),
    /// About the schema as a whole.
    Schema(String),
    /// The message stands alone.
    Alone(String),
}

type Verdict = Result<(), Complaint>;

/// One node of the schema, where it stands.
struct Node<'a> {
    schema: &'a Map<String, Value>,
    context: &'a Context,
    root: &'a Map<String, Value>,
    dialect: Dialect,
}

impl<'a> Node<'a> {
    fn keyword(&self, keyword: &str) -> Option<&'a Value> {
        self.schema.get(keyword)
    }

    fn has(&self, keyword: &str) -> bool {
        self.schema.contains_key(keyword)
    }

    fn list(&self, keyword: &str) -> &'a [Value] {
        self.keyword(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// Every rule of one node. The order decides which of several faults is named.
const RULES: &[fn(&Node<'_>) -> Verdict] = &[
    form::well_formed,
    root::is_an_object,
    root::is_no_union,
    references::stands_alone,
    references::points_to_a_definition,
    keywords::not_refused,
    keywords::not_lacking_in_fine_tuned_models,
    keywords::known,
    types::has_a_type,
    enums::values_share_a_type,
    enums::many_values_are_short,
    strings::format_is_known,
    strings::pattern_looks_not_around,
    objects::no_additional_properties,
    objects::has_properties,
    objects::every_property_is_required,
    objects::nothing_else_is_required,
    arrays::has_items,
];

/// What a schema is sent for: how messages name it, the parameter that holds it, and the error's code.
pub(super) struct Place {
    of: String,
    parameter: String,
    code: &'static str,
}

impl Place {
    pub(super) fn format(endpoint: Endpoint, name: &str) -> Self {
        let parameter = match endpoint {
            Endpoint::Responses => "text.format.schema",
            Endpoint::Chat => "response_format",
        };
        Self {
            of: format!("response_format '{name}'"),
            parameter: parameter.to_owned(),
            code: "invalid_json_schema",
        }
    }

    pub(super) fn function(parameter: String, name: &str) -> Self {
        Self { of: format!("function '{name}'"), parameter, code: "invalid_function_parameters" }
    }
}

pub(super) fn judge(place: Place, dialect: Dialect, schema: &Value) -> Result<(), Rejection> {
    let mut context = Context::default();
    let verdict = match schema.as_object() {
        Some(root) => {
            judge_node(schema, &mut context, root, dialect).and_then(|()| limits::respected(schema))
        }
        None => form::not_a_schema(),
    };
    verdict.map_err(|complaint| {
        let prefix = format!("Invalid schema for {}: ", place.of);
        let message = match complaint {
            Complaint::Node(text) => format!("{prefix}In context={context}, {text}"),
            Complaint::Schema(text) => format!("{prefix}{text}"),
            Complaint::Alone(text) => text,
        };
        Rejection::new(400, message).param(place.parameter).code(place.code)
    })
}

/// On an error the context is left where the fault is.
fn judge_node(
    value: &Value,
    context: &mut Context,
    root: &Map<String, Value>,
    dialect: Dialect,
) -> Verdict {
    let schema = match value {
        Value::Object(schema) => schema,
        // `true` and `false` are schemas elsewhere; here they lack a type.
        Value::Bool(_) => return types::missing(),
        _ => return form::not_a_schema(),
    };
    let node = Node { schema, context, root, dialect };
    RULES.iter().try_for_each(|rule| rule(&node))?;

    for keyword in ["properties", "$defs", "definitions"] {
        for (name, child) in schema.get(keyword).and_then(Value::as_object).into_iter().flatten() {
            context.enter(&[keyword, name]);
            judge_node(child, context, root, dialect)?;
            context.leave(2);
        }
    }
    if let Some(items) = schema.get("items") {
        context.enter(&["items"]);
        judge_node(items, context, root, dialect)?;
        context.leave(1);
    }
    let arms = schema.get("anyOf").and_then(Value::as_array);
    for (index, arm) in arms.into_iter().flatten().enumerate() {
        context.enter(&["anyOf", &index.to_string()]);
        judge_node(arm, context, root, dialect)?;
        context.leave(2);
    }
    Ok(())
}
