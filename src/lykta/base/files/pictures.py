"""A picture from a phone, decoded within limits and encoded anew: nothing of the file but what can be seen remains."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from lykta.base.kernel.actor import NotNow

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1600
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


class PictureRefused(NotNow):
    """The file cannot be used as a picture. `field` is where a form shows the sentence."""

    field = "picture"


@dataclass(frozen=True, slots=True)
class Encoded:
    content: bytes
    width: int
    height: int


def encoded_anew(data: bytes) -> Encoded:
    """JPEG, at most 1,600 pixels along its longest side, upright, without metadata. Raises PictureRefused."""
    if len(data) > MOST_BYTES:
        raise PictureRefused(
            _("The picture is larger than %(limit)d MB. Choose a smaller one, or take it again with the camera.")
            % {"limit": MOST_BYTES // (1024 * 1024)}
        )
    picture = _decoded(data)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Encoded(out.getvalue(), *picture.size)


def _decoded(data: bytes) -> Image.Image:
    _learn_heic()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise PictureRefused(_("The picture has too many pixels. Choose a smaller one."))
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG is decoded at a fraction of its size
                return ImageOps.exif_transpose(_opaque(opened))
    except PictureRefused:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, ValueError,
            SyntaxError, EOFError) as problem:  # fmt: skip
        raise PictureRefused(
            _("The file could not be read as a picture. Choose a photo (JPEG, PNG, WebP or HEIC).")
        ) from problem


def _opaque(picture: Image.Image) -> Image.Image:
    """What is see-through becomes white: JPEG has no transparency."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        ground.info["exif"] = picture.info.get("exif", b"")
        return ground
    return picture.convert("RGB")


def _learn_heic() -> None:
    from pillow_heif import register_heif_opener  # late: 30 ms that only whoever gets a picture pays

    register_heif_opener()
