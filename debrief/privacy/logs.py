"""What the log may say about an error: where it happened and of which kind, never what was in it."""

import logging
import traceback
from types import TracebackType


class DiscreetFormatter(logging.Formatter):
    """Tracebacks without messages.

    A message can hold what somebody wrote: PostgreSQL puts the whole row into the detail of a refused
    statement, and Python the value into a conversion error.
    """

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
