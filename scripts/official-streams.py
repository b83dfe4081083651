"""The stream helpers of the official Python client against the local server; one line per check.

The client checks every event by its types: `_strict_response_validation`.
"""

import openai
from pydantic import BaseModel


class City(BaseModel):
    name: str
    population: int


LISBON = City(name="Lisbon", population=545796)
TEXT = LISBON.model_dump_json()
REFUSAL = "I'm sorry, I can't help with that."
MODEL = "gpt-4.1"
MESSAGES = [{"role": "user", "content": "Which city?"}]
TOOL = openai.pydantic_function_tool(City)


def wishing(outcome=None, **headers):
    """A client whose requests ask the server for this outcome at this pace."""
    headers = {f"x-{name.replace('_', '-')}": str(value) for name, value in headers.items()}
    if outcome:
        headers["x-outcome"] = outcome
    return openai.OpenAI(
        max_retries=0, timeout=10, _strict_response_validation=True, default_headers=headers
    )


def responses(client, **options):
    """All events of the helper, and the response it makes of them."""
    options = {"text_format": City, **options}
    with client.responses.stream(model=MODEL, input="Which city?", **options) as stream:
        events = list(stream)
        return events, stream.get_final_response()


def chat(client, **options):
    options = {"response_format": City, **options}
    with client.chat.completions.stream(model=MODEL, messages=MESSAGES, **options) as stream:
        events = list(stream)
        return events, stream.get_final_completion()


def plain_responses(client, **options):
    """The events as they come, without the helper."""
    return list(
        client.responses.create(model=MODEL, input="Which city?", stream=True, **options)
    )


def plain_chat(client, **options):
    format = {"name": "City", "strict": True, "schema": SCHEMA}
    return list(
        client.chat.completions.create(
            model=MODEL,
            messages=MESSAGES,
            response_format={"type": "json_schema", "json_schema": format},
            stream=True,
            **options,
        )
    )


SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "population": {"type": "integer"}},
    "required": ["name", "population"],
    "additionalProperties": False,
}
TEXT_FORMAT = {"format": {"type": "json_schema", "name": "City", "strict": True, "schema": SCHEMA}}


def joined(events, kind):
    return "".join(event.delta for event in events if event.type == kind)


def content(chunks):
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def check(name, found, expected):
    try:
        value = found()
    except Exception as error:
        value = error
    report(name, value == expected, repr(value))


def raises(name, kind, call):
    try:
        value = call()
    except Exception as error:
        report(name, type(error) is kind, repr(error))
    else:
        report(name, False, value)


def report(name, passed, value):
    print(f"ok python: {name}" if passed else f"FAILED python: {name}: {value}", flush=True)


# At any pace, the helpers give the same object, and its deltas are the whole text.
for name, client in {
    "": wishing(),
    " by the byte": wishing(delta_bytes=1),
    " in one delta": wishing(delta_bytes=1000),
    " in chunks of 1 byte": wishing(delta_bytes="1-8", chunk_bytes=1),
    " in chunks of 7 bytes": wishing(delta_bytes="1-8", chunk_bytes=7),
    " with pauses": wishing(between_ms=2),
    " with CR LF": wishing("cr-lf"),
    " with CR": wishing("cr"),
    " behind a byte order mark": wishing("bom"),
    " behind reasoning": wishing("reasoning"),
    " behind commentary": wishing("commentary"),
}.items():
    check(f"responses.stream{name}", lambda: responses(client)[1].output_parsed, LISBON)
    check(f"chat.completions.stream{name}", lambda: chat(client)[1].choices[0].message.parsed, LISBON)
    if name != " behind commentary":
        check(
            f"responses.stream deltas{name}",
            lambda: joined(responses(client)[0], "response.output_text.delta"),
            TEXT,
        )
    check(f"chat.completions.stream deltas{name}", lambda: joined(chat(client)[0], "content.delta"), TEXT)

client = wishing()
for name, options in {"": {}, " without obfuscation": {"stream_options": {"include_obfuscation": False}}}.items():
    check(
        f"responses.create as a stream{name}",
        lambda: plain_responses(client, text=TEXT_FORMAT, **options)[-1].response.output_text,
        TEXT,
    )
    check(f"chat.completions.create as a stream{name}", lambda: content(plain_chat(client, **options)), TEXT)
check(
    "responses.create numbers its events",
    lambda: [event.sequence_number for event in plain_responses(client)],
    list(range(len(plain_responses(client)))),
)

with_usage = {"stream_options": {"include_usage": True}}
check("chat usage", lambda: plain_chat(client, **with_usage)[-1].usage.completion_tokens, 10)
check("chat usage of the helper", lambda: chat(client, **with_usage)[1].usage.completion_tokens, 10)
check("chat without usage", lambda: chat(client)[1].usage, None)
check("responses usage", lambda: responses(client)[1].usage.output_tokens, 10)

# A tool that must be called.
choice = {"type": "function", "name": "City"}
check(
    "responses.stream with a tool",
    lambda: responses(client, text_format=openai.NOT_GIVEN, tools=[TOOL], tool_choice=choice)[1]
    .output[0]
    .parsed_arguments,
    LISBON,
)
choice = {"type": "function", "function": {"name": "City"}}
check(
    "chat.completions.stream with a tool",
    lambda: chat(client, response_format=openai.NOT_GIVEN, tools=[TOOL], tool_choice=choice)[1]
    .choices[0]
    .message.tool_calls[0]
    .function.parsed_arguments,
    LISBON,
)

# Log probabilities.
included = {"include": ["message.output_text.logprobs"], "top_logprobs": 2}
tokens = lambda logprobs: "".join(token.token for token in logprobs)
check(
    "responses logprobs of the deltas",
    lambda: "".join(
        tokens(event.logprobs)
        for event in plain_responses(client, text=TEXT_FORMAT, **included)
        if event.type == "response.output_text.delta"
    ),
    TEXT,
)
check(
    "responses logprobs of the whole",
    lambda: tokens(responses(client, **included)[1].output[0].content[0].logprobs),
    TEXT,
)
check(
    "chat logprobs of the whole",
    lambda: tokens(chat(client, logprobs=True, top_logprobs=2)[1].choices[0].logprobs.content),
    TEXT,
)

# What is no answer.
refused = wishing("refuse")
check("responses refusal", lambda: responses(refused)[1].output[0].content[0].refusal, REFUSAL)
check(
    "responses refusal deltas",
    lambda: joined(responses(refused)[0], "response.refusal.delta"),
    REFUSAL,
)
check("chat refusal", lambda: chat(refused)[1].choices[0].message.refusal, REFUSAL)
check("chat refusal deltas", lambda: joined(chat(refused)[0], "refusal.delta"), REFUSAL)
half = TEXT[: len(TEXT) // 2]
for outcome, reason, chat_error in [
    ("truncate", "max_output_tokens", openai.LengthFinishReasonError),
    ("filter-in-content", "content_filter", openai.ContentFilterFinishReasonError),
]:
    # The helper would parse half a text; without a type it does not.
    end = lambda: plain_responses(wishing(outcome), text=TEXT_FORMAT)[-1]
    check(f"responses {outcome}", lambda: end().type, "response.incomplete")
    check(f"responses {outcome} reason", lambda: end().response.incomplete_details.reason, reason)
    check(f"responses {outcome} text", lambda: end().response.output_text, half)
    raises(f"chat {outcome}", chat_error, lambda: chat(wishing(outcome)))
    check(f"chat {outcome} text", lambda: content(plain_chat(wishing(outcome))), half)
check("responses without an answer", lambda: responses(wishing("empty"))[1].output_parsed, None)
check("chat without an answer", lambda: chat(wishing("empty"))[1].choices[0].message.parsed, None)

for outcome in ["failed-run", "error-event-in-content", "error-then-failed-before-content"]:
    raises(f"responses {outcome}", openai.APIError, lambda: responses(wishing(outcome)))
    raises(f"chat {outcome}", openai.APIError, lambda: chat(wishing(outcome)))

# Proves that the strict validation is on: no type knows these events.
raises(
    "responses with unknown events",
    openai.APIResponseValidationError,
    lambda: responses(wishing("unknown-kinds")),
)
