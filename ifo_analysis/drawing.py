"""Drawings (SVG) made safe to stand inside a page: only shapes and text, no script, no address, ids of their own.

The figures are our own, but labels in them come from files. So the drawing is read as a tree, and what isn't on the
lists below is refused; nothing is mended in silence.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from ifo_analysis.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_MATPLOTLIB_STYLE = "*{stroke-linejoin:round;stroke-linecap:butt}"
_SHAPES = frozenset(
    {
        "circle",
        "clipPath",
        "defs",
        "desc",
        "ellipse",
        "g",
        "line",
        "linearGradient",
        "marker",
        "mask",
        "path",
        "pattern",
    }
    | {"polygon", "polyline", "radialGradient", "rect", "stop", "svg", "symbol", "text", "title", "tspan", "use"}
)
_ACTIVE_VALUE = re.compile(r"javascript:|@import|expression\(|\\|url\((?!['\"]?#)", re.IGNORECASE)
_OWN_REFERENCE = re.compile(r"(url\(['\"]?#)")
_LENGTH = re.compile(r"\d+(?:\.\d+)?")


def inline_drawing(svg: str, name: str, alt: str, css_class: str) -> str:
    """Return a drawing as markup for a page, with `alt` as its text alternative.

    Parameters
    ----------
    svg
        The drawing as a whole SVG document.
    name
        What its ids begin with, so that they are unique in the page.
    alt
        The message of the drawing, for those who don't see it; empty for decoration, which is then hidden from them.
    css_class
        The class that decides on which screens it is shown.

    Raises
    ------
    ReportError
        The drawing isn't SVG, has no size, or holds something else than shapes and text.

    Examples
    --------
    >>> inline_drawing('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="a"/></svg>', "f", "Tre", "w")
    '<svg viewBox="0 0 9 9" class="w" role="img" aria-label="Tre" focusable="false"><g id="f-a" /></svg>'
    """
    root = _checked_tree(svg, name)
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif key == "href":
                element.set(key, f"#{name}-{value[1:]}")
            else:
                element.set(key, _OWN_REFERENCE.sub(rf"\g<1>{name}-", value))
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    spoken = {"role": "img", "aria-label": alt} if alt else {"aria-hidden": "true"}
    root.attrib |= {"class": css_class, **spoken, "focusable": "false"}
    return ET.tostring(root, encoding="unicode")


def standalone_drawing(svg: str, name: str) -> str:
    """Return a drawing as a file of its own, cleaned in the same way and in its printed size."""
    root = _checked_tree(svg, name)
    style = ET.Element("style")
    style.text = _MATPLOTLIB_STYLE
    root.insert(0, style)
    root.set("xmlns", _SVG[1:-1])
    return ET.tostring(root, encoding="unicode")


def _checked_tree(svg: str, name: str) -> ET.Element:
    """Read a drawing, drop what says who made it and when, and refuse what doesn't belong in a drawing."""
    where = f"Teckningen {name} kan inte tas in i rapporten"
    if "<!ENTITY" in svg:
        raise ReportError.of(where, ["den deklarerar en entitet"])
    try:
        root = ET.fromstring(svg)  # noqa: S314  entities are refused above, and expat fetches nothing
    except ET.ParseError as error:
        raise ReportError.of(where, [f"den är inte giltig SVG (rad {error.position[0]})"]) from error
    _drop(root, f"{_SVG}metadata")
    _drop(root, f"{_SVG}style", text=_MATPLOTLIB_STYLE)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        element.attrib = {key.removeprefix(_XLINK): value for key, value in element.attrib.items()}
    faults = sorted({fault for element in root.iter() for fault in _faults(element)})
    if "viewBox" not in root.attrib and not _add_view_box(root):
        faults.append("den saknar storlek (viewBox, eller width och height)")
    if faults:
        raise ReportError.of(where, faults)
    return root


def _drop(root: ET.Element, tag: str, text: str | None = None) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == tag and text in (None, "".join((child.text or "").split())):
                parent.remove(child)


def _faults(element: ET.Element) -> Iterator[str]:
    if element.tag not in _SHAPES:
        yield f"otillåtet element {element.tag}"
    for key, value in element.attrib.items():
        if key.lower().startswith(("on", "{")) and not key.startswith(_XML):
            yield f"otillåtet attribut {key}"
        elif (key == "href" and not value.startswith("#")) or _ACTIVE_VALUE.search(value):
            yield f"otillåtet värde i attributet {key}"


def _add_view_box(root: ET.Element) -> bool:
    sizes = [_LENGTH.match(root.get(key, "")) for key in ("width", "height")]
    if None in sizes:
        return False
    root.set("viewBox", " ".join(["0 0", *(size.group() for size in sizes if size)]))
    return True
