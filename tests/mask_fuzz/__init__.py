"""A fuzz of the mask: card and resident numbers in every form by every way in, and printed papers.

`make fuzz-mask SECONDS=3600 SEED=1`: each seed is a round of its own and says the same every time.
"""
