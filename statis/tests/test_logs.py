import io
import json
import logging
import logging.config

import pytest
import structlog

from statis import logs


@pytest.fixture
def written(monkeypatch):
    """Log through a handler of its own and return what it writes."""

    def write(is_readable, *calls):
        stream = io.StringIO()
        form = logs.configure(is_readable=is_readable)["formatters"]["structured"]
        handler = logging.StreamHandler(stream)
        handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                processors=form["processors"], foreign_pre_chain=form["foreign_pre_chain"]
            )
        )
        logger = logging.getLogger("statis.tests.written")
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel("INFO")
        for call in calls:
            call(logger, structlog.stdlib.get_logger("statis.tests.written"))
        return stream.getvalue()

    return write


class TestConfigure:
    def test_writes_one_json_object_a_line(self, written):
        text = written(False, lambda plain, structured: structured.info("run_ended", state="FAILED"))

        line = json.loads(text)
        assert (line["event"], line["state"], line["level"]) == ("run_ended", "FAILED", "info")
        assert line["timestamp"].endswith("Z")

    def test_carries_the_ids_that_are_bound_into_every_line_even_of_libraries(self, written):
        with structlog.contextvars.bound_contextvars(request_id="r-1", run_id=7):
            text = written(False, lambda plain, structured: plain.warning("from a %s", "library"))

        line = json.loads(text)
        assert (line["event"], line["request_id"], line["run_id"]) == ("from a library", "r-1", 7)

    def test_keeps_a_traceback_inside_its_line(self, written):
        def fail(plain, structured):
            try:
                raise ValueError("no\nway")
            except ValueError:
                structured.exception("broke")

        text = written(False, fail)

        assert len(text.splitlines()) == 1
        assert "ValueError" in json.loads(text)["exception"][0]["exc_type"]

    def test_tells_no_values_of_local_variables(self, written):
        def fail(plain, structured):
            password = "hunter2"
            try:
                raise ValueError(len(password))
            except ValueError:
                structured.exception("broke")

        assert "hunter2" not in written(False, fail)

    def test_is_readable_for_developers(self, written):
        text = written(True, lambda plain, structured: structured.info("run_ended", state="FAILED"))

        assert "run_ended" in text
        assert "state=FAILED" in text

    def test_is_a_configuration_that_python_accepts(self):
        before = logging.root.handlers[:]
        try:
            logging.config.dictConfig(logs.configure(is_readable=False))
        finally:
            logging.root.handlers = before
