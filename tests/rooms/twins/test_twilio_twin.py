"""The twin keeps Twilio's contract, seen from outside through plain HTTP."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from fakes.twin import ACCOUNT, CUSTOMER, OURS, TOKEN, Hook, RunningTwin, free_port, running_twin
from janji.channels.twilio import signature

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
PICTURE = b"\xff\xd8\xff\xe0 invented picture"


def call(twin: RunningTwin, method: str, path: str, **more: Any) -> httpx.Response:
    return twin.http.request(method, twin.base + path, auth=(ACCOUNT, TOKEN), **more)


def send(twin: RunningTwin, **fields: str) -> httpx.Response:
    form = {"To": CUSTOMER, "From": OURS, "Body": "halo", **fields}
    return call(twin, "POST", f"{MESSAGES}.json", data={k: v for k, v in form.items() if v})


def form_of(post: tuple[str, dict[str, str], bytes]) -> list[tuple[str, str]]:
    return parse_qsl(post[2].decode(), keep_blank_values=True)


def test_a_customer_message_arrives_signed_and_can_be_listed_and_deleted(
    twin: RunningTwin, hook: Hook
) -> None:
    twin.tell("settings", webhook=f"{hook.url}/hook?x=1")
    said = twin.customer_says("Halo kak", profile_name="Sari Contoh", user_id="ID.abc123")
    assert said["answers"] == [{"status": 200, "tries": 1}]

    path, headers, _ = hook.posts[0]
    params = form_of(hook.posts[0])
    assert dict(params)["Body"] == "Halo kak"
    assert dict(params)["ExternalUserId"] == "whatsapp:ID.abc123"
    assert signature.valid([TOKEN], hook.url + path, params, headers["x-twilio-signature"])

    page = call(twin, "GET", f"{MESSAGES}.json", params={"From": CUSTOMER}).json()
    assert [row["sid"] for row in page["messages"]] == [said["sid"]]
    assert twin.look("search", marker="Halo kak")["found"]

    assert call(twin, "DELETE", f"{MESSAGES}/{said['sid']}.json").status_code == 204
    gone = call(twin, "GET", f"{MESSAGES}/{said['sid']}.json")
    assert (gone.status_code, gone.json()["code"]) == (404, 20404)
    searched = twin.look("search", marker="Halo kak")
    assert not searched["found"]
    assert searched["phones"] == 1  # the customer's own phone is the customer's


def test_forged_and_unsigned_messages_do_not_verify_and_leave_nothing_at_the_provider(
    twin: RunningTwin, hook: Hook
) -> None:
    twin.tell("settings", webhook=hook.url + "/hook")
    twin.customer_says("palsu", forge=True)
    twin.customer_says("palsu", unsigned=True)
    forged, unsigned = hook.posts
    assert not signature.valid(
        [TOKEN], hook.url + "/hook", form_of(forged), forged[1]["x-twilio-signature"]
    )
    assert "x-twilio-signature" not in unsigned[1]
    assert twin.look("search", marker="palsu") == {
        "found": False, "provider": 0, "phones": 0, "messages": 0, "files": 0,
    }  # fmt: skip


def test_a_dead_webhook_is_tried_twice_then_the_fallback_and_the_message_stays_listed(
    twin: RunningTwin, hook: Hook
) -> None:
    twin.tell("settings", webhook=f"http://127.0.0.1:{free_port()}/hook", fallback=hook.url)
    assert twin.customer_says("ada orang?")["answers"] == [{"status": 200, "tries": 3}]
    twin.tell("settings", fallback="")
    assert twin.customer_says("halo?")["answers"] == [{"status": 0, "tries": 2}]
    assert len(call(twin, "GET", f"{MESSAGES}.json").json()["messages"]) == 2


def test_duplicates_carry_the_same_message_id(twin: RunningTwin, hook: Hook) -> None:
    twin.tell("settings", webhook=hook.url)
    said = twin.customer_says("dua kali", duplicate=2, together=True)
    assert [dict(form_of(post))["MessageSid"] for post in hook.posts] == [said["sid"]] * 3


def test_a_sent_message_reaches_the_phone_and_its_statuses_are_called_back(
    twin: RunningTwin, hook: Hook
) -> None:
    twin.customer_says("halo")
    sent = send(twin, StatusCallback=f"{hook.url}/status?m=1")
    assert (sent.status_code, sent.json()["status"]) == (201, "queued")
    twin.tell("settle")

    assert [row["body"] for row in twin.phone()] == ["halo", "halo"]
    assert [dict(form_of(post))["MessageStatus"] for post in hook.posts] == [
        "sent", "delivered", "read",
    ]  # fmt: skip
    for post in hook.posts:
        given = post[1]["x-twilio-signature"]
        assert signature.valid([TOKEN], hook.url + post[0], form_of(post), given)
    assert call(twin, "GET", f"{MESSAGES}/{sent.json()['sid']}.json").json()["status"] == "read"


def test_statuses_can_be_shuffled_and_repeated(twin: RunningTwin, hook: Hook) -> None:
    twin.customer_says("halo")
    twin.tell("settings", shuffle=True, duplicates=1)
    send(twin, StatusCallback=hook.url)
    twin.tell("settle")
    told = [dict(form_of(post))["MessageStatus"] for post in hook.posts]
    assert sorted(told) == ["delivered", "delivered", "read", "read", "sent", "sent"]
    assert told != ["sent", "delivered", "read"] * 2


def test_outside_the_window_free_text_fails_and_a_template_arrives(
    tmp_path: Path, hook: Hook
) -> None:
    with running_twin(tmp_path / "clock") as twin:
        start = "2026-03-02T09:00:00+07:00"
        twin.tell("clock", now=start)
        assert datetime.fromisoformat(twin.look("clock")["now"]) == datetime.fromisoformat(start)
        twin.customer_says("halo")
        twin.tell("clock", now="2026-03-03T08:59:00+07:00")
        inside = send(twin).json()["sid"]
        twin.tell("clock", now="2026-03-03T09:00:00+07:00")
        outside = send(twin, StatusCallback=hook.url).json()["sid"]
        twin.tell("templates", HX1="Pesanan {{1}} siap")
        template = send(twin, Body="", ContentSid="HX1", ContentVariables='{"1": "A-7"}')
        twin.tell("settle")

        assert call(twin, "GET", f"{MESSAGES}/{inside}.json").json()["status"] == "read"
        failed = call(twin, "GET", f"{MESSAGES}/{outside}.json").json()
        assert (failed["status"], failed["error_code"]) == ("failed", 63016)
        assert dict(form_of(hook.posts[0]))["ErrorCode"] == "63016"
        assert template.status_code == 201
        assert [row["body"] for row in twin.phone()] == ["halo", "halo", "Pesanan A-7 siap"]

        twin.tell("settings", window_fails="now")
        assert send(twin).json()["code"] == 63016


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"To": "whatsapp:abc"}, 21211),
        ({"To": "+6281200000001"}, 21910),
        ({"Body": ""}, 21619),
        ({"Body": "x" * 1601}, 21617),
        ({"Body": "😀" * 801}, 21617),
    ],
)
def test_bad_requests_to_send_get_twilios_codes(
    twin: RunningTwin, fields: dict[str, str], code: int
) -> None:
    answer = send(twin, **fields)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["status"] == 400


def test_wrong_credentials_and_accounts_are_refused(twin: RunningTwin) -> None:
    answer = twin.http.get(f"{twin.base}{MESSAGES}.json", auth=(ACCOUNT, "wrong"))
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    other = call(twin, "GET", f"/2010-04-01/Accounts/AC{'f' * 32}/Messages.json")
    assert (other.status_code, other.json()["code"]) == (404, 20404)


def test_an_unfinished_message_cannot_be_deleted_yet(twin: RunningTwin) -> None:
    twin.customer_says("halo")
    twin.tell("settings", statuses=["sent"])
    sid = send(twin).json()["sid"]
    twin.tell("settle")
    answer = call(twin, "DELETE", f"{MESSAGES}/{sid}.json")
    assert (answer.status_code, answer.json()["code"]) == (409, 20009)


def test_ordered_faults_strike_as_often_as_ordered(twin: RunningTwin) -> None:
    said = twin.customer_says("halo")
    twin.tell("faults", kind="send", code=63018, times=1)
    assert (send(twin).status_code, send(twin).status_code) == (429, 201)
    twin.tell("faults", kind="delete", times=1)
    path = f"{MESSAGES}/{said['sid']}.json"
    assert call(twin, "DELETE", path).json()["code"] == 20009
    assert call(twin, "DELETE", path).status_code == 204
    twin.tell("faults", kind="down", times=-1)
    assert [send(twin).status_code for _ in range(3)] == [503] * 3
    twin.http.request("DELETE", f"{twin.base}/twin/faults")
    twin.tell("faults", kind="lost")
    assert send(twin, Body="hilang jawabannya").status_code == 502
    twin.tell("settle")
    assert twin.phone()[-1]["body"] == "hilang jawabannya"


def test_pages_stay_right_while_messages_come_and_go(twin: RunningTwin) -> None:
    sids = [twin.customer_says(f"pesan {n}")["sid"] for n in range(7)]
    first = call(twin, "GET", f"{MESSAGES}.json", params={"PageSize": "3"}).json()
    assert [row["sid"] for row in first["messages"]] == sids[:-4:-1]
    twin.customer_says("baru")
    call(twin, "DELETE", f"{MESSAGES}/{sids[4]}.json")
    second = call(twin, "GET", first["next_page_uri"]).json()
    assert [row["sid"] for row in second["messages"]] == [sids[3], sids[2], sids[1]]
    third = call(twin, "GET", second["next_page_uri"]).json()
    assert [row["sid"] for row in third["messages"]] == [sids[0]]
    assert third["next_page_uri"] is None


def test_lists_are_filtered_by_day_and_moment(tmp_path: Path) -> None:
    with running_twin(tmp_path / "clock") as twin:
        sids = []
        for day in (1, 2, 3):
            twin.tell("clock", now=f"2026-03-0{day}T10:00:00+00:00")
            sids.append(twin.customer_says("halo")["sid"])

        def listed(**query: str) -> list[str]:
            renamed = {name.replace("_le", "<").replace("_ge", ">"): v for name, v in query.items()}
            page = call(twin, "GET", f"{MESSAGES}.json", params=renamed).json()
            return [row["sid"] for row in page["messages"]]

        assert listed(DateSent="2026-03-02") == [sids[1]]
        assert listed(DateSent_ge="2026-03-02") == [sids[2], sids[1]]
        assert listed(DateSent_ge="2026-03-02T10:00:01Z") == [sids[2]]
        assert listed(DateSent_le="2026-03-02") == [sids[1], sids[0]]
        bad = call(twin, "GET", f"{MESSAGES}.json", params={"DateSent": "kemarin"})
        assert bad.json()["code"] == 20001


def test_media_needs_credentials_then_a_link_that_dies_in_time(tmp_path: Path, hook: Hook) -> None:
    with running_twin(tmp_path / "clock") as twin:
        twin.tell("settings", webhook=hook.url)
        twin.tell("clock", now="2026-03-02T09:00:00+00:00")
        picture = {"content_type": "image/jpeg", "base64": base64.b64encode(PICTURE).decode()}
        twin.customer_says(media=[picture])
        url = dict(form_of(hook.posts[0]))["MediaUrl0"]

        assert twin.http.get(url).status_code == 401
        moved = twin.http.get(url, auth=(ACCOUNT, TOKEN))
        assert moved.status_code == 302
        assert twin.http.get(moved.headers["location"]).content == PICTURE
        twin.tell("clock", now="2026-03-02T13:00:00+00:00")
        assert twin.http.get(moved.headers["location"]).status_code == 403


def test_a_deleted_file_is_gone_with_its_links(twin: RunningTwin) -> None:
    picture = {"content_type": "image/jpeg", "text": "PENANDA-GAMBAR"}
    said = twin.customer_says(media=[picture])
    listed = call(twin, "GET", f"{MESSAGES}/{said['sid']}/Media.json").json()["media_list"]
    path = listed[0]["uri"]
    assert twin.look("search", marker="PENANDA-GAMBAR")["provider"] == 1
    assert call(twin, "GET", path.removesuffix(".json")).status_code == 302

    assert call(twin, "DELETE", path).status_code == 204
    assert call(twin, "GET", path).json()["code"] == 20404
    assert call(twin, "GET", f"{MESSAGES}/{said['sid']}/Media.json").json()["media_list"] == []
    assert twin.look("search", marker="PENANDA-GAMBAR")["provider"] == 0


def test_redaction_empties_the_text_only(twin: RunningTwin) -> None:
    said = twin.customer_says("rahasia")
    redacted = call(twin, "POST", f"{MESSAGES}/{said['sid']}.json", data={"Body": ""}).json()
    assert (redacted["body"], redacted["from"]) == ("", CUSTOMER)
    changed = call(twin, "POST", f"{MESSAGES}/{said['sid']}.json", data={"Body": "lain"})
    assert changed.json()["code"] == 20001


def test_a_customer_with_a_user_id_alone_can_be_written_to(twin: RunningTwin) -> None:
    twin.tell("customer-says", to=OURS, user_id="ID.xyz9", body="tanpa nomor")
    assert send(twin, To="whatsapp:ID.xyz9").status_code == 201
    twin.tell("settle")
    assert [row["from"] for row in twin.phone("ID.xyz9")] == ["customer", "business"]


def test_orders_that_make_no_sense_are_refused_in_words(twin: RunningTwin) -> None:
    for name, body in [
        ("faults", {"kind": "earthquake"}),
        ("settings", {"colour": "red"}),
        ("clock", {"now": "2026-03-02T09:00:00+00:00"}),
        ("customer-says", {"body": "x"}),
    ]:
        answer = twin.http.post(f"{twin.base}/twin/{name}", json=body)
        assert answer.status_code == 400
        assert answer.json()["problem"]
    assert twin.http.get(f"{twin.base}/twin/nothing").status_code == 404
    assert twin.http.post(f"{twin.base}/twin/faults", content=b"{").status_code == 400
