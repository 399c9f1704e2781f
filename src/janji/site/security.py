"""Every answer leaves with the same strict headers, and every fault with a page and a quiet log."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]
LOG = logging.getLogger("janji.site")
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}


class answered_safely:  # noqa: N801 - a middleware reads as a verb in the list of them
    """Add the headers, note how long it took, and let no fault speak of what people sent."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page with its headers; one log line: method, page name, status, milliseconds."""
        begun = time.perf_counter()
        response = self.get_response(request)
        private = request.path.startswith("/desk/")
        if private:
            # Under no-referrer a browser sends "Origin: null" with a form: no CSRF check trusts it.
            response.headers["Referrer-Policy"] = "same-origin"
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if seconds := settings.SECURE_HSTS_SECONDS:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={seconds}")
        response.headers.setdefault("Cache-Control", "no-store" if private else "no-cache")
        took = (time.perf_counter() - begun) * 1000
        LOG.info("%s %s %d %.0fms", request.method, page_name(request), response.status_code, took)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> None:
        """Log where a fault arose: its kind and the lines of our code, never its values.

        A page that is not there, or a call under a name that is not ours, is no fault: anybody
        could fill the log by asking for many.
        """
        if isinstance(fault, (Http404, SuspiciousOperation)):
            return
        where = "".join(traceback.format_tb(fault.__traceback__))
        LOG.error("%s in %s\n%s", type(fault).__name__, page_name(request), where)


def page_name(request: HttpRequest) -> str:
    """The name of the page asked for; the address itself may hold what people typed."""
    match = request.resolver_match
    return match.view_name if match and match.view_name else "unknown"
