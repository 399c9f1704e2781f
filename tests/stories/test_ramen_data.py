"""Ramen Master, section 2: what is collected, and what never is."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from typing import Any

from PIL import Image

from fakes.twin import ACCOUNT
from janji.cli.picture import receipt_photo
from janji.twins.twilio.state import new_sid
from janji.vault import gate
from janji.vault.media_files import Media, MediaPlace
from stories.ramen import BUDI, CITRA, SARAH, Ramen
from stories.stage import StoryClock

PHOTO = {"content_type": "image/jpeg", "base64": base64.b64encode(receipt_photo()).decode()}


def test_the_display_name_is_kept_if_there_is_one(ramen: Ramen) -> None:
    """R-09: WhatsApp display name, if available; it stands sealed with the message it came with."""
    ramen.receives("halo kak", sent_by=BUDI, name="Budi Santoso")
    ramen.receives("halo kak", sent_by=CITRA)
    assert ramen.read(BUDI, ("message_in",))[0]["name"] == "Budi Santoso"
    assert not ramen.read(CITRA, ("message_in",))[0].get("name")
    assert ramen.answers(CITRA), "a customer without a name is served all the same"
    assert ramen.traces("Budi Santoso") == []
    assert ramen.is_kept("R-09")


def test_the_number_is_kept_sealed_and_a_hidden_number_is_respected(ramen: Ramen) -> None:
    """R-10: the WhatsApp number; when WhatsApp hides it, the user id stands in its place."""
    ramen.receives("halo kak", sent_by=BUDI)
    with ramen.act() as db:
        person = ramen.person(BUDI)
        assert person is not None
        number = gate.contact(
            db, ramen.house.vault, ramen.shop, "customer_support", person, "whatsapp"
        )
    assert number == BUDI
    hidden = ramen.receives("what time do you open?", sent_by="ID.SARAH0001")
    assert hidden.statuses == (200,)
    assert "open" in ramen.last_answer("ID.SARAH0001")
    ramen.receives("thanks", sent_by=SARAH, user_id="ID.SARAH0001")
    assert ramen.rows("person") == 2, "the number and the user id are one human being"
    assert ramen.traces(BUDI.removeprefix("+")) == []
    assert ramen.is_kept("R-10")


def test_the_words_are_kept_sealed_and_readable_for_staff_alone(ramen: Ramen) -> None:
    """R-11: conversation content, text."""
    said = ramen.receives("pesan bakmi kembangsepatu ya", sent_by=BUDI)
    assert ramen.knows(said)
    assert ramen.rows("record") == 2
    assert ramen.traces("kembangsepatu") == [], "not in clear, in no file and no table"
    assert ramen.is_kept("R-11")


def test_a_picture_is_kept_without_what_the_camera_added(ramen: Ramen) -> None:
    """R-12: conversation content, media: redrawn and sealed; camera and place do not stay."""
    original = Image.open(io.BytesIO(base64.b64decode(PHOTO["base64"])))
    assert original.getexif()
    ramen.receives("ini struknya", sent_by=CITRA, media=[PHOTO])
    row = ramen.row("SELECT * FROM media WHERE business_id = %(business)s")
    assert row.state == "held"
    place = MediaPlace(row.person_id, "conversation", row.expires_on, row.record_id, row.n)
    kept = ramen.house.vault.files(ramen.shop.id).open(place)
    assert isinstance(kept, Media)
    redrawn = Image.open(io.BytesIO(kept.content))
    assert redrawn.size == original.size
    assert not redrawn.getexif()
    assert b"KameraContoh" not in kept.content
    assert len(ramen.files()) == 1
    assert all(b"JFIF" not in path.read_bytes() for path in ramen.files()), "sealed on disk"
    assert ramen.is_kept("R-12")


def test_a_place_a_button_and_a_reply_are_content_too(ramen: Ramen) -> None:
    """R-11, R-12: what a customer sends in other shapes is sealed as the message it is."""
    place = {"latitude": -6.2, "longitude": 106.8, "label": "Kantor"}
    ramen.receives("", sent_by=BUDI, location=place)
    ramen.receives("", sent_by=BUDI, button={"text": "Jam buka", "payload": "jam_buka"})
    first, second = ramen.read(BUDI, ("message_in",))
    assert first["place"]["label"] == "Kantor"
    assert second["payload"] == "jam_buka"
    assert ramen.traces("Kantor") == []


def test_the_time_of_each_message_is_kept(ramen: Ramen, clock: StoryClock) -> None:
    """R-13: message timestamps, to the moment the message came."""
    first = clock.now()
    ramen.delivers("halo", sent_by=BUDI)
    clock.forward(hours=3)
    ramen.delivers("masih buka?", sent_by=BUDI)
    ramen.works()
    with ramen.act() as db:
        rows = db.all(
            "SELECT made_at FROM record WHERE business_id = %(business)s AND kind = 'message_in'"
            " ORDER BY made_at"
        )
    assert [row.made_at for row in rows] == [first, first + timedelta(hours=3)]
    assert ramen.is_kept("R-13")


def test_no_address_no_device_and_nothing_technical_stays_anywhere(ramen: Ramen) -> None:
    """R-14, R-15, R-16: planted addresses, devices and extra fields leave no trace on any route.

    The display name travels the same way and is found (sealed, so through the gate): the routes
    work, and what is missing is missing because it was dropped.
    """
    canaries = {
        "x-forwarded-for": "203.0.113.77", "x-real-ip": "203.0.113.78",
        "forwarded": "for=203.0.113.79",
        "user-agent": "KanariBrowser/9.9", "sec-ch-ua-model": "KanariFon", "referer": "http://kanari.example/",
        "cookie": "kanari=kue", "x-kanari": "kanari-tajuk",
    }  # fmt: skip
    form = [
        ("AccountSid", ACCOUNT), ("MessageSid", new_sid("SM")), ("From", f"whatsapp:{BUDI}"),
        ("To", ramen.shop.channel.sender), ("Body", "halo"), ("ProfileName", "Budi"),
        ("FromCity", "KANARIKOTA"), ("ReferralCtwaClid", "kanariklik"), ("DeviceId", "kanarigawai"),
        ("ChannelMetadata", '{"ip": "203.0.113.77"}'),
    ]  # fmt: skip
    assert ramen.posts(form, **canaries) == 200
    assert ramen.posts([*form, ("Extra", "kanari")], token="wrong", **canaries) == 403
    assert ramen.posts([("MessageSid", "kanari")], **canaries) == 200
    assert ramen.posts(form, to="status", **canaries) == 200
    for page in ("privacy", "proof", "receipt", "simulator"):
        ramen.page(f"/ramen-master/{page}", **canaries)
    assert ramen.http.get(f"{ramen.stage.url}/kanari?q=kanari", headers=canaries).status_code == 404
    ramen.works()
    assert ramen.read(BUDI, ("message_in",))[0]["name"] == "Budi"
    dropped = {
        row.field for row in rows_of(ramen, "SELECT field FROM dropped_field WHERE business_id = 1")
    }
    assert {"FromCity", "ChannelMetadata", "ReferralCtwaClid", "other"} <= dropped
    for canary in ("203.0.113.7", "Kanari", "kanari", "KANARI"):
        assert ramen.traces(canary) == [], canary
    for promise in ("R-14", "R-15", "R-16"):
        assert ramen.is_kept(promise)


def test_a_column_for_addresses_would_be_seen(ramen: Ramen) -> None:
    """R-14, R-15, R-16: the proof looks at the live tables, not at our word."""
    ramen.receives("halo", sent_by=BUDI)
    assert ramen.is_kept("R-14")
    ramen.guilty("ALTER TABLE person ADD COLUMN last_ip text")
    assert ramen.proofs()["technical_data_stored"].word == "broken"


def rows_of(ramen: Ramen, sql: str) -> list[Any]:
    """Rows of a question."""
    with ramen.act() as db:
        return db.all(sql)
