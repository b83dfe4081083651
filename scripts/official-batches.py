"""Files and batches of the official Python client against the local server; one line per check."""

import json

import openai
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

MODEL = "gpt-4.1"
TEXT = '{"name":"Lisbon","population":545796}'
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "population": {"type": "integer"}},
    "required": ["name", "population"],
    "additionalProperties": False,
}
OPEN_SCHEMA = {key: value for key, value in SCHEMA.items() if key != "additionalProperties"}
FINAL = ("completed", "failed", "expired", "cancelled")


def report(name, passed, value):
    print(f"ok python: {name}" if passed else f"FAILED python: {name}: {value}", flush=True)


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


def responses_line(custom_id, schema=SCHEMA, **more):
    format = {"type": "json_schema", "name": "City", "strict": True, "schema": schema}
    body = {"model": MODEL, "input": "Which city?", "text": {"format": format}}
    return {"custom_id": custom_id, "method": "POST", "url": "/v1/responses", "body": body, **more}


def chat_line(custom_id):
    format = {"name": "City", "strict": True, "schema": SCHEMA}
    body = {
        "model": MODEL,
        "messages": [{"role": "user", "content": "Which city?"}],
        "response_format": {"type": "json_schema", "json_schema": format},
    }
    return {"custom_id": custom_id, "method": "POST", "url": "/v1/chat/completions", "body": body}


def jsonl(lines):
    return "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines).encode()


def upload(content, name="lines.jsonl", purpose="batch", **more):
    return client.files.create(file=(name, content), purpose=purpose, **more)


def create(lines, endpoint="/v1/responses", **more):
    file = upload(jsonl(lines))
    return client.batches.create(
        input_file_id=file.id, endpoint=endpoint, completion_window="24h", **more
    )


def statuses(batch):
    """Polls to the end; gives the last batch and every status on the way."""
    seen = [batch.status]
    while batch.status not in FINAL:
        batch = client.batches.retrieve(batch.id)
        seen.append(batch.status)
    return batch, seen


def answers(file_id):
    lines = client.files.content(file_id).text.splitlines() if file_id else []
    return {line["custom_id"]: line for line in map(json.loads, lines)}


client = openai.OpenAI(max_retries=0, timeout=30, _strict_response_validation=True)

# Files.
binary = bytes(range(256)) + b"\r\n--\r\n\r\n--x--\r\n"
file = upload(binary, name='Brücke "7".jsonl')
check("files.create", lambda: (file.object, file.bytes, file.purpose), ("file", len(binary), "batch"))
check("a name with quotes and more than ASCII", lambda: file.filename, 'Brücke "7".jsonl')
check("a file for a batch lives 30 days", lambda: file.expires_at - file.created_at, 30 * 86_400)
check("files.content, byte for byte", lambda: client.files.content(file.id).read(), binary)
check("files.retrieve", lambda: client.files.retrieve(file.id), file)
check("files.wait_for_processing", lambda: client.files.wait_for_processing(file.id).id, file.id)
short = upload(b"{}", expires_after={"anchor": "created_at", "seconds": 3_600})
check("expires_after", lambda: short.expires_at - short.created_at, 3_600)
notes = upload(b"notes", name="notes.txt", purpose="user_data")
check("a file for no batch has no end", lambda: notes.expires_at, None)
check("files.list, newest first", lambda: [f.id for f in client.files.list()], [notes.id, short.id, file.id])
check("files.list, page by page", lambda: len(list(client.files.list(limit=1, order="asc"))), 3)
check("files.list by purpose", lambda: [f.id for f in client.files.list(purpose="user_data")], [notes.id])
for name, kind, call, attributes in [
    ("content of user data", openai.BadRequestError, lambda: client.files.content(notes.id), {}),
    ("no such file", openai.NotFoundError, lambda: client.files.retrieve("file-0"), {"param": "id"}),
    ("purpose", openai.BadRequestError, lambda: upload(b"", purpose="lunch"), {"param": "purpose"}),
    ("no .jsonl", openai.BadRequestError, lambda: upload(b"{}", name="lines.txt"), {}),
    (
        "expires_after too short",
        openai.BadRequestError,
        lambda: upload(b"{}", expires_after={"anchor": "created_at", "seconds": 3_599}),
        {"param": "expires_after[seconds]"},
    ),
]:
    raises(f"files: {name}", kind, call, **attributes)
check("files.delete", lambda: client.files.delete(short.id).deleted, True)
raises("a deleted file", openai.NotFoundError, lambda: client.files.content(short.id))
raises("a file deleted twice", openai.NotFoundError, lambda: client.files.delete(short.id))

# Proves that the strict validation is on: this body is JSON, but no batch.
raises(
    "what is no batch",
    openai.APIResponseValidationError,
    lambda: client.get("/models", cast_to=openai.types.Batch),
)

# A batch to its end, with one line that the judge refuses.
lines = [responses_line("a"), responses_line("bad", schema=OPEN_SCHEMA), responses_line("ü\n\"")]
first = create(lines, metadata={"run": "7"}, output_expires_after={"anchor": "created_at", "seconds": 7_200})
check("batches.create", lambda: (first.object, first.status, first.errors), ("batch", "validating", None))
check("batches.create: metadata", lambda: first.metadata, {"run": "7"})
check("batches.create: a day", lambda: first.expires_at - first.created_at, 86_400)
done, seen = statuses(first)
check("every status of a good batch", lambda: seen, ["validating", "in_progress", "finalizing", "completed"])
check(
    "request_counts",
    lambda: (done.request_counts.total, done.request_counts.completed, done.request_counts.failed),
    (3, 2, 1),
)
check("model", lambda: done.model, MODEL)
check(
    "times in order",
    lambda: done.created_at <= done.in_progress_at <= done.finalizing_at <= done.completed_at,
    True,
)
check(
    "no other times",
    lambda: (done.failed_at, done.expired_at, done.cancelling_at, done.cancelled_at),
    (None, None, None, None),
)
output, errors = answers(done.output_file_id), answers(done.error_file_id)
check("the output file has the good lines", lambda: sorted(output), ["a", "ü\n\""])
responses = {id: Response.model_validate(line["response"]["body"]) for id, line in output.items()}
check("each is a response", lambda: {r.output_text for r in responses.values()}, {TEXT})
check("usage adds up", lambda: done.usage.total_tokens, sum(r.usage.total_tokens for r in responses.values()))
check("the error file has the bad line", lambda: list(errors), ["bad"])
check(
    "with the status and the error",
    lambda: (
        errors["bad"]["response"]["status_code"],
        errors["bad"]["response"]["body"]["error"]["code"],
        errors["bad"]["error"],
    ),
    (400, "invalid_json_schema", None),
)
result = client.files.retrieve(done.output_file_id)
check("output_expires_after", lambda: result.expires_at - result.created_at, 7_200)
check("the purpose of the output", lambda: result.purpose, "batch_output")
raises("a batch that has ended is not cancelled", openai.ConflictError, lambda: client.batches.cancel(done.id))

chat, _ = statuses(create([chat_line("a")], endpoint="/v1/chat/completions"))
completions = [ChatCompletion.model_validate(line["response"]["body"]) for line in answers(chat.output_file_id).values()]
check("a batch on chat", lambda: [c.choices[0].message.content for c in completions], [TEXT])
check("usage on chat", lambda: chat.usage.total_tokens, completions[0].usage.total_tokens)

none, _ = statuses(create([responses_line("a", schema=OPEN_SCHEMA)]))
check("all lines failed: completed", lambda: (none.status, none.request_counts.failed), ("completed", 1))
check("and no output file", lambda: (none.output_file_id, list(answers(none.error_file_id))), (None, ["a"]))

# Cancelled.
started = create([responses_line("a"), responses_line("b")])
cancelled, seen = statuses(client.batches.cancel(started.id))
check("batches.cancel", lambda: seen, ["cancelling", "cancelled"])
codes = lambda: {id: line["error"]["code"] for id, line in answers(cancelled.error_file_id).items()}
check("what never ran says so", codes, {"a": "batch_cancelled", "b": "batch_cancelled"})

# Files that are refused.
wrong = [
    ("invalid_json_line", None, ["{"], 1),
    ("missing_required_parameter", "custom_id", [responses_line(None)], 1),
    ("missing_required_parameter", "method", [responses_line("a", method=None)], 1),
    ("missing_required_parameter", "url", [responses_line("a", url=None)], 1),
    ("missing_required_parameter", "body", [responses_line("a", body=None)], 1),
    ("duplicate_custom_id", "custom_id", [responses_line("a"), responses_line("a")], 2),
    ("invalid_url", "url", [responses_line("a"), chat_line("b")], 2),
    ("mismatched_model", "body.model", [responses_line("a"), responses_line("b", body={"model": "gpt-5", "input": "x"})], 2),
    ("empty_file", None, [], None),
    ("too_many_tasks", None, ["{}"] * 50_001, None),
]
for code, param, lines, line in wrong:
    batch, seen = statuses(create(lines))
    check(f"{code} {param or ''}: failed", lambda: seen, ["validating", "failed"])
    check(
        f"{code} {param or ''}: code, param, line",
        lambda: [(e.code, e.param, e.line) for e in batch.errors.data],
        [(code, param, line)],
    )
good = upload(jsonl([responses_line("a")]))
for name, kind, more, attributes in [
    ("endpoint", openai.BadRequestError, {"endpoint": "/v1/lunch"}, {"param": "endpoint"}),
    ("window", openai.BadRequestError, {"completion_window": "7d"}, {"param": "completion_window"}),
    ("file", openai.NotFoundError, {"input_file_id": "file-0"}, {}),
    ("purpose", openai.BadRequestError, {"input_file_id": notes.id}, {"param": "input_file_id"}),
    ("metadata", openai.BadRequestError, {"metadata": {"k": "v" * 513}}, {"param": "metadata.k"}),
]:
    asked = {"input_file_id": good.id, "endpoint": "/v1/responses", "completion_window": "24h", **more}
    raises(f"batches.create: {name}", kind, lambda: client.batches.create(**asked), **attributes)
raises("no such batch", openai.NotFoundError, lambda: client.batches.retrieve("batch_0"))

# Lists.
known = [batch.id for batch in client.batches.list()]
check("batches.list, newest first", lambda: (known[0], known[-1]), (batch.id, first.id))
check("batches.list, page by page", lambda: [b.id for b in client.batches.list(limit=2)], known)
page = client.batches.list(limit=2)
check("a page knows its ends", lambda: (page.has_more, [b.id for b in page.data]), (True, known[:2]))

# As many lines as there may be.
many, _ = statuses(create([responses_line(f"r-{number}") for number in range(50_000)]))
check("50,000 lines", lambda: (many.status, many.request_counts.completed), ("completed", 50_000))
check("50,000 answers", lambda: len(answers(many.output_file_id)), 50_000)
