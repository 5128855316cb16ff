"""Who read the blog: from lines of nginx' log to days, and from days to a report."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from readers import store
from readers.countries import countries, lookup
from readers.day import HELD, Day, from_data, summary
from readers.lines import Line, is_page, kind, parse, subscribers
from readers.readers_main import words_of
from readers.report import report, subscribers as latest, unusual
from readers.visitors import MOST, Visitors

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
OWN = "https://blog.example.org"


def line(path: str = "/", agent: str = FIREFOX, **changes: str | int) -> str:
    """Write a line as nginx does."""
    fields: dict[str, str | int] = {
        "time": "2026-11-25T08:15:01+00:00",
        "requests": 1,
        "network": "192.0.2.0/24",
        "method": "GET",
        "path": path,
        "status": 200,
        "referrer": "",
        "agent": agent,
    }
    return json.dumps({**fields, **changes}, separators=(",", ":"))


def no_countries(_: Mapping[str, int]) -> dict[str, int]:
    return {}


def parsed(text: str) -> Line:
    found = parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026/11/25 08:15:01 [error] 7#7: *1 open() failed",
        '{"time":"x"}',
        '{"time":"x","requests":"many"}',
        '{"time":' + "[" * 5000,
        line()[:-10],
    ],
)
def test_other_text_is_no_line(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("path", "changes", "page"),
    [
        ("/", {}, True),
        ("/posts/a-planet", {"status": 304}, True),
        ("/feed.xml", {}, True),
        ("/posts/a-planet", {"status": 404}, False),
        ("/posts/old", {"status": 301}, False),
        ("/posts/a-planet", {"method": "HEAD"}, False),
        ("/static/style.0123456789.css", {}, False),
        ("/robots.txt", {}, False),
        ("/.well-known/freehold/ok", {}, False),
        ("/release.json", {}, False),
    ],
)
def test_what_is_a_page(path: str, changes: dict[str, str | int], page: bool) -> None:
    fields = {"path": path, **changes}
    assert is_page(parsed(json.dumps({**json.loads(line()), **fields}, separators=(",", ":")))) is page


@pytest.mark.parametrize(
    ("agent", "path", "who"),
    [
        (FIREFOX, "/", "reader"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1",
            "/",
            "reader",
        ),
        ("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)", "/", "reader"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "/", "bot"),
        (
            "Mozilla/5.0 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "/",
            "bot",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0", "/", "bot"),
        ("curl/8.14.1", "/", "bot"),
        ("", "/", "bot"),
        ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)", "/feed.xml", "feed"),
        (FIREFOX, "/feed.xml", "feed"),
        ("NetNewsWire (RSS Reader; https://netnewswire.com/)", "/index.xml", "feed"),
    ],
)
def test_who_asks(agent: str, path: str, who: str) -> None:
    assert kind(parsed(line(path, agent))) == who


def test_subscribers_of_services() -> None:
    assert subscribers("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)") == (
        "Feedly",
        12,
    )
    assert subscribers("NewsBlur Feed Fetcher - 1 subscriber - http://x (Mozilla/5.0)") == ("NewsBlur", 1)
    assert subscribers(FIREFOX) is None


def test_a_day_counts_what_each_line_stands_for() -> None:
    lines = [
        line("/", requests=16),
        line("/posts/a", referrer="https://news.example"),
        line("/posts/a", network="2001:db8::/48", referrer=OWN),
        line("/posts/a", "curl/8.14.1"),
        line("/feed.xml", "Feedly/1.0 (12 subscribers)"),
        line("/feed.xml", "Feedly/1.0 (14 subscribers)"),
        line("/feed.xml", "NetNewsWire", network="198.51.100.0/24"),
        line("/feed.xml", "NetNewsWire", network="198.51.100.0/24"),
        line("/wp-login.php", status=404),
        "[notice] signal process started",
    ]
    asked: dict[str, int] = {}

    def table(networks: Mapping[str, int]) -> dict[str, int]:
        asked.update(networks)
        return {"NL": 1, "??": 1}

    assert summary("2026-11-25", lines, OWN, table) == Day(
        "2026-11-25",
        visitors=2,
        views=18,
        bots=1,
        pages={"/": 16, "/posts/a": 2},
        sites={"https://news.example": 1},
        countries={"NL": 1, "??": 1},
        feeds={"Feedly": 14, "others": 1},
    )
    assert asked == {"192.0.2.0/24": 1, "2001:db8::/48": 1}


def test_nothing_that_is_kept_names_a_reader() -> None:
    day = summary("2026-11-25", [line(agent=f"{FIREFOX} secret"), line("/feed.xml", "Odd secret")], OWN, no_countries)
    text = json.dumps(day.data())
    assert ("secret" in text, "192.0.2" in text) == (False, False)


def test_endless_addresses_do_not_fill_the_memory() -> None:
    lines = (line(f"/x/{number}", referrer=f"https://{number}.example") for number in range(2 * HELD))
    day = summary("2026-11-25", lines, OWN, no_countries)
    assert (day.views, len(day.pages), len(day.sites)) == (2 * HELD, 50, 50)


def test_visitors_are_counted_once_and_estimated_in_bounded_memory() -> None:
    few, many = Visitors(), Visitors()
    for number in [*range(1000), *range(1000)]:
        few.add("192.0.2.0/24", str(number))
    for number in range(6 * MOST):
        many.add("192.0.2.0/24", str(number))
    assert few.count() == 1000
    # The salt is random. Six standard deviations of what sampling 8,192 or more gives.
    assert abs(many.count() - 6 * MOST) < 6 * MOST * 6 / 8192**0.5
    assert many.networks() == {"192.0.2.0/24": many.count()}


GEOIP = b"""# comment
# another, longer comment about a licence
16777216,16777471,AU
16777472,16778239,CN
3221225984,3221226239,NL
"""
GEOIP6 = b"""# comment
2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,DE
2a01::,2a01:ffff:ffff:ffff:ffff:ffff:ffff:ffff,FR
"""


@pytest.mark.parametrize(
    ("address", "country"),
    [
        (0, "??"),
        (16777216, "AU"),
        (16777471, "AU"),
        (16777472, "CN"),
        (16778240, "??"),
        (3221226239, "NL"),
        (3221226240, "??"),
    ],
)
def test_the_country_of_an_address(address: int, country: str) -> None:
    assert lookup(GEOIP, address) == country
    assert lookup(GEOIP.rstrip(b"\n"), address) == country


def test_a_table_of_other_text_ends_the_search() -> None:
    assert lookup(b"\n\n\n# x\n\n", 5) == "??"
    assert lookup(b"", 5) == "??"


def test_countries_of_networks(tmp_path: Path) -> None:
    networks = {"192.0.2.0/24": 3, "2001:db8::/48": 2, "2a01:1::/48": 1, "::/48": 1, "odd": 1}
    assert countries(networks, tmp_path) == {}
    (tmp_path / "geoip").write_bytes(GEOIP)
    (tmp_path / "geoip6").write_bytes(b"")
    assert countries(networks, tmp_path) == {}
    (tmp_path / "geoip6").write_bytes(GEOIP6)
    assert countries(networks, tmp_path) == {"NL": 3, "DE": 2, "FR": 1, "??": 1}


def week(*visitors: int) -> list[Day]:
    return [
        Day(f"2026-11-{number + 1:02}", visitors=count, pages={"/posts/a": 1}, sites={"https://news.example": 1})
        for number, count in enumerate(visitors)
    ]


@pytest.mark.parametrize(
    ("visitors", "dates"),
    [
        ((10, 12, 9, 11, 10, 12, 90), ["2026-11-07"]),
        ((10, 12, 9, 11, 10, 12, 15), []),
        ((0, 0, 0, 0, 0, 0, 12), []),
        ((10, 12, 9, 90), []),
    ],
)
def test_days_out_of_the_ordinary(visitors: tuple[int, ...], dates: list[str]) -> None:
    assert [day.date for day in unusual(week(*visitors))] == dates


def test_the_report_has_a_bar_for_each_day_and_why_one_stands_out() -> None:
    text = report(week(10, 12, 9, 11, 10, 12, 80)).splitlines()
    assert text[2] == "2026-11-01      10  #####"
    assert text[8] == f"2026-11-07      80  {'#' * 40}  unusual: /posts/a https://news.example"
    assert text[10:12] == ["pages", "       7  /posts/a"]


def test_subscribers_are_those_of_the_last_day() -> None:
    assert latest([Day("a", feeds={"Feedly": 12, "Old": 3}), Day("b", feeds={"Feedly": 9})]) == {"Feedly": 9, "Old": 3}


def test_days_are_counted_once_and_outlive_the_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    today = datetime.date(2026, 11, 25)
    log = {datetime.date(2026, 11, 20): [line()], today: [line(), line("/about")]}
    read: list[datetime.date] = []

    def journal(date: datetime.date) -> Iterator[str]:
        read.append(date)
        return iter(log.get(date, []))

    monkeypatch.setattr(store, "_journal", journal)
    assert store.count_finished(today) == ["2026-11-20", "2026-11-24"]
    assert len(read) == 60
    log.clear()
    assert store.count_finished(today) == []
    # Neither what was counted nor what was empty is read again.
    assert len(read) == 60
    assert store.count_finished(today + datetime.timedelta(days=1)) == ["2026-11-25"]
    assert len(read) == 61
    assert [(day.date, day.views) for day in store.days(today, 6)] == [
        ("2026-11-20", 1),
        ("2026-11-24", 0),
        ("2026-11-25", 0),
    ]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"date":"x"}', '{"date":"x","visitors":1,"views":1,"bots":1,"pages":[]}']
)
def test_a_damaged_day_is_counted_again(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_journal", lambda _: iter([line()]))
    store.FOLDER.mkdir(exist_ok=True)
    (store.FOLDER / "2026-11-24.json").write_text(text, encoding="utf-8")
    assert "2026-11-24" in store.count_finished(datetime.date(2026, 11, 25))
    assert from_data(Day("2026-11-24", views=1).data()) == Day("2026-11-24", views=1)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], (30, False)),
        (["--json"], (30, True)),
        (["--days", "7"], (7, False)),
        (["--days", "7", "--json"], (7, True)),
        (["--days", "0"], None),
        (["--days", "3651"], None),
        (["--days"], None),
        (["7"], None),
        (["--days", "7\n"], None),
    ],
)
def test_words(words: list[str], found: tuple[int, bool] | None) -> None:
    assert words_of(words) == found
