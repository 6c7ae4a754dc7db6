"""Gives the log of a function the lines that Lambda writes, where MiniStack 1.5.33 writes others or none:
console calls, thrown errors (one event with JSON), init errors, exits and time-outs.
https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html"""
import json
import re
from datetime import datetime, timezone
from itertools import takewhile

from ministack.core import lambda_runtime
from ministack.services import cloudwatch_logs, lambda_svc

# MiniStack makes one event of each line; this stands for a line break inside one event. console.cjs writes it too.
BREAK = "\x02"
_CONSOLE = re.compile(r"^\x01([^\x01]*)\x01([A-Z]+)\x01")
_CODE_FOLDER = re.compile(r"(?:file://)?[^\s()'\"]*/ministack-lambda-[^/\s]+/(?:code/)?")
_SYNTAX = re.compile(r"Unexpected|Invalid or unexpected|missing \)|has already been declared|Illegal", re.IGNORECASE)
_init_errors = {}


def _now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _error(kind, message, stack):
    # What lies below the handler is MiniStack's own.
    own = takewhile(lambda line: "_worker.js" not in line, stack.splitlines())
    lines = [_CODE_FOLDER.sub("/var/task/", line) for line in own]
    clean = _CODE_FOLDER.sub("/var/task/", message)
    error = {"errorType": kind, "errorMessage": clean, "stack": lines or [f"{kind}: {clean}"]}
    return json.dumps(error, separators=(",", ":"), ensure_ascii=False)


def _thrown(runtime, request_id, message, trace):
    if runtime.startswith("python"):
        *traceback, last = trace.splitlines() or [message]
        return BREAK.join([f"[ERROR] {last}", *traceback])
    kind = re.match(r"([A-Za-z_$][\w$.]*)(?::|$)", trace)
    return f"{_now()}\t{request_id}\tERROR\tInvoke Error \t{_error(kind.group(1) if kind else 'Error', message, trace)}"


def _ended(request_id, message):
    if message.startswith("Task timed out"):
        return f"{_now()} {request_id} {message}"
    return f"RequestId: {request_id} Error: Runtime exited with error: exit status 1{BREAK}Runtime.ExitError"


def _not_started(handler, message):
    if "is not a function in" in message:
        kind, text = "Runtime.HandlerNotFound", f"{handler} is undefined or not exported"
    elif "Cannot find module" in message or "Cannot find package" in message or "No module named" in message:
        kind, text = "Runtime.ImportModuleError", f"Error: {message}"
    elif _SYNTAX.search(message):
        kind, text = "Runtime.UserCodeSyntaxError", f"SyntaxError: {message}"
    else:
        kind, text = "Error", message
    report = f"INIT_REPORT Init Duration: 100.00 ms\tPhase: init\tStatus: error\tError Type: {kind}"
    return f"{_now()}\tundefined\tERROR\tUncaught Exception \t{_error(kind, text, '')}\n{report}"


def _told(line, request_id):
    return _CONSOLE.sub(lambda found: f"{found.group(1)}\t{request_id}\t{found.group(2)}\t", line)


def repair():
    invoke = lambda_runtime.Worker.invoke
    emit = lambda_svc._emit_lambda_logs
    append = cloudwatch_logs._append_log_events

    def invoked(worker, event, request_id, **named):
        try:
            response = invoke(worker, event, request_id, **named)
        except RuntimeError as error:
            found = re.match(r"(?:Worker init failed|Worker process exited immediately. stderr): (.*)", str(error), re.DOTALL)
            if found:
                _init_errors[request_id] = _not_started(worker.config.get("Handler", ""), found.group(1))
            raise
        if response.get("status") == "error":
            message, trace = response.get("error", ""), response.get("trace", "")
            runtime = worker.config.get("Runtime", "")
            response["trace"] = _thrown(runtime, request_id, message, trace) if trace else _ended(request_id, message)
        response["log"] = "\n".join(_told(line, request_id) for line in response.get("log", "").split("\n"))
        return response

    def emitted(func, request_id, log_text, *rest, **named):
        return emit(func, request_id, _init_errors.pop(request_id, log_text), *rest, **named)

    def appended(stream, events, *rest, **named):
        whole = [{**event, "message": event["message"].replace(BREAK, "\n")} for event in events]
        return append(stream, whole, *rest, **named)

    lambda_runtime.Worker.invoke = invoked
    lambda_svc._emit_lambda_logs = emitted
    cloudwatch_logs._append_log_events = appended
