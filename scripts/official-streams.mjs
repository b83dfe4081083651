// The stream helpers of the official Node client against the local server; one line per check.

import OpenAI from "openai";
import { ContentFilterFinishReasonError, LengthFinishReasonError } from "openai/error";
import { zodFunction, zodResponseFormat, zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";

const City = z.object({ name: z.string(), population: z.number().int() });
const LISBON = { name: "Lisbon", population: 545796 };
const TEXT = JSON.stringify(LISBON);
const REFUSAL = "I'm sorry, I can't help with that.";
const MODEL = "gpt-4.1";
const messages = [{ role: "user", content: "Which city?" }];

/** A client whose requests ask the server for this outcome at this pace. */
const wishing = (outcome, headers = {}) =>
  new OpenAI({
    maxRetries: 0,
    timeout: 10_000,
    defaultHeaders: outcome ? { "x-outcome": outcome, ...headers } : headers,
  });

const all = async (stream) => {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
};

/** All events of the helper, and the response it makes of them. */
async function responses(client, options = {}) {
  const stream = client.responses.stream({
    model: MODEL,
    input: "Which city?",
    text: { format: zodTextFormat(City, "City") },
    ...options,
  });
  const events = await all(stream);
  return { events, end: await stream.finalResponse() };
}

async function chat(client, options = {}) {
  const stream = client.chat.completions.stream({
    model: MODEL,
    messages,
    response_format: zodResponseFormat(City, "City"),
    ...options,
  });
  const deltas = [];
  stream.on("content.delta", ({ delta }) => deltas.push(delta));
  stream.on("refusal.delta", ({ delta }) => deltas.push(delta));
  const events = await all(stream);
  return { events, deltas: deltas.join(""), end: await stream.finalChatCompletion() };
}

/** The events as they come, without the helper. */
const plainResponses = async (client) =>
  all(
    await client.responses.create({
      model: MODEL,
      input: "Which city?",
      text: { format: zodTextFormat(City, "City") },
      stream: true,
    }),
  );

const plainChat = async (client, options = {}) =>
  all(
    await client.chat.completions.create({
      model: MODEL,
      messages,
      response_format: zodResponseFormat(City, "City"),
      stream: true,
      ...options,
    }),
  );

const joined = (events, kind) =>
  events
    .filter((event) => event.type === kind)
    .map((event) => event.delta)
    .join("");

const content = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
const message = (found) => found.end.choices[0].message;

const report = (name, passed, value) =>
  console.log(passed ? `ok node: ${name}` : `FAILED node: ${name}: ${value}`);

async function check(name, find, expected) {
  const value = await find().catch((error) => String(error));
  const [found, wanted] = [value, expected].map((one) => JSON.stringify(one));
  report(name, found === wanted, found);
}

async function raises(name, kind, call) {
  try {
    report(name, false, JSON.stringify(await call()));
  } catch (error) {
    report(name, error.constructor === kind, error);
  }
}

// At any pace, the helpers give the same object, and its deltas are the whole text.
for (const [name, client] of Object.entries({
  "": wishing(),
  " by the byte": wishing(null, { "x-delta-bytes": "1" }),
  " in one delta": wishing(null, { "x-delta-bytes": "1000" }),
  " in chunks of 1 byte": wishing(null, { "x-delta-bytes": "1-8", "x-chunk-bytes": "1" }),
  " in chunks of 7 bytes": wishing(null, { "x-delta-bytes": "1-8", "x-chunk-bytes": "7" }),
  " with pauses": wishing(null, { "x-between-ms": "2" }),
  " with CR LF": wishing("cr-lf"),
  " behind a byte order mark": wishing("bom"),
  " between comments": wishing("keep-alives"),
  " behind reasoning": wishing("reasoning"),
})) {
  await check(`responses.stream${name}`, async () => (await responses(client)).end.output_parsed, LISBON);
  await check(
    `responses.stream deltas${name}`,
    async () => joined((await responses(client)).events, "response.output_text.delta"),
    TEXT,
  );
  await check(`chat.completions.stream${name}`, async () => message(await chat(client)).parsed, LISBON);
  await check(`chat.completions.stream deltas${name}`, async () => (await chat(client)).deltas, TEXT);
}

const client = wishing();
await check(
  "responses.create as a stream",
  async () => (await plainResponses(client)).at(-1).response.output[0].content[0].text,
  TEXT,
);
await check("chat.completions.create as a stream", async () => content(await plainChat(client)), TEXT);
const withUsage = { stream_options: { include_usage: true } };
await check(
  "chat usage",
  async () => (await plainChat(client, withUsage)).at(-1).usage.completion_tokens,
  10,
);
await check("responses usage", async () => (await responses(client)).end.usage.output_tokens, 10);

await check(
  "responses.stream with a tool",
  async () =>
    (
      await responses(client, {
        text: undefined,
        tools: [zodResponsesFunction({ name: "City", parameters: City })],
        tool_choice: { type: "function", name: "City" },
      })
    ).end.output[0].parsed_arguments,
  LISBON,
);
await check(
  "chat.completions.stream with a tool",
  async () =>
    message(
      await chat(client, {
        response_format: undefined,
        tools: [zodFunction({ name: "City", parameters: City })],
        tool_choice: { type: "function", function: { name: "City" } },
      }),
    ).tool_calls[0].function.parsed_arguments,
  LISBON,
);

// What is no answer.
const refused = wishing("refuse");
await check("responses refusal", async () => (await responses(refused)).end.output[0].content[0].refusal, REFUSAL);
await check(
  "responses refusal deltas",
  async () => joined((await responses(refused)).events, "response.refusal.delta"),
  REFUSAL,
);
await check("chat refusal", async () => message(await chat(refused)).refusal, REFUSAL);
await check("chat refusal deltas", async () => (await chat(refused)).deltas, REFUSAL);
const half = TEXT.slice(0, Math.floor(TEXT.length / 2));
for (const [outcome, reason, kind] of [
  ["truncate", "max_output_tokens", LengthFinishReasonError],
  ["filter-in-content", "content_filter", ContentFilterFinishReasonError],
]) {
  const end = async () => (await plainResponses(wishing(outcome))).at(-1);
  await check(`responses ${outcome}`, async () => (await end()).type, "response.incomplete");
  await check(`responses ${outcome} reason`, async () => (await end()).response.incomplete_details.reason, reason);
  await raises(`chat ${outcome}`, kind, () => chat(wishing(outcome)));
  await check(`chat ${outcome} text`, async () => content(await plainChat(wishing(outcome))), half);
}
await check("responses without an answer", async () => (await responses(wishing("empty"))).end.output_parsed, null);
await check("chat without an answer", async () => message(await chat(wishing("empty"))).parsed, null);
for (const outcome of ["failed-run", "error-event-in-content", "error-then-failed-before-content"]) {
  await raises(`responses ${outcome}`, OpenAI.APIError, () => responses(wishing(outcome)));
  await raises(`chat ${outcome}`, OpenAI.APIError, () => chat(wishing(outcome)));
}
