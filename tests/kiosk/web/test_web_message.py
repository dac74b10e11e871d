"""What the command line says to phones: the supervisor's message and the check-in code."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from click.testing import CliRunner
from web_hall import DeskSide, browsing

from kiosk.cli.root import cli


async def test_a_message_set_at_the_command_line_is_on_the_phone_until_it_is_cleared(
    desk: DeskSide, tmp_path: Path
) -> None:
    text = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
    (tmp_path / "hall.toml").write_text(text, encoding="utf-8")
    ticket = desk.issue()

    def run(*words: str) -> list[str]:
        result = CliRunner().invoke(cli, ["--hall", str(tmp_path), "message", "--json", *words])
        assert result.exit_code == 0, result.stderr
        return [json.loads(line)["text"] for line in result.stdout.splitlines()]

    async with browsing(desk) as (client, web):
        assert run("系统维护，请保留号码") == ["系统维护，请保留号码"]
        assert run() == ["系统维护，请保留号码"]
        await web.watcher.look()
        assert "系统维护，请保留号码" in (await client.get(f"/t/{ticket.token}")).text
        assert run("--clear") == []
        await web.watcher.look()
        assert "系统维护" not in (await client.get(f"/t/{ticket.token}")).text


async def test_the_code_of_the_command_line_checks_a_visitor_in(desk: DeskSide, tmp_path: Path) -> None:
    text = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
    (tmp_path / "hall.toml").write_text(text, encoding="utf-8")
    ticket = desk.bring_to("booked")
    result = CliRunner().invoke(cli, ["--hall", str(tmp_path), "code"])
    async with browsing(desk) as (client, _):
        answer = await client.post(f"/t/{ticket.token}/check-in", data={"code": result.stdout.strip()})
        assert answer.status_code == 303
    assert desk.store.ticket(ticket.id).state == "waiting"
