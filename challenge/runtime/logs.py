"""What processes say about themselves: one line per event on standard error, as text or as JSON.

Nothing of a request's body, address bar or cookie is ever logged: messages are named by code and carry ids.
"""

import json
import logging
import os
from datetime import UTC, datetime

TEXT = "%(asctime)s %(name)s %(levelname)s %(message)s"


class JsonLines(logging.Formatter):
    """One JSON object per line: at (UTC), level, name, process, message, and the traceback when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "name": record.name,
            "process": os.environ.get("CHALLENGE_PROCESS") or record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def begin(log_format: str, level: str) -> None:
    """Send the log to standard error.

    Args:
        log_format: `json`, or anything else for text.
        level: from which level on it tells; an unknown one counts as WARNING.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if log_format == "json" else logging.Formatter(TEXT))
    logging.basicConfig(level=logging.getLevelNamesMapping().get(level, logging.WARNING), handlers=[handler])
