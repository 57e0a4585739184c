"""Hostile files of one seed, all their way; more of them by `make fuzz`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine

from receipts.adapters.cell import Limits
from receipts.adapters.ocr.formats import Format
from receipts.adapters.postgres.application_login import Part
from receipts.domain.life_cycle import Status
from tests.file_fuzz.changes import kind_of
from tests.file_fuzz.fuzz import Case, Fuzz, case_of
from tests.file_fuzz.judging import faults_of_witness, witness
from tests.file_fuzz.parts import parts_of
from tests.file_fuzz.sources import Source, own_sources
from tests.file_fuzz.way_in import way_in
from tests.fixtures.tenants import create_tenant

FOUND = sorted(file for file in (Path(__file__).parent / "found").iterdir() if file.suffix)
SEED, FILES = 20261129, 24


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return own_sources()


@pytest.fixture(scope="module")
def fuzz(session_engine: Engine, part_engines: Mapping[Part, Engine]) -> Iterator[Fuzz]:
    with way_in(part_engines, Limits()) as way:
        yield Fuzz(way, create_tenant(session_engine, "hostile"), create_tenant(session_engine, "good"))


def test_whatever_is_sent_ends_as_a_record_or_with_its_cause_and_the_next_file_is_read(
    fuzz: Fuzz, sources: list[Source]
) -> None:
    findings = [fuzz.send(case_of(SEED, number, sources)) for number in range(FILES)]
    assert [(one.case.name, one.faults) for one in findings if one and one.faults] == []
    assert len(fuzz.ends) > 2, "some are read, some refused, for several causes"


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.name)
def test_what_was_found_once_holds(fuzz: Fuzz, file: Path) -> None:
    finding = fuzz.send(Case(file.name, file.read_bytes()))
    assert finding is None or finding.faults == ()


def test_a_file_is_the_same_for_the_same_seed_and_number(sources: list[Source]) -> None:
    assert [case_of(1, number, sources) for number in range(20)] == [
        case_of(1, number, sources) for number in range(20)
    ]


def test_every_format_is_changed_and_stays_itself_most_of_the_time(sources: list[Source]) -> None:
    """What is broken at its first bytes is refused there and tests nothing."""
    assert {kind_of(source.content) for source in sources} == set(Format)
    files = [case_of(2, number, sources) for number in range(60)]
    assert sum(kind_of(one.content) is not None for one in files) > 45


def test_a_file_in_parts_is_the_file(sources: list[Source]) -> None:
    for source in sources:
        parts = parts_of(source.content, kind_of(source.content))
        assert b"".join(parts) == source.content
        assert len(parts) > 1, source.way


def test_a_text_that_is_anothers_is_noticed(fuzz: Fuzz) -> None:
    """The judge would see it: the answer to one file given for another."""
    settled = fuzz.way.send(fuzz.good, witness(700_001))
    assert settled.receipt.status in {Status.PARSED, Status.NEEDS_REVIEW}
    assert not list(faults_of_witness(700_001, settled))
    assert list(faults_of_witness(700_002, settled))
