#!/usr/bin/python3
"""Makes docs/report-*.png from the samples: needs build/dev and the --dev packages."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

ROOT = pathlib.Path(__file__).resolve().parents[1]
EMOREC = ROOT / "build/dev/src/emorec"
SAMPLES = ROOT / "samples"


def ffmpeg(*words):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, words)], check=True)


def report(clip, folder):
    subprocess.run([EMOREC, "classify", "--quiet", "--faces", "all", clip, "--report", folder],
                   check=True, stdout=subprocess.DEVNULL)
    return (folder / "report.html").as_uri()


def two_people(place):
    """The sample's moving camera beside a still portrait."""
    clip = place / "two_people.mp4"
    ffmpeg("-loop", 1, "-framerate", 25, "-t", 2.4, "-i", SAMPLES / "portraits/grace_hopper.jpg",
           "-i", SAMPLES / "eileen_collins.mp4", "-filter_complex",
           "[0]scale=410:480,rotate='0.12*sin(n/6)':fillcolor=gray,setsar=1[a];"
           "[a][1]hstack,format=yuv420p", "-c:v", "libx264", "-crf", 20, clip)
    return clip


def picture(driver, page, name, width, height, scheme, person=0):
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    feature = {"name": "prefers-color-scheme", "value": scheme}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    driver.get(page)
    WebDriverWait(driver, 60).until(lambda _: driver.execute_script(
        "const video = document.getElementById('video');"
        "return video.readyState >= 2 && !video.seeking && video.currentTime > 0;"))
    driver.execute_script(
        "document.querySelectorAll('#people button')[arguments[0]]?.click();"
        "window.scrollTo(0, 0);", person)
    driver.execute_async_script("setTimeout(arguments[0], 500)")
    whole = ROOT / "docs" / (name + ".whole.png")
    driver.save_screenshot(str(whole))
    # 256 colours are a quarter of the bytes.
    ffmpeg("-i", whole, "-filter_complex",
           "split[a][b];[a]palettegen=stats_mode=full[p];[b][p]paletteuse=dither=none",
           ROOT / "docs" / (name + ".png"))
    whole.unlink()


def main():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for word in ("--headless=new", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(word)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
    try:
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            two = report(two_people(place), place / "two")
            one = report(SAMPLES / "eileen_collins.mp4", place / "one")
            picture(driver, two, "report-desktop-light", 1120, 1800, "light", person=1)
            picture(driver, two, "report-desktop-dark", 1120, 1000, "dark")
            picture(driver, one, "report-phone", 360, 900, "light")
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
