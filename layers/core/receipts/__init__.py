"""Reading receipts, and never losing one."""

__version__ = "1.13.0"
"""Of the project, its packages and the API. The first number rises with what breaks callers, the second with
what is added. It is part of every reading's engine version: raise it, too, when a rule changes what is read.
"""
