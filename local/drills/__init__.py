"""Trouble on purpose: drills on a stack of their own, each with a timeline. Start with `__main__.py`."""
