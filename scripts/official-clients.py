"""The official Python client against the local server; one line per check."""

import openai
from pydantic import BaseModel


class City(BaseModel):
    name: str
    population: int


LISBON = City(name="Lisbon", population=545796)
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "population": {"type": "integer"}},
    "required": ["name", "population"],
    "additionalProperties": False,
}
MODEL = "gpt-4.1"
MESSAGES = [{"role": "user", "content": "Which city?"}]


def strict_client(**options):
    """`with_options` would lose the strict validation, so every client is made anew."""
    return openai.OpenAI(max_retries=0, timeout=10, _strict_response_validation=True, **options)


def wishing(outcome):
    """A client whose requests ask the server for this outcome."""
    return strict_client(default_headers={"x-outcome": outcome})


def responses_create(client, model=MODEL, schema=SCHEMA):
    format = {"type": "json_schema", "name": "City", "strict": True, "schema": schema}
    return client.responses.create(model=model, input="Which city?", text={"format": format})


def responses_parse(client):
    return client.responses.parse(model=MODEL, input="Which city?", text_format=City)


def chat_create(client, model=MODEL, schema=SCHEMA):
    format = {"name": "City", "strict": True, "schema": schema}
    return client.chat.completions.create(
        model=model,
        messages=MESSAGES,
        response_format={"type": "json_schema", "json_schema": format},
    )


def chat_parse(client):
    return client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=City)


def responses_call(client, schema=SCHEMA):
    tool = {"type": "function", "name": "City", "strict": True, "parameters": schema}
    return client.responses.create(
        model=MODEL,
        input="Which city?",
        tools=[tool],
        tool_choice={"type": "function", "name": "City"},
        parallel_tool_calls=False,
    )


def responses_parse_call(client):
    return client.responses.parse(
        model=MODEL,
        input="Which city?",
        tools=[openai.pydantic_function_tool(City)],
        tool_choice={"type": "function", "name": "City"},
    )


def chat_call(client, schema=SCHEMA):
    return client.chat.completions.create(
        model=MODEL,
        messages=MESSAGES,
        tools=[
            {"type": "function", "function": {"name": "City", "strict": True, "parameters": schema}}
        ],
        tool_choice={"type": "function", "function": {"name": "City"}},
        parallel_tool_calls=False,
    )


def chat_parse_call(client):
    return client.chat.completions.parse(
        model=MODEL,
        messages=MESSAGES,
        tools=[openai.pydantic_function_tool(City)],
        tool_choice={"type": "function", "function": {"name": "City"}},
    )


def message(completion):
    return completion.choices[0].message


def check(name, found, expected):
    """Compares what a call gives; `found` is a function so that an exception is a failure."""
    try:
        value = found()
    except Exception as error:
        value = error
    report(name, value == expected, value)


def raises(name, kind, call, **attributes):
    try:
        value = call()
    except Exception as error:
        fits = all(getattr(error, key, None) == wanted for key, wanted in attributes.items())
        report(name, type(error) is kind and fits, repr(error))
    else:
        report(name, False, value)


def report(name, passed, value):
    print(f"ok python: {name}" if passed else f"FAILED python: {name}: {value}", flush=True)


client = strict_client()
text = LISBON.model_dump_json()
check("responses.create", lambda: responses_create(client).output_text, text)
check("responses.parse", lambda: responses_parse(client).output_parsed, LISBON)
check("chat.completions.create", lambda: message(chat_create(client)).content, text)
check("chat.completions.parse", lambda: message(chat_parse(client)).parsed, LISBON)
check("responses.create with a tool", lambda: responses_call(client).output[0].arguments, text)
check(
    "responses.parse with a tool",
    lambda: responses_parse_call(client).output[0].parsed_arguments,
    LISBON,
)
check(
    "chat.completions.create with a tool",
    lambda: message(chat_call(client)).tool_calls[0].function.arguments,
    text,
)
check(
    "chat.completions.parse with a tool",
    lambda: message(chat_parse_call(client)).tool_calls[0].function.parsed_arguments,
    LISBON,
)
check("models.list", lambda: MODEL in [model.id for model in client.models.list()], True)
check("models.retrieve", lambda: client.models.retrieve(MODEL).id, MODEL)
check("request id", lambda: responses_create(client)._request_id.startswith("req_"), True)

usage = lambda: responses_create(client).usage
check("responses usage adds up", lambda: usage().input_tokens + usage().output_tokens, usage().total_tokens)
usage = lambda: chat_create(client).usage
check("chat usage adds up", lambda: usage().prompt_tokens + usage().completion_tokens, usage().total_tokens)

refusal = "I'm sorry, I can't help with that."
refused = wishing("refuse")
check("responses refusal", lambda: responses_parse(refused).output[0].content[0].refusal, refusal)
check("chat refusal", lambda: message(chat_parse(refused)).refusal, refusal)
check(
    "responses truncation",
    lambda: responses_create(wishing("truncate")).incomplete_details.reason,
    "max_output_tokens",
)
raises("chat truncation", openai.LengthFinishReasonError, lambda: chat_parse(wishing("truncate")))
check(
    "responses content filter",
    lambda: responses_create(wishing("filter-answer")).incomplete_details.reason,
    "content_filter",
)
raises(
    "chat content filter",
    openai.ContentFilterFinishReasonError,
    lambda: chat_parse(wishing("filter-answer")),
)
check("responses without an answer", lambda: responses_parse(wishing("empty")).output_parsed, None)
check("chat without an answer", lambda: message(chat_parse(wishing("empty"))).parsed, None)
check(
    "responses truncation in a call",
    lambda: responses_call(wishing("truncate")).output[0].status,
    "incomplete",
)
raises(
    "chat truncation in a call",
    openai.LengthFinishReasonError,
    lambda: chat_parse_call(wishing("truncate")),
)
check("failed run", lambda: responses_create(wishing("failed-run")).error.code, "server_error")

# Proves that the strict validation is on: this body is JSON, but no answer.
raises(
    "responses that are no answer",
    openai.APIResponseValidationError,
    lambda: responses_create(wishing("wrong-json")),
)
raises(
    "chat that is no answer",
    openai.APIResponseValidationError,
    lambda: chat_create(wishing("wrong-json")),
)

stranger = strict_client(api_key="sk-stranger")
open_schema = {key: value for key, value in SCHEMA.items() if key != "additionalProperties"}
for name, create, param in [
    ("responses", responses_call, "tools[0].parameters"),
    ("chat", chat_call, "tools[0].function.parameters"),
]:
    raises(
        f"{name} 400 for a tool",
        openai.BadRequestError,
        lambda: create(client, schema=open_schema),
        status_code=400,
        code="invalid_function_parameters",
        param=param,
        type="invalid_request_error",
    )
for name, create, param in [
    ("responses", responses_create, "text.format.schema"),
    ("chat", chat_create, "response_format"),
]:
    raises(
        f"{name} 400",
        openai.BadRequestError,
        lambda: create(client, schema=open_schema),
        status_code=400,
        code="invalid_json_schema",
        param=param,
        type="invalid_request_error",
    )
    raises(
        f"{name} 401",
        openai.AuthenticationError,
        lambda: create(stranger),
        status_code=401,
        code="invalid_api_key",
    )
    raises(f"{name} 403", openai.PermissionDeniedError, lambda: create(wishing("403")))
    raises(
        f"{name} 404",
        openai.NotFoundError,
        lambda: create(client, model="gpt-99"),
        status_code=404,
        code="model_not_found",
    )
    raises(f"{name} 409", openai.ConflictError, lambda: create(wishing("409")))
    raises(f"{name} 422", openai.UnprocessableEntityError, lambda: create(wishing("422")))
    raises(
        f"{name} 429",
        openai.RateLimitError,
        lambda: create(wishing("rate-limited")),
        status_code=429,
        code="rate_limit_exceeded",
    )
    raises(
        f"{name} 429 for billing",
        openai.RateLimitError,
        lambda: create(wishing("billing")),
        code="insufficient_quota",
    )
    raises(f"{name} 503", openai.InternalServerError, lambda: create(wishing("overloaded")))
    raises(f"{name} disconnect", openai.APIConnectionError, lambda: create(wishing("disconnect")))
