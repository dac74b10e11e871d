"""Parquet, batch by batch, by arro3, which is an extra of this package."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO

from kiosk.export.columns import Column, Kind
from kiosk.export.shape import Page, Values, days_since_1970, milliseconds_since_1970, seconds_since_midnight

if TYPE_CHECKING:
    from arro3.core import DataType

ROW_GROUP = 40_000
"""Rows of a row group, which is kept in memory, packed, until it is written."""

_END = b"\xff\xff\xff\xff\x00\x00\x00\x00"
"""What ends an Arrow stream: https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format"""


class ParquetMissing(Exception):
    """The libraries for Parquet are not installed."""


def write_parquet(stream: BinaryIO, columns: Sequence[Column], pages: Iterable[Page]) -> int:
    """Write Parquet with real types: UTC timestamps, dates, times of day, numbers; returns the number of rows.

    Halves of characters, which UTF-8 cannot hold, become question marks. ParquetMissing without the libraries.
    """
    try:
        from arro3.io import read_ipc_stream, write_parquet
    except ImportError:
        raise ParquetMissing from None
    sink = _Sink(stream)
    feed = _Feed(columns, pages, sink)
    write_parquet(read_ipc_stream(feed), sink, compression="snappy", max_row_group_size=ROW_GROUP)  # type: ignore[arg-type]
    if failure := feed.failure or sink.failure:
        raise failure
    return feed.count


class _Sink:
    """The file that is written. The library would end in a panic of its own, so a failure is kept until it is done."""

    def __init__(self, stream: BinaryIO) -> None:
        self.failure: OSError | None = None
        self._stream = stream

    def write(self, data: bytes) -> int:
        """Write, unless writing failed already."""
        try:
            if self.failure is None:
                self._stream.write(data)
        except OSError as error:
            self.failure = error
        return len(data)

    def flush(self) -> None:
        """Whoever opened the file flushes it."""

    def seek(self, *_: object) -> int:
        """Nobody goes back in a stream; the library only wants the method to be there."""
        raise io.UnsupportedOperation


class _Feed:
    """A file that is made while it is read: one Arrow stream of all batches."""

    def __init__(self, columns: Sequence[Column], pages: Iterable[Page], sink: _Sink) -> None:
        self.count = 0
        self.failure: BaseException | None = None
        self._columns = columns
        self._sink = sink
        self._chunks = self._stream(pages)
        self._rest = memoryview(b"")

    def read(self, size: int) -> bytes:
        """At most `size` bytes more; what goes wrong in making them is kept in `failure`, and ends the stream."""
        if not self._rest and self.failure is None:
            try:
                self._rest = memoryview(next(self._chunks, b""))
            except BaseException as error:
                self.failure = error
                self._rest = memoryview(_END)
        piece, self._rest = bytes(self._rest[:size]), self._rest[size:]
        return piece

    def seek(self, *_: object) -> int:
        """Nobody goes back in a stream; the reader only wants the method to be there."""
        raise io.UnsupportedOperation

    def _stream(self, pages: Iterable[Page]) -> Iterator[bytes]:
        from arro3.core import Array, RecordBatch, Schema, Table
        from arro3.io import write_ipc_stream

        schema = Schema([_field(column) for column in self._columns])
        empty = io.BytesIO()
        write_ipc_stream(Table.from_batches([], schema=schema), empty)
        head = empty.getvalue().removesuffix(_END)
        yield head
        for page in pages:
            if self._sink.failure is not None:
                break
            self.count += len(page[0])
            arrays = [_array(Array, column, values) for column, values in zip(self._columns, page, strict=True)]
            one = io.BytesIO()
            write_ipc_stream(RecordBatch.from_arrays(arrays, schema=schema), one)
            yield one.getvalue()[len(head) :].removesuffix(_END)
        yield _END


def _types() -> Mapping[Kind, tuple[DataType, DataType]]:
    """For each kind the type that values are made of, and the one in the file."""
    from arro3.core import DataType

    whole, half = DataType.int64(), DataType.int32()
    return {
        Kind.TEXT: (DataType.string(), DataType.string()),
        Kind.WHOLE: (whole, whole),
        Kind.NUMBER: (DataType.float64(), DataType.float64()),
        Kind.FLAG: (DataType.bool(), DataType.bool()),
        Kind.TIME: (whole, DataType.timestamp("ms", tz="UTC")),
        Kind.DATE: (half, DataType.date32()),
        Kind.CLOCK: (half, DataType.time32("ms")),
    }


def _field(column: Column) -> Any:
    from arro3.core import Field

    return Field(column.name, _types()[column.kind][1])


_MADE_OF: Mapping[Kind, Callable[[Any], Any]] = MappingProxyType(
    {
        Kind.TEXT: lambda text: text.encode("utf-8", "replace").decode(),
        Kind.NUMBER: float,
        Kind.TIME: milliseconds_since_1970,
        Kind.DATE: days_since_1970,
        Kind.CLOCK: lambda text: seconds_since_midnight(text) * 1000,
    }
)


def _array(array: Any, column: Column, values: Values) -> Any:
    made_of, kept_as = _types()[column.kind]
    make = _MADE_OF.get(column.kind)
    plain = values if make is None else [None if value is None else make(value) for value in values]
    made = array(plain, type=made_of)
    return made if made_of == kept_as else made.cast(kept_as)
