"""Workbooks as spreadsheet programs write them, made by hand: one sheet after another, cells as XML."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
# number, percent with two digits, a date, and own formats: percent, day and month, a unit in red
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0%"/>
<numFmt numFmtId="165" formatCode="dd/mm/yyyy"/><numFmt numFmtId="166" formatCode="[Red]0.0&quot;day%&quot;"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>
<xf numFmtId="166"/></cellXfs></styleSheet>"""


def letters(place: int) -> str:
    return chr(65 + place) if place < 26 else letters(place // 26 - 1) + chr(65 + place % 26)


def cell(value: object, reference: str) -> str:
    """Return a cell: XML as it is, a number, or a text."""
    if isinstance(value, str) and value.startswith("<c"):
        return value
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value!r}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' if value else ""


def rows(values: Sequence[Sequence[object]], right: int = 0, down: int = 0) -> str:
    return "".join(
        f'<row r="{line + down}">'
        + "".join(cell(value, f"{letters(place + right)}{line + down}") for place, value in enumerate(row))
        + "</row>"
        for line, row in enumerate(values, start=1)
    )


def workbook(
    sheets: Mapping[str, str],
    strings: Sequence[str] = (),
    states: Mapping[str, str] | None = None,
    properties: str = "",
    leave_out: str = "",
) -> bytes:
    """Return a workbook with sheets by name, each the XML of its rows."""
    shown = states or {}
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}" state="{shown.get(name, "visible")}"/>'
        for n, name in enumerate(sheets, start=1)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{named}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        + "".join(f'<Relationship Id="rId{n}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1))
        + "</Relationships>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si>{one}</si>" for one in strings)}</sst>',
    }
    for n, body in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name != leave_out:
                archive.writestr(name, content)
    return made.getvalue()
