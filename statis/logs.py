"""Structured logs: readable lines on a developer's console, one JSON object a line elsewhere."""

from typing import Any, Final

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

SHARED: Final[list[Processor]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configure(*, is_readable: bool, level: str = "INFO") -> dict[str, Any]:
    """Set up structlog and return Django's LOGGING; request and run ids come from context variables."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED[:-2],
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED[-2:],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(is_readable)],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Every request is logged once, with its id, by the structlog middleware.
            "uvicorn.access": {"handlers": [], "propagate": False},
            "django.server": {"handlers": [], "propagate": False},
            "uvicorn": {"handlers": ["stderr"], "propagate": False, "level": level},
            "celery": {"handlers": ["stderr"], "propagate": False, "level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }


def _rendering(is_readable: bool) -> list[Any]:
    if is_readable:
        return [structlog.dev.ConsoleRenderer(colors=False)]
    # Without the values of local variables: they can hold somebody's code or a secret.
    tracebacks = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    return [tracebacks, structlog.processors.JSONRenderer()]
