"""Letter by letter: one form of every character, Hangul by its jamo, and what is misread as what."""
