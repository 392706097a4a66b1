"""A photo comes in as a file and is kept as what can be seen, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lykta.base.files.models import Picture
from lykta.base.files.operations import KEPT_FOR, approve_picture, dispose_of_old_pictures, store_picture
from lykta.base.files.pictures import LONGEST_SIDE, MOST_BYTES, PictureRefused, encoded_anew
from tests.worlds import World

SECRET = b"Bjorkviken 58.6941 N, camera of a caretaker"


def photo(size: tuple[int, int] = (40, 30), kind: str = "JPEG", orientation: int = 1, mode: str = "RGB") -> bytes:
    picture = Image.new(mode, size, (200, 30, 30) if mode == "RGB" else None)
    picture.paste((10, 10, 10) if mode == "RGB" else 0, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    picture.save(out, kind, exif=exif) if kind in {"JPEG", "WEBP", "PNG"} else picture.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_the_file_but_what_can_be_seen_is_kept(kind: str) -> None:
    data = photo(kind=kind)
    assert SECRET in data or kind == "PNG"
    encoded = encoded_anew(data)
    with Image.open(BytesIO(encoded.content)) as kept:
        assert (kept.format, kept.size, dict(kept.getexif()), kept.info.get("comment")) == (
            "JPEG", (40, 30), {}, None,
        )  # fmt: skip
    assert SECRET not in encoded.content


def test_a_photo_taken_upright_stands_upright_without_its_metadata() -> None:
    encoded = encoded_anew(photo(size=(60, 20), orientation=6))
    assert (encoded.width, encoded.height) == (20, 60)


def test_a_heic_photo_is_taken() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    assert encoded_anew(photo(kind="HEIF", size=(64, 48))).width == 64


def test_a_large_photo_is_made_small() -> None:
    encoded = encoded_anew(photo(size=(4000, 3000)))
    assert (encoded.width, encoded.height) == (LONGEST_SIDE, 1200)


def test_what_is_see_through_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(encoded_anew(out.getvalue()).content)) as kept:
        assert kept.getpixel((5, 5)) == (255, 255, 255)


REFUSED = {
    "a renamed PDF": b"%PDF-1.7\n1 0 obj\n<< >>\nendobj",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a GIF": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "half a photo": photo(size=(400, 300))[:300],
    "nothing": b"",
    "too many bytes": b"\xff\xd8\xff" + b"\x00" * MOST_BYTES,
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_photo_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(PictureRefused) as problem:
        encoded_anew(data)
    assert problem.value.message
    assert problem.value.field == "picture"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(PictureRefused):
        encoded_anew(out.getvalue())


@given(st.binary(max_size=400))
def test_whatever_comes_is_a_photo_or_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused):
        encoded_anew(b"\xff\xd8\xff\xe0" + data)


@pytest.mark.sql
def test_pictures_go_after_ninety_days(world: World) -> None:
    encoded = encoded_anew(photo())
    old, new = (store_picture(municipality=world.bjorkviken, encoded=encoded) for _ in range(2))
    Picture.objects.filter(pk=old.pk).update(taken_in=timezone.now() - KEPT_FOR - timedelta(hours=1))
    approve_picture(new)
    assert dispose_of_old_pictures() == 1
    kept = Picture.objects.get()
    assert (kept.pk, bytes(kept.content), kept.approved is not None) == (new.pk, encoded.content, True)
