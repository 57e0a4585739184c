"""Kinds of paper as they are printed in Korea and elsewhere: each field is read, and none is invented."""

import pytest

from tests.unit.domain.papers.paper import Paper, papers, seen


@pytest.mark.parametrize("paper", list(papers()), ids=lambda paper: paper.kind)
def test_all_that_a_paper_shows_is_read_and_nothing_else(paper: Paper) -> None:
    assert seen(paper) == paper.truth
