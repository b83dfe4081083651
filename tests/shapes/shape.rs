//! One entry of the table: a type with all that is said of it, its Rust type forgotten.

use std::{fmt::Debug, future::Future, pin::Pin};

use extract::{Client, Dialect, Endpoint, Error, Extract, Schema, Streamed, json::Filling};
use proptest::strategy::{BoxedStrategy, Strategy};
use serde::Serialize;

use crate::{
    partials::Arriving,
    values::{Verdict, try_values, verdicts},
};

/// What the tests ask of every type of the table.
pub trait Shape: Send + Sync {
    fn name(&self) -> &'static str;
    /// The schema as it was written down and reviewed. Types that a macro makes have none: the
    /// judges of strict mode and the `jsonschema` crate stand in for it.
    fn golden(&self) -> Option<&str>;
    fn schema(&self) -> Schema;
    fn schema_in(&self, dialect: Dialect) -> Schema;
    /// Documents in the strict shape, each with a value that was written by hand.
    fn documents(&self) -> Vec<&'static str>;
    fn read(&self, text: &str) -> Result<(), Error>;
    /// Reads the document at `position` and compares it with the value.
    fn read_example(&self, position: usize) -> Result<(), String>;
    /// Asks for the value at `position`, and compares what comes back.
    fn ask<'a>(&'a self, client: &'a Client, endpoint: Endpoint, position: usize) -> Asked<'a>;
    /// Writes the values as tables, and compares what is read of them.
    #[cfg(feature = "tables")]
    fn rows<'a>(
        &'a self,
        server: &'a extract::testing::Server,
        folder: &'a std::path::Path,
    ) -> Asked<'a>;
    /// What `{:?}` writes of the value.
    fn written(&self, text: &str) -> Result<String, Error>;
    /// A value of which nothing came yet.
    fn arriving(&self) -> Box<dyn Arriving>;
    /// Makes so many values and sends each there and back. `None`: nothing makes values of the type.
    fn try_values(&self, count: u32) -> Option<Verdict>;
}

type MakeValues = Box<dyn Fn() -> BoxedStrategy<Verdict> + Send + Sync>;

pub type Asked<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

pub struct Typed<T> {
    name: &'static str,
    golden: Option<String>,
    examples: Vec<(&'static str, T)>,
    make_values: Option<MakeValues>,
}

/// A type and its schema; line ends and indentation of the schema are for the reader only.
pub fn shape<T>(name: &'static str, golden: &'static str) -> Typed<T> {
    Typed { golden: Some(unfolded(golden)), ..generated(name) }
}

/// A type that a macro makes.
pub fn generated<T>(name: &'static str) -> Typed<T> {
    Typed { name, golden: None, examples: Vec::new(), make_values: None }
}

fn unfolded(text: &str) -> String {
    text.lines().map(str::trim_start).collect()
}

impl<T> Typed<T>
where
    T: Extract + Streamed<Partial: Debug> + PartialEq + Debug + Send + Sync + 'static,
{
    pub fn example(mut self, text: &'static str, value: T) -> Self {
        self.examples.push((text, value));
        self
    }

    /// A part of the schema that is written in one place for several types.
    pub fn part(mut self, placeholder: &str, text: &str) -> Self {
        let golden = self.golden.take().unwrap_or_default();
        assert!(golden.contains(placeholder), "`{placeholder}` stands nowhere");
        self.golden = Some(golden.replace(placeholder, &unfolded(text)));
        self
    }

    /// What makes values of the type.
    pub fn values<S>(mut self, strategy: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        T: Serialize,
        S: Strategy<Value = T> + 'static,
    {
        self.make_values = Some(Box::new(move || verdicts(strategy())));
        self
    }

    pub fn done(self) -> Box<dyn Shape> {
        Box::new(self)
    }

    fn compare(&self, position: usize, found: Result<T, Error>) -> Result<(), String> {
        let expected = &self.examples[position].1;
        match found {
            Ok(value) if value == *expected => Ok(()),
            Ok(value) => Err(format!("{value:?} in place of {expected:?}")),
            Err(error) => Err(format!("{error} in place of {expected:?}")),
        }
    }
}

impl<T> Shape for Typed<T>
where
    T: Extract + Streamed<Partial: Debug> + PartialEq + Debug + Send + Sync + 'static,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn golden(&self) -> Option<&str> {
        self.golden.as_deref()
    }

    fn schema(&self) -> Schema {
        extract::json_schema::<T>()
    }

    fn schema_in(&self, dialect: Dialect) -> Schema {
        extract::json_schema_in::<T>(dialect)
    }

    fn documents(&self) -> Vec<&'static str> {
        self.examples.iter().map(|(text, _)| *text).collect()
    }

    fn read(&self, text: &str) -> Result<(), Error> {
        extract::from_json::<T>(text).map(drop)
    }

    fn read_example(&self, position: usize) -> Result<(), String> {
        self.compare(position, extract::from_json(self.examples[position].0))
    }

    fn ask<'a>(&'a self, client: &'a Client, endpoint: Endpoint, position: usize) -> Asked<'a> {
        Box::pin(async move {
            let extractor = client.extractor::<T>("gpt-4.1").endpoint(endpoint);
            let found = extractor.extract("the document").await;
            self.compare(position, found.map(|extraction| extraction.value))
        })
    }

    #[cfg(feature = "tables")]
    fn rows<'a>(
        &'a self,
        server: &'a extract::testing::Server,
        folder: &'a std::path::Path,
    ) -> Asked<'a> {
        Box::pin(crate::tables::rows(server, folder, &self.examples))
    }

    fn written(&self, text: &str) -> Result<String, Error> {
        extract::from_json::<T>(text).map(|value| format!("{value:?}"))
    }

    fn arriving(&self) -> Box<dyn Arriving> {
        Box::new(Filling::<T>::default())
    }

    fn try_values(&self, count: u32) -> Option<Verdict> {
        self.make_values.as_ref().map(|make_values| try_values(make_values(), count))
    }
}
