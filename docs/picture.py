"""Take the README's picture of a report with a real Chromium.

hamstrung assess examples/desk_worker.toml --html out/desk_worker.html
python docs/picture.py out/desk_worker.html docs/images/report.png
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH = 1000


def main(report: Path, picture: Path) -> None:
    """Photograph the report from its top to the end of the postures."""
    browser_path = os.environ.get("HAMSTRUNG_CHROMIUM") or shutil.which("chromium")
    picture.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=1.5)
        page.goto(report.resolve().as_uri())
        end = page.locator(".postures-section").bounding_box()
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": end["y"] + end["height"] + 18}
        page.screenshot(path=picture, full_page=True, clip=clip)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
