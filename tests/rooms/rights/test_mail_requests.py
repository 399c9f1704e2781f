"""Deletion by e-mail: the promised subjects, the number, the code, and what nobody learns."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest

from fakes.mail_house import Story
from janji.audit import receipt
from janji.channels.mail import inbox
from janji.rights import duties

SARI, STRANGER = "+6281200000011", "+6281200000009"
INDONESIAN, ENGLISH = "Permintaan Penghapusan Data WhatsApp", "WhatsApp Data Deletion Request"
ADDRESS = "sari@example.test"


class Letters:
    """Somebody with a mail program, and a mail server that keeps what we send."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.received: list[EmailMessage] = []

    def sends(
        self, subject: str, text: str, sender: str = ADDRESS, **headers: str
    ) -> list[EmailMessage]:
        """Send a mail, let the house work, return what came back."""
        self.story.clock.forward(seconds=1)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, "privasi@ramenmaster.example", subject
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        with self.story.act() as db:
            vault, shop = self.story.house.vault, self.story.shop
            inbox.keep(db, vault, shop, mail.as_bytes(), self.story.now)
        return self.work()

    def work(self) -> list[EmailMessage]:
        before = len(self.received)
        duties.take_mail(self.story.house, self.story.shop, self.story.now)
        duties.send_mail(self.story.house, self.story.shop, self.story.now, self.received.append)
        return self.received[before:]

    def code_in_chat(self, number: str = SARI) -> str:
        person = self.story.holder(number)
        assert person is not None
        found = re.findall(r"\b(\d{6})\b", self.story.said_to(person)[-1])
        assert len(found) == 1
        return str(found[0])


@pytest.fixture
def letters(story: Story) -> Letters:
    return Letters(story)


def body(mail: EmailMessage) -> str:
    return str(mail.get_content())


def settle(story: Story) -> None:
    duties.carry_out_deletions(story.house, story.shop, story.hands, story.now)


def test_a_mail_with_the_promised_subject_and_the_code_ends_in_a_proven_deletion(
    story: Story, letters: Letters
) -> None:
    person = story.writes(SARI, "halo, meja untuk dua")
    answers = letters.sends(INDONESIAN, f"Tolong hapus data nomor {SARI}. Terima kasih, Sari")
    assert len(answers) == 1
    ticket = story.request().ticket
    assert (story.request().state, story.request().person_id) == ("unverified", person)
    assert ticket in body(answers[0])
    assert answers[0]["Auto-Submitted"] == "auto-replied"
    story.everything_sent()

    code = letters.code_in_chat()
    assert code not in body(answers[0])
    replied = letters.sends(f"Re: {answers[0]['Subject']}", f"Kodenya {code}\n\n> kode 6 angka")
    assert "kodenya cocok" in body(replied[0])
    row = story.request()
    assert (row.state, row.verified_by) == ("verified", "code_to_channel")

    settle(story)
    row = story.request()
    assert (row.state, row.person_id) == ("fulfilled", None)
    assert story.holder(SARI) is None
    last = letters.work()
    assert len(last) == 1
    for part in (
        ticket,
        "Whose data",
        "Pemilik data",
        "Alasan",
        "Berlaku sejak",
        "Pertanyaan",
        "Twilio",
    ):
        assert part in body(last[0])
    assert isinstance(receipt.check(body(last[0]), story.house.signer.public), dict)

    assert duties.end_contacts(story.house, story.shop, story.now) == 1
    for table in ("person", "identifier", "record", "mail_out"):
        assert story.rows(table) == 0
    assert story.rows("mail_in", sealed=None) == 0
    assert story.rows("request", contact_id=row.contact_id) == 0


def test_the_answer_does_not_tell_whether_a_number_is_known(story: Story, letters: Letters) -> None:
    story.writes(SARI, "halo")
    known = letters.sends(ENGLISH, f"my number is {SARI}", "one@example.test")
    known_row = story.request()
    unknown = letters.sends(ENGLISH, f"my number is {STRANGER}", "two@example.test")
    unknown_row = story.request()
    assert (known_row.person_id is None, unknown_row.person_id is None) == (False, True)

    def bare(mail: EmailMessage, ticket: str) -> str:
        return body(mail).replace(ticket, "T")

    assert bare(known[0], known_row.ticket) == bare(unknown[0], unknown_row.ticket)
    wrong = [
        letters.sends("Re: code", "000000", one)[0]
        for one in ("one@example.test", "two@example.test")
    ]
    assert bare(wrong[0], known_row.ticket) == bare(wrong[1], unknown_row.ticket)

    story.clock.forward(hours=48)
    assert duties.end_unconfirmed(story.house, story.shop, story.now) == 2
    ended = letters.work()
    assert {
        mail["To"]: bare(mail, known_row.ticket).replace(unknown_row.ticket, "T") for mail in ended
    }
    assert (
        len({bare(mail, known_row.ticket).replace(unknown_row.ticket, "T") for mail in ended}) == 1
    )
    states = {story.request(one.ticket).state for one in (known_row, unknown_row)}
    assert states == {"lapsed", "nothing_held"}


def test_yes_in_the_chat_confirms_what_was_asked_by_mail(story: Story, letters: Letters) -> None:
    person = story.writes(SARI, "halo")
    letters.sends(INDONESIAN, SARI)
    with story.act() as db:
        assert story.desk.confirm(db, story.shop, person, "id", story.now)
    story.everything_sent()
    settle(story)
    assert story.request().state == "fulfilled"
    assert "Selesai" in body(letters.work()[0])


def test_a_code_is_right_only_so_often_and_so_long(story: Story, letters: Letters) -> None:
    story.writes(SARI, "halo")
    letters.sends(INDONESIAN, SARI)
    code = letters.code_in_chat()
    wrong = "000000" if code != "000000" else "111111"
    for turn in range(5):
        letters.sends(f"Re: kode {turn}", wrong)
    letters.sends("Re: kode", code)
    assert story.request().state == "unverified"

    again = letters.sends(INDONESIAN, f"{SARI} minta kode baru")
    assert story.rows("request") == 1
    assert len(again) == 1
    story.clock.forward(hours=1)
    letters.sends(INDONESIAN, f"{SARI} sekali lagi")
    fresh = letters.code_in_chat()
    assert fresh != code
    letters.sends("Re: kode", fresh)
    assert story.request().state == "verified"


def test_another_number_takes_the_place_of_an_unconfirmed_one(
    story: Story, letters: Letters
) -> None:
    letters.sends(INDONESIAN, STRANGER)
    first = story.request().ticket
    story.writes(SARI, "halo")
    story.clock.forward(seconds=5)
    letters.sends(INDONESIAN, f"maaf salah ketik, {SARI}")
    assert story.request(first).state == "lapsed"
    assert story.request().ticket != first
    assert letters.code_in_chat()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tolong hapus ya", "no WhatsApp number"),
        (f"{SARI} dan {STRANGER}", "more than one number"),
    ],
)
def test_a_mail_without_exactly_one_number_is_asked_again_and_deletes_nothing(
    story: Story, letters: Letters, text: str, said: str
) -> None:
    story.writes(SARI, "halo")
    answers = letters.sends(INDONESIAN, text)
    assert said in body(answers[0])
    assert story.rows("request") == 0
    assert story.holder(SARI) is not None


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "mail_auto_submitted"),
        ({"Precedence": "bulk"}, "mail_bulk"),
        ({"List_Id": "<news.example.test>"}, "mail_bulk"),
        ({"Return_Path": "<>"}, "mail_bounce"),
        ({"sender": "MAILER-DAEMON@example.test"}, "mail_nobody"),
        ({"sender": "privasi@ramenmaster.example"}, "mail_own"),
    ],
)
def test_a_machine_is_never_answered_and_its_mail_is_kept_for_people(
    story: Story, letters: Letters, headers: dict[str, Any], reason: str
) -> None:
    assert letters.sends(INDONESIAN, SARI, **headers) == []
    assert story.rows("request") == 0
    assert story.rows("quarantine", reason=reason, door="mail") == 1


def test_a_mail_about_something_else_is_kept_for_people_and_not_answered(
    story: Story, letters: Letters
) -> None:
    assert letters.sends("Lowongan kerja", "Apakah masih ada lowongan?") == []
    assert story.rows("quarantine", reason="mail_not_understood") == 1


def test_a_letter_we_stumble_over_is_kept_for_people_and_stops_nobody_else(
    story: Story, letters: Letters
) -> None:
    story.owner(
        "CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE numeric_value_out_of_range; END $$"
    )
    story.owner("CREATE TRIGGER t BEFORE INSERT ON request FOR EACH ROW EXECUTE FUNCTION stumble()")
    assert letters.sends(INDONESIAN, SARI) == []
    assert story.rows("quarantine", reason="mail_fault") == 1
    story.owner("DROP TRIGGER t ON request")
    assert len(letters.sends(INDONESIAN, SARI, "budi@example.test")) == 1
    assert story.rows("request") == 1


def test_the_same_mail_twice_is_one_request_and_one_answer(story: Story, letters: Letters) -> None:
    first = letters.sends(INDONESIAN, SARI, Message_ID="<a1@example.test>")
    second = letters.sends(INDONESIAN, SARI, Message_ID="<a1@example.test>")
    assert (len(first), len(second), story.rows("request"), story.rows("mail_in")) == (1, 0, 1, 1)


def test_nobody_can_flood_a_strangers_chat_with_codes(story: Story, letters: Letters) -> None:
    person = story.writes(SARI, "halo")
    for turn in range(12):
        letters.sends(INDONESIAN, SARI, f"flood{turn}@example.test")
    assert story.rows("request") == 12
    assert len(story.said_to(person)) == story.shop.policy.right("deletion").code_tries


def test_one_address_gets_no_endless_answers(story: Story, letters: Letters) -> None:
    for turn in range(40):
        letters.sends(INDONESIAN, f"tanpa nomor {'x' * turn}")
    assert 0 < len(letters.received) <= 12


def test_no_address_and_no_number_stands_in_the_database_or_the_ledger(
    story: Story, letters: Letters
) -> None:
    story.writes(SARI, "halo")
    letters.sends(INDONESIAN, f"nomor saya {SARI}")
    for table in (
        "mail_in",
        "mail_out",
        "request",
        "request_code",
        "record",
        "ledger",
        "identifier",
    ):
        assert story.rows(table) > 0
        found = story.dump(table)
        for secret in (ADDRESS, "sari@", SARI[1:], "81200000011", letters.code_in_chat()):
            assert secret not in found
