"""What the doctor asks of the world outside: address, Twilio, mail, proxy, clock. It only reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import httpx

from janji.channels.connected import connected, lack
from janji.channels.mail.servers import server_of
from janji.channels.twilio import trial
from janji.cli.doctor_finding import Finding, fine, needs, unsure
from janji.cli.doctor_proxy import recorded
from janji.kit import http
from janji.kit.errors import JanjiError
from janji.kit.settings import Settings
from janji.policy.business import Business

WAIT = 6.0  # seconds that the outside gets to answer
MOST_WRONG = 60  # seconds: codes, windows and days are counted with this clock
HERE = ("127.0.0.1", "localhost", "::1", "0.0.0.0")  # noqa: S104 - names to compare with
USUAL_PROXIES = (
    "/etc/nginx/nginx.conf", "/etc/nginx/conf.d/*.conf", "/etc/nginx/sites-enabled/*",
    "/etc/caddy/Caddyfile",
)  # fmt: skip


def outside(
    settings: Settings, businesses: Sequence[Business], proxies: Sequence[Path], now: datetime
) -> list[Finding]:
    """Everything that depends on others."""
    found = [public_url(settings), *proxy(proxies), clock(settings, businesses, now)]
    if not any(connected(settings, business) for business in businesses):
        found.append(needs("nobody_connected"))
    for business in businesses:
        found += twilio(settings, business)
        if connected(settings, business):
            found += mail(settings, business)
    return found


def public_url(settings: Settings) -> Finding:
    """Whether customers and Twilio can reach us, by https."""
    parts = urlsplit(settings.public_url)
    if parts.hostname in HERE:
        words = {"url": settings.public_url}
        return fine("url_trial", **words) if settings.simulator else needs("url_local", **words)
    if parts.scheme != "https":
        return needs("url_plain", url=settings.public_url)
    return fine("url", url=settings.public_url)


def twilio(settings: Settings, business: Business) -> list[Finding]:
    """Account and token are set, Twilio takes them, and the address it should call."""
    found = lack(settings, business)
    account = settings.secret(business.channel.account_env)
    token = settings.secret(business.channel.token_env)
    words = {"business": business.slug}
    if found and found.provider:
        return [unsure("no_provider", provider=found.provider, **words)]
    if not account or not token:
        names = ", ".join(found.secrets if found else ())
        if account or token:
            return [needs("twilio_secrets", names=names, **words)]
        return [unsure("not_connected", names=names, **words)]
    hook = trial.hook_of(settings, business)
    return [asked(settings, business, account, token), fine("twilio_hook", hook=hook, **words)]


def asked(settings: Settings, business: Business, account: str, token: str) -> Finding:
    """Whether Twilio answers with these secrets: one message of its list is asked for."""
    words = {"business": business.slug}
    state, code = trial.known(settings, business, account, token)
    if state == "refused":
        return needs("twilio_refused", code=code, **words)
    if state == "silent":
        return unsure("twilio_silent", **words)
    return fine("twilio_twin" if settings.twin_url else "twilio", **words)


def mail(settings: Settings, business: Business) -> list[Finding]:
    """Where deletion requests by e-mail come in, and answers go out."""
    if "email" not in business.policy.file.channels:
        return []
    words = {"business": business.slug}
    try:
        comes = server_of(settings, business, "imap") or settings.smtp_in_port
        goes = server_of(settings, business, "smtp")
    except JanjiError:
        return [needs("mail_address", **words)]
    return [
        fine("mail_in", **words) if comes else needs("mail_in_none", **words),
        fine("mail_out", **words) if goes else needs("mail_out_none", **words),
    ]


def proxy(given: Sequence[Path]) -> list[Finding]:
    """Whether a proxy's own log would hold addresses or devices."""
    paths = list(given) or usual()
    if not paths:
        return [unsure("proxy_unseen")]
    found = []
    for path in paths:
        try:
            words = recorded(path)
        except OSError:
            found.append(unsure("proxy_unreadable", file=str(path)))
            continue
        if words:
            found.append(needs("proxy_records", file=str(path), what=", ".join(words)))
        else:
            found.append(fine("proxy", file=str(path)))
    return found


def usual() -> list[Path]:
    """Configurations where Debian puts them."""
    return [
        path
        for pattern in USUAL_PROXIES
        for path in sorted(Path("/").glob(pattern.lstrip("/")))
        if path.is_file()
    ]


def clock(settings: Settings, businesses: Sequence[Business], now: datetime) -> Finding:
    """Whether this machine's clock agrees with another's, and zones are known."""
    strange = [one.zone for one in businesses if one.zone not in available_timezones()]
    if strange:
        return needs("zone_unknown", zone=strange[0])
    if settings.clock_file:
        return fine("clock_moved")
    for business in businesses:
        told = date_of(settings.provider_base(business.channel.api_base), settings.twin_url)
        if told is not None:
            wrong = abs(int((now - told).total_seconds()))
            far = wrong > MOST_WRONG
            return needs("clock_wrong", seconds=wrong) if far else fine("clock", seconds=wrong)
    return unsure("clock_alone")


def date_of(base: str, twin: str | None) -> datetime | None:
    """The time in the Date header of *base* (RFC 9110, 6.6.1), or None."""
    try:
        with http.client(WAIT, loopback=twin or "") as web:
            value = web.get(base).headers.get("date", "")
        return parsedate_to_datetime(value).astimezone(UTC)
    except (httpx.HTTPError, ValueError, TypeError):
        return None
