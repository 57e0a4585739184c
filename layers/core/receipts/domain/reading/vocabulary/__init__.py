"""The words that receipts print, by what they announce, in their languages."""
