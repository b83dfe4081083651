// The official Node client against the local server; one line per check.

import OpenAI from "openai";
import { LengthFinishReasonError } from "openai/error";
import {
  zodFunction,
  zodResponseFormat,
  zodResponsesFunction,
  zodTextFormat,
} from "openai/helpers/zod";
import { z } from "zod";

const City = z.object({ name: z.string(), population: z.number().int() });
const LISBON = { name: "Lisbon", population: 545796 };
const SCHEMA = {
  type: "object",
  properties: { name: { type: "string" }, population: { type: "integer" } },
  required: ["name", "population"],
  additionalProperties: false,
};
const MODEL = "gpt-4.1";
const messages = [{ role: "user", content: "Which city?" }];

const client = new OpenAI({ maxRetries: 0, timeout: 10_000 });
const stranger = new OpenAI({ maxRetries: 0, apiKey: "sk-stranger" });

/** A client whose requests ask the server for this outcome. */
const wishing = (outcome) =>
  new OpenAI({ maxRetries: 0, timeout: 10_000, defaultHeaders: { "x-outcome": outcome } });

const responsesCreate = (client, { model = MODEL, schema = SCHEMA } = {}) =>
  client.responses.create({
    model,
    input: "Which city?",
    text: { format: { type: "json_schema", name: "City", strict: true, schema } },
  });

const responsesParse = (client) =>
  client.responses.parse({
    model: MODEL,
    input: "Which city?",
    text: { format: zodTextFormat(City, "City") },
  });

const chatCreate = (client, { model = MODEL, schema = SCHEMA } = {}) =>
  client.chat.completions.create({
    model,
    messages,
    response_format: { type: "json_schema", json_schema: { name: "City", strict: true, schema } },
  });

const chatParse = (client) =>
  client.chat.completions.parse({
    model: MODEL,
    messages,
    response_format: zodResponseFormat(City, "City"),
  });

const responsesParseCall = (client) =>
  client.responses.parse({
    model: MODEL,
    input: "Which city?",
    tools: [zodResponsesFunction({ name: "City", parameters: City })],
    tool_choice: { type: "function", name: "City" },
  });

const chatParseCall = (client) =>
  client.chat.completions.parse({
    model: MODEL,
    messages,
    tools: [zodFunction({ name: "City", parameters: City })],
    tool_choice: { type: "function", function: { name: "City" } },
  });

const report = (name, passed, value) =>
  console.log(passed ? `ok node: ${name}` : `FAILED node: ${name}: ${value}`);

/** Compares what a call gives; an exception is a failure. */
async function check(name, find, expected) {
  const value = await find().catch((error) => String(error));
  const [found, wanted] = [value, expected].map((one) => JSON.stringify(one));
  report(name, found === wanted, found);
}

async function raises(name, kind, call, attributes = {}) {
  try {
    report(name, false, JSON.stringify(await call()));
  } catch (error) {
    const fits = Object.entries(attributes).every(([key, wanted]) => error[key] === wanted);
    report(name, error.constructor === kind && fits, error);
  }
}

const text = JSON.stringify(LISBON);
await check("responses.create", async () => (await responsesCreate(client)).output_text, text);
await check("responses.parse", async () => (await responsesParse(client)).output_parsed, LISBON);
await check(
  "chat.completions.create",
  async () => (await chatCreate(client)).choices[0].message.content,
  text,
);
await check(
  "chat.completions.parse",
  async () => (await chatParse(client)).choices[0].message.parsed,
  LISBON,
);
await check(
  "responses.parse with a tool",
  async () => (await responsesParseCall(client)).output[0].parsed_arguments,
  LISBON,
);
await check(
  "chat.completions.parse with a tool",
  async () =>
    (await chatParseCall(client)).choices[0].message.tool_calls[0].function.parsed_arguments,
  LISBON,
);
await check("models.list", async () => (await client.models.list()).data.some((model) => model.id === MODEL), true);
await check("request id", async () => (await responsesCreate(client))._request_id.startsWith("req_"), true);

const refusal = "I'm sorry, I can't help with that.";
const refused = wishing("refuse");
await check("responses refusal", async () => (await responsesParse(refused)).output[0].content[0].refusal, refusal);
await check("chat refusal", async () => (await chatParse(refused)).choices[0].message.refusal, refusal);
await check(
  "responses truncation",
  async () => (await responsesCreate(wishing("truncate"))).incomplete_details.reason,
  "max_output_tokens",
);
await raises("chat truncation", LengthFinishReasonError, () => chatParse(wishing("truncate")));
await check("responses without an answer", async () => (await responsesParse(wishing("empty"))).output_parsed, null);
await check("chat without an answer", async () => (await chatParse(wishing("empty"))).choices[0].message.parsed, null);

const { additionalProperties, ...openSchema } = SCHEMA;
for (const [name, create, param] of [
  ["responses", responsesCreate, "text.format.schema"],
  ["chat", chatCreate, "response_format"],
]) {
  await raises(`${name} 400`, OpenAI.BadRequestError, () => create(client, { schema: openSchema }), {
    status: 400,
    code: "invalid_json_schema",
    param,
    type: "invalid_request_error",
  });
  await raises(`${name} 401`, OpenAI.AuthenticationError, () => create(stranger), {
    status: 401,
    code: "invalid_api_key",
  });
  await raises(`${name} 404`, OpenAI.NotFoundError, () => create(client, { model: "gpt-99" }), {
    status: 404,
    code: "model_not_found",
  });
  await raises(`${name} 429`, OpenAI.RateLimitError, () => create(wishing("rate-limited")), {
    status: 429,
    code: "rate_limit_exceeded",
  });
  await raises(`${name} 429 for billing`, OpenAI.RateLimitError, () => create(wishing("billing")), {
    code: "insufficient_quota",
  });
  await raises(`${name} 503`, OpenAI.InternalServerError, () => create(wishing("overloaded")));
  await raises(`${name} disconnect`, OpenAI.APIConnectionError, () => create(wishing("disconnect")));
}
