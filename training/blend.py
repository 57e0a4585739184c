"""The mean of two checkpoints of one lineage: it reads better than either.

python -m training.blend EARLIER LATER OUT
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

#: What the earlier run may not know: its features may have been those of one depth alone.
_STATISTICS: Final = ("scale.running_mean", "scale.running_var")


def blend(earlier: dict[str, Tensor], later: dict[str, Tensor]) -> dict[str, Tensor]:
    """Half of each, but the inputs' statistics, which are the later run's."""
    return {
        name: value if name in _STATISTICS or not value.is_floating_point() else (value + earlier[name]) / 2
        for name, value in later.items()
    }


def main() -> None:
    """Write a checkpoint that can be exported, not one to go on from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("earlier", type=Path)
    parser.add_argument("later", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    earlier, later = (torch.load(file, weights_only=True) for file in (options.earlier, options.later))
    result: dict[str, Any] = {"average": blend(earlier["average"], later["average"])}
    torch.save(result, options.out)


if __name__ == "__main__":
    main()
