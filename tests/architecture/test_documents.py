"""Documents that a newcomer starts from: what they name is there, and they are complete."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from receipts.domain.receipt import Amounts, Item, Merchant, Payment

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("[a-z]*/README.md")])
A_PAGE = 550
"""Words: about as many as a printed page holds."""
MAPS = ("CONTRIBUTING.md", "docs/conventions.md", "docs/glossary.md")
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")


def text_of(page: Path | str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def anchor_of(heading: str) -> str:
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def is_there(page: Path, link: str) -> bool:
    """Whether a relative link leads to a file, and to a heading in it where it names one."""
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists() or not anchor:
        return target.exists()
    headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return anchor in map(anchor_of, headings)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    assert [one for one in links if not one.startswith("http") and not is_there(page, one)] == []


def test_the_index_names_every_decision_once() -> None:
    named = re.findall(r"^\| \[\d{4}\]\(([^)]+)\)", text_of("docs/adr/README.md"), re.MULTILINE)
    assert sorted(named) == [page.name for page in DECISIONS]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_under_a_page_and_says_what_was_decided(page: Path) -> None:
    text = text_of(page)
    assert len(text.split()) < A_PAGE
    assert text.startswith(f"# {page.name[:4]} ")
    assert re.search(r"^Status: .+, \d{4}-\d\d-\d\d", text, re.MULTILINE)
    assert {"## Context", "## Decision"} <= set(text.splitlines())


@pytest.mark.parametrize("page", MAPS)
def test_a_map_shows_what_is_there(page: str) -> None:
    named = {one.rstrip("/") for one in PATH.findall(text_of(page))}
    assert named
    assert sorted(one for one in named if not (ROOT / one).exists()) == []


def test_the_glossary_has_every_field_that_is_read() -> None:
    groups = {"merchant": Merchant, "amounts": Amounts, "payment": Payment, "items[]": Item}
    paths = {f"`{group}.{one.name}`" for group, kind in groups.items() for one in fields(kind)}
    glossary = text_of("docs/glossary.md")
    assert sorted(path for path in paths if path not in glossary) == []


def commands_of(page: str) -> list[str]:
    """What a page has its reader type: without what is said about it, and without the reader's own name."""
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", text_of(page), re.DOTALL)).splitlines()
    typed = [re.sub(r"\s+# .*", "", line) for line in lines]
    return [re.sub(r'by: "\w+"', 'by: "…"', line) for line in typed]


def test_the_readme_says_the_same_in_both_languages() -> None:
    assert commands_of("README.ko.md") == commands_of("README.md")


@pytest.mark.parametrize("page", ["README.md", "README.ko.md", "CONTRIBUTING.md"])
def test_make_has_what_a_page_asks_of_it(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    asked = set(re.findall(r"(?:^|`)(?:\w+=\S+ )*make ([a-z-]+)", text_of(page), re.MULTILINE))
    assert asked
    assert asked - targets == set()
