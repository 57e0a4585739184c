"""How many fields of a folder of receipts are read exactly right, and what the confidences are worth."""
