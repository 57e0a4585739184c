"""How much one file may hold. Each limit is far above what receipts are and far below what hurts.

A reading has 60 seconds and 1 GB on two virtual processors. What a limit turns away is told by a cause of its
own (`too_large`, `too_many_pages`, `too_complex`) before the work that it would cost is begun.
Measured figures and the reasons at length: docs/adr/0014-limits-of-a-file.md.
"""

from typing import Final

MAX_PIXELS: Final = 100_000_000
MAX_PAGES: Final = 10
MAX_ASPECT: Final = 60
"""Long side by short side. Three metres of 80 mm till roll are 38."""
MAX_DECODED_BYTES: Final = 450_000_000
"""What a picture may take while it is decoded, by the bytes per pixel that its format's decoder holds: beside
what a reader keeps of readings before, less than 950 MB."""

MAX_SCANS: Final = 100
"""Passes over a JPEG. Cameras write 1, progressive files 10 to 12; each costs up to 5 ns a pixel."""
MAX_SCANNED_PIXELS: Final = 1_000_000_000
"""Passes times pixels: ten passes over the largest picture, about five seconds."""
MAX_SEGMENTS: Final = 2_000
"""Parts of a JPEG. A photo with a profile and descriptions in pieces of 64 kB has some hundreds at most."""
MAX_JOINED_BYTES: Final = 500_000_000
"""Copied where Exif in pieces is joined, each with all before it. One piece is usual."""
MAX_PIECES: Final = 100_000
"""Strips or tiles of a TIFF, all pages together: ten A4 pages of 600 dpi have 70,000 of one row each."""
MAX_PARTS: Final = 10_000
"""Pictures that a HEIC's pictures are made of. A phone's photo of 48 million pixels has 200."""
MAX_CHUNKS: Final = 20_000
"""Parts of a PNG: a file of 50 MB in pieces of 8 kB, the smallest that is usual, has 6,400."""
MAX_PROFILES: Final = 50
"""Of a PNG, which may have one; each unpacks to up to a megabyte."""

MAX_PDF_OBJECTS: Final = 100_000
MAX_PDF_UNPACKED_BYTES: Final = 64_000_000
"""What the streams of a PDF but its pictures unpack to; embedded Korean fonts take 5 to 20 MB each."""
MAX_PDF_FILTERS: Final = 2
MAX_PDF_DRAWN_BYTES: Final = 16_000_000
"""Drawing instructions of a page, forms written out where they are drawn. 2,000 words take 0.2 MB; PDFium
makes 300 bytes of memory of a dozen of these."""
MAX_PDF_STEPS: Final = 1_000_000
"""References between objects, and instructions of pages that use patterns, that the look follows."""
MAX_PDF_TILES: Final = 250_000
"""Repetitions of a pattern on a page."""
MAX_PDF_SECONDS: Final = 10.0
"""Of one processor, for all pages of a file to be drawn. A dense page takes a few tenths of a second."""
MOST_PICTURE_SECONDS: Final = 25
"""Of one processor, for all pages of a picture file. Ten A4 pages of 600 dpi in colour take 10."""
MOST_PDF_SECONDS: Final = 15
"""Of one processor, for all that PDFium does to a file. Within a form, a soft mask or a letter it does not
ask whether to go on: the reader ends, and the file is too complex at once, not when the clock runs out."""
MAX_PDF_SHADINGS: Final = 300
"""Gradients that a page paints; each that covers the page takes up to a tenth of a second."""
MAX_PDF_FUNCTION_BYTES: Final = 4_000
"""Of a program that is run for each point. Those of printing colours have some hundreds."""
MAX_PDF_MESH_BYTES: Final = 10_000
"""Of a gradient in patches, some sixty a thousand bytes, each as large as the page if it likes."""

MAX_CHARACTERS: Final = 60_000
"""Of a file. Ten pages with 1,000 words each have them; the rules take about 3 seconds for as many."""
MAX_LINES: Final = 3_000
"""Of a file: pieces of text that stand apart."""
MAX_ROW_CHARACTERS: Final = 1_000
"""Side by side in one row. The densest page that can be read has 150."""
MAX_LINE_WIDTH: Final = 450_000
"""Of a file: widths of all lines together, in pixels at the recogniser's height of 48; a letter takes 21.

0.1 ms of one processor each: 45 seconds, half of them by the clock on two. A page of 2,000 words has 188,000,
a till receipt 10,000.
"""

MOST_READING_SECONDS: Final = 55
"""Of one photo. A reader's two starts of at most 30 s fit beside it into the parser's 120 s."""
