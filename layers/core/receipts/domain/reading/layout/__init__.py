"""The page as it is printed: lines put side by side as rows, and what of the picture is no receipt."""
