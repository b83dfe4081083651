//! One entry of the table: a type with all that is said of it, its Rust type forgotten.

use std::{fmt::Debug, future::Future, pin::Pin};

use extract::{Client, Dialect, Endpoint, Error, Extract, Schema};

/// What the tests ask of every type of the table.
pub trait Shape: Send + Sync {
    fn name(&self) -> &'static str;
    /// The schema as it was written down and reviewed.
    fn golden(&self) -> String;
    fn schema(&self) -> Schema;
    fn schema_in(&self, dialect: Dialect) -> Schema;
    /// Documents in the strict shape, each with a value that was written by hand.
    fn documents(&self) -> Vec<&'static str>;
    fn read(&self, text: &str) -> Result<(), Error>;
    /// Reads the document at `position` and compares it with the value.
    fn read_example(&self, position: usize) -> Result<(), String>;
    /// Asks for the value at `position`, and compares what comes back.
    fn ask<'a>(&'a self, client: &'a Client, endpoint: Endpoint, position: usize) -> Asked<'a>;
}

pub type Asked<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

pub struct Typed<T> {
    name: &'static str,
    golden: String,
    examples: Vec<(&'static str, T)>,
}

/// A type and its schema; line ends and indentation of the schema are for the reader only.
pub fn shape<T>(name: &'static str, golden: &'static str) -> Typed<T> {
    Typed { name, golden: unfolded(golden), examples: Vec::new() }
}

fn unfolded(text: &str) -> String {
    text.lines().map(str::trim_start).collect()
}

impl<T> Typed<T>
where
    T: Extract + PartialEq + Debug + Send + Sync + 'static,
{
    pub fn example(mut self, text: &'static str, value: T) -> Self {
        self.examples.push((text, value));
        self
    }

    /// A part of the schema that is written in one place for several types.
    pub fn part(mut self, placeholder: &str, text: &str) -> Self {
        assert!(self.golden.contains(placeholder), "`{placeholder}` stands nowhere");
        self.golden = self.golden.replace(placeholder, &unfolded(text));
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
    T: Extract + PartialEq + Debug + Send + Sync + 'static,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn golden(&self) -> String {
        self.golden.clone()
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
}
