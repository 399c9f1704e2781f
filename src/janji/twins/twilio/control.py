"""/twin/…: the hand that moves the twin. Answers only to this machine.

POST /twin/customer-says  {from, to, body, media: [{content_type, base64 | text}], profile_name,
                          user_id, button: {text, payload}, list: {id, title}, location: {latitude,
                          longitude, label, address}, reply_to, service, extra: {Name: value},
                          duplicate: n, together: bool, forge: bool, unsigned: bool}
                          → {sid, answers: [{status, tries}]}. A forged or unsigned one is not
                          Twilio's doing: nothing is stored and nothing shows on a phone.
GET  /twin/phone/<number> what the customer's phone shows, oldest first
POST /twin/faults         {kind, times (-1: until cleared), code, to, later}; DELETE clears all.
                          kinds: send (refused with code; later: accepted, fails by callback),
                          delete (20009), down (503), lost (accepted, answer lost), lie (a status
                          Twilio does not have)
POST /twin/settings       {webhook, fallback, statuses: [], shuffle, duplicates, seed,
                          window_fails: later | now, per_second: what a sender may send in any
                          second (0: no limit), more is refused with 63018}; GET shows them
POST /twin/templates      {HX…: "Halo {{1}}"}
POST /twin/clock          {now: ISO 8601}, with a shared clock only; GET tells the time
POST /twin/reset          everything forgotten, as freshly started; the webhook stays
POST /twin/settle         answers when every status has been called back
GET  /twin/search?marker= where any stored byte holds the marker, Twilio's side and phones apart
GET  /twin/health         counts
GET  /twin/help           this list
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from janji.kit.clock import Clock, SharedClock
from janji.twins.twilio.customer import arrives, prefixed, webhook_params
from janji.twins.twilio.posting import Poster
from janji.twins.twilio.progress import Progress
from janji.twins.twilio.shapes import Answer, json_answer
from janji.twins.twilio.state import Fault, Settings, State, new_sid, strings_in

FAULTS = frozenset(("send", "delete", "down", "lost", "lie"))
MOST_DUPLICATES = 100


class Control:
    """The twin's own doors."""

    def __init__(self, state: State, poster: Poster, progress: Progress, clock: Clock) -> None:
        self._state = state
        self._poster = poster
        self._progress = progress
        self._clock = clock

    async def answer(
        self, method: str, path: str, query: Sequence[tuple[str, str]], body: bytes
    ) -> Answer:
        """The answer to one request below /twin/."""
        try:
            asked = json.loads(body) if body else {}
        except ValueError:
            return trouble("the body is not JSON")
        if not isinstance(asked, dict):
            return trouble("the body is not a JSON object")
        name = path.removeprefix("/twin/")
        if (method, name) == ("POST", "customer-says"):
            try:
                return await self._customer_says(asked)
            except (AttributeError, TypeError, ValueError) as fault:
                return trouble(str(fault))
        if (method, name) == ("POST", "settle"):
            await self._progress.settle()
            return json_answer(200, {"settled": True})
        if method == "GET":
            return self._look(name, dict(query))
        return self._change(method, name, asked)

    def _look(self, name: str, query: dict[str, str]) -> Answer:
        if name == "help":
            plain = {"content-type": "text/plain; charset=utf-8"}
            return Answer(200, (__doc__ or "").encode(), plain)
        if name.startswith("phone/"):
            number = prefixed(unquote(name.removeprefix("phone/")))
            known = self._state.network.phones.get(self._state.network.customer(number), [])
            return json_answer(200, {"messages": known})
        looks: dict[str, Callable[[], Any]] = {
            "health": self._health,
            "settings": lambda: asdict(self._state.settings),
            "clock": lambda: {"now": self._clock.now().isoformat()},
            "search": lambda: self._search(query.get("marker", "")),
        }
        look = looks.get(name)
        return trouble("no such thing", 404) if look is None else json_answer(200, look())

    def _change(self, method: str, name: str, asked: dict[str, Any]) -> Answer:
        if method == "DELETE" and name == "faults":
            self._state.faults.clear()
            return json_answer(200, {"faults": 0})
        changes = {
            "faults": self._order,
            "settings": self._set,
            "templates": self._teach,
            "clock": self._move,
            "reset": self._reset,
        }
        change = changes.get(name)
        if method != "POST" or change is None:
            return trouble("no such thing", 404)
        try:
            return json_answer(200, change(asked))
        except (KeyError, TypeError, ValueError) as fault:
            return trouble(str(fault))

    async def _customer_says(self, said: dict[str, Any]) -> Answer:
        if not said.get("from") and not said.get("user_id"):
            return trouble("from or user_id is needed")
        times = 1 + min(int(said.get("duplicate") or 0), MOST_DUPLICATES)
        genuine = not said.get("forge") and not said.get("unsigned")
        # A forger invents a message; it must leave no trace at Twilio or on a phone.
        state = self._state if genuine else State(self._state.account, "", self._state.base)
        message = arrives(state, said, self._clock.now())
        params = webhook_params(state, said, message)
        urls = [url for url in (self._state.settings.webhook, self._state.settings.fallback) if url]
        token = None if said.get("unsigned") else self._state.token
        token = new_sid("") if said.get("forge") else token
        posts = [self._poster.post(urls, params, token) for _ in range(times)]
        if said.get("together"):
            posted = await asyncio.gather(*posts)
        else:
            posted = [await post for post in posts]
        return json_answer(200, {"sid": message.sid, "answers": [asdict(one) for one in posted]})

    def _order(self, asked: dict[str, Any]) -> dict[str, int]:
        if asked["kind"] not in FAULTS:
            raise ValueError(f"kinds: {', '.join(sorted(FAULTS))}")
        to = prefixed(str(asked.get("to", "")))
        code, times = int(asked.get("code", 0)), int(asked.get("times", 1))
        self._state.faults.append(Fault(asked["kind"], times, code, to, bool(asked.get("later"))))
        return {"faults": len(self._state.faults)}

    def _set(self, asked: dict[str, Any]) -> dict[str, Any]:
        known = {one.name for one in fields(Settings)}
        if unknown := set(asked) - known:
            raise ValueError(f"unknown settings: {len(unknown)}; known: {', '.join(sorted(known))}")
        if "statuses" in asked:
            asked["statuses"] = tuple(str(one) for one in asked["statuses"])
        self._state.settings = replace(self._state.settings, **asked)
        return asdict(self._state.settings)

    def _teach(self, asked: dict[str, Any]) -> dict[str, int]:
        self._state.templates.update({str(sid): str(words) for sid, words in asked.items()})
        return {"templates": len(self._state.templates)}

    def _move(self, asked: dict[str, Any]) -> dict[str, str]:
        if not isinstance(self._clock, SharedClock):
            raise ValueError(
                "this twin reads the machine's clock; set JANJI_CLOCK_FILE to share one"
            )
        moment = datetime.fromisoformat(asked["now"])
        if moment.tzinfo is None:
            raise ValueError("now needs a zone")
        self._clock.set(moment)
        return {"now": self._clock.now().isoformat()}

    def _reset(self, _asked: dict[str, Any]) -> dict[str, int]:
        self._state.forget()
        return self._sizes()

    def _search(self, marker: str) -> dict[str, Any]:
        sought = marker.encode("utf-8", "replace")

        def hits(kept: object) -> int:
            return sum(sought in one for one in strings_in(kept)) if sought else 0

        provider, phones = hits(self._state.provider), hits(self._state.network)
        return {"found": provider > 0, "provider": provider, "phones": phones, **self._sizes()}

    def _sizes(self) -> dict[str, int]:
        provider = self._state.provider
        return {"messages": len(provider.messages), "files": len(provider.files)}

    def _health(self) -> dict[str, Any]:
        return {"twin": "twilio", **self._sizes(), "counts": dict(self._state.counts)}


def trouble(words: str, status: int = 400) -> Answer:
    """What was wrong with an order to the twin."""
    return json_answer(status, {"problem": words})
