"""A real Chromium, or a reason why there is none."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str:
    """The browser's path; skips, or fails where `HAMSTRUNG_REQUIRE_PROGRAMS=1`, when there is none."""
    found = os.environ.get("HAMSTRUNG_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    reason = f"no Chromium: none of {', '.join(NAMES)} on PATH and HAMSTRUNG_CHROMIUM is not set"
    if os.environ.get("HAMSTRUNG_REQUIRE_PROGRAMS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def page(*, width: int, height: int = 900) -> Iterator[object]:
    """A page of this size that notes every request and complaint in `requests` and `complaints`."""
    path = executable()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            opened = browser.new_page(viewport={"width": width, "height": height})
            opened.requests, opened.complaints = [], []
            opened.on("request", lambda request: opened.requests.append(request.url))
            opened.on("console", lambda message: opened.complaints.append(message.text))
            opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
            yield opened
        finally:
            browser.close()
