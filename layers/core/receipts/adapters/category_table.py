"""The accountant's table of categories: the one that comes along, or a file named in the settings."""

from pathlib import Path

from receipts.domain.category import CategoryTable
from receipts.errors import SettingsError

DEFAULT = Path(__file__).with_name("categories.csv")


def load_categories(path: Path | None = None) -> CategoryTable:
    """The table in `path`, or our own. Raises SettingsError that names the file and the line that is wrong.

    Excel marks UTF-8 files with a byte order mark; it is no part of the first column's name.
    """
    file = path or DEFAULT
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return CategoryTable.from_csv(lines)
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{file}: {error}") from error
