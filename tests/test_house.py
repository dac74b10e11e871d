"""The house as DESIGN.md draws it: which room may know which, and no dialect of SQL outside the engines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent

DIALECT = re.compile(
    r"\bPRAGMA\b|\bjulianday\b|\bjson_(extract|each|object|set|group_array)\b|\bunixepoch\b|\bAUTOINCREMENT\b"
    r"|\bWITHOUT ROWID\b|\bINSERT OR (REPLACE|IGNORE)\b|\bsqlite_master\b|\browid\b|\bstrftime\('|\bdatetime\('now'"
    r"|\bGLOB\b|\blast_insert_rowid\b|\bBEGIN IMMEDIATE\b|\bpg_\w+\b|::(text|timestamptz|jsonb)\b",
)
"""SQL that only one engine understands."""


def texts_of(file: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module that is no docstring, with its line."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documentation = {
        id(node.value)
        for parent in ast.walk(tree)
        if isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for node in parent.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def dialect_in(file: Path) -> list[str]:
    """Places in a module where it speaks the dialect of one engine."""
    return [f"{file}:{line} {found[0]}" for line, text in texts_of(file) if (found := DIALECT.search(text))]


def outside_the_engines() -> list[Path]:
    """Every module of the three packages except the engines."""
    engines = ROOT / "queue_store" / "engines"
    packages = (ROOT / name for name in ("kiosk", "queue_store", "prompts"))
    return [file for package in packages for file in package.rglob("*.py") if not file.is_relative_to(engines)]


def test_every_contract_of_the_house_is_kept() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_no_dialect_of_sql_outside_the_engines() -> None:
    found = [place for file in outside_the_engines() for place in dialect_in(file)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    ['x = "PRAGMA quick_check"', 'x = f"SELECT julianday({y})"', "x = 'SELECT json_extract(data, 1)'"],
)
def test_dialect_is_noticed(line: str, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(f'"""A PRAGMA in a docstring is a word."""\n{line}\n', encoding="utf-8")
    assert len(dialect_in(file)) == 1


def test_workers_are_started_in_one_way() -> None:
    started = [file for file in (ROOT / "kiosk").rglob("*.py") if ".run_worker(" in file.read_text(encoding="utf-8")]
    assert {file.name for file in started} == {"worker.py", "hall_file.py"}, "the second one starts a thread"
