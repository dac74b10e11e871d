"""`kiosk forecast score` and `kiosk whatif`."""


def test_the_score_says_how_the_waits_told_turned_out(kiosk, data) -> None:
    data("open", "--counter", "1", "--clerk", "c01")
    for service in ("A", "A", "B"):
        data("issue", service)
    data("next", "--counter", "1")
    [record] = data("forecast", "score")
    assert record["all"][0]["told"] == 3
    assert record["all"][0]["called"] == 1
    assert {each["group"]: each["told"] for each in record["service"]} == {"A": 2, "B": 1}
    assert [each["group"] for each in record["place"]] == ["command"]
    assert record["all"][0]["coverage"] == 1.0, "called at once, as the one who was next"


def test_the_score_has_a_definition_for_every_column(kiosk, data) -> None:
    data("open", "--counter", "1", "--clerk", "c01")
    data("issue", "A")
    shown = kiosk("forecast", "score").stdout
    for column in ("told", "unknown", "called", "left", "inside", "longer", "shorter", "bias", "error", "width"):
        assert f"{column}: " in shown
    assert "Opening an account" in shown
    assert "command line" in shown


def test_a_day_with_one_more_counter(kiosk, data) -> None:
    data("open", "--counter", "2", "--clerk", "c02")
    for _ in range(3):
        data("issue", "B")
    for _ in range(3):
        data("next", "--counter", "2")
        data("finish", "--counter", "2")
    [record] = data("whatif", "--day", "today", "--counters", "+1", "--service", "B")
    assert (record["really"]["called"], record["after"]["called"]) == (3, 3)
    assert record["after"]["p90_seconds"] <= record["before"]["p90_seconds"]
    shown = kiosk("whatif", "--day", "today", "--counters", "+1", "--service", "B").stdout
    assert "1 more counter(s)" in shown
    assert "replayed as it was" in shown


def test_what_cannot_be_asked_is_refused_in_one_sentence(kiosk) -> None:
    assert "Z" in kiosk("whatif", "--counters", "1", "--service", "Z", code=2).stderr
    assert "tomorrow" in kiosk("whatif", "--counters", "1", "--day", "tomorrow", code=2).stderr
    assert "25:00" in kiosk("whatif", "--counters", "1", "--from", "25:00", code=2).stderr
