"""How sure a field is: by the words it was read from, its rule, and what the sums say."""
