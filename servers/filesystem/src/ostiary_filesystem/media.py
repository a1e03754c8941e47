"""What sort of image or sound some bytes are, by how they begin and never by a name. Pure."""

from typing import Literal

Word = Literal["image", "audio", "blob"]

_BEGINNINGS: tuple[tuple[bytes, Word, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image", "image/png"),
    (b"\xff\xd8\xff", "image", "image/jpeg"),
    (b"GIF87a", "image", "image/gif"),
    (b"GIF89a", "image", "image/gif"),
    (b"BM", "image", "image/bmp"),
    (b"ID3", "audio", "audio/mpeg"),
    (b"\xff\xfb", "audio", "audio/mpeg"),
    (b"\xff\xf3", "audio", "audio/mpeg"),
    (b"OggS", "audio", "audio/ogg"),
    (b"fLaC", "audio", "audio/flac"),
)
_RIFF: dict[bytes, tuple[Word, str]] = {
    b"WEBP": ("image", "image/webp"),
    b"WAVE": ("audio", "audio/wav"),
}


def media_type(data: bytes) -> tuple[Word, str]:
    """Return whether `data` is an image or a sound, and its type; else a blob of unknown type."""
    if data.startswith(b"RIFF"):
        return _RIFF.get(data[8:12], ("blob", "application/octet-stream"))
    for beginning, word, mime_type in _BEGINNINGS:
        if data.startswith(beginning):
            return word, mime_type
    return "blob", "application/octet-stream"
