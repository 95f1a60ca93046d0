"""What the log may say: what happened, where and of which kind, never what was in it."""

import copy
import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from debrief.privacy import requests
from debrief.privacy.pseudonyms import pseudonym

log = logging.getLogger("debrief.requests")


class RequestLogMiddleware:
    """One line a request: its number, the name of its address, status, milliseconds, and whose it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        number = requests.number(request)
        before = requests.running.set(number)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            if log.isEnabledFor(logging.INFO):
                log.info("request", extra=_told(request, response, time.perf_counter() - began))
            return response
        finally:
            requests.running.reset(before)


def _told(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, Any]:
    person = requests.person_of(request)
    # A method is whatever somebody sends.
    method = request.method if request.method in _METHODS else "other"
    return {
        "route": requests.route_of(request),
        "method": method,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "who": pseudonym(str(person)) if person else "",
    }


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}


class DiscreetFormatter(logging.Formatter):
    """Lines for people. No message of an error and no address of a request.

    The message of an error can hold what somebody wrote: PostgreSQL puts the whole row into the detail of a
    refused statement, and Python the value into a conversion error. Django's own lines about a request carry
    its path, with its tokens.
    """

    def format(self, record: logging.LogRecord) -> str:
        # A copy, because another handler may have its own idea of the same record.
        told = copy.copy(record)
        told.msg, told.args, told.exc_text = _message(record), (), None
        return super().format(told)

    def formatException(  # noqa: N802  (logging's name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        told: list[str] = []
        error = ei[1]
        while error is not None:
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            told.insert(0, "".join(traceback.format_tb(error.__traceback__)) + kind)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\nwhich led to\n\n".join(told)


class JsonFormatter(DiscreetFormatter):
    """The same for machines: one JSON object a line, its instant in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "request_id": requests.running.get(),
        }
        line.update((name, record.__dict__[name]) for name in _FIELDS if name in record.__dict__)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)


_FIELDS = ("event", "route", "method", "status", "ms", "who")


def _message(record: logging.LogRecord) -> str:
    if record.name.startswith("procrastinate"):
        # Its sentences tell a job with all that it was given, or the message of an error.
        return str(getattr(record, "action", record.funcName))
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    return f"{getattr(record, 'status_code', '')} {requests.route_of(request)}".strip()
