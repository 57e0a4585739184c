"""Reading receipts, and never losing one."""

__version__ = "0.2.0"
"""Part of every reading's engine version: raise it whenever a reading rule changes what is read."""
