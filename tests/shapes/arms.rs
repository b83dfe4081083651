//! A value of an untagged enum, shown to the model in its strict shape, is read back as the same arm.

use std::{fmt::Debug, mem::discriminant};

use extract::{Client, Extract, json_schema, testing::Server};
use serde::Serialize;

use crate::{
    sample::{Sampler, seed},
    types::untagged::{
        ByKind, ByName, Denied, Kinds, Lengths, Mixed, Outer, Payment, Shapes, Tree,
    },
};

const DOCUMENTS: usize = 60;

struct Room {
    server: Server,
    client: Client,
}

impl Room {
    /// The value as it stands in a request.
    async fn strict<T: Extract + Serialize>(&self, value: &T) -> String {
        let extractor = self.client.extractor::<T>("gpt-4.1").example("input", value);
        extractor.extract("the document").await.map(drop).unwrap_err();
        let requests = self.server.requests();
        let body = requests.last().unwrap().body();
        let messages = body["input"].as_array().unwrap();
        let example = messages.iter().find(|message| message["role"] == "assistant").unwrap();
        let content = &example["content"];
        content.as_str().or(content[0]["text"].as_str()).unwrap().to_owned()
    }

    /// Reads documents that the schema allows, `arms` of its arms among them, and each again from
    /// its strict text.
    async fn there_and_back<T: Extract + Serialize + PartialEq + Debug>(&self, arms: usize) {
        let schema = json_schema::<T>();
        let mut sampler = Sampler::new(&schema, seed(&["arms", schema.name()]));
        let mut met = Vec::new();
        for _ in 0..DOCUMENTS {
            let document = sampler.document();
            let Ok(value) = extract::from_json::<T>(&document) else { continue };
            let strict = self.strict(&value).await;
            let again = extract::from_json::<T>(&strict).unwrap();
            assert_eq!(shape_of(&again), shape_of(&value), "{document} as {strict}");
            if !met.contains(&discriminant(&value)) {
                met.push(discriminant(&value));
            }
        }
        assert_eq!(met.len(), arms, "{}", schema.name());
    }
}

/// The arms at every level. Numbers are left out: serde_json may read the last digit of a float
/// differently.
fn shape_of(value: &impl Debug) -> String {
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | 'e');
    format!("{value:?}").chars().filter(|c| !numeric(*c)).collect()
}

#[tokio::test]
async fn each_value_is_read_back_as_the_same_arm() {
    let server = Server::start().await.unwrap();
    server.refuse("no");
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let room = Room { server, client };
    room.there_and_back::<Kinds>(6).await;
    room.there_and_back::<Payment>(2).await;
    room.there_and_back::<Denied>(2).await;
    room.there_and_back::<ByKind>(2).await;
    room.there_and_back::<ByName>(2).await;
    room.there_and_back::<Shapes>(3).await;
    room.there_and_back::<Outer>(3).await;
    room.there_and_back::<Mixed>(3).await;
    room.there_and_back::<Tree>(3).await;
    room.there_and_back::<Lengths>(2).await;
}
