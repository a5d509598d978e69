// The app as people use it: signing in, writing down an activity, seeing where it is. Every wait is
// for something visible.
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "@playwright/test";
import { mkdtemp, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Relay, test as base } from "./relay.ts";
import { t } from "./words.ts";

export { expect } from "./relay.ts";

/** A tablet on a desk, held upright or not: the rail with all places shows. */
export const TABLET = { width: 1024, height: 768 };

/** What a device needs beyond the configuration. */
const AS_CONFIGURED: BrowserContextOptions = {
  viewport: TABLET,
  locale: "vi-VN",
  timezoneId: "Asia/Ho_Chi_Minh",
};

/** A tablet whose browser is a process of its own with its profile on disk. */
export class Profile {
  private context: BrowserContext | undefined;

  private constructor(
    private readonly folder: string,
    private readonly launch: Parameters<typeof chromium.launchPersistentContext>[1],
  ) {}

  static async make(launch: Parameters<typeof chromium.launchPersistentContext>[1]) {
    return new Profile(await mkdtemp(join(tmpdir(), "soxa-e2e-profile-")), launch);
  }

  /**
   * Starts the browser on the profile and gives its page. Without cookies after a kill: browsers
   * write them half a minute late, so whether the session survived would be chance.
   */
  async open(): Promise<Page> {
    this.context = await chromium.launchPersistentContext(this.folder, this.launch);
    await this.context.clearCookies();
    return this.context.pages()[0] ?? (await this.context.newPage());
  }

  /** Ends the browser as an empty battery would: no page gets to say goodbye. */
  async kill(): Promise<void> {
    const context = this.context;
    this.context = undefined;
    if (!context) return;
    // Chromium notes `host-pid` in its profile.
    const lock = await readlink(join(this.folder, "SingletonLock"));
    const closed = context.waitForEvent("close");
    process.kill(Number(lock.slice(lock.lastIndexOf("-") + 1)), "SIGKILL");
    await closed;
  }

  /** Closes the browser and removes the profile. */
  async remove(): Promise<void> {
    await this.context?.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The tests' `test`, on a demo commune: `tablet` signs someone in on a device of their own. */
export const test = base.extend<{
  tablet: (username: string, options?: BrowserContextOptions) => Promise<Page>;
  profile: () => Promise<Profile>;
}>({
  demo: true,
  tablet: async ({ browser, relay }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (username, options) => {
      const page = await device(browser, options);
      contexts.push(page.context());
      await signIn(page, relay, username);
      return page;
    });
    for (const context of contexts) await context.close();
  },
  profile: async ({ launchOptions }, use) => {
    const profiles: Profile[] = [];
    await use(async () => {
      const profile = await Profile.make({ ...AS_CONFIGURED, ...launchOptions });
      profiles.push(profile);
      return profile;
    });
    for (const profile of profiles) await profile.remove();
  },
});

/** A device without anyone on it. */
export async function device(browser: Browser, options?: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ ...AS_CONFIGURED, ...options });
  return context.newPage();
}

/** Signs in on the sign-in page, and waits until the app could be opened without a network. */
export async function signIn(page: Page, relay: Relay, username: string): Promise<void> {
  await page.goto(relay.url);
  await enterPassword(page, relay, username);
  await expect(heading(page, t("place.home"))).toBeVisible();
  await onServer(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

/** Fills in the sign-in form and sends it. Where that leads is where the tablet was left. */
export async function enterPassword(page: Page, relay: Relay, username: string): Promise<void> {
  const { password } = relay.account(username);
  await page.getByLabel(t("sign_in.username"), { exact: true }).fill(username);
  await page.getByLabel(t("sign_in.password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: t("sign_in.send"), exact: true }).click();
}

/** On the page "Đồng bộ": waits until the device has heard that its session is gone. */
export async function noticeLostSession(page: Page): Promise<void> {
  // By itself the device connects again within a minute, and the button goes when it has; someone
  // who looks does not wait.
  await expect(async () => {
    const now = page.getByRole("button", { name: t("sync.now") });
    if (await now.isVisible()) await now.click({ timeout: 1_000 });
    await expect(chip(page)).toContainText(t("link.sign_in"), { timeout: 2_000 });
  }).toPass({ timeout: 15_000 });
}

/** On the page "Đồng bộ": the session is gone, and the password opens another one. */
export async function signInAgain(page: Page, relay: Relay, username: string): Promise<void> {
  await go(page, "sync");
  await noticeLostSession(page);
  await expect(page.locator("main")).toContainText(t("sync.sign_in"));
  const { password } = relay.account(username);
  await page.getByLabel(t("sign_in.password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: t("sync.to_sign_in"), exact: true }).click();
  await onServer(page);
}

/** The page's title. */
export function heading(page: Page, name: string): Locator {
  return page.getByRole("heading", { level: 1, name, exact: true });
}

/** Goes to a place of the rail. */
export async function go(page: Page, place: string): Promise<void> {
  const places = page.getByRole("navigation", { name: t("page.places") });
  // The inbox counts behind its name; any other name is all of it ("Nhập kế hoạch" is another).
  const exact = place !== "review";
  await places.getByRole("link", { name: t(`place.${place}`), exact }).click();
}

// ---- the way to the server ----------------------------------------------------------------------

/** The status chip. */
export function chip(page: Page): Locator {
  return page.locator("a.status");
}

/** Waits until the server has confirmed everything that is on this device. */
export async function onServer(page: Page, timeout = 20_000): Promise<void> {
  await expect(chip(page)).toContainText(
    `${t("link.online")} – ${t("link.on_server", { time: "" }).trim()}`,
    { timeout },
  );
}

/** Waits until the device knows that it has no network; `unsent` records wait for one. */
export async function offline(page: Page, unsent?: number): Promise<void> {
  const rest =
    unsent === undefined
      ? ""
      : unsent === 0
        ? ` – ${t("link.nothing_unsent")}`
        : ` – ${t("link.unsent_other", { n: unsent })}`;
  await expect(chip(page)).toContainText(`${t("link.offline")}${rest}`);
}

/** Has the device connect at once, as someone who does not want to wait does. */
export async function syncNow(page: Page): Promise<void> {
  await go(page, "sync");
  await page.getByRole("button", { name: t("sync.now") }).click();
  await onServer(page);
}

// ---- activities ---------------------------------------------------------------------------------

/** What the form asks. */
export interface Activity {
  task?: string;
  what?: string;
  people?: number;
}

/** A field of the activity's form, by its key. */
export function field(page: Page, key: string): Locator {
  return page.getByRole("textbox", { name: t(`field.activity.${key}`), exact: true });
}

/** Opens an empty form. */
export async function newActivity(page: Page): Promise<void> {
  await go(page, "home");
  await go(page, "record");
  await expect(heading(page, t("new.title"))).toBeVisible();
}

/** Opens an empty form in a village's workbook ("nhập hộ"), as one who has no workbook. */
export async function newActivityFor(page: Page, village: string): Promise<void> {
  await newActivity(page);
  await page.getByRole("radio", { name: village, exact: true }).click();
  await expect(heading(page, t("new.title_for", { unit: village }))).toBeVisible();
}

/** Answers questions of the form and waits until that is stored on the device. */
export async function fill(page: Page, activity: Activity): Promise<void> {
  if (activity.task !== undefined) await taskOption(page, activity.task).click();
  if (activity.what !== undefined) await field(page, "what").fill(activity.what);
  if (activity.people !== undefined) await field(page, "people").fill(String(activity.people));
  await saved(page);
}

/** A task in the form's list, by its number. */
export function taskOption(page: Page, code: string): Locator {
  const exactly = page.locator(".code").getByText(code, { exact: true });
  return page.locator("label.option").filter({ has: exactly });
}

/** Waits until what was typed is stored on this device. */
export async function saved(page: Page): Promise<void> {
  const words = t("saved.on_device", { time: "" }).trim();
  await expect(page.locator(".saved-line")).toContainText(words);
}

/** Gửi duyệt. */
export async function submit(page: Page): Promise<void> {
  await page.getByRole("button", { name: t("action.submit"), exact: true }).click();
}

/** A new activity, sent to be approved. */
export async function record(page: Page, activity: Required<Activity>): Promise<void> {
  await newActivity(page);
  await fill(page, activity);
  await submit(page);
  await expect(page.getByText(t("new.sent"))).toBeVisible();
}

/** A line in any list of records, on a page or in a part of one. */
export function line(page: Page | Locator, title: string): Locator {
  return page.locator("a.record-line").filter({ hasText: title });
}

/** Opens a record from the list of all records. */
export async function open(page: Page, title: string): Promise<void> {
  // From elsewhere: the list keeps what was searched in it as long as it is open.
  await go(page, "home");
  await go(page, "records");
  await line(page, title).click();
  await page.waitForURL(/\/records\/[0-9a-f-]{36}$/);
  await expect(heading(page, t("kind.activity"))).toBeVisible();
}

/** Turns a record's page into its form. */
export async function edit(page: Page): Promise<void> {
  await page.getByRole("button", { name: t("edit"), exact: true }).click();
  await expect(field(page, "what")).toBeVisible();
}

/** Saves the form of a record that is no draft, and reads it again. */
export async function doneEditing(page: Page): Promise<void> {
  await page.getByRole("button", { name: t("record.done_editing"), exact: true }).click();
  await expect(field(page, "what")).toBeHidden();
}

/** What a record's page says in a field; not what was approved before, which folds out below. */
export function value(page: Page, key: string, pairs = ".pair:not(details .pair)"): Locator {
  const label = page.getByText(t(`field.activity.${key}`), { exact: true });
  return page.locator(pairs).filter({ has: label }).locator("dd > .lines");
}

/** The two sides of a conflict. */
export function sides(page: Page): Locator {
  return page.locator(".conflict .side");
}
