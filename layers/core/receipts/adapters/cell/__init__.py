"""The cell: each photo is read in a child process that has no rights and that can be killed."""

from receipts.adapters.cell.cell import Cell
from receipts.adapters.cell.command import reader_command
from receipts.adapters.cell.confinement import hide_from_children
from receipts.adapters.cell.process import Limits

__all__ = ["Cell", "Limits", "hide_from_children", "reader_command"]
