// The commune's directory is the administrator's to keep.
//
// What must hold: a new village has a place to write, and who gets an account in it can record there;
// what an administrator says of units, channels, holidays and rules stands in everybody's directory,
// and the log says who did it; nobody else sees the page, and the relay refuses them; without a network
// the page says so; every section can be read and pressed.
//
// How the tests show it: the administrator of the demo commune does it by the page, on the real relay;
// the new village's recorder signs in on a tablet of their own.
import type { Page } from "@playwright/test";
import { expect, go, heading, offline, onServer, record, signIn, line, device, test } from "./app.ts";
import { axe, clipped, smallTargets } from "./screen.ts";
import { t } from "./words.ts";

const SECTIONS = ["accounts", "units", "channels", "holidays", "rules", "year", "log"];
const VILLAGE = "Thôn Nà Lả";
const PASSWORD = "mật khẩu thử";

/** Opens a section of the page "Quản trị" from the list of sections. */
async function section(page: Page, id: string): Promise<void> {
  await go(page, "admin");
  await page.locator("main").getByRole("link", { name: t(`admin.section.${id}`) }).click();
  await expect(heading(page, t(`admin.section.${id}`))).toBeVisible();
}

/** Folds out the form behind a line of words, and gives it. */
async function unfold(page: Page, key: string) {
  const fold = page.locator("details.fold").filter({ hasText: t(key) }).first();
  await fold.locator("summary").first().click();
  return fold;
}

const saved = (page: Page) => page.locator(".notice.tone-leaf");
const input = (page: Page, key: string) => page.getByLabel(t(key), { exact: true });

test("a new village gets a book, other names and an account that records in it", async ({
  browser,
  relay,
  tablet,
}) => {
  const page = await tablet("quantri");
  await section(page, "units");
  const units = await unfold(page, "admin.unit.add");
  await units.getByLabel(t("admin.unit.name"), { exact: true }).fill(VILLAGE);
  await units.getByRole("button", { name: t("admin.unit.create") }).click();
  await expect(saved(page)).toContainText(VILLAGE);
  const village = page.locator("li.edit-line").filter({ hasText: VILLAGE });
  await expect(village).toContainText("T25");

  // a second one of the same name is refused, and the sentence says what to do
  await units.getByLabel(t("admin.unit.name"), { exact: true }).fill(VILLAGE);
  await units.getByRole("button", { name: t("admin.unit.create") }).click();
  await expect(units.getByRole("alert")).toContainText("Nhập tên khác");

  await village.getByRole("button").first().click();
  await village.getByLabel(t("admin.unit.aliases"), { exact: true }).fill("Nà Lả; Bản Lả");
  await village.getByRole("button", { name: t("admin.save"), exact: true }).click();
  await expect(village).toContainText(t("admin.unit.also", { names: "Bản Lả; Nà Lả" }));
  await expect(village.getByRole("status")).toContainText(t("admin.saved"));

  await section(page, "accounts");
  const accounts = await unfold(page, "admin.account.add");
  await accounts.getByLabel(t("sign_in.username"), { exact: true }).fill("nala");
  await accounts.getByLabel(t("admin.account.name"), { exact: true }).fill("Cán bộ B01");
  await accounts.getByLabel(t("chooser.search")).fill("na la");
  await accounts.locator("label.option").filter({ hasText: VILLAGE }).click();
  await accounts.getByRole("checkbox", { name: t("role.recorder"), exact: true }).check();
  await accounts.getByLabel(t("admin.account.password"), { exact: true }).fill(PASSWORD);
  await accounts.getByRole("button", { name: t("admin.account.create") }).click();
  await expect(saved(page)).toContainText("Cán bộ B01");

  relay.accounts.push({ username: "nala", password: PASSWORD, role: "recorder", unit: "T25" });
  const recorder = await device(browser);
  await signIn(recorder, relay, "nala");
  await record(recorder, { task: "2.1", what: "Họp thôn Nà Lả.", people: 20 });
  await onServer(recorder);
  const planner = await tablet("daumoi");
  await go(planner, "records");
  await expect(line(planner, "Họp thôn Nà Lả.")).toContainText(VILLAGE);
  await recorder.context().close();

  // locked out at once
  const account = page.locator("li.edit-line").filter({ hasText: "Cán bộ B01" });
  await account.getByRole("button").first().click();
  await account.getByRole("button", { name: t("admin.account.lock"), exact: true }).click();
  await account.getByRole("button", { name: t("admin.account.lock"), exact: true }).click();
  await expect(account).toContainText(t("admin.account.disabled"));
});

test("channels, holidays, rules and the year are set, and the log says who did it", async ({ tablet }) => {
  const page = await tablet("quantri");
  await section(page, "channels");
  await unfold(page, "admin.channel.add");
  await input(page, "admin.channel.name").fill("Trang xã");
  await input(page, "admin.channel.address").fill("https://xa.example.vn");
  await page.getByRole("button", { name: t("admin.channel.create") }).click();
  const channel = page.locator("li.edit-line").filter({ hasText: "Trang xã" });
  await expect(channel).toContainText("https://xa.example.vn");

  await section(page, "holidays");
  await unfold(page, "admin.day.add");
  await input(page, "admin.day.date").fill("2027-02-08");
  await input(page, "admin.day.name").fill("Tết Nguyên đán");
  await page.getByRole("button", { name: t("admin.save"), exact: true }).click();
  const day = page.locator("li.day-line").filter({ hasText: "08/02/2027" });
  await expect(day).toContainText("Tết Nguyên đán");

  await section(page, "rules");
  await unfold(page, "admin.rule.add");
  await input(page, "admin.rule.which").selectOption("press_initial_hours");
  await input(page, "admin.rule.value").fill("12");
  await input(page, "admin.rule.from").fill("2020-07-01");
  await input(page, "admin.rule.note").fill("Quy chế phát ngôn");
  await page.getByRole("button", { name: t("admin.save"), exact: true }).click();
  const rule = page.locator("li.rule").filter({ hasText: t("admin.rule.press_initial_hours") });
  const hours = (n: number) => t("admin.rule.today", { value: t("admin.rule.in_hours", { n }) });
  await expect(rule).toContainText(hours(12));
  await expect(rule).toContainText("01/07/2020");

  await section(page, "year");
  const open = t("admin.year.add", { year: 2027 });
  await page.getByRole("button", { name: open, exact: true }).click();
  await page.getByRole("button", { name: open, exact: true }).click();
  await expect(page.locator("main")).toContainText("2026, 2027", { timeout: 30_000 });

  await section(page, "log");
  const log = page.locator("li.log-line");
  await expect(log.first()).toContainText(`${t("admin.log.action.year_opened")}: 2027`);
  await expect(log.nth(1)).toContainText(t("admin.rule.press_initial_hours"));
  await expect(log.nth(1)).toContainText("01/07/2020");
  await expect(log.nth(2)).toContainText("08/02/2027");
  await expect(log.nth(3)).toContainText("Trang xã");
  for (const n of [0, 1, 2, 3]) await expect(log.nth(n)).toContainText("Cán bộ A01");

  // on another tablet: the directory is everybody's, the log the auditor's, too
  const auditor = await tablet("giamsat");
  await go(auditor, "admin");
  await expect(auditor.locator("main").getByRole("link")).toHaveCount(1);
  await section(auditor, "log");
  await expect(auditor.locator("li.log-line").first()).toContainText("2027");
});

test("nobody else sees the page, and the relay refuses them", async ({ tablet, relay }) => {
  for (const username of ["thon01", "vhxh.truong", "daumoi"]) {
    const page = await tablet(username);
    const places = page.getByRole("navigation", { name: t("page.places") });
    await expect(places.getByRole("link", { name: t("place.admin") })).toBeHidden();
    await page.goto(`${relay.url}/admin/units`);
    await expect(page.getByText(t("admin.not_allowed"))).toBeVisible();
    await expect(page.getByText(t("admin.unit.add"))).toBeHidden();
    const status = await page.evaluate(async () => {
      const body = JSON.stringify({ name: "Thôn A", kind: "thon" });
      const headers = { "content-type": "application/json" };
      return (await fetch("/api/admin/units", { method: "POST", headers, body })).status;
    });
    expect(status).toBe(403);
    const log = await page.evaluate(async () => (await fetch("/api/admin/log")).status);
    expect(log).toBe(403);
  }
});

test("without a network it says so, and what was typed stays", async ({ tablet, relay }) => {
  const page = await tablet("quantri");
  await section(page, "channels");
  await unfold(page, "admin.channel.add");
  await input(page, "admin.channel.name").fill("Nhóm Zalo Bản Mỏ");
  await relay.stop();
  await offline(page);
  await expect(page.getByText(t("admin.needs_network"))).toBeVisible();
  await page.getByRole("button", { name: t("admin.channel.create") }).click();
  await expect(page.getByRole("alert")).toContainText(t("error.offline"));
  await relay.restart();
  await onServer(page);
  await page.getByRole("button", { name: t("admin.channel.create") }).click();
  await expect(page.locator("li.edit-line").filter({ hasText: "Nhóm Zalo Bản Mỏ" })).toBeVisible();
});

for (const size of [
  { width: 1024, height: 768 },
  { width: 360, height: 800 },
]) {
  test(`every section can be read and pressed at ${size.width} × ${size.height}`, async ({ tablet, relay }, info) => {
    test.setTimeout(150_000);
    const page = await tablet("quantri", { viewport: size });
    const look = async (name: string) => {
      await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true });
      expect(await axe(page), name).toEqual([]);
      expect(await clipped(page), name).toEqual([]);
      expect(await smallTargets(page), name).toEqual([]);
    };
    await page.goto(`${relay.url}/admin`);
    await expect(heading(page, t("place.admin"))).toBeVisible();
    await look("sections");
    for (const id of SECTIONS) {
      await page.goto(`${relay.url}/admin/${id}`);
      await expect(heading(page, t(`admin.section.${id}`))).toBeVisible();
      await onServer(page);
      for (const fold of await page.locator("main > details.fold > summary").all()) await fold.click();
      const first = page.locator("li.edit-line > button").first();
      if (id === "units" || id === "accounts") await first.click();
      await look(id);
    }
  });
}
