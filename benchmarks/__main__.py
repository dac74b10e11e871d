"""Run every benchmark, or those that are named, and print one table."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import (
    asking,
    audit,
    backup,
    desk,
    export,
    flood,
    floor,
    idle,
    opening,
    page,
    paper,
    reception,
    report,
    store,
    tone,
    web,
)
from benchmarks.measure import progress, table

PARTS = {
    part.__name__.removeprefix("benchmarks."): part
    for part in (
        desk, reception, floor, idle, opening, store, backup, asking, paper, web, page, flood, tone, export, report,
        audit,
    )
}  # fmt: skip


def main() -> None:
    """Measure on real files in a temporary folder, or in the one given, on the disk that matters."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one or more of {', '.join(PARTS)}; all without")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and a shorter history")
    parser.add_argument("--folder", type=Path, help="where to put the files; a temporary folder without it")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        found = []
        for name in asked.parts or PARTS:
            found.append(PARTS[name].findings(Path(folder), asked.quick))
            progress(f"so far\n{table(found[-1].figures)}")
    print(table([figure for part in found for figure in part.figures]))
    for part in found:
        if part.drawing:
            print(f"\n{part.drawing}")


if __name__ == "__main__":
    main()
