"""The short fuzz: a few requests for each route, whose seed says the same every time."""

import logging

import pytest
from sqlalchemy import URL

from tests.api_fuzz.fuzz import fuzz
from tests.api_fuzz.live import live_api


def test_no_request_drawn_from_the_document_finds_a_fault(
    postgres_server_url: URL, capfd: pytest.CaptureFixture[str]
) -> None:
    logging.disable(logging.CRITICAL)
    try:
        with live_api(postgres_server_url) as api:
            failed = fuzz(api, 20, "--phases", "fuzzing", "--max-examples", "6", "--no-shrink")
            people = dict(api.events())
    finally:
        logging.disable(logging.NOTSET)
    assert not failed, capfd.readouterr().out
    # It came to receipts, and did not only knock: a fuzz that gets nothing but 404 finds nothing.
    assert people.keys() & {"corrected", "rejected", "deleted", "reread", "approved", "requeued"}
