"""An archive of files, made while it is sent: none of them is ever held as a whole."""

from collections.abc import Iterable, Iterator
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

MEDIA_TYPE: Final = "application/zip"
_AS_IT_IS: Final = 0
"""Photos are compressed already. Deflated without effort, and not "stored": where sizes come behind the
content, as they must in a stream, some programs open a deflated entry alone.
"""


class _Sink:
    """Takes what `ZipFile` writes until it is fetched. It cannot seek, so that sizes are written behind."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing behind it."""

    def fetched(self) -> bytes:
        content = b"".join(self._parts)
        self._parts.clear()
        return content


def zip_chunks(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The archive, about as much at a time as the files' own chunks are. Archives and files of more than
    4 GB come out in ZIP64.
    """
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=_AS_IT_IS) as archive:  # type: ignore[call-overload]
        for name, chunks in files:
            with archive.open(name, "w", force_zip64=True) as entry:
                for chunk in chunks:
                    entry.write(chunk)
                    if content := sink.fetched():
                        yield content
    yield sink.fetched()
