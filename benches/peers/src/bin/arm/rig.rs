//! rig's extractor, after the documentation of `rig::extractor`; on the endpoint that rig takes by itself.

use std::sync::Arc;

use rig::{extractor::ExtractorBuilder, providers::openai::OpenAIConfig};

use crate::{
    INSTRUCTIONS, KEY, MAIL, MODEL, Meeting, Result,
    load::{Cost, Load},
};

pub async fn run(url: &str, load: Load) -> Result<Cost> {
    let model = OpenAIConfig::new(KEY).with_base_url(url).client().completion(MODEL);
    let builder = ExtractorBuilder::<Meeting>::new(model).append_preamble(INSTRUCTIONS);
    let extractor = Arc::new(builder.retries(2).build());
    load.run(|| {
        let extractor = Arc::clone(&extractor);
        async move { Ok(extractor.extract(MAIL).await?.output) }
    })
    .await
}
