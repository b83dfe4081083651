use std::{fmt, marker::PhantomData};

use super::{
    Answer, Call, Endpoint, Reply,
    function::{Function, LONGEST_DESCRIPTION, fitting},
    prefix::unwritable,
    request::refuse,
};
use crate::{
    Error, Usage, decode,
    error::{Evidence, InvalidAnswer},
    schema::{self, Extract, Schema},
};

/// Characters of a name at most.
const LONGEST_NAME: usize = 64;

/// A type as a strict function tool: the model calls it with arguments that are a `T`.
///
/// For those who drive a conversation themselves: the JSON goes into `tools` of a request, and the
/// calls of an answer become values. Nothing is sent here.
///
/// ```
/// use extract::{Endpoint, Extract, Tool};
/// use serde::Deserialize;
///
/// /// Looks up the weather of the next days.
/// #[derive(Debug, Deserialize, Extract)]
/// struct Forecast {
///     city: String,
///     #[extract(min = 1, max = 14)]
///     days: u8,
/// }
///
/// let forecast = Tool::of::<Forecast>("forecast");
/// let request = format!(
///     r#"{{"model":"gpt-5-mini","input":"Rain in Lisbon?","tools":[{}]}}"#,
///     forecast.json(Endpoint::Responses)?,
/// );
///
/// # let send = |_: String| br#"{"status":"completed","output":[{"type":"function_call",
/// #     "call_id":"call_1","name":"forecast","arguments":"{\"city\":\"Lisbon\",\"days\":3}"}]}"#;
/// let reply = Endpoint::Responses.decode(send(request))?;
/// for call in &reply.calls {
///     if call.name == forecast.name() {
///         let Forecast { city, days } = forecast.read(call)?;
///         assert_eq!((city.as_str(), days), ("Lisbon", 3));
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The arguments keep to the type as the answers of an extractor do: a root that is no object stands
/// in `{"value": …}` on the wire and is unwrapped again, and a type that strict mode would refuse does
/// not compile.
#[must_use = "a tool is sent by those who put its JSON into a request"]
pub struct Tool<T> {
    name: String,
    description: Option<String>,
    schema: Schema,
    target: PhantomData<fn() -> T>,
}

impl Tool<()> {
    /// The tool of this name whose arguments are a `T`. Its description is that of the type, unless it
    /// is given another one.
    ///
    /// The name is 1 to 64 letters, digits, `_` and `-`; [`json`](Tool::json) refuses any other.
    pub fn of<T: Extract>(name: impl Into<String>) -> Tool<T> {
        // Here and not further in: the compiler names the innermost caller of a broken check.
        const { schema::check(T::NODE) };
        let schema = schema::json_schema::<T>();
        Tool { name: name.into(), description: None, schema, target: PhantomData }
    }
}

impl<T> Tool<T> {
    /// Tells the model what the tool does and when to call it, in at most 1,024 characters, in the place
    /// of the type's own description. That one still stands in the schema.
    pub fn description(self, text: impl Into<String>) -> Self {
        Self { description: Some(text.into()), ..self }
    }

    /// The name that the model calls.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The schema of the arguments.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The tool as an item of the member `tools`, in the spelling of this endpoint.
    ///
    /// ```
    /// use extract::{Endpoint, Tool};
    ///
    /// let tool = Tool::of::<Vec<bool>>("vote").description("Casts the votes.");
    /// assert_eq!(
    ///     tool.json(Endpoint::Chat)?,
    ///     concat!(
    ///         r#"{"type":"function","function":{"name":"vote","description":"Casts the votes.","#,
    ///         r#""parameters":{"type":"object","properties":{"value":{"type":"array","#,
    ///         r#""items":{"type":"boolean"}}},"required":["value"],"additionalProperties":false},"#,
    ///         r#""strict":true}}"#,
    ///     ),
    /// );
    /// # Ok::<(), extract::Error>(())
    /// ```
    ///
    /// The text is the same in every build. Put it into the request as it is: a map that sorts its keys
    /// would change the order in which the model writes.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a name or a description that the API refuses.
    pub fn json(&self, endpoint: Endpoint) -> Result<String, Error> {
        check_name(&self.name)?;
        let description = match &self.description {
            Some(text) => {
                check_description(&self.name, text)?;
                Some(text.as_str())
            }
            None => fitting(self.schema.description()),
        };
        let function =
            Function::new(&self.name, description, self.schema.as_str(), self.schema.dialect())?;
        serde_json::to_string(&function.spelled_for(endpoint)).map_err(unwritable)
    }
}

impl<T: Extract> Tool<T> {
    /// The arguments of a call of this tool.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with all violations when they are no `T`, or when the call is of another tool;
    /// [`Error::Truncated`] when they were cut off; [`Error::Empty`] when there are none.
    pub fn read(&self, call: &Call) -> Result<T, Error> {
        let reply = Reply {
            answer: Answer::Empty { reason: String::new(), commentary: String::new() },
            calls: vec![call.clone()],
            usage: Usage::default(),
            model: None,
            id: None,
            service_tier: None,
            reasoning_summary: None,
            logprobs: Vec::new(),
        };
        let (text, evidence) = reply.into_arguments(&self.name, Evidence::default())?;
        decode::decode(&text)
            .map_err(|violations| InvalidAnswer::new(violations, text, evidence).into())
    }
}

fn check_name(name: &str) -> Result<(), Error> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(plain) {
        return Ok(());
    }
    refuse(format!(
        "`{name}` is no name of a tool, it takes 1 to {LONGEST_NAME} letters, digits, `_` and `-`"
    ))
}

fn check_description(name: &str, text: &str) -> Result<(), Error> {
    match text.chars().count() {
        0 => refuse(format!("the description of the tool `{name}` is empty, leave it out")),
        count if count > LONGEST_DESCRIPTION => refuse(format!(
            "the description of the tool `{name}` has {count} characters, the API takes \
             {LONGEST_DESCRIPTION}"
        )),
        _ => Ok(()),
    }
}

impl<T> Clone for Tool<T> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            description: self.description.clone(),
            schema: self.schema.clone(),
            target: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Tool<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tool")
            .field("name", &self.name)
            .field("description", &self.description)
            .field("schema", &self.schema)
            .finish()
    }
}

#[cfg(test)]
mod tests;
