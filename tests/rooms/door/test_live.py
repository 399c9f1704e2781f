"""Open desks hear what changed: ids and closed words, as long as their session lives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from fakes.pages import NOON, browser_of, open_pages, served, writes
from fakes.twin import free_port
from janji.care import presence, queue
from janji.door import live, live_hub
from janji.door.live_hub import Event, Hub, Listener
from janji.kit.postgres import Server
from janji.vault.house import House
from rooms.desk.conftest import signed_in

PLACE = "/desk/ramen-master/live"
SECRET = "a-marker-nobody-may-hear"


@dataclass
class Desk:
    """The web process and a customer who waits."""

    house: House
    url: str
    person: UUID
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def signs_in(self, name: str, role: str) -> dict[str, str]:
        if name not in self.cookies:
            browser: Any = signed_in(self.house, name, role)
            self.cookies[name] = {key: one.value for key, one in browser.cookies.items()}
        return self.cookies[name]

    def closes(self) -> None:
        with self.house.act(self.house.businesses[0]) as db:
            queue.close(db, 1, [self.person], NOON)


@pytest.fixture(scope="module")
def desk(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    port = free_port()
    home: Path = tmp_path_factory.mktemp("live")
    with open_pages(server, home, "desk_live", JANJI_TWILIO_AUTH_TOKEN="t" * 32) as house:
        browser_of(house)
        with served(house, port) as url:
            found = Desk(house, url, writes(house, SECRET))
            for name, role in (("siti", "agent"), ("dewi", "officer"), ("budi", "agent")):
                found.signs_in(name, role)
            with listening(found, "siti") as heard:  # the first desk makes the process listen
                assert [next(heard)["event"] for _ in range(2)] == ["hello", "many"]
            yield found


@contextmanager
def listening(desk: Desk, name: str, last: str = "") -> Iterator[Iterator[dict[str, str]]]:
    """The events of an open desk, one after another."""
    headers = {"Last-Event-ID": last} if last else {}
    with (
        httpx.Client(cookies=desk.cookies[name], timeout=10) as client,
        client.stream("GET", desk.url + PLACE, headers=headers) as stream,
    ):
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        yield events(stream)


def events(stream: httpx.Response) -> Iterator[dict[str, str]]:
    one: dict[str, str] = {}
    for line in stream.iter_lines():
        if line:
            name, _, value = line.partition(":")
            one[name] = value.strip()
        elif one.get("event"):
            yield one
            one = {}
        else:
            one = {}


def after_hello(heard: Iterator[dict[str, str]]) -> dict[str, str]:
    """The next event after the greeting."""
    return next(one for one in heard if one["event"] != "hello")


def test_a_stranger_hears_nothing(desk: Desk) -> None:
    for method, path, status in (
        ("GET", PLACE, 401), ("POST", PLACE, 405), ("GET", "/desk/nobody/live", 404),
    ):  # fmt: skip
        answer = httpx.request(method, desk.url + path)
        assert answer.status_code == status
        assert answer.content == b""


def test_an_agent_hears_which_conversation_changed_and_no_word_of_it(desk: Desk) -> None:
    with listening(desk, "siti") as heard:
        assert next(heard)["event"] == "hello"
        desk.closes()
        changed = after_hello(heard)
        assert (changed["event"], changed["data"]) == ("talk", str(desk.person))
        with desk.house.act(desk.house.businesses[0]) as db:
            presence.look_in(db, 5, desk.person, NOON, typing=True)
        assert after_hello(heard)["event"] == "presence"
        assert set(changed) <= {"id", "event", "data"}
        assert SECRET not in str(changed)


def test_who_opens_no_conversations_hears_that_something_changed_and_no_id(desk: Desk) -> None:
    with listening(desk, "dewi") as heard:
        assert next(heard)["event"] == "hello"
        with desk.house.act(desk.house.businesses[0]) as db:
            presence.tell(db, "note", desk.person)
            presence.tell(db, "talk", desk.person)
        told = next(heard)
        assert (told["event"], told["data"]) == ("many", "")


def test_a_desk_that_comes_back_is_told_what_it_missed(desk: Desk) -> None:
    with listening(desk, "siti") as heard:
        first = next(heard)
        desk.closes()
        with desk.house.act(desk.house.businesses[0]) as db:
            presence.tell(db, "note", desk.person)
        last = after_hello(heard)["id"]
    with desk.house.act(desk.house.businesses[0]) as db:
        presence.tell(db, "talk", desk.person)
    with listening(desk, "budi") as other:
        assert next(other)["event"] == "hello"
        with listening(desk, "siti", last) as heard:
            assert [next(heard)["event"] for _ in range(2)] == ["hello", "talk"]
        with listening(desk, "siti", f"0000-{first['id']}") as heard:
            assert [next(heard)["event"] for _ in range(2)] == ["hello", "many"]


def test_a_session_that_ended_ends_its_stream(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT", 0.1)
    monkeypatch.setattr(live, "RECHECK", 0.2)
    browser: Any = signed_in(desk.house, "rina", "agent")
    desk.cookies["rina"] = {key: one.value for key, one in browser.cookies.items()}
    with listening(desk, "rina") as heard:
        assert next(heard)["event"] == "hello"
        browser.post("/desk/logout")
        over = after_hello(heard)
        if over["event"] == "seat":  # who signs out leaves their seat, and that is told first
            over = after_hello(heard)
        assert (over["event"], over["data"]) == ("over", "signed_out")
        assert list(heard) == []


def test_a_session_that_ended_ends_its_stream_where_events_never_pause(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "RECHECK", 0.2)  # a beat takes longer: only events come between
    browser: Any = signed_in(desk.house, "tono", "agent")
    desk.cookies["tono"] = {key: one.value for key, one in browser.cookies.items()}
    with listening(desk, "tono") as heard:
        assert next(heard)["event"] == "hello"
        browser.post("/desk/logout")
        event: dict[str, str] = {}
        latest = time.monotonic() + 20
        while time.monotonic() < latest:
            with desk.house.act(desk.house.businesses[0]) as db:
                presence.tell(db, "talk", desk.person)
            event = next(heard)
            if event["event"] == "over":
                break
        assert (event["event"], event.get("data")) == ("over", "signed_out")


def test_who_missed_more_than_a_desk_may_be_behind_is_told_to_look_at_everything() -> None:
    hub = Hub("postgresql://nowhere")
    for number in range(live_hub.WAITING + 2):
        hub.told(f"1:talk:{UUID(int=number)}")
    assert [one.word for one in hub.missed(1, hub.spelled(hub.last - 2))] == ["talk", "talk"]
    assert [one.word for one in hub.missed(1, hub.spelled(1))] == ["many"]


def test_a_new_desk_of_an_account_ends_its_oldest(desk: Desk) -> None:
    with ExitStack() as open_desks:
        heard = [
            open_desks.enter_context(listening(desk, "budi"))
            for _ in range(live_hub.EACH_ACCOUNT + 1)
        ]
        assert after_hello(heard[0]) == {"event": "over", "data": "elsewhere"}
        assert [next(one)["event"] for one in heard[1:]] == ["hello"] * live_hub.EACH_ACCOUNT


def test_a_flood_of_streams_is_looked_at_a_few_at_a_time_and_pages_keep_their_threads(
    desk: Desk,
) -> None:
    async def play() -> tuple[int, int, list[int]]:
        inside, most, told = 0, 0, []
        go = asyncio.Event()

        async def pages(_scope: Any, _receive: Any, send: Any) -> None:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await go.wait()
            inside -= 1
            await send({"type": "http.response.start", "status": 302, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        async def hear(event: dict[str, Any]) -> None:
            told.extend([event["status"]] if "status" in event else [])

        streams = live.Live(desk.house, pages)
        scope = {"type": "http", "method": "GET", "path": PLACE, "headers": []}
        flood = [
            asyncio.create_task(streams.answer(dict(scope), asyncio.Event().wait, hear))  # type: ignore[arg-type]  # nobody hears
            for _ in range(4 * live.ASKING)
        ]
        for _ in range(100):  # every one of them has had its turn to come in
            await asyncio.sleep(0)
        at_once = inside
        go.set()
        await asyncio.gather(*flood)
        return at_once, most, told

    assert asyncio.run(play()) == (live.ASKING, live.ASKING, [401] * 4 * live.ASKING)


def test_who_does_not_read_is_let_go_and_others_are_not_held_up() -> None:
    async def play() -> tuple[str, int]:
        hub = Hub("postgresql://nowhere")
        slow, quick = Listener(1, 1, talks=True), Listener(1, 2, talks=True)
        hub._listeners[1] += [slow, quick]
        for number in range(live_hub.WAITING + 1):
            hub.told(f"1:talk:{UUID(int=number)}")
            await asyncio.wait_for(quick.events.get(), 1)
        return slow.why, slow.events.qsize()

    assert asyncio.run(play()) == ("slow", live_hub.WAITING)


def test_what_is_no_event_of_ours_is_not_passed_on() -> None:
    async def play() -> list[Event]:
        hub, one = Hub("postgresql://nowhere"), Listener(1, 1, talks=True)
        hub._listeners[1].append(one)
        for line in ("1:shout:x", "x:talk:1", "", "2:talk:1", "1:talk:7"):
            hub.told(line)
        return [one.events.get_nowait() for _ in range(one.events.qsize())]

    assert [(event.word, event.person) for event in asyncio.run(play())] == [("talk", "7")]
