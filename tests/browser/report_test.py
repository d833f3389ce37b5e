#!/usr/bin/python3
"""Reports in headless Chromium, as their readers use them: report_test.py EMOREC LONG_PAGE.

Ends with code 77, which ctest takes for "skipped", where Chromium or selenium is missing."""
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    print("skipped: apt-get install python3-selenium")
    sys.exit(77)

MISSING = [name for name in ("chromium", "chromedriver", "ffmpeg") if not shutil.which(name)]
if MISSING:
    print("skipped: apt-get install chromium chromium-driver ffmpeg (no %s)" % ", ".join(MISSING))
    sys.exit(77)

EMOREC, LONG_PAGE = sys.argv[1:3]
SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
# In a path "</script>" takes a folder and a file.
HOSTILE_FOLDER = 'it\'s <b>"bold"</b> <!-- <'.replace("/", "\u2215")
HOSTILE_NAME = 'script> & <img src=x onerror="window.hacked=1"> é 日本.mp4'

HOSTILE_IMAGE = HOSTILE_NAME.replace(".mp4", ".jpg")


def ffmpeg(*words):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, words)], check=True)


def classify(clip, folder, *options):
    """The page; the JSON of the same answer lies beside its folder."""
    with open(folder.with_suffix(".json"), "w") as answer:
        subprocess.run([EMOREC, "classify", "--quiet", "--format", "json", *options, str(clip),
                        "--report", str(folder)], check=True, stdout=answer)
    return folder / "report.html"


def many_clips(page, copy):
    """The same page, as if there were 2,000 clips."""
    before, data, after = re.split(r'(?<=id="data">)(.*?)(?=</script>)', page.read_text(), 1)
    data = json.loads(data)
    kinds = [clip for clip in data["clips"] if "face" in clip]
    data["clips"] = [{**kinds[i % len(kinds)], "file": "film %d/clip %d.mp4" % (i // 100, i)}
                     for i in range(2000)]
    copy.parent.mkdir()
    copy.write_text(before + json.dumps(data).replace("<", "\\u003c") + after)
    return copy


def make_pages(place):
    pages = {"plain": classify(SAMPLES / "eileen_collins.mp4", place / "plain")}

    two = place / "two.mkv"  # which browsers do not play: the page gets a copy
    portraits = SAMPLES / "portraits"
    ffmpeg("-loop", 1, "-framerate", 10, "-t", 1.5, "-i", portraits / "grace_hopper.jpg",
           "-loop", 1, "-framerate", 10, "-t", 1.5, "-i", portraits / "eileen_collins.png",
           "-filter_complex", "[0]scale=320:360,setsar=1[a];[1]scale=360:360,setsar=1[b];"
           "[a][b]hstack,format=yuv420p", "-c:v", "libx264", two)
    pages["two"] = classify(two, place / "two", "--faces", "all")

    hostile = place / HOSTILE_FOLDER / HOSTILE_NAME
    hostile.parent.mkdir()
    shutil.copy(SAMPLES / "eileen_collins.mp4", hostile)
    pages["hostile"] = classify(hostile, place / "hostile", "--max-frames", "10")

    labelled = place / "labelled"
    for emotion, portrait in (("sadness", "eileen_collins.png"), ("neutral", "grace_hopper.jpg")):
        (labelled / emotion).mkdir(parents=True)
        shutil.copy(SAMPLES / "portraits" / portrait, labelled / emotion / HOSTILE_IMAGE)
    ffmpeg("-f", "lavfi", "-i", "color=gray:size=200x200", "-frames:v", 1,
           labelled / "neutral" / "nobody.png")
    subprocess.run([EMOREC, "evaluate", "--quiet", labelled, "--report", place / "labelled-report",
                    "--clip-reports", "1"], check=True, stdout=subprocess.DEVNULL)
    pages["evaluation"] = place / "labelled-report" / "report.html"

    clips = place / "clips"
    shutil.copytree(labelled, clips)
    shutil.copy(SAMPLES / "eileen_collins.mp4", clips / "smile.mp4")
    (clips / "broken.mp4").write_text("not a video")
    subprocess.run([EMOREC, "batch", "--quiet", clips, "--out", place / "results.ndjson", "--page",
                    place / "batch", "--clip-reports"], check=False)
    pages["batch"] = place / "batch" / "report.html"
    pages["many"] = many_clips(pages["batch"], place / "many" / "report.html")

    long_clip = place / "long.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc=size=192x144:rate=25:duration=300", "-c:v", "libx264",
           "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", long_clip)
    subprocess.run([LONG_PAGE, str(long_clip), "7500", "25", str(place / "long")], check=True)
    pages["long"] = place / "long" / "report.html"
    return pages


def setUpModule():
    """Pages and browser serve all tests: they take longer than the tests."""
    global driver, pages, folder
    folder = tempfile.TemporaryDirectory(prefix="emorec-browser-")
    pages = make_pages(pathlib.Path(folder.name))
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for word in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio",
                 "--autoplay-policy=no-user-gesture-required", "--window-size=1280,900"):
        options.add_argument(word)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)


def tearDownModule():
    driver.quit()
    folder.cleanup()


def run(script, *arguments):
    return driver.execute_script("return " + script, *arguments)


def by_id(name):
    return driver.find_element("id", name)


def text(name):
    return run("document.getElementById(arguments[0]).textContent", name)


def wait_for(condition, what):
    return WebDriverWait(driver, 20, poll_frequency=0.05).until(lambda _: condition(), what)


def place():
    """The number of the frame that the page shows."""
    return int(by_id("scrub").get_property("value"))


def press(*keys):
    ActionChains(driver).send_keys(*keys).perform()


# From a copy: a canvas that is read twice earns a warning in the console.
READ_OVERLAY = """(() => {
    const overlay = document.getElementById("overlay");
    const copy = document.createElement("canvas");
    copy.width = overlay.width;
    copy.height = overlay.height;
    const context = copy.getContext("2d", {willReadFrequently: true});
    context.drawImage(overlay, 0, 0);
    return context.getImageData(0, 0, copy.width, copy.height);
})()"""


def overlay_is_empty():
    return run(READ_OVERLAY + ".data.every((value) => value === 0)")


class Page(unittest.TestCase):
    page = "plain"

    def setUp(self):
        driver.get(pages[self.page].as_uri())
        self.wait()

    def wait(self):
        wait_for(lambda: run("document.getElementById('video').readyState >= 2 && "
                             "!document.getElementById('video').seeking"), "no video")

    def check_fits_a_phone(self):
        metrics = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        try:
            driver.refresh()
            self.assertLessEqual(run("document.documentElement.scrollWidth"), 360)
            self.check_targets_and_letters()
            self.check_wide_parts_say_so()
        finally:
            driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def check_targets_and_letters(self):
        small = run("""[...document.querySelectorAll("button, input, select, summary, main a")]
            .filter((one) => one.checkVisibility())
            .map((one) => [one.getBoundingClientRect(), one.outerHTML])
            .filter(([box]) => box.width < 24 || box.height < 24)
            .map(([box, html]) => `${box.width}x${box.height} ${html}`)""")
        self.assertEqual(small, [])
        wait_for(lambda: run("""[...document.querySelectorAll(".dygraph-axis-label, svg text")]
            .every((one) => parseFloat(getComputedStyle(one).fontSize) *
                (one.ownerSVGElement?.getScreenCTM().a ?? 1) > 11.9)"""), "letters under 12 px")

    def check_wide_parts_say_so(self):
        wait_for(lambda: run("""[...document.querySelectorAll(".scroll")]
            .filter((one) => one.checkVisibility())
            .every((one) => (one.scrollWidth > one.clientWidth + 1) ===
                one.nextElementSibling.checkVisibility())"""), "no word of scrolling")

    def tearDown(self):
        self.assertEqual([entry["message"] for entry in driver.get_log("browser")], [])


class Opening(Page):
    def test_asks_nobody_for_anything(self):
        driver.get_log("performance")
        for page in pages.values():
            driver.get(page.as_uri())
        log = [entry["message"] for entry in driver.get_log("performance")]
        asked = [line for line in log if '"Network.requestWillBeSent"' in line]
        self.assertGreaterEqual(len(asked), len(pages))
        for line in asked:
            self.assertRegex(line, r'"url":"(file:///[^"]*report\.html|blob:|data:)')

    def test_begins_at_the_most_important_frame(self):
        importance = run("people[0].frames.importance")
        wait_for(lambda: place() == importance.index(max(importance)), "another frame")

    def test_controls_have_names(self):
        nameless = run("""[...document.querySelectorAll("button, input, [role=img], section")]
            .filter((one) => one.checkVisibility() && !(one.textContent.trim() || one.labels?.length ||
                one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")))
            .map((one) => one.outerHTML)""")
        self.assertEqual(nameless, [])

    def test_fits_a_phone(self):
        self.check_fits_a_phone()

    def test_is_light_or_dark_as_the_system_and_as_chosen(self):
        def ground():
            return run("getComputedStyle(document.body).backgroundColor")
        light = ground()
        feature = {"name": "prefers-color-scheme", "value": "dark"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        try:
            dark = ground()
            self.assertNotEqual(light, dark)
            by_id("theme").click()
            self.assertEqual(ground(), light)
            by_id("theme").click()
            self.assertEqual(ground(), dark)
        finally:
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def test_prints_the_frames_and_no_player(self):
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        try:
            self.assertFalse(by_id("player-section").is_displayed())
            self.assertTrue(by_id("strip").is_displayed())
            self.assertTrue(by_id("bars").is_displayed())
        finally:
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


class Player(Page):
    def test_keys_step_and_jump(self):
        press(Keys.HOME)
        wait_for(lambda: place() == 0, "Home")
        press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
        wait_for(lambda: place() == 2, "two steps on")
        press(Keys.ARROW_LEFT)
        wait_for(lambda: place() == 1, "a step back")
        press(Keys.END)
        wait_for(lambda: place() == 59, "End")
        wait_for(lambda: abs(run("document.getElementById('video').currentTime") - 2.36) < 0.03,
                 "the video does not follow")
        self.assertIn("frame 59", text("live"))

    def test_space_plays_and_the_rest_follows(self):
        press(Keys.HOME)
        wait_for(lambda: place() == 0, "Home")
        press(Keys.SPACE)
        wait_for(lambda: text("play") == "Pause", "does not play")
        wait_for(lambda: place() > 3, "does not go on")
        press(Keys.SPACE)
        wait_for(lambda: text("play") == "Play", "does not stop")
        self.assertIn("0:0", text("clock"))

    def test_overlay_can_be_switched_off_and_faded(self):
        self.assertFalse(overlay_is_empty())
        by_id("boxes").click()
        self.assertFalse(overlay_is_empty())
        run("(() => { const fade = document.getElementById('fade'); fade.value = 0;"
            "fade.dispatchEvent(new Event('input', {bubbles: true})); })()")
        self.assertTrue(overlay_is_empty())
        by_id("boxes").click()
        self.assertFalse(overlay_is_empty())
        by_id("boxes").click()
        by_id("attention").click()
        self.assertTrue(overlay_is_empty())

    def test_box_lies_over_the_face(self):
        found = run("""((overlay) => {
            const place = Number(document.getElementById("scrub").value);
            const [x, y, width, height] = people[0].at(place).box
                .map((side) => Math.round(side * overlay.width / data.clip.width));
            return [[x, y + height / 2], [x + width, y + height / 2], [x + width / 2, y + height]]
                .map(([left, top]) => overlay.data[4 * (Math.round(top) * overlay.width + left) + 3]);
        })(""" + READ_OVERLAY + ")")
        self.assertGreater(min(found), 100)  # the edges of a line are half covered


class Timeline(Page):
    def chart(self):
        return by_id("emotion-chart")

    def test_hover_shows_values_and_click_goes_there(self):
        press(Keys.HOME)
        wait_for(lambda: place() == 0, "Home")
        self.assertIn("0:00.00", text("legend"))
        ActionChains(driver).move_to_element(self.chart()).perform()
        wait_for(lambda: "0:00.00" not in text("legend"), "hover shows nothing")
        self.assertIn("happiness", text("legend"))
        self.assertEqual(place(), 0)
        ActionChains(driver).click(self.chart()).perform()
        wait_for(lambda: 20 < place() < 40, "click goes nowhere")
        wait_for(lambda: abs(run("document.getElementById('video').currentTime") -
                             run("data.times[arguments[0]]", place())) < 0.03, "no seek")

    def test_drag_enlarges_and_a_button_undoes_it(self):
        self.assertFalse(by_id("zoom-out").is_displayed())
        (ActionChains(driver).move_to_element_with_offset(self.chart(), -100, 0).click_and_hold()
         .move_by_offset(200, 0).release().perform())
        wait_for(lambda: by_id("zoom-out").is_displayed(), "no zoom")
        by_id("zoom-out").click()
        wait_for(lambda: not by_id("zoom-out").is_displayed(), "no way back")

    def test_strip_goes_to_its_frame(self):
        chip = driver.find_element("css selector", "#strip button")
        run("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", chip)
        chip.click()
        wait_for(lambda: place() == int(chip.get_attribute("data-place")), "chip goes nowhere")

    def test_table_has_the_same_values(self):
        run("document.getElementById('table-details').open = true")
        wait_for(lambda: run("document.querySelectorAll('#table tbody tr').length") == 60, "no table")
        rows = run("[...document.querySelectorAll('#table tbody tr')]"
                   ".map(row => [...row.cells].map(cell => cell.textContent))")
        answer = json.loads(pages["plain"].parent.with_suffix(".json").read_text())
        for (_, index, *shown), frame in zip(rows, answer["subjects"][0]["frames"], strict=True):
            self.assertEqual(int(index), frame["index"])
            powers = [math.exp(logit) for logit in frame["logits"].values()]
            shares = [frame["importance"], *(power / sum(powers) for power in powers)]
            for cell, share in zip(shown, shares, strict=True):
                self.assertAlmostEqual(float(cell.removesuffix("\u00a0%")), 100 * share, delta=0.06)


class TwoPeople(Page):
    page = "two"

    def test_choosing_one_switches_the_rest(self):
        cards = driver.find_elements("css selector", "#people button")
        self.assertEqual(len(cards), 2)
        before = {name: text(name) for name in ("about", "bars", "present-title")}
        cards[1].click()
        for name, was in before.items():
            self.assertNotEqual(text(name), was)
        self.assertEqual(cards[1].get_attribute("aria-pressed"), "true")
        self.assertEqual(cards[0].get_attribute("aria-pressed"), "false")
        self.assertIn("happiness", text("label"))

    def test_a_copy_is_played_in_step(self):
        self.assertIn("copy", text("player-note"))
        press(Keys.HOME)  # it may have begun at the last frame, the most important one
        press(Keys.END)
        wait_for(lambda: abs(run("document.getElementById('video').currentTime") - 1.4) < 0.06,
                 "no seek")


class HostileNames(Page):
    page = "hostile"

    def test_are_text(self):
        self.assertEqual(text("file"), HOSTILE_NAME)
        self.assertTrue(driver.title.startswith(HOSTILE_NAME))
        self.assertIn(HOSTILE_NAME, text("account"))
        self.assertEqual(run("document.querySelectorAll('main b b, img[src=x]').length"), 0)
        self.assertIsNone(run("window.hacked ?? null"))


class DataSet(Page):
    page = "evaluation"

    def wait(self):
        wait_for(lambda: run("[...document.images].every((image) => image.complete && "
                             "image.naturalWidth > 0)"), "no pictures")

    def test_shows_figures_and_tables(self):
        self.assertIn("WAR", text("figures"))
        self.assertEqual(run("document.querySelectorAll('#classes tbody tr').length"), 7)
        self.assertEqual(run("document.querySelectorAll('#confusion tbody tr').length"), 7)
        self.assertEqual(run("document.querySelectorAll('#curves svg').length"), 7)
        self.assertIn("neutral/nobody.png", text("missing"))

    def test_a_mistake_has_a_face_and_leads_to_its_own_page(self):
        self.assertIn("sadness/" + HOSTILE_IMAGE, text("mistakes"))
        self.assertEqual(run("document.querySelectorAll('img[src=x]').length"), 0)
        self.assertIsNone(run("window.hacked ?? null"))
        self.assertGreaterEqual(run("document.querySelectorAll('#mistakes img').length"), 1)
        driver.find_element("css selector", "#mistakes a").click()
        wait_for(lambda: driver.current_url.endswith("/clips/1/report.html"), "no page")
        self.assertIn("happiness", text("label"))

    def test_fits_a_phone(self):
        self.check_fits_a_phone()

    def test_prints_all_figures(self):
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        try:
            for name in ("figures", "confusion", "mistakes", "classes", "reliability"):
                self.assertTrue(by_id(name).is_displayed())
        finally:
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


    def test_nothing_is_white_in_the_dark(self):
        feature = {"name": "prefers-color-scheme", "value": "dark"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        try:
            self.assertEqual(run("document.querySelectorAll('#confusion img, #confusion svg').length"), 0)
            cell = "document.querySelector('#confusion td')"
            self.assertEqual(run("getComputedStyle(%s).color" % cell), "rgb(255, 255, 255)")
            self.assertEqual(run("getComputedStyle(%s, '::before').backgroundColor" % cell),
                             "rgb(107, 169, 224)")
        finally:
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def test_says_where_there_is_no_interval(self):
        self.assertNotRegex(text("figures"), r"(\d+\.\d) to \1")


class OfClips(Page):
    def wait(self):
        wait_for(lambda: run("document.querySelectorAll('#clips li').length") > 0, "no clips")

    def names(self):
        return run("[...document.querySelectorAll('#clips .path')].map((one) => one.textContent)")

    def choose(self, name, value):
        run("(() => { const one = document.getElementById(arguments[0]); one.value = arguments[1];"
            "one.dispatchEvent(new Event('input', {bubbles: true})); })()", name, value)


class Batch(OfClips):
    page = "batch"

    def test_lists_all_clips_as_they_are(self):
        self.assertEqual(self.names(), ["broken.mp4", "neutral/nobody.png", "neutral/" + HOSTILE_IMAGE,
                                        "sadness/" + HOSTILE_IMAGE, "smile.mp4"])
        self.assertIn("5 clips", text("title"))
        self.assertIn("3 with an answer; 1 no face; 1 cannot be read", text("about"))
        self.assertIn("not a video", text("clips"))
        self.assertEqual(run("document.querySelectorAll('#clips img').length"), 3)
        self.assertEqual(run("document.querySelectorAll('main b b, img[src=x]').length"), 0)
        self.assertIsNone(run("window.hacked ?? null"))

    def test_is_searched_filtered_and_sorted(self):
        by_id("search").send_keys("SMI")
        self.assertEqual(self.names(), ["smile.mp4"])
        self.assertEqual(text("found"), "1 of 5 clips.")
        by_id("search").clear()
        happiness = run("data.emotions.indexOf('happiness')")
        self.choose("label", str(happiness))
        self.assertIn("smile.mp4", self.names())
        self.assertNotIn("broken.mp4", self.names())
        self.choose("label", "no_face")
        self.assertEqual(self.names(), ["neutral/nobody.png"])
        self.choose("label", "")
        self.choose("least", 100)
        self.assertEqual(self.names(), [])
        self.choose("least", 5)
        self.assertEqual(len(self.names()), 3)
        self.choose("least", 0)
        self.choose("order", "certain")
        certain = run("[...document.querySelectorAll('#clips b')].map((one) => parseInt(one.textContent))")
        self.assertEqual(certain, sorted(certain, reverse=True))

    def test_a_clip_is_opened_by_mouse_and_keyboard(self):
        row = driver.find_element("css selector", "#clips li:last-child .strip")
        ActionChains(driver).move_to_element(row).click().perform()  # anywhere on it
        wait_for(lambda: driver.current_url.endswith("/clips/5/report.html"), "no page")
        self.assertEqual(text("file"), "smile.mp4")
        driver.back()
        self.wait()
        by_id("order").send_keys(Keys.TAB, Keys.ENTER)
        wait_for(lambda: driver.current_url.endswith("/clips/2/report.html"), "no page by keyboard")

    def test_strip_has_a_colour_for_each_part(self):
        image = run("getComputedStyle(document.querySelector('#clips li:last-child .strip')).backgroundImage")
        self.assertIn("linear-gradient", image)
        label = run("document.querySelector('#clips li:last-child .strip').ariaLabel")
        self.assertRegex(label, r"^Over time: happiness \d+")

    def test_fits_a_phone(self):
        self.check_fits_a_phone()

    def test_is_dark_where_the_system_is(self):
        feature = {"name": "prefers-color-scheme", "value": "dark"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        try:
            for name in ("search", "label"):
                self.assertEqual(run("getComputedStyle(document.getElementById(arguments[0])).color",
                                     name), "rgb(236, 237, 237)")
        finally:
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


class ManyClips(OfClips):
    page = "many"

    def test_are_light_and_quick(self):
        size = pages["many"].stat().st_size / 1e6
        ready = run("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") / 1e3
        print("\n2000 clips: %.1f MB, %.2f s to interactive" % (size, ready))
        self.assertLess(size, 20)
        self.assertIn("2,000 clips", text("title"))
        self.assertEqual(len(self.names()), 100)
        self.choose("search", "clip 1999")
        self.assertEqual(self.names(), ["film 19/clip 1999.mp4"])

    def test_more_are_drawn_by_scrolling(self):
        run("document.getElementById('more').scrollIntoView()")
        wait_for(lambda: len(self.names()) == 200, "no more")


class NoFoldersOfTheMaker(Page):
    def wait(self):
        pass

    def test_are_on_any_page(self):
        for name, page in pages.items():
            self.assertNotIn(folder.name, page.read_text(), name)


class FiveMinutes(Page):
    page = "long"

    def test_is_light_and_quick(self):
        size = pages["long"].stat().st_size / 1e6
        ready = run("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") / 1e3
        print("\n5 minutes, 7500 frames, two people: %.1f MB, %.2f s to interactive" % (size, ready))
        self.assertLess(size, 20)
        press(Keys.END)
        wait_for(lambda: place() == 7499, "End")

    def test_timeline_has_a_stretch_that_goes_along(self):
        def present_is_in_sight():
            return by_id("importance-chart").find_element("class name", "cursor").is_displayed()
        self.assertTrue(by_id("zoom-out").is_displayed())
        for key, end in ((Keys.END, 7499), (Keys.HOME, 0)):
            press(key)
            wait_for(lambda: place() == end, "key")
            wait_for(present_is_in_sight, "the timeline stays where it was")
        by_id("zoom-out").click()
        wait_for(lambda: not by_id("zoom-out").is_displayed(), "no way to the whole")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
