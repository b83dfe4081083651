use serde_json::{Map, Value};

use super::{
    Asked, Verdict, at_most,
    format::judge_plain_name,
    missing,
    parameter::{Kind, invalid_type, one_of},
    unknown_parameter,
};
use crate::{
    Endpoint,
    schema::Dialect,
    testing::judge::{Place, Rejection, judge_rules},
};

const MAX_DESCRIPTION: usize = 1_024;
const MAX_TOOLS: usize = 128;

/// The functions that the model may call, and which of them it must.
pub(super) fn judge(asked: &Asked<'_>, dialect: Dialect) -> Verdict {
    let tools = asked.parameter("tools").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    there_are_some_but_not_too_many(asked, tools)?;
    let mut names = Vec::new();
    for (index, tool) in tools.iter().enumerate() {
        if let Some(function) = function(asked.endpoint, &format!("tools[{index}]"), tool)? {
            function.judge(asked.endpoint, dialect)?;
            names.push(function.name);
        }
    }
    there_is_something_to_choose(asked, tools)?;
    match asked.parameter("tool_choice") {
        Some(choice) => choice_is_one_of(asked.endpoint, choice, &names),
        None => Ok(()),
    }
}

/// On Chat an empty list is no list.
fn there_are_some_but_not_too_many(asked: &Asked<'_>, tools: &[Value]) -> Verdict {
    if asked.endpoint == Endpoint::Chat && tools.is_empty() && asked.parameter("tools").is_some() {
        let message = "Invalid 'tools': empty array. Expected an array with minimum length 1, but \
                       got an empty array instead.";
        return Err(Rejection::new(400, message).param("tools").code("empty_array"));
    }
    if tools.len() > MAX_TOOLS {
        let message = format!(
            "Invalid 'tools': array too long. Expected an array with maximum length {MAX_TOOLS}, \
             but got an array with length {} instead.",
            tools.len()
        );
        return Err(Rejection::new(400, message).param("tools").code("array_above_max_length"));
    }
    Ok(())
}

/// A choice without tools would have no effect, so Chat refuses it.
fn there_is_something_to_choose(asked: &Asked<'_>, tools: &[Value]) -> Verdict {
    if asked.endpoint == Endpoint::Responses || !tools.is_empty() {
        return Ok(());
    }
    let given = ["tool_choice", "parallel_tool_calls"];
    match given.into_iter().find(|name| asked.parameter(name).is_some()) {
        Some(name) => {
            let message = format!(
                "Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified."
            );
            Err(Rejection::new(400, message).param(name))
        }
        None => Ok(()),
    }
}

/// The members of one function, and where they stand.
struct Function<'a> {
    base: String,
    name: &'a str,
    members: &'a Map<String, Value>,
}

/// `None` for tools of other kinds, which are not judged. Chat has the members one level deeper.
fn function<'a>(
    endpoint: Endpoint,
    base: &str,
    tool: &'a Value,
) -> Result<Option<Function<'a>>, Rejection> {
    let tool = tool.as_object().ok_or_else(|| invalid_type(base, "an object", tool))?;
    let kind_name = format!("{base}.type");
    let kind = tool.get("type").ok_or_else(|| missing(&kind_name))?;
    let kind = kind.as_str().ok_or_else(|| invalid_type(&kind_name, "a string", kind))?;
    if endpoint == Endpoint::Chat {
        one_of(&kind_name, kind, &["function", "custom"])?;
    }
    if kind != "function" {
        return Ok(None);
    }
    let (base, members) = match endpoint {
        Endpoint::Responses => (base.to_owned(), tool),
        Endpoint::Chat => {
            let base = format!("{base}.function");
            let inner = tool.get("function").ok_or_else(|| missing(&base))?;
            let members = inner.as_object();
            let members = members.ok_or_else(|| invalid_type(&base, "an object", inner))?;
            (base, members)
        }
    };
    let name_of_name = format!("{base}.name");
    let name = members.get("name").ok_or_else(|| missing(&name_of_name))?;
    let name = name.as_str().ok_or_else(|| invalid_type(&name_of_name, "a string", name))?;
    judge_plain_name(&name_of_name, name)?;
    Ok(Some(Function { base, name, members }))
}

impl Function<'_> {
    fn judge(&self, endpoint: Endpoint, dialect: Dialect) -> Verdict {
        self.every_member_is_known(endpoint)?;
        if let Some(description) = self.member("description") {
            let name = format!("{}.description", self.base);
            Kind::Text.judge(&name, description)?;
            // Counted on Chat; of Responses it is not known, so the judge is as strict.
            at_most(&name, MAX_DESCRIPTION, description.as_str().unwrap_or_default())?;
        }
        let strict = self.member("strict");
        if let Some(strict) = strict {
            Kind::Boolean.judge(&format!("{}.strict", self.base), strict)?;
        }
        let Some(parameters) = self.member("parameters") else {
            return Ok(());
        };
        let name = format!("{}.parameters", self.base);
        Kind::Object.judge(&name, parameters)?;
        // Without `strict` the schema is only a hint.
        match strict {
            Some(Value::Bool(true)) => {
                judge_rules(Place::function(name, self.name), dialect, parameters)
            }
            _ => Ok(()),
        }
    }

    fn member(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// A misspelled member would have no effect, so it is refused.
    fn every_member_is_known(&self, endpoint: Endpoint) -> Verdict {
        let known = |member: &str| match member {
            "description" | "name" | "parameters" | "strict" => true,
            "allowed_callers" | "defer_loading" | "output_schema" | "type" => {
                endpoint == Endpoint::Responses
            }
            _ => false,
        };
        match self.members.keys().find(|member| !known(member)) {
            Some(member) => Err(unknown_parameter(&format!("{}.{member}", self.base))),
            None => Ok(()),
        }
    }
}

/// A word, or a function that is there. Choices of other kinds are not judged.
fn choice_is_one_of(endpoint: Endpoint, choice: &Value, names: &[&str]) -> Verdict {
    if let Some(word) = choice.as_str() {
        return one_of("tool_choice", word, &["none", "auto", "required"]);
    }
    let choice = choice
        .as_object()
        .ok_or_else(|| invalid_type("tool_choice", "a string or an object", choice))?;
    let kind = choice.get("type").ok_or_else(|| missing("tool_choice.type"))?;
    if kind != "function" {
        return Ok(());
    }
    let (base, function) = match endpoint {
        Endpoint::Responses => ("tool_choice", Some(choice)),
        Endpoint::Chat => {
            ("tool_choice.function", choice.get("function").and_then(Value::as_object))
        }
    };
    let function = function.ok_or_else(|| missing(base))?;
    let parameter = format!("{base}.name");
    let name = function.get("name").ok_or_else(|| missing(&parameter))?;
    let name = name.as_str().ok_or_else(|| invalid_type(&parameter, "a string", name))?;
    if names.contains(&name) {
        return Ok(());
    }
    let message = format!("Tool choice '{name}' not found in 'tools' parameter.");
    Err(Rejection::new(400, message).param("tool_choice"))
}
