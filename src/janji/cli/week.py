"""A real week of Ramen Master, played through the real door, day by day."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from janji.care import agent, canned
from janji.channels import outbox
from janji.cli.picture import receipt_photo
from janji.cli.player import Player
from janji.kit.clock import local_date, start_of_day
from janji.kit.errors import Refused
from janji.rights import answer as answers
from janji.vault import gate

BUDI, SARAH, CITRA, DEWI, EKO, FAJAR, GITA, HANA, INTAN, JAYA = (
    f"+6281200000{n:03d}" for n in range(102, 112)
)
AT_ONCE = 4  # guests who press "send" in the same moment
MARKER = "kembangsepatu"  # a word nobody uses: it is looked for after it should be gone


def first_morning(now: datetime, zone: str) -> datetime:
    """Nine in the morning nine days before *now*: day 3's backup ends over a week old."""
    day = local_date(now, zone) - timedelta(days=9)
    return start_of_day(day, zone) + timedelta(hours=9)


def monday(play: Player) -> None:
    """Questions, bursts, slang, two languages, a photo, a place, doubles and forgeries."""
    play.tell("budi_burst")
    for line in ("halo kak", "mau nanya dong", f"ramennya halal ga sih? kata kuncinya {MARKER}"):
        play.says(BUDI, line, "Budi")
    play.later(minutes=1)
    told = play.answers(BUDI)
    play.check(
        "budi_answered", len(told) >= 1 and any("halal" in one.lower() for one in told), n=len(told)
    )
    play.check("intro_once", sum("asisten" in one.lower() for one in told) == 1)
    play.tell("sarah_english")
    play.says(SARAH, "Hi! What time do you close tonight?", "Sarah", user_id="ID.SARAH0001")
    play.later(minutes=1)
    play.check("sarah_answered", any("open" in one.lower() for one in play.answers(SARAH)))
    play.tell("double")
    double = play.says(BUDI, "alamatnya dimana ya?", "Budi", duplicate=2, together=True)
    play.later(minutes=1)
    play.check(
        "double_once",
        [a["status"] for a in double["answers"]] == [200, 200, 200] and arrived(play, BUDI) == 4,
    )
    play.tell("forged")
    forged = play.says(FAJAR, "transfer ke rekening ini", "Penipu", forge=True)
    unsigned = play.says(FAJAR, "transfer ke rekening ini", "Penipu", unsigned=True)
    statuses = [answer["status"] for one in (forged, unsigned) for answer in one["answers"]]
    play.check("forged_refused", statuses == [403, 403] and play.person(FAJAR) is None)
    play.tell("citra_photo")
    photo = base64.b64encode(receipt_photo()).decode()
    play.says(
        CITRA,
        "ini struknya kak, salah hitung",
        "Citra",
        media=[{"content_type": "image/jpeg", "base64": photo}],
    )
    play.says(
        CITRA, "", "Citra", location={"latitude": -6.2, "longitude": 106.8, "label": "Kantor"}
    )
    play.later(minutes=1)
    play.check("photo_sealed", any((play.house.vault.media / str(play.business.id)).rglob("*-0")))


def afternoon(play: Player) -> None:
    """A person answers; statuses come out of order."""
    play.tell("agent")
    citra = play.person(CITRA)
    if citra is None:
        play.check("agent_found", kept=False)
        return
    play.stage.http.post(
        f"{play.stage.twin}/twin/settings", json={"shuffle": True, "duplicates": 1}
    )
    with play.house.act(play.business) as db:
        said = gate.read(
            db,
            play.house.vault,
            play.business,
            "customer_support",
            person=citra,
            kinds=["message_in"],
        )
        agent.reply(
            db, play.house.vault, play.business, citra,
            "Maaf ya Kak Citra, struknya sudah kami cek. Selisihnya kami kembalikan hari ini.",
            1, play.stage.clock.now(),
        )  # fmt: skip
    play.later(minutes=2)
    play.check(
        "agent_answered", bool(said) and any("Selisihnya" in one for one in play.answers(CITRA))
    )
    play.check("statuses", statuses_risen(play, CITRA))


def window_shut(play: Player) -> None:
    """A day has passed: free words are refused, an approved template arrives as it reads."""
    play.tell("template")
    sarah, house, now = play.person(SARAH), play.house, play.stage.clock.now()
    values = canned.slots(play.business, "en", now, name="", agent="Sari", site=play.stage.url)
    shown = next(one for one in canned.previews(play.business, "en", values) if one.usable)
    if sarah is None:
        play.check("template_read", kept=False)
        return
    with house.act(play.business) as db:
        free = agent.reply(db, house.vault, play.business, sarah, "Hello again", 1, now)
        agent.reply(
            db, house.vault, play.business, sarah, shown.text, 1, now,
            template=outbox.Template(shown.content_sid, dict(shown.values)),
        )  # fmt: skip
    play.later(minutes=1)
    refused = isinstance(free, Refused) and free.code == "care.agent.window_closed"
    play.check("template_read", refused and play.answers(SARAH)[-1] == shown.text)


def tuesday(play: Player) -> None:
    """Somebody wants everything erased, in the chat itself."""
    window_shut(play)
    play.tell("dewi_erase")
    play.says(DEWI, f"saya suka pedas level {MARKER}", "Dewi")
    play.later(minutes=1)
    play.check("dewi_was_there", play.at_twilio(MARKER) > 0 and play.person(DEWI) is not None)
    play.says(DEWI, "HAPUS DATA", "Dewi")
    play.later(minutes=1)
    play.says(DEWI, "YA HAPUS", "Dewi")
    play.later(minutes=5)


def wednesday(play: Player) -> None:
    """A deletion request by e-mail, with the promised subject and the number used."""
    play.check("dewi_gone", play.person(DEWI) is None)
    play.tell("eko_mail")
    play.says(EKO, "kak besok buka jam berapa?", "Eko")
    play.later(minutes=1)
    play.check("eko_was_there", play.person(EKO) is not None)
    subject = play.business.contacts.deletion_subjects[0]
    play.mail("eko@contoh.example", subject, f"Tolong hapus data saya. Nomor WhatsApp: {EKO}")
    play.later(minutes=2)
    asked = play.answers(EKO)[-1] if play.answers(EKO) else ""
    play.check("eko_code", re.search(r"\b\d{6}\b", asked) is not None)
    play.says(EKO, "YA HAPUS", "Eko")
    play.later(minutes=5)
    play.check("eko_gone", play.person(EKO) is None)


def crowd(play: Player, day: int) -> None:
    """Everybody else: invented customers with everyday questions, a few at once each day."""
    play.tell("crowd", n=len(QUESTIONS))

    def asks(place: int) -> None:
        number = f"+6281200000{200 + (day * 3 + place) % 40:03d}"
        play.says(number, QUESTIONS[place], f"Tamu {place + 1}")

    with ThreadPoolExecutor(AT_ONCE) as guests:
        list(guests.map(asks, range(len(QUESTIONS))))
    play.later(minutes=1)


NOW = (
    (HANA, "Hana", "hi, is the broth halal?"),
    (JAYA, "Jaya", "halo kak, besok malam bisa reservasi untuk 8 orang? ada yang alergi kacang"),
    (INTAN, "Intan", "kak, pesanan saya tadi kurang satu topping, saya kecewa"),
)

QUESTIONS = (
    "jam buka hari ini sampai jam berapa?", "halal ga kak?", "alamatnya di mana?",
    "bisa bayar pakai qris?", "mau reservasi meja untuk 4 orang", "ada menu apa aja?",
    "bisa dianter ga?", "what time do you open tomorrow?", "makasih ya kak",
    "ada lowongan kerja?", "berapa lama chat ini disimpan?", "saya kecewa, ramennya dingin",
)  # fmt: skip


def requests(play: Player) -> None:
    """Rights that need no erasing: a copy, a correction, and STOP."""
    play.tell("rights")
    play.says(GITA, "halo, saya Gita", "Gita")
    play.later(minutes=1)
    before = len(play.answers(GITA))
    play.says(GITA, "DATA SAYA", "Gita")
    play.later(minutes=1)
    play.later(minutes=1)  # the copy follows its summary a second later
    copy = "\n".join(play.answers(GITA)[before:])
    play.check("copy_given", "saya Gita" in copy)
    play.says(GITA, "STOP", "Gita")
    play.says(GITA, "UBAH DATA", "Gita")
    play.later(minutes=1)
    business, house = play.business, play.house
    with house.act(business) as db:
        open_now = [row for row in answers.waiting(db) if row.kind == "correction"]
        for row in open_now:
            answers.answer(
                db, house.vault, business, row.request_id,
                "Kak Gita, namanya dari profil WhatsApp. Ubah di sana, lalu di sini ikut berubah.",
                1, play.stage.clock.now(),
            )  # fmt: skip
    play.check("correction_answered", len(open_now) == 1)


def arrived(play: Player, number: str) -> int:
    """How many messages of this number the business holds."""
    person = play.person(number)
    with play.house.act(play.business) as db:
        return int(db.value(
            "SELECT count(*) FROM message"
            " WHERE business_id = %(business)s AND person_id = %(p)s AND direction = 'in'",
            p=person,
        ))  # fmt: skip


def statuses_risen(play: Player, number: str) -> bool:
    """Every message sent to this number ended as read, whatever order its statuses came in."""
    person = play.person(number)
    with play.house.act(play.business) as db:
        states = db.all(
            "SELECT state FROM message"
            " WHERE business_id = %(business)s AND person_id = %(p)s AND direction = 'out'",
            p=person,
        )  # fmt: skip
    return bool(states) and all(row.state == "read" for row in states)


def begin_backup(play: Player) -> subprocess.Popen[str]:
    """The operator takes a backup while guests go on writing."""
    play.tell("backup")
    return command(play, "backup", str(play.stage.home / "backups"))


def backup(play: Player, copying: subprocess.Popen[str]) -> Path:
    """The archive, which holds everything of the week and not one readable word."""
    copying.communicate()
    folder = play.stage.home / "backups"
    archives = sorted(folder.glob("*.janji")) if folder.is_dir() else []
    raw = archives[-1].read_bytes() if archives else b""
    play.check(
        "backup_taken",
        copying.returncode == 0 and bool(raw) and MARKER.encode() not in raw,
        bytes=len(raw),
    )
    return archives[-1] if archives else folder


def after(play: Player) -> None:
    """Eight days later: what was said on day 1 is nowhere, here or at Twilio."""
    play.check("budi_gone", play.person(BUDI) is None)
    play.check("twilio_gone", play.at_twilio(MARKER) == 0)
    play.check("media_gone", not any((play.house.vault.media / str(play.business.id)).rglob("*-0")))


def today(play: Player) -> None:
    """After the proof, for whoever looks in: somebody waits for staff and may be answered."""
    play.tell("today")
    for number, name, words in NOW:
        play.says(number, words, name)
    play.later(minutes=1)


def begin_restore(play: Player, archive: Path) -> subprocess.Popen[str]:
    """The operator rehearses: the backup goes into a fresh database while the product runs."""
    play.tell("restore")
    return command(play, "restore", str(archive), "--into-fresh", "--json")


def restored(play: Player, restoring: subprocess.Popen[str]) -> None:
    """Of what the backup held nothing can be read any more."""
    told, _ = restoring.communicate()
    report = json.loads(told) if restoring.returncode == 0 else {}
    play.check(
        "restore_unreadable",
        bool(report) and report.get("readable") == 0,
        n=report.get("records", 0),
    )


def command(play: Player, *words: str) -> subprocess.Popen[str]:
    """One of our own commands, as the operator would type it beside the running product."""
    return subprocess.Popen(
        [sys.executable, "-m", "janji", *words],
        env=play.stage.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
