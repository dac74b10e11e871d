"""The printer in hall.toml: every way to write it, and one sentence for what cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.hall import HallConfig, HallFileError, parse_hall
from kiosk.hall.change import keep_until_next_start
from kiosk.hall.printer import CupsTarget, DeviceTarget, FileTarget, NetworkTarget, Target
from kiosk.words import load_words

HALL = """
id = "small"
timezone = "Europe/Berlin"
languages = ["en"]
name = { en = "Town hall" }
company = { en = "Town" }
centre = { en = "Office" }
{printer}
[[services]]
code = "A"
series = "A"
names = { en = "Passports" }
target = "10m"
[[counters]]
number = 1
services = ["A"]
"""


def hall(printer: str = "") -> HallConfig:
    return parse_hall(HALL.replace("{printer}", printer), Path("hall.toml"))


@pytest.mark.parametrize(
    ("to", "target"),
    [
        ("tcp://192.168.1.50:9100", NetworkTarget("192.168.1.50", 9100)),
        ("tcp://192.168.1.50", NetworkTarget("192.168.1.50", 9100)),
        ("tcp://printer.hall:6001/", NetworkTarget("printer.hall", 6001)),
        ("tcp://[fe80::1]:9100", NetworkTarget("fe80::1", 9100)),
        ("/dev/usb/lp0", DeviceTarget(Path("/dev/usb/lp0"))),
        ("file:/srv/tickets.bin", FileTarget(Path("/srv/tickets.bin"), folder=False)),
        ("file:/srv/my hall/", FileTarget(Path("/srv/my hall"), folder=True)),
        ("cups:Front_Desk-80", CupsTarget("Front_Desk-80")),
    ],
)
def test_where_to_print(to: str, target: Target) -> None:
    printer = hall(f'[printer]\nto = "{to}"').printer
    assert printer is not None
    assert printer.target == target
    assert (printer.width, printer.dots, printer.cut, printer.font) == (80, 576, True, "")


def test_a_hall_has_no_printer_unless_it_says_so() -> None:
    assert hall().printer is None


@pytest.mark.parametrize(
    ("written", "where", "key"),
    [
        *(
            (f'to = "{to}"', "printer.to", "printer_to")
            for to in (
                "", "lp0", "tcp://", "tcp://host:port", "tcp://host:99999", "tcp://host/queue", "http://host", "/dev/",
                "file:tickets.bin", "file:/", "file:", "cups:", "cups:a b", "cups:-o", "cups:a/b", "tcp:9100",
            )
        ),
        ('to = "/dev/usb/lp0"\nwidth = 57', "printer.width", "printer_width"),
        ('to = "/dev/usb/lp0"\nwidth = "80"', "printer.width", "not_number"),
        ('to = "/dev/usb/lp0"\ncut = "yes"', "printer.cut", "not_switch"),
        ('to = "/dev/usb/lp0"\nfont = "/no/such/font.ttf"', "printer.font", "printer_font"),
        ('to = "/dev/usb/lp0"\nwidht = 80', "printer.widht", "unknown_key_meant"),
        ("width = 80", "printer.to", "missing"),
    ],
)  # fmt: skip
def test_each_bad_value_has_one_clear_sentence(written: str, where: str, key: str) -> None:
    with pytest.raises(HallFileError) as caught:
        hall(f"[printer]\n{written}")
    assert [(fault.path, fault.key) for fault in caught.value.faults] == [(where, key)]
    for language in ("zh-Hans", "zh-Hant", "en"):
        [_, sentence] = caught.value.sentences(load_words(language))
        assert sentence.startswith(where)


def test_another_printer_waits_for_the_next_start() -> None:
    held, written = hall(), hall('[printer]\nto = "cups:Front"')
    config, waiting = keep_until_next_start(held, written)
    assert config.printer is None
    assert waiting == ("printer",)
