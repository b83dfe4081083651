//! rstructor, after its README; it speaks Chat Completions only.

use rstructor::{OpenAIClient, RequestExt};

use crate::{
    INSTRUCTIONS, KEY, MAIL, MODEL, Result,
    load::{Cost, Load},
};

pub async fn run(url: &str, load: Load) -> Result<Cost> {
    let client = OpenAIClient::new(KEY)?.base_url(url).model(MODEL);
    load.run(|| {
        let client = client.clone();
        async move { Ok(client.with_system(INSTRUCTIONS).extract(MAIL).await?) }
    })
    .await
}
