"""Expand and contract, tried: the last release's code on today's schema. Begin with `__main__.py`."""
