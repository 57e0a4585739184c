"""The files that an accountant's settings name: looked at before anything is started."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from local.errors import StackError
from receipts.adapters.category_table import load_categories
from receipts.adapters.export_layouts import load_layouts
from receipts.errors import SettingsError

_FILES: Final[Mapping[str, Callable[[Path], object]]] = {
    "CATEGORY_TABLE": load_categories,
    "EXPORT_LAYOUTS": load_layouts,
}


def check_own_files(environment: Mapping[str, str]) -> None:
    """Raises StackError that names the setting, its file and what is wrong with it."""
    for name, load in _FILES.items():
        if environment.get(name, "").strip():
            try:
                load(Path(environment[name]))
            except SettingsError as error:
                raise StackError(f"{name}: {error}") from error
