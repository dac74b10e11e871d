"""A sheet that takes whole pages of columns: their XML goes straight into the file in which XlsxWriter keeps the rows
of a sheet in its constant-memory mode. Cell by cell through `write_number` takes three times as long.

Cells are those of ECMA-376 part 1, 18.3.1.4: `t="inlineStr"` for text, `t="b"` for a boolean, a number without `t`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from kiosk.export.columns import Column, Kind
from kiosk.export.formats import visible
from kiosk.export.shape import Page, Values, days_since_1970, milliseconds_since_1970, seconds_since_midnight

_LONGEST_CELL = 32_767
"""Characters: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3"""

_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("(_x[0-9a-fA-F]{4}_)")
_EPOCH = 25_569
"""1970-01-01 as Excel counts days."""

_NUMBERS: Mapping[Kind, Callable[[Any], float]] = MappingProxyType(
    {
        Kind.TIME: lambda text: round(milliseconds_since_1970(text) / 86_400_000 + _EPOCH, 9),
        Kind.DATE: lambda text: days_since_1970(text) + _EPOCH,
        Kind.CLOCK: lambda text: round(seconds_since_midnight(text) / 86_400, 9),
    }
)


class PagedSheet(Worksheet):  # type: ignore[misc]
    """A worksheet of a workbook in constant-memory mode, whose rows come page by page after its header."""

    def write_page(self, first: int, columns: Sequence[Column], styles: Sequence[Format | None], page: Page) -> None:
        """Write rows from row `first` on, 0 being the header; the row before is written already."""
        cells = [
            _cells(column.kind, f'<c r="{xl_col_to_name(place)}', style and style._get_xf_index(), first + 1, values)
            for place, (column, style, values) in enumerate(zip(columns, styles, page, strict=True))
        ]
        last = first + len(page[0]) - 1
        self._write_single_row(last + 1)
        self.dim_rowmax = last
        self.row_data_fh.writelines(
            f'<row r="{number}">{"".join(row)}</row>' for number, row in enumerate(zip(*cells, strict=True), first + 1)
        )


def _cells(kind: Kind, begin: str, style: int | None, first: int, values: Values) -> list[str]:
    """XML of the cells of one column, from row `first` on as people count them; nothing for what is empty."""
    if kind is Kind.TEXT:
        return [f'{begin}{row}" {text_xml(value)}' if value else "" for row, value in enumerate(values, first)]
    if kind is Kind.FLAG:
        return [
            "" if value is None else f'{begin}{row}" t="b"><v>{value:d}</v></c>'
            for row, value in enumerate(values, first)
        ]
    styled = '"><v>' if style is None else f'" s="{style}"><v>'
    number = _NUMBERS.get(kind)
    plain = values if number is None else [None if value is None else number(value) for value in values]
    return ["" if value is None else f"{begin}{row}{styled}{value!r}</v></c>" for row, value in enumerate(plain, first)]


@lru_cache(maxsize=4096)
def text_xml(value: str) -> str:
    """The rest of a cell's XML for a text: whatever is in it, it is shown and never run."""
    text = _NO_XML.sub("\ufffd", visible(value))[:_LONGEST_CELL]
    escaped = _ESCAPE.sub(r"_x005F\1", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f't="inlineStr"><is><t{space}>{escaped}</t></is></c>'
