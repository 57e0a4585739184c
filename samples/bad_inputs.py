"""Files that must fail, each with the cause it must fail with. Needs no fonts; takes about a second."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image

from receipts.domain.failure import FailureCause
from samples.scenery import draw_cat

GOOD_PHOTO: Final = Path(__file__).parent / "convenience_store.jpg"
"""A photo that can be read, to be damaged."""

_BOMB_SIZE: Final = (20_000, 15_000)
_ROWS_AT_ONCE: Final = 1_000
_HEAVY_BYTES: Final = 60 * 1024 * 1024
_PDF_PAGES: Final = 40
_PDF_PAGE: Final = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 600] >>"
_PDF_LOCK: Final = f"/Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{'5a' * 32}> /U <{'a5' * 32}>"


def write_bad_inputs(folder: Path) -> dict[Path, FailureCause]:
    """Write one file of each kind into `folder` and say why each must be refused."""
    folder.mkdir(parents=True, exist_ok=True)
    makers = {
        write_nothing: FailureCause.EMPTY_FILE,
        write_text_named_jpg: FailureCause.UNSUPPORTED_TYPE,
        write_cut_jpeg: FailureCause.UNREADABLE_IMAGE,
        write_pixel_bomb: FailureCause.TOO_LARGE,
        write_heavy_photo: FailureCause.TOO_LARGE,
        write_encrypted_pdf: FailureCause.ENCRYPTED_PDF,
        write_long_pdf: FailureCause.TOO_MANY_PAGES,
        write_animation: FailureCause.UNSUPPORTED_TYPE,
        write_cat: FailureCause.NOT_A_RECEIPT,
    }
    return {write(folder): cause for write, cause in makers.items()}


def write_nothing(folder: Path) -> Path:
    """A file of no bytes."""
    return _written(folder / "empty.jpg", b"")


def write_text_named_jpg(folder: Path) -> Path:
    """A text file with the name of a photo."""
    return _written(folder / "text.jpg", "영수증이 아니라 글입니다.\nThis is text.\n".encode())


def write_cut_jpeg(folder: Path) -> Path:
    """The first third of a photo, as an upload that broke off leaves it."""
    photo = GOOD_PHOTO.read_bytes()
    return _written(folder / "cut.jpg", photo[: len(photo) // 3])


def write_pixel_bomb(folder: Path) -> Path:
    """300 megapixels of black in a PNG of a few dozen kilobytes."""
    width, height = _BOMB_SIZE
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = bytes(1 + width // 8)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row * _ROWS_AT_ONCE) for _ in range(height // _ROWS_AT_ONCE))
    chunks = ((b"IHDR", header), (b"IDAT", rows + packer.flush()), (b"IEND", b""))
    return _written(
        folder / "bomb.png", b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(*chunk) for chunk in chunks)
    )


def write_heavy_photo(folder: Path) -> Path:
    """A photo that could be read but weighs 60 MB: zeros follow the end of the picture."""
    path = _written(folder / "heavy.jpg", GOOD_PHOTO.read_bytes())
    with path.open("r+b") as file:
        file.truncate(_HEAVY_BYTES)
    return path


def write_encrypted_pdf(folder: Path) -> Path:
    """A PDF that asks for a password nobody has: its key entries belong to no password at all."""
    return _written(folder / "encrypted.pdf", _pdf([_PDF_PAGE], f"/Encrypt << {_PDF_LOCK} >>"))


def write_long_pdf(folder: Path) -> Path:
    """A PDF of 40 empty pages."""
    return _written(folder / "forty_pages.pdf", _pdf([_PDF_PAGE] * _PDF_PAGES))


def write_animation(folder: Path) -> Path:
    """A GIF of two frames."""
    path = folder / "animation.gif"
    first, second = (Image.new("RGB", (320, 480), colour) for colour in ("#f4e9d8", "#d8e4f4"))
    first.save(path, save_all=True, append_images=[second], duration=400)
    return path


def write_cat(folder: Path) -> Path:
    """A photo without a receipt."""
    path = folder / "cat.jpg"
    draw_cat().save(path, quality=85)
    return path


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def _pdf(pages: list[str], trailer: str = "") -> bytes:
    """A PDF of these page objects, cross-reference table included."""
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + len(pages)))
    tree = f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", tree, *pages]
    body = b"%PDF-1.4\n"
    offsets = []
    for text in _numbered(objects):
        offsets.append(f"{len(body):010} 00000 n \n")
        body += text.encode()
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{''.join(offsets)}"
    identity = "<00112233445566778899aabbccddeeff>"
    end = f"trailer\n<< /Size {size} /Root 1 0 R /ID [{identity} {identity}] {trailer} >>"
    return body + f"{table}{end}\nstartxref\n{len(body)}\n%%EOF\n".encode()


def _numbered(objects: list[str]) -> Iterator[str]:
    for number, content in enumerate(objects, start=1):
        yield f"{number} 0 obj\n{content}\nendobj\n"
