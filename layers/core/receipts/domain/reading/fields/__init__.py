"""One module a field: what it is and where it stands, with how sure its rule is."""
