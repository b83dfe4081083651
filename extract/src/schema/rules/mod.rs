//! The rules of strict schemas, for schemas that the compiler did not see: those that come as text at
//! run time, and those that the local server of `testing` is asked for.

mod arrays;
mod context;
mod enums;
mod fault;
mod form;
mod keywords;
mod limits;
mod objects;
mod references;
mod root;
mod strings;
mod types;

use serde_json::{Map, Value};

use self::{context::Context, fault::Wording};
pub use fault::Fault;

use super::Dialect;

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

type Check = fn(&Node<'_>) -> Verdict;

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

/// Every rule of one node, with its name. The order decides which of several faults is named first.
const RULES: &[(&str, Check)] = &[
    ("well_formed", form::well_formed),
    ("is_an_object", root::is_an_object),
    ("is_no_union", root::is_no_union),
    ("stands_alone", references::stands_alone),
    ("points_to_a_definition", references::points_to_a_definition),
    ("not_refused", keywords::not_refused),
    ("not_lacking_in_fine_tuned_models", keywords::not_lacking_in_fine_tuned_models),
    ("known", keywords::known),
    ("has_a_type", types::has_a_type),
    ("values_share_a_type", enums::values_share_a_type),
    ("many_values_are_short", enums::many_values_are_short),
    ("format_is_known", strings::format_is_known),
    ("pattern_looks_not_around", strings::pattern_looks_not_around),
    ("no_additional_properties", objects::no_additional_properties),
    ("has_properties", objects::has_properties),
    ("every_property_is_required", objects::every_property_is_required),
    ("nothing_else_is_required", objects::nothing_else_is_required),
    ("has_items", arrays::has_items),
];

/// Everything that strict mode refuses in a schema, in the order of the text.
pub(crate) fn faults(dialect: Dialect, schema: &Value) -> Vec<Fault> {
    let empty = Map::new();
    let root = schema.as_object().unwrap_or(&empty);
    let mut walk = Walk { context: Context::default(), root, dialect, faults: Vec::new() };
    walk_node(schema, &mut walk);
    if walk.faults.is_empty() {
        walk.say("respected", limits::respected(schema));
    }
    walk.faults
}

/// The way through a schema, and what was found so far.
struct Walk<'a> {
    context: Context,
    root: &'a Map<String, Value>,
    dialect: Dialect,
    faults: Vec<Fault>,
}

impl Walk<'_> {
    fn say(&mut self, rule: &'static str, verdict: Verdict) {
        let Err(complaint) = verdict else { return };
        let (wording, message) = match complaint {
            Complaint::Node(text) => (Wording::Placed(self.context.to_string()), text),
            Complaint::Schema(text) => (Wording::Named, text),
            Complaint::Alone(text) => (Wording::Alone, text),
        };
        let fault = Fault { pointer: self.context.pointer(), rule, message, wording };
        // A keyword that is refused by name is unknown as well.
        let again = |told: &Fault| told.pointer == fault.pointer && told.message == fault.message;
        if !self.faults.iter().any(again) {
            self.faults.push(fault);
        }
    }
}

fn walk_node(value: &Value, walk: &mut Walk<'_>) {
    let schema = match value {
        Value::Object(schema) => schema,
        // `true` and `false` are schemas elsewhere; here they lack a type.
        Value::Bool(_) => return walk.say("has_a_type", types::missing()),
        _ => return walk.say("well_formed", form::not_a_schema()),
    };
    for (name, rule) in RULES {
        let Walk { context, root, dialect, .. } = &*walk;
        let verdict = rule(&Node { schema, context, root, dialect: *dialect });
        let broken = verdict.is_err();
        walk.say(name, verdict);
        if broken && *name == "well_formed" {
            // What is no schema breaks other rules for that reason alone.
            return;
        }
    }

    for keyword in ["properties", "$defs", "definitions"] {
        for (name, child) in schema.get(keyword).and_then(Value::as_object).into_iter().flatten() {
            walk.context.enter(&[keyword, name]);
            walk_node(child, walk);
            walk.context.leave(2);
        }
    }
    if let Some(items) = schema.get("items") {
        walk.context.enter(&["items"]);
        walk_node(items, walk);
        walk.context.leave(1);
    }
    let arms = schema.get("anyOf").and_then(Value::as_array);
    for (index, arm) in arms.into_iter().flatten().enumerate() {
        walk.context.enter(&["anyOf", &index.to_string()]);
        walk_node(arm, walk);
        walk.context.leave(2);
    }
}
