"""What `make demo` and `make invoke` say at the end."""

from dataclasses import replace
from uuid import uuid4

import pytest
from rich.console import Console

from local.__main__ import main
from local.client import Document
from local.demo_report import legend, table
from local.invocation import conclusion
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Check, Outcome
from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
from receipts_api.documents import ReceiptDocument
from tests.fixtures.makers import a_reading, a_receipt

RECEIVED = '{"batchItemFailures": []}\n'


def parsed() -> Receipt:
    return replace(a_receipt(uuid4()), status=Status.PARSED, reading=a_reading())


def failed() -> Receipt:
    return replace(a_receipt(uuid4()), status=Status.FAILED, failure=FailureCause.NOT_A_RECEIPT)


def shown(receipt: Receipt) -> Document:
    """As the API answers it."""
    return ReceiptDocument.from_receipt(receipt, Language.ENGLISH).model_dump(mode="json")


# make invoke


def test_a_receipt_that_was_read_is_told_with_its_total() -> None:
    receipt = parsed()
    found = conclusion(RECEIVED, [receipt])
    assert found.worked
    assert found.sentence == f"it worked: receipt {receipt.id} is parsed, 2,500 KRW"


def test_a_receipt_that_was_settled_as_failed_is_told_with_the_cause() -> None:
    receipt = failed()
    found = conclusion(RECEIVED, [receipt])
    assert found.sentence == f"it worked: receipt {receipt.id} is failed, because of not_a_receipt"


@pytest.mark.parametrize("answer", ["null", '{"told": 1}', "", "no JSON"])
def test_a_function_that_reads_no_receipt_just_ended_well(answer: str) -> None:
    assert conclusion(answer, []).sentence == "it worked: the function ended without an error"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ('{"errorMessage": "no table", "errorType": "Oops"}', "the function failed: no table"),
        ('{"batchItemFailures": [{"itemIdentifier": "1"}]}', "returned messages"),
    ],
)
def test_a_function_that_failed_never_worked(answer: str, told: str) -> None:
    found = conclusion(answer, [parsed()])
    assert not found.worked
    assert told in found.sentence


def test_an_invocation_of_nothing_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["invoke"])
    assert capsys.readouterr().err == "error: the following arguments are required: FUNCTION, EVENT\n"


# make demo


def drawn(*receipts: tuple[str, Document]) -> str:
    console = Console(width=110)
    with console.capture() as capture:
        console.print(table(receipts), *legend(receipts), sep="\n", soft_wrap=True)
    return capture.get()


def test_a_check_that_warned_is_explained_below_the_table() -> None:
    warned = Check("date_plausible", Outcome.WARNED, "4000 days before today")
    reading = a_reading(checks=(warned,))
    shop = reading.merchant.name or ""
    said = drawn(("old.jpg", shown(replace(parsed(), reading=reading))))
    assert shop in said
    assert "!  old.jpg: The date is in the future, or older than the five years" in said
    assert "date_plausible" not in said


def test_what_was_not_read_has_no_merchant_and_its_reason_below_the_table() -> None:
    said = drawn(("cat.jpg", shown(failed())))
    assert "not_a_receipt" not in said
    assert "not read ✗" in said
    assert "✗  cat.jpg: No receipt was found." in said


def test_the_seconds_are_explained() -> None:
    assert "it includes waiting" in drawn(("lunch.jpg", shown(parsed())))
