"""Our own drawings, made safe and small enough to stand in a page: an allow-list, whatever they once held."""

from __future__ import annotations

import re
from pathlib import Path

import vl_convert
from lxml import etree

from lykta.base.documents.printable import printable

FONT_FOLDER = Path(__file__).parent / "fonts"
FONT = "Source Sans Pro"
# Quoted: a name with a figure in it is no CSS word, and the whole list would fall.
FONT_FAMILY = f"'{FONT}', 'Source Sans 3', 'Liberation Sans', Arial, sans-serif"
NAMESPACE = "http://www.w3.org/2000/svg"
ELEMENTS = {"svg", "g", "defs", "clipPath", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
ELEMENTS |= {"text", "tspan", "linearGradient", "radialGradient", "stop"}
PLACING = {"id", "viewBox", "width", "height", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy"}
PLACING |= {"cx", "cy", "r", "rx", "ry", "points", "offset", "clip-path", "clip-rule", "display"}
PAINTING = {"fill", "fill-opacity", "fill-rule", "opacity", "paint-order", "stroke", "stroke-width", "stroke-opacity"}
PAINTING |= {"stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"}
PAINTING |= {"stop-color", "stop-opacity", "gradientUnits", "gradientTransform"}
LETTERING = {"font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"}
ATTRIBUTES = PLACING | PAINTING | LETTERING | {"letter-spacing"}
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|@import|expression\(", re.IGNORECASE)
DEFAULT_SIZE = (400.0, 240.0)
LARGEST = 20_000  # pixels; a drawing beyond that is a mistake, and its PNG would fill the memory

vl_convert.register_font_directory(str(FONT_FOLDER))


class UnreadableDrawing(ValueError):
    """The text given as SVG is not SVG."""


def safe_svg(svg: str, id_prefix: str = "") -> etree._Element:
    """The drawing with only known elements and attributes; ids get `id_prefix`, since a page may hold several."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(printable(svg).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDrawing(f"The drawing cannot be read as SVG: {error}") from error
    if etree.QName(root).localname != "svg":
        raise UnreadableDrawing(f"The drawing starts with <{etree.QName(root).localname}>, not <svg>")
    return _copied(root, id_prefix)


def safe_svg_text(svg: str) -> str:
    """The safe drawing with its natural size in pixels, for writers that place it as a picture."""
    root = safe_svg(svg)
    width, height = size(root)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    return etree.tostring(root, encoding="unicode")


def size(root: etree._Element) -> tuple[float, float]:
    """Natural width and height in pixels."""
    try:
        _, _, width, height = (float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()))
    except ValueError:
        width, height = _length(root.get("width")), _length(root.get("height"))
    return (width, height) if 0 < width < LARGEST and 0 < height < LARGEST else DEFAULT_SIZE


def png(svg: str, scale: float = 2.0) -> bytes:
    return vl_convert.svg_to_png(safe_svg_text(svg), scale=scale)


def _length(value: str | None) -> float:
    found = re.match(r"\s*([\d.]+)(px)?\s*$", value or "")
    return float(found[1]) if found and found[1].count(".") <= 1 and found[1] != "." else 0.0


def _copied(element: etree._Element, prefix: str) -> etree._Element:
    name = etree.QName(element).localname
    copy = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={None: NAMESPACE})
    for key, value in element.attrib.items():
        if key in ATTRIBUTES and not OUTSIDE.search(str(value)):
            copy.set(key, _local(str(key), str(value), prefix))
    copy.text = element.text
    for child in element:
        if isinstance(child.tag, str) and etree.QName(child).localname in ELEMENTS:
            kept = _copied(child, prefix)
            kept.tail = child.tail
            copy.append(kept)
    return copy


def _local(key: str, value: str, prefix: str) -> str:
    if not prefix:
        return value
    return (
        f"{prefix}{value}"
        if key == "id"
        else re.sub(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)", rf"url(#{prefix}\1)", value)
    )
