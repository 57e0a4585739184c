"""Hostile files: real ones that were changed at random and made ones, sent the way that a photo takes.

What must hold for each is in `judging.py`; `make fuzz MINUTES=30 SEED=1` looks for one that breaks it.
"""
