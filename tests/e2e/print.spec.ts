// What stands on paper.
//
// What must hold: lists and tables print without what one presses, to their end, with what is folded
// unfolded; no letter is cut off.
//
// How the test shows it: on the demo commune, with the medium set to print and with the events of the
// browser around printing.
import { randomUUID } from "node:crypto";
import { expect, go, onServer, record, test } from "./app.ts";
import { axe, clipped } from "./screen.ts";
import { scalar, Stock, type Workbook } from "./stock.ts";
import { t } from "./words.ts";

const PAPER = { width: 718, height: 1000 }; // A4 within margins, at 96 dpi

test("lists and tables print without what one presses", async ({ tablet }) => {
  const village = await tablet("thon01");
  await record(village, { task: "2.1", what: "Phát thanh ở nhà văn hóa.", people: 30 });
  const leader = await tablet("chutich");
  const head = await tablet("vhxh.truong");
  await village.setViewportSize(PAPER);
  await head.setViewportSize(PAPER);
  await leader.setViewportSize(PAPER);
  for (const [page, path, has] of [
    [village, "/", ".duty"],
    [village, "/plan", ".task-line"],
    [village, "/records", ".record-line"],
    [leader, "/overview", ".matrix"],
    [leader, "/records", ".record-line"],
    [head, "/review", ".record-line"],
    [village, "/syncing", ".part"],
  ] as const) {
    await page.goto(new URL(path, page.url()).href);
    await expect(page.locator(has).first()).toBeAttached();
    await onServer(page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ media: "print", colorScheme });
      await expect(page.locator(has).first()).toBeVisible();
      await expect(page.locator("h1")).toBeVisible();
      for (const control of ["nav", "a.status", "button", "input", "select", ".button"]) {
        await expect(page.locator(control).filter({ visible: true })).toHaveCount(0);
      }
      expect(await clipped(page), path).toEqual([]);
      expect(await axe(page), path).toEqual([]);
    }
    const name = `print${path.replace("/", "-")}`;
    await page.screenshot({ path: `results/shots/${name}.png`, fullPage: true });
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
  }
});

test("what is folded is unfolded on paper", async ({ tablet }) => {
  const page = await tablet("thon01");
  await go(page, "plan");
  const folds = page.locator("main details.fold");
  await expect(folds.first()).toBeVisible();
  const closed = page.locator("main details.fold:not([open])");
  const count = await closed.count();
  expect(count).toBeGreaterThan(0);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(closed).toHaveCount(0);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(closed).toHaveCount(count);
});

test("a long list prints to its end", async ({ tablet, relay }) => {
  const village = await tablet("thon01");
  await record(village, { task: "2.1", what: "Phát thanh hằng tuần.", people: 30 });
  const stock = await Stock.signIn(relay, "daumoi");
  const book = await stock.find<Workbook>({ kind: "workbook", unit: "T01" });
  await expect.poll(() => Object.keys(book.doc().records).length).toBe(1);
  book.change((doc) => {
    for (let i = 1; i < 70; i += 1) {
      doc.records[randomUUID()] = { kind: scalar("activity"), what: `Phát thanh lần ${i}.` };
    }
  });
  await go(village, "records");
  await expect(village.getByText(t("list.found_other", { n: 70 }))).toBeVisible();
  const lines = village.locator("a.record-line");
  await expect(lines).toHaveCount(60);
  await village.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(lines).toHaveCount(70);
  await village.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(lines).toHaveCount(60);
  await stock.close();
});
