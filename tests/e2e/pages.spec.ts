// What single pages owe beyond being readable (screens.spec.ts).
//
// What must hold: a search without marks finds words with marks, and the filters narrow it; the
// interface speaks English once asked to, all of it, and says so to readers; "Tổng hợp" says how
// far each unit's data reaches, with figures that agree with every other place; what may be entered
// twice, or was typed for an old font, is said and holds nothing up; what cannot have happened is said at
// its field and is not sent; the approved version of a record that was edited since stays to be read;
// lists can be taken along as a table; the app can be installed.
//
// How the test shows it: on the demo commune, by what the pages say; the browser itself is asked
// what it lacks to install the app.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import {
  chip,
  device,
  doneEditing,
  edit,
  expect,
  field,
  fill,
  go,
  heading,
  line,
  newActivity,
  newActivityFor,
  onServer,
  open,
  record,
  saved,
  signIn,
  submit,
  test,
  value,
} from "./app.ts";
import { axe, clipped } from "./screen.ts";
import { t } from "./words.ts";

test("search without marks, and filters", async ({ tablet }) => {
  const page = await tablet("thon01");
  await record(page, { task: "2.3", what: "Tuyên truyền biên giới ở chợ.", people: 40 });
  await record(page, { task: "3.2", what: "Đăng bài về lễ hội.", people: 0 });
  await newActivity(page);
  await fill(page, { what: "Họp bàn, chưa xong." });
  await go(page, "records");
  const lines = page.locator("a.record-line");
  await expect(lines).toHaveCount(3);

  const search = page.getByRole("searchbox");
  await search.fill("bien gioi");
  await expect(lines).toHaveText([/Tuyên truyền biên giới ở chợ\./]);
  await search.fill("DANG bai");
  await expect(lines).toHaveText([/Đăng bài về lễ hội\./]);
  await search.fill("");
  await expect(lines).toHaveCount(3);

  await page.getByLabel(t("list.state"), { exact: true }).selectOption({ label: t("stage.draft") });
  await expect(lines).toHaveText([/Họp bàn, chưa xong\./]);
  await page.getByRole("button", { name: t("list.clear") }).click();
  await expect(lines).toHaveCount(3);
  const task = page.getByLabel(t("list.task"), { exact: true });
  await task.selectOption({ label: (await optionOf(page, "3.2"))! });
  await expect(lines).toHaveText([/Đăng bài về lễ hội\./]);
  const unit = page.getByLabel(t("list.unit"), { exact: true });
  await unit.selectOption({ label: "Thôn 02" });
  await expect(page.getByText(t("list.nothing_found"))).toBeVisible();
  await page.getByRole("button", { name: t("list.clear") }).click();
  await expect(lines).toHaveCount(3);
});

test("what is listed can be taken along as a table", async ({ tablet }) => {
  const page = await tablet("thon01");
  const what = 'Họp thôn, bàn về "biên giới".';
  await record(page, { task: "2.3", what, people: 1234 });
  await record(page, { task: "3.2", what: "Đăng bài về lễ hội.", people: 0 });
  await go(page, "records");
  await page.getByRole("searchbox").fill("bien gioi");
  await expect(page.locator("a.record-line")).toHaveCount(1);

  const downloaded = page.waitForEvent("download");
  await page.getByRole("button", { name: t("list.download"), exact: true }).click();
  const download = await downloaded;
  expect(download.suggestedFilename()).toMatch(/^so-xa-\d{4}-\d\d-\d\d\.csv$/);
  const table = readFileSync(await download.path(), "utf8");
  const [head, row, ...rest] = table.split("\r\n");
  const asked = ["task", "what", "date", "place", "people", "endDate"];
  const headings = ["list.state", "list.unit", ...asked.map((key) => `field.activity.${key}`)];
  // with the mark by which a spreadsheet knows UTF-8
  expect(head).toContain(`\ufeff${cells(headings.map((key) => t(key)))},`);
  const task = (await optionOf(page, "2.3"))!;
  const date = (await page.locator("a.record-line .record-date").textContent())!;
  const said = [t("state.awaiting"), "Thôn 01", task, what, date, "Thôn 01", "1234", ""];
  expect(row).toContain(`${cells(said)},`);
  // what the search left out is not in it
  expect(rest).toEqual([""]);
});

test("English, all of it", async ({ tablet, relay }) => {
  const page = await tablet("thon02");
  const en = english();
  await go(page, "account");
  await page.getByRole("radio", { name: "English", exact: true }).check();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  const places = page.getByRole("navigation", { name: en("page.places") });
  for (const place of ["home", "plan", "record", "overview", "records", "sync"]) {
    await places.getByRole("link", { name: en(`place.${place}`), exact: true }).click();
    await expect(page.locator("h1")).toBeVisible();
    await expect(chip(page)).toContainText(en("link.online"));
    expect(await axe(page), place).toEqual([]);
    expect(await clipped(page), place).toEqual([]);
  }
  // It stays so, and the server's refusals are said in it too.
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.goto(`${relay.url}/account`);
  await page.locator("summary").filter({ hasText: en("account.password") }).click();
  await page.getByLabel(en("account.old"), { exact: true }).fill("sai-mat-khau");
  await page.getByLabel(en("account.new"), { exact: true }).fill("mat-khau-moi-1");
  await page.getByLabel(en("account.again"), { exact: true }).fill("mat-khau-moi-1");
  await page.getByRole("button", { name: en("account.change"), exact: true }).click();
  await expect(page.getByText(en("error.wrong_credentials"))).toBeVisible();
});

test("nhập hộ: the planner writes for a village", async ({ tablet }) => {
  const planner = await tablet("daumoi");
  const village = await tablet("thon03");
  await newActivityFor(planner, "Thôn 03");
  await fill(planner, { task: "2.1", what: "Thôn gọi điện: đã họp dân.", people: 25 });
  await submit(planner);
  await expect(planner.getByText(t("new.sent"))).toBeVisible();
  await go(village, "records");
  await expect(line(village, "Thôn gọi điện: đã họp dân.")).toBeVisible();
});

test("a new activity knows its day and place, and the rest folds out", async ({ tablet }) => {
  const page = await tablet("thon04");
  await newActivity(page);
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  await expect(page.locator("input[type=date]").first()).toHaveValue(today);
  const place = page.locator(".field").filter({ hasText: t("field.activity.place") });
  await expect(place.locator(".chosen-words")).toHaveText("Thôn 04");
  const venue = page.getByLabel(t("field.activity.venue"), { exact: true });
  await expect(venue).toBeHidden();
  await page.locator("summary").filter({ hasText: t("form.more") }).click();
  await expect(venue).toBeVisible();
});

test("what is kept is kept strictly, and the browser is asked not to clear it", async ({ browser, relay }) => {
  const page = await device(browser);
  await page.addInitScript(() => {
    const told = { strict: 0, weaker: [] as string[], asked: 0 };
    Object.assign(window, { told });
    const open = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (names, mode, options) {
      if (mode === "readwrite" && [names].flat().includes("chunks")) {
        if (options?.durability === "strict") told.strict += 1;
        else told.weaker.push(String(options?.durability));
      }
      return open.call(this, names, mode, options);
    };
    const ask = StorageManager.prototype.persist;
    StorageManager.prototype.persist = function () {
      told.asked += 1;
      return ask.call(this);
    };
  });
  await signIn(page, relay, "thon04");
  await record(page, { task: "2.1", what: "Ghi cho chắc.", people: 3 });
  await onServer(page);
  const told = await page.evaluate(
    () => (window as unknown as { told: { strict: number; weaker: string[]; asked: number } }).told,
  );
  expect(told.strict).toBeGreaterThan(0);
  expect(told.weaker).toEqual([]);
  expect(told.asked).toBeGreaterThan(0);
  await page.context().close();
});

test("what is submitted empty says what is missing", async ({ tablet }) => {
  const page = await tablet("thon04");
  await newActivity(page);
  await submit(page);
  await expect(page.getByRole("alert").getByText(t("error.problems"))).toBeVisible();
  // the first of them is in sight, below the bar, and has the focus
  const first = page.locator(".field.wrong").first();
  await expect(first).toContainText(t("problem.missing"));
  const bar = (await page.locator(".bar").boundingBox())!;
  const box = (await page.locator(":focus").boundingBox())!;
  expect(box.y).toBeGreaterThanOrEqual(bar.y + bar.height);
});

test("a day that has not come and a number below nothing are said at their fields", async ({ tablet }) => {
  const page = await tablet("thon04");
  await newActivity(page);
  await fill(page, { task: "2.1", what: "Họp thôn sắp tới.", people: -5 });
  const day = page.getByLabel(t("field.activity.date"), { exact: true });
  const later = new Date(Date.now() + 7 * 3_600_000 + 2 * 86_400_000).toISOString().slice(0, 10);
  await day.fill(later);
  // at once, where they stand, for those too who hear the page
  await expect(day).toHaveAccessibleDescription(t("problem.in_the_future"));
  await expect(field(page, "people")).toHaveAccessibleDescription(new RegExp(t("problem.out_of_bounds")));
  const wrong = page.locator(".field.wrong");
  await expect(wrong).toHaveCount(2);
  await expect(wrong.filter({ has: day })).toContainText(t("problem.in_the_future"));
  await expect(wrong.filter({ has: field(page, "people") })).toContainText(t("problem.out_of_bounds"));
  await expect(day).toHaveAttribute("aria-invalid", "true");
  // it is not sent so, and nothing is lost
  await submit(page);
  await expect(page.getByRole("alert").getByText(t("error.problems"))).toBeVisible();
  await expect(page.getByText(t("new.sent"))).toBeHidden();
  await expect(field(page, "people")).toHaveValue("-5");
  await expect(day).toHaveValue(later);
  await field(page, "people").fill("5");
  await page.getByRole("button", { name: t("date.today"), exact: true }).first().click();
  await expect(wrong).toHaveCount(0);
  await submit(page);
  await expect(page.getByText(t("new.sent"))).toBeVisible();
  // what is planned may lie ahead
  await newActivity(page);
  await page.getByLabel(t("new.kind"), { exact: true }).selectOption({ label: t("kind.event") });
  await page.getByLabel(t("field.event.title"), { exact: true }).fill("Ngày hội của thôn");
  await page.getByLabel(t("field.event.date"), { exact: true }).fill(later);
  await saved(page);
  await expect(page.getByLabel(t("field.event.date"), { exact: true })).toHaveValue(later);
  await expect(wrong).toHaveCount(0);
});

test("tasks meant by a group are a unit's tasks", async ({ tablet }) => {
  const office = await tablet("kt.cb1");
  // Phòng Kinh tế leads none and coordinates all ten
  await expect(office.locator(".duty")).toHaveCount(10);
  const village = await tablet("thon05");
  await expect(village.locator(".duty").first()).toBeVisible();
  // "không gồm thôn": task 1 is no village's
  await expect(village.getByRole("link", { name: t("duty.record", { code: "1" }) })).toHaveCount(0);
  await expect(
    village.getByRole("link", { name: t("duty.record", { code: "2.1" }) }),
  ).toHaveCount(1);
});

test("figures agree, and the approved version stays", async ({ tablet }) => {
  const village = await tablet("thon01");
  await record(village, { task: "2.1", what: "Phát thanh ở nhà văn hóa.", people: 30 });
  const head = await tablet("vhxh.truong");
  await go(head, "review");
  await head.getByRole("button", { name: t("action.approve"), exact: true }).click();
  await expect(head.getByText(t("review.nothing"))).toBeVisible();
  await open(village, "Phát thanh ở nhà văn hóa.");
  await expect(village.locator("main").getByText(t("state.approved")).first()).toBeVisible();
  await edit(village);
  await field(village, "people").fill("300");
  await saved(village);
  await doneEditing(village);
  await onServer(village);

  // what was approved is a fold away, for both
  await open(head, "Phát thanh ở nhà văn hóa.");
  for (const page of [village, head]) {
    await expect(value(page, "people")).toHaveText("300 lượt người");
    const edited = page.locator(".differences");
    await expect(edited.getByRole("heading")).toHaveText(t("record.edited_after_approval"));
    await expect(edited.locator(".pair")).toHaveCount(1);
    await expect(edited.locator("del")).toHaveText("30 lượt người");
    await expect(edited.locator("ins")).toHaveText("300 lượt người");
    await page.getByText(t("record.approved_version"), { exact: true }).click();
    await expect(value(page, "people", "details .pair")).toHaveText("30 lượt người");
  }

  // one waits, everywhere: the unit's card, the first line, the matrix, the unit's row
  await go(village, "home");
  const duty = village.locator(".duty").filter({ has: village.getByText("2.1", { exact: true }) });
  await expect(duty).toContainText(t("matrix.awaiting_one", { n: 1 }));
  const leader = await tablet("chutich");
  await go(leader, "overview");
  await expect(leader.locator(".first-words")).toContainText(t("overview.awaiting_one", { n: 1 }));
  const row = leader.locator(".rows .line-link").filter({ hasText: /^Thôn 01/ });
  await expect(row).toContainText(t("freshness.until", { time: "" }).trim());
  await expect(row).toContainText(t("freshness.records_one", { n: 1 }));
  await expect(row).toContainText(t("matrix.awaiting_one", { n: 1 }));
});

test("the same village, day and task twice is said, and sent all the same", async ({ tablet }) => {
  const village = await tablet("thon06");
  await record(village, { task: "2.1", what: "Họp thôn buổi sáng.", people: 20 });
  await newActivity(village);
  await fill(village, { task: "2.1", what: "Họp thôn, ghi lần nữa.", people: 20 });
  const notice = village.locator(".notice").filter({
    hasText: t("duplicate.found_one", { n: 1 }),
  });
  await expect(notice).toContainText("Họp thôn buổi sáng.");
  await submit(village);
  await expect(village.getByText(t("new.sent"))).toBeVisible();
  const head = await tablet("vhxh.truong");
  await go(head, "review");
  await expect(head.getByText(t("duplicate.found_one", { n: 1 }))).toBeVisible();
});

test("text of an old font is said, and sent all the same", async ({ tablet }) => {
  const village = await tablet("thon07");
  await newActivity(village);
  await fill(village, { task: "2.1", what: "Tuyªn truyÒn quy chÕ biªn giíi.", people: 20 });
  await expect(village.getByText(t("problem.old_font"))).toBeVisible();
  await submit(village);
  await expect(village.getByText(t("new.sent"))).toBeVisible();
});

test("a narrow screen says how much is unsent and when the server had all", async ({
  tablet,
  relay,
}) => {
  const page = await tablet("thon08", { viewport: { width: 360, height: 800 } });
  const brief = page.locator(".status-brief");
  await expect(brief).toHaveText(/\d\d:\d\d/);
  await relay.stop();
  await page.getByRole("link", { name: t("home.record") }).click();
  await fill(page, { task: "2.1", what: "Ghi khi mất mạng.", people: 3 });
  await expect(brief).toHaveText(t("link.items_one", { n: 1 }));
  await expect(brief).toBeVisible();
  // in one line with the title and the way to the account
  await go(page, "home");
  await expect(brief).toBeVisible();
  const middle = async (part: string) => {
    const box = await page.locator(`.bar ${part}`).boundingBox();
    return box!.y + box!.height / 2;
  };
  expect(Math.abs((await middle(".avatar")) - (await middle("a.status")))).toBeLessThan(8);
});

test("the app can be installed", async ({ profile, relay }) => {
  // a profile on disk: what is private cannot install anything
  const tablet = await profile();
  const page = await tablet.open();
  await signIn(page, relay, "thon01");
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors).toEqual([]);
  const { errors } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
});

test("a wrong password, in words", async ({ browser, relay }) => {
  const page = await device(browser);
  await page.goto(relay.url);
  await page.getByLabel(t("sign_in.username"), { exact: true }).fill("thon09");
  await page.getByLabel(t("sign_in.password"), { exact: true }).fill("sai-mat-khau");
  await page.getByRole("button", { name: t("sign_in.send"), exact: true }).click();
  await expect(page.getByText(t("error.wrong_credentials"))).toBeVisible();
  await expect(heading(page, t("sign_in.title"))).toBeVisible();
  await page.context().close();
});

/** Cells of a table as they stand in a file (RFC 4180). */
function cells(words: string[]): string {
  const cell = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return words.map(cell).join(",");
}

/** The words of a task in the filter. */
async function optionOf(page: Page, code: string): Promise<string | undefined> {
  const options = await page.locator("#records-task option").allTextContents();
  return options.find((words) => words.startsWith(`${code} `));
}

/** A text of the interface, in English. */
function english(): (key: string) => string {
  const file = new URL("../../frontend/locales/en.json", import.meta.url);
  const texts = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  return (key) => texts[key] ?? key;
}
