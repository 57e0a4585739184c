import hashlib
from io import BytesIO

from starlette.datastructures import UploadFile

from receipts_api.photos import found


class Spool(BytesIO):
    """Remembers the largest piece that was asked of it at once."""

    largest_piece = 0

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        self.largest_piece = max(self.largest_piece, len(piece))
        return piece


def test_a_photo_is_hashed_in_pieces_and_left_at_its_beginning() -> None:
    photo = bytes(range(256)) * 16 * 1024
    spool = Spool(photo)
    announcement = found(UploadFile(spool, size=len(photo), filename="a.jpg"), max_bytes=len(photo))
    assert announcement.sha256 == hashlib.sha256(photo).hexdigest()
    assert spool.largest_piece <= 1024 * 1024
    assert spool.tell() == 0
