"""Whole synthetic receipts: what stands where, from the shop's name to the foot."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Final

import numpy as np

from training import texts
from training.fonts import Face, choose
from training.sheets_print import Sheet, Style
from training.texts import Rule

_WIDTHS: Final = (380, 1000)
#: Width and height of a title, in widths and heights of the body.
_ENLARGED: Final = ((2.0, 2.0), (2.0, 1.0), (1.0, 2.0), (1.5, 1.5), (1.0, 1.0))
_HEADS: Final = (
    ("상품명", "단가", "수량", "금액"),
    ("품 명", "단 가", "수량", "금 액"),
    ("메뉴", "단가", "수량", "금액"),
    ("품목", "단가", "수량", "가격"),
)


def _printer(faces: list[Face], rng: random.Random) -> Style:
    face = choose(faces, "가A0", rng) or faces[0]
    if face.dots:
        return _dots(face, rng)
    bitmap = rng.random() < 0.3
    size = rng.choice((16, 18, 20, 22, 24) if bitmap else (24, 26, 28, 30, 32, 36))
    zoom = rng.choice((1.0, 1.5, 2.0)) if bitmap else 1.0
    cells = rng.random() < 0.6
    squeeze = rng.uniform(0.7, 1.05) if rng.random() < 0.75 else rng.uniform(0.55, 1.15)
    return Style(
        face, size, bitmap,
        cell=size * rng.uniform(0.47, 0.57) if cells else 0.0,
        tracking=rng.uniform(-0.08, 0.1) * size if rng.random() < 0.4 else 0.0,
        across=zoom * squeeze, down=zoom, bold=rng.random() < 0.12,
    )  # fmt: skip


def _dots(face: Face, rng: random.Random) -> Style:
    """A dot-matrix face in a printer's cells: every dot whole, the same dots for every line."""
    zoom = 2.0 if face.dots < 20 else rng.choice((1.0, 1.5, 2.0))
    between = rng.choices((0.0, 0.5, 1.0), (0.7, 0.15, 0.15))[0]
    return Style(
        face, face.dots, bitmap=True, cell=face.dots / 2 + between, tracking=0.0,
        across=zoom * (rng.uniform(0.78, 1.05) if rng.random() < 0.7 else rng.uniform(0.6, 1.1)), down=zoom,
        bold=rng.random() < 0.05,
    )  # fmt: skip


def _prose(rng: random.Random) -> str:
    """Words for where any text may stand; nonsense too, so that rare syllables come up."""
    rules: list[Rule] = [texts.short_words, texts.compound, texts.random_syllables, texts.mixed]
    return rng.choices(rules, [4, 3, 4, 1])[0](rng)


def _article(rng: random.Random) -> str:
    return texts.item(rng) if rng.random() < 0.6 else _prose(rng)


def _price(rng: random.Random) -> str:
    value = int(10 ** rng.uniform(2.5, 5.2)) // 10 * 10
    return f"{value:,}" if rng.random() < 0.9 else str(value)


def _value(rng: random.Random) -> str:
    rules: list[Rule] = [texts.number, texts.person, texts.shop, texts.short_words, texts.address]
    return rng.choices(rules, [3, 1, 1, 1, 1])[0](rng)


class Composer:
    """Sets one receipt from top to bottom."""

    def __init__(self, faces: list[Face], rng: random.Random) -> None:
        self._rng = rng
        self._style = _printer(faces, rng)
        other = choose(faces, "가A0", rng) if rng.random() < 0.35 else None
        if other and other.dots != self._style.face.dots:
            other = None if other.dots else other  # dots keep their own size
        self._title_style = replace(self._style, face=other or self._style.face)
        self._value_style = replace(self._style, face=other) if other and rng.random() < 0.4 else self._style
        half = self._style.cell or self._style.size * 0.5
        cells = half * self._style.across * rng.randint(26, 44)
        self._margin = rng.randint(6, 60)
        self._width = int(min(max(cells + 2 * self._margin, _WIDTHS[0]), _WIDTHS[1]))
        self._gap = self._style.height * (
            rng.uniform(0.0, 0.25) if rng.random() < 0.65 else rng.uniform(0.25, 0.7)
        )
        self._columns = sorted(rng.uniform(0.42, 0.86) for _ in range(2))
        self._sheet = Sheet(np.zeros((4600, self._width), np.uint8))
        self._top = float(rng.randint(8, 50))
        self._line = 0

    def compose(self) -> Sheet:
        """The finished sheet, cut below its last line."""
        for section in (self._head, self._items, self._totals, self._payment, self._foot):
            section()
            self._part()
        bottom = min(int(self._top) + self._rng.randint(6, 60), self._sheet.ink.shape[0])
        self._sheet.ink = self._sheet.ink[:bottom]
        return self._sheet

    @property
    def text_height(self) -> int:
        """Height of a syllable of the body, in pixels."""
        return self._style.height

    def _room(self) -> float:
        return self._width - 2.0 * self._margin

    def _draw(self, rule: Rule, style: Style, room: float) -> str:
        """A text by the rule that the face can draw, cut to the room as tills cut it."""
        for _ in range(4):
            text = " ".join(rule(self._rng).split()) if rule is not texts.spaced_out else rule(self._rng)
            if style.face.can_draw(text):
                while text and style.width(text) > room:
                    text = text[:-1]
                return text.strip()
        return ""

    def _feed(self, style: Style) -> None:
        self._top += style.height + self._gap
        self._line += 1

    def _place(self, rule: Rule, style: Style, where: float) -> None:
        """One text on a line of its own: at the left (0), in the middle (0.5), at the right (1)."""
        text = self._draw(rule, style, self._room())
        left = self._margin + where * (self._room() - style.width(text))
        if style.inverted:
            self._invert(text, style, left)
        else:
            self._sheet.put(text, style, left, self._top, self._line)
        self._feed(style)

    def _invert(self, text: str, style: Style, left: float) -> None:
        """White on a black bar."""
        self._top += style.height * 0.3
        self._sheet.put(text, style, left, self._top, self._line)
        rim = round(style.height * self._rng.uniform(0.08, 0.3))
        top, bottom = round(self._top) - rim, round(self._top) + style.height + rim
        wide = self._rng.random() < 0.4
        start = self._margin if wide else max(round(left) - 2 * rim, 0)
        end = self._width - self._margin if wide else round(left + style.width(text)) + 2 * rim
        bar = self._sheet.ink[top:bottom, start:end]
        np.subtract(255, bar, out=bar)
        self._top += style.height * 0.3

    def _row(self, cells: list[tuple[str, float, float]], style: Style) -> None:
        """Texts of one line: each with its anchor (pixels) and how much of it lies left of the anchor."""
        end = 0.0
        for text, anchor, before in cells:
            left = anchor - before * style.width(text)
            if not text or left < end or left + style.width(text) > self._width:
                continue
            self._sheet.put(text, style, left, self._top, self._line)
            end = left + style.width(text) + style.height * 0.12
        self._feed(style)

    def _part(self) -> None:
        """What separates two sections: a row of signs, a rule, or white."""
        kind = self._rng.random()
        if kind < 0.55:
            sign = self._rng.choice("---==*─_.")
            count = int(self._room() / self._style.advance(sign))
            if self._style.face.can_draw(sign):
                self._row([(sign * count, self._margin, 0.0)], self._style)
        elif kind < 0.75:
            row = round(self._top + self._style.height * 0.35)
            self._sheet.ink[row : row + self._rng.choice((1, 2, 3)), self._margin : -self._margin] = 255
            self._top += self._style.height * 0.7
        else:
            self._top += self._style.height * self._rng.uniform(0, 0.8)

    def _title(self) -> Style:
        wide, high = self._rng.choices(_ENLARGED, [25, 15, 15, 15, 30])[0]
        base = self._title_style
        inverted, bold = self._rng.random() < 0.14, self._rng.random() < 0.4
        return replace(
            base, across=base.across * wide, down=base.down * high, bold=base.bold or bold, inverted=inverted
        )

    def _head(self) -> None:
        rng, side = self._rng, self._rng.choice((0.0, 0.5, 0.5))
        self._place(texts.shop, self._title(), 0.5)
        rules: list[Rule] = [texts.shop, texts.address, texts.address, texts.label, texts.person, texts.phone,
                             texts.phrase, texts.spaced_out, _prose]  # fmt: skip
        for rule in rng.choices(rules, [2, 2, 2, 3, 1, 1, 1, 1, 2], k=rng.randint(3, 7)):
            self._place(rule, self._style, side)

    def _items(self) -> None:
        """Column heads and rows of goods, on one line or two each."""
        rng, style = self._rng, self._style
        right = self._width - self._margin
        anchors = [self._margin + share * self._room() for share in self._columns]
        if rng.random() < 0.7:
            heads = rng.choice(_HEADS)
            self._row([(heads[0], self._margin, 0.0), *self._figures(list(heads[1:]), anchors)], style)
        two_lines, named = rng.random() < 0.4, rng.random() < 0.2
        for _ in range(rng.randint(4, 14)):
            price, quantity = _price(rng), str(rng.randint(1, 20))
            figures = self._figures([price, quantity, _price(rng)], anchors)
            figures = figures[2:] if named else figures
            if two_lines:
                self._place(_article, style, 0.0)
                code = texts.code(rng) if rng.random() < 0.6 else ""
                self._row([(code, self._margin, 0.0), *figures], style)
            else:
                first = right if named else anchors[0]
                room = first - self._margin - style.width("000,000")
                name = self._draw(_article, style, max(room, style.height * 3))
                self._row([(name, self._margin, 0.0), *figures], style)
            if rng.random() < 0.12:
                self._place(_article, style, rng.choice((0.0, 0.0, 1.0)))

    def _figures(self, values: list[str], anchors: list[float]) -> list[tuple[str, float, float]]:
        ends = [*anchors, float(self._width - self._margin)]
        return [(value, end, 1.0) for value, end in zip(values, ends, strict=True)]

    def _pair(self, name: Rule, value: Rule, style: Style, spread: bool) -> None:
        """A label and its value, at both edges or one after the other."""
        text = self._draw(name, style, self._room() * 0.6)
        start = self._margin + style.width(text + "  ")
        amount = self._draw(value, style, self._width - self._margin - start)
        place = (amount, float(self._width - self._margin), 1.0) if spread else (amount, start, 0.0)
        self._row([(text, self._margin, 0.0), place], style)

    def _totals(self) -> None:
        for _ in range(self._rng.randint(2, 6)):
            strong = self._rng.random() < 0.2
            style = (
                replace(self._style, across=self._style.across * 1.3, bold=True) if strong else self._style
            )
            name = texts.spaced_out if self._rng.random() < 0.4 else _label
            self._pair(name, texts.amount, style, spread=True)

    def _payment(self) -> None:
        spread = self._rng.random() < 0.3
        for _ in range(self._rng.randint(2, 8)):
            self._pair(_label, _value, self._value_style, spread)

    def _foot(self) -> None:
        rng, side = self._rng, self._rng.choice((0.0, 0.5))
        rules: list[Rule] = [texts.phrase, _prose, texts.noise_line, texts.date, texts.address]
        for rule in rng.choices(rules, [4, 5, 1, 1, 1], k=rng.randint(2, 8)):
            self._place(rule, self._style, side)


def _label(rng: random.Random) -> str:
    """A field's name with what joins it to its value."""
    name = texts.label(rng) if rng.random() < 0.25 else _field_name(rng)
    return name.rstrip(" :") + rng.choice(("", "", ":", " :"))


def _field_name(rng: random.Random) -> str:
    frames = ("{}", "{}", "{}", "[{}]", "<{}>", "({})", "*{}", "■{}")
    word = texts.korean_word(rng) if rng.random() < 0.4 else texts.spaced_out(rng).replace(" ", "")
    return rng.choice(frames).format(word.rstrip(":"))
