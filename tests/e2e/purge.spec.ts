// What must not exist is erased: from the relay's files, from every tablet, from the screens.
//
// What must hold: after an administrator has purged a record by its number, its text is in no byte
// of the relay's data folder, in no store of any tablet's database and on no screen; another record
// of the same unit is still there and still approved; a tablet that was away loses the text too
// when it comes back, and keeps its other unsent work. Nobody but an administrator can.
//
// How the test shows it: a text that occurs nowhere else is looked for as bytes, first where it must
// be found – else its absence would show nothing – and then where it must not.
import type { Page } from "@playwright/test";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  edit,
  expect,
  field,
  fill,
  go,
  heading,
  line,
  newActivity,
  offline,
  onServer,
  open,
  record,
  saved,
  submit,
  syncNow,
  TABLET,
  test,
} from "./app.ts";
import type { Relay } from "./relay.ts";
import { axe, clipped, smallTargets } from "./screen.ts";
import { t } from "./words.ts";

// Letters that need no escaping, short enough not to be compressed away.
const SECRET = "QZX7431KWV";
const KEPT = "Họp thôn được giữ lại.";

test("a purged record is nowhere, and all else is where it was", async ({ relay, tablet }) => {
  const village = await tablet("thon01");
  const head = await tablet("vhxh.truong");
  const admin = await tablet("quantri");
  // The same person's second tablet.
  const second = await tablet("thon01");

  await record(village, { task: "2.1", what: KEPT, people: 30 });
  await approveNext(head, KEPT);
  await newActivity(village);
  await fill(village, { task: "2.1", what: "Việc", people: 7 });
  // Typed on: a change of its own, small enough to lie in the files as it is.
  await field(village, "what").fill(`Việc ${SECRET}`);
  await saved(village);
  await submit(village);
  await expect(village.getByText(t("new.sent"))).toBeVisible();
  await onServer(village);
  await open(head, SECRET);
  await open(second, SECRET);
  const number = await recordNumber(second);
  expect(number).toBe(new URL(second.url()).pathname.split("/").at(-1));
  for (const page of [village, head, second]) {
    await expect.poll(() => holdsText(page, SECRET)).toBe(true);
  }
  await expect.poll(() => folderHolds(relay, SECRET)).toBe(true);

  // The second tablet leaves the network, and goes on with both.
  await onServer(second);
  await second.context().setOffline(true);
  // An open socket outlives that; it ends with the relay, and only the others come back.
  await relay.stop();
  await offline(second);
  await relay.restart();
  for (const page of [village, head, admin]) await syncNow(page);
  await edit(second);
  await field(second, "what").fill(`Việc ${SECRET} nữa`);
  await saved(second);
  await newActivity(second);
  await fill(second, { task: "2.1", what: "Ghi khi không có mạng.", people: 5 });
  await offline(second);

  // Nobody but an administrator: neither sees the form nor may ask.
  await head.goto(`${relay.url}/admin/purge`);
  await expect(head.getByText(t("admin.not_allowed"))).toBeVisible();
  const refused = await head.evaluate(
    async (id) =>
      (
        await fetch("/api/admin/purge", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ records: [id], reason: "state_secret" }),
        })
      ).status,
    number,
  );
  expect(refused).toBe(403);
  await open(head, SECRET);

  // The village has the form open, with words that are not saved yet.
  await open(village, SECRET);
  await edit(village);
  await field(village, "what").pressSequentially(` ${SECRET}`);

  await openPurge(admin);
  await admin.getByRole("button", { name: t("admin.section.purge"), exact: true }).click();
  await expect(admin.getByText(t("purge.number_wrong"))).toBeVisible();
  await expect(admin.getByText(t("purge.confirm_wrong"))).toBeVisible();
  await purge(admin, "01900000-0000-7000-8000-000000000009");
  await expect(admin.getByText(t("purge.unknown"))).toBeVisible();
  await purge(admin, number);
  await expect(admin.getByText(t("purge.done", { n: "" }).split("(")[0]!.trim())).toBeVisible();
  await expect(admin.getByText(t("purge.files_left"))).toBeHidden();

  // At once where there is a network.
  for (const page of [village, head]) {
    await expect(page.getByText(t("record.not_here"))).toBeVisible();
    await expect.poll(() => holdsText(page, SECRET), { timeout: 15_000 }).toBe(false);
    await expect(page.locator("body")).not.toContainText(SECRET);
  }
  expect(await folderHolds(relay, SECRET)).toBe(false);

  // The other record of the unit is still approved, for the one and the other.
  for (const page of [village, head]) {
    await open(page, KEPT);
    await expect(page.locator("main").getByText(t("state.approved")).first()).toBeVisible();
    await go(page, "records");
    await expect(line(page, SECRET)).toBeHidden();
  }

  // What was away loses it too, and keeps its other work.
  expect(await holdsText(second, SECRET)).toBe(true);
  await second.context().setOffline(false);
  await onServer(second);
  await expect.poll(() => holdsText(second, SECRET), { timeout: 15_000 }).toBe(false);
  await open(second, "Ghi khi không có mạng.");
  await expect(field(second, "people")).toHaveValue("5");
  await go(second, "records");
  await expect(line(second, KEPT)).toBeVisible();
  await expect(line(second, SECRET)).toBeHidden();
  // Only now it can come to the village's other tablet: it was sent.
  await go(village, "home");
  await go(village, "records");
  await expect(line(village, "Ghi khi không có mạng.")).toBeVisible();

  // Nor does any of it come back: not with the relay, not with the tablets started anew.
  await relay.restart();
  for (const page of [village, head, second]) {
    await page.reload();
    await onServer(page);
    expect(await holdsText(page, SECRET)).toBe(false);
  }
  expect(await folderHolds(relay, SECRET)).toBe(false);
});

test("the page can be read and pressed, on a phone too", async ({ tablet }) => {
  const admin = await tablet("quantri");
  await openPurge(admin);
  for (const size of [{ width: 360, height: 800 }, TABLET]) {
    await admin.setViewportSize(size);
    await admin.screenshot({ path: `results/shots/purge-${size.width}.png`, fullPage: true });
    expect(await clipped(admin)).toEqual([]);
    expect(await smallTargets(admin)).toEqual([]);
    expect(await axe(admin)).toEqual([]);
  }
});

/** Approves what waits in the review box. */
async function approveNext(page: Page, title: string): Promise<void> {
  await go(page, "review");
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await page.getByRole("button", { name: t("action.approve"), exact: true }).click();
  await expect(page.getByText(t("review.nothing"))).toBeVisible();
}

/** What a record's page shows as its number. */
async function recordNumber(page: Page): Promise<string> {
  await page.getByText(t("purge.number"), { exact: true }).first().click();
  return page.getByRole("textbox", { name: t("purge.number"), exact: true }).inputValue();
}

async function openPurge(page: Page): Promise<void> {
  await go(page, "admin");
  await page.getByRole("link", { name: t("admin.section.purge") }).click();
  await expect(heading(page, t("admin.section.purge"))).toBeVisible();
}

async function purge(page: Page, number: string): Promise<void> {
  await page.getByRole("textbox", { name: t("purge.number"), exact: true }).fill(number);
  await page.getByRole("radio", { name: t("purge.reason.personal_data"), exact: true }).click();
  const confirm = page.getByRole("textbox", { name: t("purge.confirm"), exact: true });
  await confirm.fill(t("purge.confirm_word"));
  await page.getByRole("button", { name: t("admin.section.purge"), exact: true }).click();
}

/** Whether any file of the relay's data folder holds a text. */
async function folderHolds(relay: Relay, text: string): Promise<boolean> {
  const names = await readdir(relay.data, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const contents = files.map((entry) => readFile(join(entry.parentPath, entry.name)));
  return (await Promise.all(contents)).some((bytes) => bytes.includes(text));
}

/** Whether any value in any store of any of the page's databases holds a text, as bytes. */
async function holdsText(page: Page, text: string): Promise<boolean> {
  return page.evaluate(async (text) => {
    const wanted = new TextEncoder().encode(text);
    const includes = (bytes: Uint8Array) => {
      for (let at = 0; at + wanted.length <= bytes.length; at++) {
        if (wanted.every((byte, index) => bytes[at + index] === byte)) return true;
      }
      return false;
    };
    const bytesOf = (value: unknown): Uint8Array => {
      if (value instanceof Uint8Array) return value;
      if (value instanceof ArrayBuffer) return new Uint8Array(value);
      return new TextEncoder().encode(JSON.stringify(value) ?? "");
    };
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name!));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const [keys, values] = [await done(objects.getAllKeys()), await done(objects.getAll())];
        if ([...keys, ...values].some((value) => includes(bytesOf(value)))) {
          database.close();
          return true;
        }
      }
      database.close();
    }
    return false;
  }, text);
}
