"""Of a webhook only what the policy collects is kept; the rest leaves no trace but a count."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from janji.channels.twilio.errors import REACTIONS, TABLE, reaction
from janji.channels.twilio.fields import CATEGORY, KNOWN, Inbound, StatusUpdate, read
from janji.kit.errors import Refused
from janji.kit.text import say

SID, ACCOUNT = "SM" + "a1" * 16, "AC" + "b2" * 16
BASE = {
    "MessageSid": SID,
    "AccountSid": ACCOUNT,
    "From": "whatsapp:+6281200000001",
    "To": "whatsapp:+6281200000009",
    "SmsStatus": "received",
}
ALL = {"whatsapp_name", "whatsapp_number", "message_text", "message_media", "message_time"}


def inbound(without: tuple[str, ...] = (), **fields: str) -> Inbound:
    found = read(list({**BASE, **fields}.items()), (ALL - set(without)).__contains__)
    assert isinstance(found, Inbound), found
    return found


def test_a_text_keeps_words_name_and_number_and_counts_what_it_dropped() -> None:
    found = inbound(
        Body="Halo kak", ProfileName="Sari", WaId="6281200000001", NumMedia="0",
        ChannelMetadata='{"x":1}', FromCity="", Spying="yes",
    )  # fmt: skip
    assert (found.sid, found.account, found.to) == (SID, ACCOUNT, "whatsapp:+6281200000009")
    assert (found.content.kind, found.content.text, found.name) == ("text", "Halo kak", "Sari")
    assert found.identifiers == {("whatsapp", "+6281200000001")}
    assert sorted(found.dropped) == ["ChannelMetadata", "FromCity", "other"]
    assert found.odd == ()


def test_a_person_is_a_set_of_identifiers() -> None:
    both = inbound(ExternalUserId="whatsapp:ID.4566abc")
    assert both.identifiers == {("whatsapp", "+6281200000001"), ("wa_user", "ID.4566abc")}
    bare = inbound(ExternalUserId="ID.4566abc")
    assert bare.identifiers == both.identifiers
    assert inbound(From="whatsapp:ID.4566abc").identifiers == {("wa_user", "ID.4566abc")}
    assert inbound(From="whatsapp: 6281200000001").identifiers == {("whatsapp", "+6281200000001")}
    assert inbound(From="6281200000001").identifiers == {("whatsapp", "+6281200000001")}
    hidden = inbound(From="", WaId="6281200000001")
    assert hidden.identifiers == {("whatsapp", "+6281200000001")}


def test_a_message_from_nobody_or_without_an_id_is_set_aside() -> None:
    def code(**fields: str) -> str:
        found = read(list({**BASE, **fields}.items()), ALL.__contains__)
        assert isinstance(found, Refused)
        assert say(found.code, "id") != say(found.code, "en")
        return found.code

    assert code(From="whatsapp:") == "channels.twilio_no_party"
    assert code(From="whatsapp:abc") == "channels.twilio_no_party"
    assert code(MessageSid="SM123") == "channels.twilio_no_sid"
    assert code(AccountSid="") == "channels.twilio_no_sid"
    assert code(MessageStatus="teleported") == "channels.twilio_strange_status"


def test_what_the_policy_does_not_collect_is_not_kept() -> None:
    fields: dict[str, Any] = {
        "Body": "rahasia-isi", "ProfileName": "rahasia-nama", "NumMedia": "1",
        "MediaUrl0": "https://api.twilio.com/rahasia-berkas", "MediaContentType0": "image/jpeg",
        "Latitude": "-6.2", "Longitude": "106.8", "Label": "rahasia-tempat",
    }  # fmt: skip
    kept = inbound(**fields)
    assert repr(kept).count("rahasia") == 4
    nothing = inbound(without=("message_text", "whatsapp_name", "message_media"), **fields)
    assert "rahasia" not in repr(nothing)
    assert nothing.content.place is None
    assert sorted(nothing.dropped) == [
        "Body", "Label", "Latitude", "Longitude", "MediaContentType", "MediaUrl", "ProfileName",
    ]  # fmt: skip
    without_number = read(list(BASE.items()), (ALL - {"whatsapp_number"}).__contains__)
    assert isinstance(without_number, Refused)


def test_buttons_lists_places_and_files_are_told_apart() -> None:
    button = inbound(Body="Ya", ButtonText="Ya", ButtonPayload='{"go":1}').content
    assert (button.kind, button.text, button.payload) == ("button", "Ya", '{"go":1}')
    row = inbound(ListId="menu-3", ListTitle="Jam buka").content
    assert (row.kind, row.text, row.payload) == ("list", "Jam buka", "menu-3")
    place = inbound(Latitude="-6.2", Longitude="106.8", Address="Jl. Contoh 1").content
    assert place.place is not None
    assert (place.kind, place.place.latitude, place.place.address) == (
        "location",
        -6.2,
        "Jl. Contoh 1",
    )
    files = inbound(
        NumMedia="2", MediaUrl0="https://a.example/0", MediaUrl1="https://a.example/1",
        MediaContentType0="IMAGE/JPEG; x=1", MediaContentType1="<script>",
    ).content  # fmt: skip
    assert files.kind == "media"
    assert [one.content_type for one in files.media] == ["image/jpeg", "application/octet-stream"]
    assert inbound(Body=" ").content.kind == "empty"
    assert inbound(OriginalRepliedMessageSid="MM" + "c" * 32).reply_to == "MM" + "c" * 32


def test_strange_parts_are_tolerated_and_named() -> None:
    assert inbound(NumMedia="banyak").odd == ("media_count",)
    assert inbound(NumMedia="0", MediaUrl0="https://a.example/0").odd == ("media_count",)
    assert inbound(NumMedia="2", MediaUrl1="https://a.example/1").odd == ("media_missing",)
    many: dict[str, Any] = {f"MediaUrl{n}": f"https://a.example/{n}" for n in range(12)}
    crowd = inbound(NumMedia="10", **many)
    assert len(crowd.content.media) == 10
    assert set(crowd.odd) == {"media_count", "media_too_many"}
    for broken in ("utara", "nan", "inf", "1e999", "95"):
        lost = inbound(Latitude=broken, Longitude="106.8", Label="Warung")
        assert lost.odd == ("place_broken",)
        assert lost.content.place is not None
        assert (lost.content.place.latitude, lost.content.place.label) == (None, "Warung")
    long = inbound(Body="x" * 70_000)
    assert (len(long.content.text), long.odd) == (65_536, ("body_cut",))


def test_control_characters_leave_and_writing_stays() -> None:
    found = inbound(Body="a\x00b\x1b[31m\r\nc\td\u200d😀\x85", ProfileName="S\x00a\nri\u202e  x")
    assert found.content.text == "ab[31m\nc\td\u200d😀"
    assert found.name == "Sa ri x"
    assert inbound(ProfileName="x" * 300).odd == ("name_cut",)


def test_a_status_carries_its_code_and_nobodys_number() -> None:
    fields = {**BASE, "MessageStatus": "undelivered", "ErrorCode": "63016", "SmsStatus": "x"}
    found = read(list(fields.items()), ALL.__contains__)
    assert isinstance(found, StatusUpdate)
    assert (found.sid, found.status, found.error) == (SID, "undelivered", 63016)
    assert "62812" not in repr(found)
    assert {"From", "To"} <= set(found.dropped)
    delivered = read(list({**BASE, "MessageStatus": "read"}.items()), ALL.__contains__)
    assert isinstance(delivered, StatusUpdate)
    assert delivered.error is None


def test_the_first_of_a_repeated_name_is_read_and_the_others_are_counted() -> None:
    pairs = [*BASE.items(), ("Body", "satu"), ("Body", "dua")]
    found = read(pairs, ALL.__contains__)
    assert isinstance(found, Inbound)
    assert (found.content.text, found.dropped) == ("satu", ("Body",))


ANY_NAME = st.one_of(
    st.sampled_from([*CATEGORY, *KNOWN, "MessageStatus", "MediaUrl0", "MediaUrl00", "MediaUrl7"]),
    st.text(max_size=12),
)


@given(st.lists(st.tuples(ANY_NAME, st.text(max_size=30)), max_size=20))
def test_no_webhook_breaks_the_reader(pairs: list[tuple[str, str]]) -> None:
    for start in ([], list(BASE.items())):
        found = read([*start, *pairs], ALL.__contains__)
        if not isinstance(found, Refused):
            assert set(found.dropped) <= {*CATEGORY, *KNOWN, "other"}


@given(
    st.lists(
        st.one_of(st.sampled_from(sorted(KNOWN)), st.text(min_size=1, max_size=12)), max_size=9
    )
)
def test_a_dropped_field_never_comes_out_again(names: list[str]) -> None:
    dropped = [name for name in names if name not in CATEGORY and not name.startswith("Media")]
    pairs = [*BASE.items(), *((name, f"MARKER{place}") for place, name in enumerate(dropped))]
    found = read(pairs, ALL.__contains__)
    assert isinstance(found, Inbound)
    assert "MARKER" not in repr(found)
    assert len(found.dropped) == len(dropped)


def test_every_code_has_a_known_reaction_and_words_in_both_languages() -> None:
    assert {row["reaction"] for row in TABLE.values()} <= REACTIONS
    for code in TABLE:
        found = reaction(int(code))
        assert say(found.words, "id")
        assert say(found.words, "en")
    assert reaction(63016).act == "window"
    assert not reaction(63016).again
    assert reaction(63018).again


def test_an_unknown_code_is_judged_by_its_status() -> None:
    acts = [reaction(None, status).act for status in (429, 500, 503, 401, 404, 400)]
    assert acts == ["throttle", "retry", "retry", "alarm", "gone", "show"]
    assert reaction(99999, 400).act == "show"
