"""The address and the QR on a ticket."""

import ipaddress
from pathlib import Path

import pytest
from codes import codes_in
from PIL import Image

from kiosk.hall import load_hall
from kiosk.ticket import lan_address, page_address, qr_matrix, site_address

TOKEN = "7KQ2MX9PLW7KQ2MX9PLWABCDEF"
EXAMPLE = Path(__file__).parents[3] / "kiosk" / "example"


@pytest.mark.parametrize(
    ("site", "address"),
    [
        ("http://192.168.1.23:8080", f"HTTP://192.168.1.23:8080/T/{TOKEN}"),
        ("http://hall.lan/", f"HTTP://HALL.LAN/T/{TOKEN}"),
        ("https://Hall.example/gas/east", f"HTTPS://HALL.EXAMPLE/gas/east/T/{TOKEN}"),
    ],
)
def test_addresses_are_in_capitals_where_case_does_not_matter(site: str, address: str) -> None:
    assert page_address(site, TOKEN.lower()) == address


def test_capitals_keep_the_qr_small() -> None:
    address = page_address("http://192.168.1.23:8080", TOKEN)
    assert len(qr_matrix(address)) == 29 + 8
    assert len(qr_matrix(address.lower())) > 29 + 8


def test_the_matrix_is_square_with_a_quiet_border_of_four() -> None:
    matrix = qr_matrix("HTTP://HALL.LAN/T/" + TOKEN)
    assert {len(row) for row in matrix} == {len(matrix)}
    for edge in (0, 1, 2, 3, -1, -2, -3, -4):
        assert not any(matrix[edge])
        assert not any(row[edge] for row in matrix)
    assert any(matrix[4])


def test_a_reader_finds_the_address_in_the_matrix() -> None:
    address = page_address("http://192.168.1.23:8080", TOKEN)
    matrix = qr_matrix(address)
    picture = Image.new("L", (len(matrix), len(matrix)), 255)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            picture.putpixel((x, y), 0 if dark else 255)
    scale = len(matrix) * 4
    (found,) = codes_in(picture.resize((scale, scale), Image.Resampling.NEAREST))
    assert found == address


def test_a_configured_address_wins_over_a_found_one() -> None:
    config = load_hall(EXAMPLE)
    found = site_address(config)
    web = config.web.model_copy(update={"address": "http://hall.lan:9000"})
    assert site_address(config.model_copy(update={"web": web})) == "http://hall.lan:9000"
    assert found == "" or found == f"http://{lan_address()}:8080"


def test_a_found_address_is_one_that_phones_could_reach() -> None:
    found = lan_address()
    if found:
        parsed = ipaddress.ip_address(found)
        assert not parsed.is_loopback
        assert not parsed.is_unspecified
