"""A study's two tables as a workbook (XLSX; ECMA-376, part 1): small enough to be written without a library.

Text is marked as text, so that a program that shows it never takes ``=1+1`` for something to be computed, not even
when somebody edits the cell.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from actlab.errors import InvalidInput
from actlab.report.exports.sheets import Sheet, curves, networks
from actlab.studies.study import Study
from actlab.words import _

MOST_ROWS = 2**20  # that a sheet can have
MOST_CHARACTERS = 32_767  # that a cell can have
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
_NOON = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same results give the same bytes
_STYLES = (  # of cells, 0: numbers; 1: text, never computed; 2: headings
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/>'
    '<sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>'
    '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" '
    'fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/><xf numFmtId="0" fontId="1" '
    'fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
    'builtinId="0"/></cellStyles></styleSheet>'
)


def content(study: Study) -> bytes:
    """Return a workbook with the sheets networks and curves.

    Raises InvalidInput where a sheet cannot hold so many rows.
    """
    sheets = [networks(study), curves(study)]
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _frame(sheets):
            archive.writestr(zipfile.ZipInfo(name, _NOON), text, zipfile.ZIP_DEFLATED)
        for number, sheet in enumerate(sheets, 1):
            with archive.open(zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml", _NOON), "w") as part:
                for piece in _sheet(sheet):
                    part.write(piece.encode())
    return held.getvalue()


def _frame(sheets: list[Sheet]) -> Iterator[tuple[str, str]]:
    """Yield the parts that say which sheets there are."""
    numbers = range(1, len(sheets) + 1)
    part = '<Override PartName="/xl/{name}.xml" ContentType="' + _TYPE + '.{kind}+xml"/>'
    named = "".join(
        f'<sheet name={quoteattr(one.name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, one in zip(numbers, sheets, strict=True)
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + part.format(name="workbook", kind="sheet.main")
        + part.format(name="styles", kind="styles")
        + "".join(part.format(name=f"worksheets/sheet{n}", kind="worksheet") for n in numbers)
        + "</Types>",
    )
    yield "_rels/.rels", _relations(["officeDocument"], ["xl/workbook.xml"])
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
    )
    kinds = [*("worksheet" for _number in numbers), "styles"]
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(kinds, [*(f"worksheets/sheet{n}.xml" for n in numbers), "styles.xml"]),
    )
    yield "xl/styles.xml", _STYLES


def _relations(kinds: list[str], targets: list[str]) -> str:
    """Return the part that says where others are, in the order of their numbers."""
    lines = (
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(zip(kinds, targets, strict=True), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    yield 'state="frozen"/></sheetView></sheetViews><sheetData><row>'
    yield "".join(_text(name, style=2) for name in sheet.columns) + "</row>"
    rows = iter(sheet.rows)
    for row in islice(rows, MOST_ROWS - 1):
        yield f"<row>{''.join(_cell(row[name]) for name in sheet.columns)}</row>"
    if next(rows, None) is not None:
        text = _("{sheet}: a sheet of a workbook has at most {most:,} rows; take Parquet or CSV.")
        raise InvalidInput(text.format(sheet=sheet.name, most=MOST_ROWS), "to", "results.parquet")
    yield "</sheetData></worksheet>"


def _cell(value: str | float | int | None) -> str:
    """Return a cell: a number with all its digits, a text, or nothing; what is not finite is a text."""
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str) or not math.isfinite(value):
        return _text(str(value))
    return f"<c><v>{value!r}</v></c>"


def _text(words: str, style: int = 1) -> str:
    shown = escape(_FORBIDDEN.sub("\ufffd", words[:MOST_CHARACTERS]))
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{shown}</t></is></c>'
