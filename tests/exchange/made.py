"""Workbooks written by hand, part by part, with the quirks of the programs that people use."""

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="[$-421]d\\ mmmm\\ yyyy;@"/>'
    '<numFmt numFmtId="165" formatCode="0 &quot;dokumen&quot;"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/><xf numFmtId="22"/></cellXfs>'
)
"""Cell styles 0 general, 1 and 2 days, 3 a time, 4 a number with a word, 5 a length of time, 6 day and time."""


def cell(place: str, value: object = "", style: int = 0) -> str:
    """Return a cell with a number, or an inline text."""
    if isinstance(value, int | float):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def texts(number: int, *values: str) -> str:
    return row(number, *(cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(values)))


def workbook(
    *sheets: str,
    shared: tuple[str, ...] = (),
    after: str = "",
    date1904: bool = False,
    hidden: int = 0,
    namespace: str = MAIN,
    prolog: str = "",
    more: dict[str, str] | None = None,
) -> io.BytesIO:
    """Return a workbook; ``shared`` are whole ``<si>`` contents, ``after`` follows the rows of every sheet."""
    numbers = range(1, len(sheets) + 1)
    named = "".join(
        f'<sheet name="Lembar{n}" sheetId="{n}" r:id="rId{n}" state="{"hidden" if n <= hidden else "visible"}"/>'
        for n in numbers
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="/xl/worksheets/sheet{n}.xml"/>' for n in numbers
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="rId1" Type="{LINKS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{LINKS}"><workbookPr date1904="{int(date1904)}"/>'
        f"<sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{namespace}">{STYLES}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{"".join(f"<si>{one}</si>" for one in shared)}</sst>',
    }
    for number, rows in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'{prolog}<worksheet xmlns="{namespace}"><dimension ref="A1"/>'
            f"<sheetData>{rows}</sheetData>{after}</worksheet>"
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**parts, **(more or {})}.items():
            archive.writestr(name, text)
    file.seek(0)
    return file
