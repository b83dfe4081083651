//! async-openai with schemars, after its example `structured-outputs-schemars`.

use async_openai::{
    Client,
    config::OpenAIConfig,
    types::chat::{
        ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
        CreateChatCompletionRequestArgs, ResponseFormat, ResponseFormatJsonSchema,
    },
};
use schemars::schema_for;

use crate::{
    INSTRUCTIONS, KEY, MAIL, MODEL, Meeting, Result,
    load::{Cost, Load},
};

pub async fn run(url: &str, load: Load) -> Result<Cost> {
    let client = Client::with_config(OpenAIConfig::new().with_api_base(url).with_api_key(KEY));
    load.run(|| meeting(client.clone())).await
}

async fn meeting(client: Client<OpenAIConfig>) -> Result<Meeting> {
    let schema = serde_json::to_value(schema_for!(Meeting))?;
    let response_format = ResponseFormat::JsonSchema {
        json_schema: ResponseFormatJsonSchema {
            description: None,
            name: "meeting".into(),
            schema,
            strict: Some(true),
        },
    };
    let request = CreateChatCompletionRequestArgs::default()
        .model(MODEL)
        .messages([
            ChatCompletionRequestSystemMessage::from(INSTRUCTIONS).into(),
            ChatCompletionRequestUserMessage::from(MAIL).into(),
        ])
        .response_format(response_format)
        .build()?;
    let answer = client.chat().create(request).await?;
    let text = answer.choices.into_iter().find_map(|choice| choice.message.content);
    Ok(serde_json::from_str(&text.ok_or("no text")?)?)
}
