"""When a business is open, and the words for it.

Spans may pass midnight; a closed day may have a name. All computing is in UTC, all saying in the
business's own zone with its name (WIB, WITA, WIT).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from janji.kit import dates
from janji.kit.calendar import ONE_DAY, Calendar

LOOK_BACK, LOOK_AHEAD = -2, 32  # days within which an opening is sought
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class WeeklyHours:
    """When a business is open.

    week: weekday (Monday = 0) → spans of local time; a span that ends at or before its start ends
    the next day (17.00–01.00; 00.00–00.00 is a whole day). A weekday not named is closed.
    closed_dates: days closed for a reason of its own, with the reason. special: days with hours
    of their own; they win over holidays.
    """

    zone: str
    week: Mapping[int, tuple[tuple[time, time], ...]]
    closed_dates: Mapping[date, str] = field(default_factory=dict)
    special: Mapping[date, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    closed_on_holidays: bool = False
    calendar: Calendar = field(default_factory=Calendar)

    def on(self, day: date) -> tuple[tuple[time, time], ...]:
        """The spans that begin on *day*."""
        if day in self.special:
            return self.special[day]
        return () if self.why_closed(day) else self.week.get(day.weekday(), ())

    def why_closed(self, day: date) -> str | None:
        """The holiday or reason for which *day* is closed; None when it is an ordinary day."""
        if day in self.closed_dates:
            return self.closed_dates[day]
        return self.calendar.holiday(day) if self.closed_on_holidays else None


@dataclass(frozen=True)
class Open:
    """Open now; *until* in UTC, None when it does not close within a month."""

    until: datetime | None


@dataclass(frozen=True)
class Closed:
    """Closed now; opens_at in UTC, None when not within a month; why: a holiday, else None."""

    opens_at: datetime | None
    why: str | None = None


def open_state(hours: WeeklyHours, now: datetime) -> Open | Closed:
    """Whether the business is open at *now*, and until when or from when."""
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    horizon = today + ONE_DAY * LOOK_AHEAD
    for begins, ends in spans(hours, today):
        if begins <= now < ends:
            return Open(None if ends.astimezone(ZoneInfo(hours.zone)).date() > horizon else ends)
        if begins > now:
            return Closed(begins, hours.why_closed(today) if today not in hours.special else None)
    return Closed(None, hours.why_closed(today))


def open_since(hours: WeeklyHours, now: datetime, span: timedelta) -> datetime | None:
    """The moment from which the business was open for *span* until *now*; None within a month."""
    today, left = now.astimezone(ZoneInfo(hours.zone)).date(), span
    for begins, ends in reversed(spans(hours, today, -LOOK_AHEAD)):
        until = min(ends, now)
        if until <= begins:
            continue
        if until - begins >= left:
            return until - left
        left -= until - begins
    return None


def spans(hours: WeeklyHours, today: date, first: int = LOOK_BACK) -> list[Span]:
    """The open spans around *today* in UTC, in order; touching ones are one. first: days off."""
    found: list[Span] = []
    for step in range(first, LOOK_AHEAD + 1):
        day = today + ONE_DAY * step
        for begins, ends in sorted(between(day, span, hours.zone) for span in hours.on(day)):
            if found and begins <= found[-1][1]:
                found[-1] = (found[-1][0], max(ends, found[-1][1]))
            else:
                found.append((begins, ends))
    return found


def between(day: date, span: tuple[time, time], zone: str) -> Span:
    """A span of local time that begins on *day*, in UTC."""
    place = ZoneInfo(zone)
    begins, ends = span
    last = day if ends > begins else day + ONE_DAY
    return (
        datetime.combine(day, begins, place).astimezone(UTC),
        datetime.combine(last, ends, place).astimezone(UTC),
    )


def state_words(hours: WeeklyHours, now: datetime, language: str) -> str:
    """ "Buka hari ini sampai 21.00 WIB" or what else is true at *now*, without a full stop."""
    table, state = dates.words(language), open_state(hours, now)
    if isinstance(state, Open):
        if state.until is None:
            return str(table["open_always"])
        values = place_words(state.until, now, hours.zone, language)
        late = values["day"] not in (table["today"], table["tomorrow"])
        return str(table["open_until_day" if late else "open_until"]).format(**values)
    if state.opens_at is None:
        return str(table["closed_long"])
    values = place_words(state.opens_at, now, hours.zone, language)
    code = "closed_until_why" if state.why else "closed_until"
    return str(table[code]).format(why=state.why, **values)


def place_words(moment: datetime, now: datetime, zone: str, language: str) -> dict[str, str]:
    """Day, time and zone of *moment* as words seen from *now*: today, tomorrow, or a date."""
    table, place = dates.words(language), ZoneInfo(zone)
    local, today = moment.astimezone(place), now.astimezone(place).date()
    away = (local.date() - today).days
    named = {0: table["today"], 1: table["tomorrow"]}
    day = named.get(away) or dates.full_date(local.date(), language)
    time_words = dates.clock_time(local, language)
    return {"day": day, "time": time_words, "zone": dates.zone_name(moment, zone)}


def week_words(hours: WeeklyHours, language: str) -> str:
    """ "Senin–Jumat 10.00–21.00; Sabtu–Minggu tutup": the week, equal days in a row joined."""
    names = dates.words(language)["weekdays"]
    groups: list[tuple[int, int, str]] = []
    for day in range(7):
        said = spans_words(hours.week.get(day, ()), language)
        if groups and groups[-1][2] == said:
            groups[-1] = (groups[-1][0], day, said)
        else:
            groups.append((day, day, said))
    return "; ".join(
        f"{names[first]}{'' if first == last else '–' + names[last]} {said}"
        for first, last, said in groups
    )


def spans_words(day: tuple[tuple[time, time], ...], language: str) -> str:
    """ "10.00–14.00, 17.00–21.00", or the word for closed."""
    table = dates.words(language)
    if not day:
        return str(table["closed"])
    if day == ((time(0), time(0)),):
        return str(table["all_day"])
    said = (f"{dates.clock_time(a, language)}–{dates.clock_time(b, language)}" for a, b in day)
    return ", ".join(said)
