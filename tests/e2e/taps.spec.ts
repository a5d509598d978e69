// From home to a submitted activity in at most eight taps, plus typing.
//
// What must hold: on the narrowest phone (360 px), with letters of the usual size and with letters
// twice as large (the reader's own setting), a recorder gets from "Việc của tôi" to "Đã gửi duyệt"
// with at most eight taps, and so does the planner who writes for a village that telephoned.
//
// How the test shows it: a finger that counts. Whatever is pressed is pressed by it, at a place
// that is on the screen and not covered; the keyboard only types into what was tapped.
import { chromium, type Locator, type Page } from "@playwright/test";
import { device, expect, field, heading, signIn, taskOption, test } from "./app.ts";
import { t } from "./words.ts";

const TAPS_MAX = 8;
/** Time within which two touches of one place are one gesture, in milliseconds, and a bit. */
const DOUBLE_TAP_MS = 600;
const PHONE = { viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true };

/** A finger, and how often it has touched the screen. */
class Finger {
  taps = 0;
  private touched = 0;

  constructor(private readonly page: Page) {}

  /**
   * Touches something; scrolling there is not a tap. Two touches of one place within half a second
   * are a double tap, which sets no caret: a test that scrolls the next field under the finger
   * and types faster than hands do must wait for it.
   */
  async tap(what: Locator): Promise<void> {
    await this.page.waitForTimeout(Math.max(0, this.touched + DOUBLE_TAP_MS - Date.now()));
    await what.tap();
    this.touched = Date.now();
    this.taps += 1;
  }

  /** Touches a field and types. */
  async type(into: Locator, text: string): Promise<void> {
    await this.tap(into);
    await expect(into).toBeFocused();
    await this.page.keyboard.type(text);
    await expect(into).toHaveValue(text);
  }
}

for (const [size, settings] of [
  ["usual letters", ""],
  ["letters twice as large", "--blink-settings=defaultFontSize=32"],
] as const) {
  test(`at 360 px with ${size}`, async ({ relay, launchOptions }) => {
    const args = [...(launchOptions.args ?? []), settings].filter((arg) => arg !== "");
    const browser = await chromium.launch({ ...launchOptions, args });
    try {
      const village = await device(browser, PHONE);
      const letters = await village.evaluate(
        () => getComputedStyle(document.documentElement).fontSize,
      );
      expect(letters).toBe(settings === "" ? "16px" : "32px");
      await signIn(village, relay, "thon01");
      const plain = new Finger(village);
      await plain.tap(village.getByRole("link", { name: t("home.record") }));
      await answer(plain, village);
      expect(plain.taps).toBeLessThanOrEqual(TAPS_MAX);

      // from a task's own "Ghi nhận" it is one less
      await village.getByRole("link", { name: t("new.to_home") }).tap();
      const short = new Finger(village);
      await short.tap(village.getByRole("link", { name: t("duty.record", { code: "2.1" }) }));
      await answer(short, village, true);
      expect(short.taps).toBeLessThan(plain.taps);

      const planner = await device(browser, PHONE);
      await signIn(planner, relay, "daumoi");
      const helping = new Finger(planner);
      await helping.tap(planner.getByRole("link", { name: t("home.record") }));
      await helping.tap(planner.getByRole("radio", { name: "Thôn 24", exact: true }));
      await expect(heading(planner, t("new.title_for", { unit: "Thôn 24" }))).toBeVisible();
      await answer(helping, planner);
      expect(helping.taps).toBeLessThanOrEqual(TAPS_MAX);
    } finally {
      await browser.close();
    }
  });
}

/** Answers the five questions (date and place are answered already) and submits. */
async function answer(finger: Finger, page: Page, task = false): Promise<void> {
  if (!task) {
    await finger.tap(taskOption(page, "2.1"));
    // The list folds to what was chosen: no tap and no scrolling past it.
    await expect(page.locator(".chosen").filter({ hasText: "2.1" })).toBeVisible();
  }
  await finger.type(field(page, "what"), "Họp dân, phổ biến quy chế biên giới.");
  await finger.type(field(page, "people"), "35");
  await finger.tap(page.getByRole("button", { name: t("action.submit"), exact: true }));
  await expect(page.getByText(t("new.sent"))).toBeVisible();
}
