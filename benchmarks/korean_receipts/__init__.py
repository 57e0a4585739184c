"""A benchmark of Korean receipts that anyone may use: drawn from a seed, with the truth of every field."""
