"""Which of several boxes is ticked: forms print all ways to pay, and mark one of them."""

import re

_TICKED = r"[■▣☑☒✔✓√●◉]|[\[(]\s?[vV√✓■●Oo]\s?[\])]"
_OPEN = r"[□☐○◯]|[\[(]\s{0,3}[\])]"
_BOX = re.compile(rf"(?P<ticked>{_TICKED})|{_OPEN}")


def ticked(text: str) -> str | None:
    """The words of the one box that is ticked, beside another that is not; None where no choice is printed.

    A box stands before its words, or behind each of them where the first is one: 현금( ) 카드(V).
    """
    boxes = list(_BOX.finditer(text))
    marked = [at for at, box in enumerate(boxes) if box["ticked"]]
    if len(marked) != 1 or len(boxes) == 1:
        return None
    at = marked[0]
    if text[: boxes[0].start()].strip(" :;,./"):
        words = text[boxes[at - 1].end() if at else 0 : boxes[at].start()]
    else:
        words = text[boxes[at].end() : boxes[at + 1].start() if at + 1 < len(boxes) else len(text)]
    return words.strip(" :;,./") or None
