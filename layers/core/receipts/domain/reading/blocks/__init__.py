"""What belongs together: an amount and its word, a table of goods or taxes, one receipt of several."""
