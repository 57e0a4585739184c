"""How well duplicates are told from real second purchases, on pairs that are made: see README.md."""
