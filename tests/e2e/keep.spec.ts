// Nothing that was typed is lost, nothing is claimed that is not so.
//
// What must hold: words typed a moment before the battery dies are there after a cold start without
// a network, once; what was typed and taken back leaves nothing behind; a submission that is only on
// the tablet is not called stored on the server; a number that someone else changed while it was
// being typed over becomes a conflict, never a silent loss, and an emptied field can be kept; work in
// a book that the account may no longer write stays, with the reason.
//
// How the test shows it: a browser process that is killed without warning, the relay stopped, two
// devices on one record, an administrator's request.
import {
  chip,
  edit,
  expect,
  field,
  fill,
  go,
  line,
  newActivity,
  offline,
  onServer,
  open,
  record,
  saved,
  sides,
  signIn,
  signInAgain,
  submit,
  syncNow,
  test,
  value,
} from "./app.ts";
import type { Relay } from "./relay.ts";
import { Stock, type Workbook } from "./stock.ts";
import { t } from "./words.ts";

test("words typed just before the battery dies are there, once", async ({ relay, profile }) => {
  const battery = await profile();
  let page = await battery.open();
  await signIn(page, relay, "thon01");
  await relay.stop();
  await newActivity(page);
  await field(page, "what").pressSequentially("Phát thanh lưu động sáng thứ Hai", { delay: 20 });
  // Shorter than the pause at which a form saves: only the journal has it.
  await page.waitForTimeout(300);
  await expect(page.locator(".saved-line")).toContainText(t("saved.typing"));
  await battery.kill();

  page = await battery.open();
  await page.goto(relay.url);
  await offline(page, 1);
  await go(page, "records");
  await line(page, "Phát thanh lưu động sáng thứ Hai").click();
  await expect(field(page, "what")).toHaveValue("Phát thanh lưu động sáng thứ Hai");
});

test("a page loaded again in mid-form shows what was written", async ({ relay, tablet }) => {
  const page = await tablet("thon03");
  await relay.stop();
  await newActivity(page);
  await field(page, "what").fill("Phát thanh lưu động sáng thứ Ba");
  await saved(page);
  await page.reload();
  await expect(field(page, "what")).toHaveValue("Phát thanh lưu động sáng thứ Ba");

  // the next one is another
  await fill(page, { task: "2.1", people: 4 });
  await submit(page);
  await expect(page.getByText(t("new.sent"))).toBeVisible();
  await newActivity(page);
  await expect(field(page, "what")).toHaveValue("");
});

test("what was typed and taken back leaves no draft", async ({ relay, profile }) => {
  const battery = await profile();
  let page = await battery.open();
  await signIn(page, relay, "thon01");
  await record(page, { task: "2.1", what: "Họp thôn đầu tuần.", people: 3 });
  await onServer(page);
  await relay.stop();
  await newActivity(page);
  await field(page, "what").press("a");
  await field(page, "what").press("Backspace");
  await expect(page.locator(".saved-line")).toContainText(t("saved.by_itself"));
  await page.waitForTimeout(300);
  await battery.kill();

  page = await battery.open();
  await page.goto(relay.url);
  await offline(page);
  await go(page, "records");
  await expect(line(page, "Họp thôn đầu tuần.")).toBeVisible();
  await expect(page.locator("a.record-line")).toHaveCount(1);
});

test("a submission that is only on the tablet is not called stored", async ({ relay, tablet }) => {
  const page = await tablet("thon01");
  await newActivity(page);
  await page.locator("label.option").first().click();
  await field(page, "what").fill("Treo băng rôn ở nhà văn hóa.");
  await field(page, "people").fill("0");
  await saved(page);
  await onServer(page);
  await relay.stop();
  await offline(page, 0);
  await submit(page);
  await expect(page.getByText(t("new.sent"))).toBeVisible();
  await offline(page, 1);
  await open(page, "Treo băng rôn ở nhà văn hóa.");
  await expect(page.locator("main .where").first()).toHaveText(t("where.on_device"));
  await go(page, "sync");
  await expect(line(page, "Treo băng rôn ở nhà văn hóa.")).toBeVisible();

  await relay.restart();
  await syncNow(page);
  await open(page, "Treo băng rôn ở nhà văn hóa.");
  await expect(page.locator("main .where").first()).toHaveText(t("where.on_server"));
});

test("a number changed elsewhere while one types over it is a conflict", async ({ tablet }) => {
  const village = await tablet("thon01");
  const planner = await tablet("daumoi");
  await record(village, { task: "2.1", what: "Chiếu phim lưu động.", people: 40 });
  for (const page of [village, planner]) {
    await open(page, "Chiếu phim lưu động.");
    await edit(page);
  }
  await field(village, "people").click();
  await field(planner, "people").fill("52");
  await field(planner, "what").press("Control+End");
  await planner.keyboard.type(" Đông người.");
  await saved(planner);
  // The planner's words are here, and so is the number, which the village's field does not show.
  await expect(field(village, "what")).toHaveValue("Chiếu phim lưu động. Đông người.");
  await expect(field(village, "people")).toHaveValue("40");
  await field(village, "people").press("Control+A");
  await village.keyboard.type("45");
  await saved(village);
  await expect(sides(village)).toHaveCount(2);
  await expect(sides(village).filter({ hasText: "45 lượt người" })).toHaveCount(1);
  const other = sides(village).filter({ hasText: "52 lượt người" });
  await expect(other).toContainText("Cán bộ");
  await other.getByRole("button", { name: t("conflict.keep") }).click();
  await expect(sides(village)).toHaveCount(0);
  await expect(sides(planner)).toHaveCount(0);
  await expect(field(planner, "people")).toHaveValue("52");
});

test("an emptied field is a side of a conflict that can be kept", async ({ relay, tablet }) => {
  const village = await tablet("thon01");
  const planner = await tablet("daumoi");
  await record(village, { task: "2.1", what: "Giao lưu bóng chuyền.", people: 30 });
  await onServer(village);
  await open(planner, "Giao lưu bóng chuyền.");
  await relay.stop();
  await open(village, "Giao lưu bóng chuyền.");
  for (const [page, people] of [[village, ""], [planner, "31"]] as const) {
    await edit(page);
    await field(page, "people").fill(people);
    await saved(page);
  }
  await relay.restart();
  for (const page of [village, planner]) await syncNow(page);
  await open(planner, "Giao lưu bóng chuyền.");
  await expect(sides(planner)).toHaveCount(2);
  const emptied = sides(planner).filter({ hasText: t("value.empty") });
  await emptied.getByRole("button", { name: t("conflict.keep") }).click();
  await expect(sides(planner)).toHaveCount(0);
  await expect(value(planner, "people")).toHaveCount(0);
});

test("work in a book that one may no longer write stays, and says why", async ({ relay, tablet }) => {
  const page = await tablet("thon01");
  await record(page, { task: "2.1", what: "Trước khi đổi vai trò.", people: 1 });
  await onServer(page);
  await page.context().setOffline(true);
  await relay.stop();
  await offline(page, 0);
  await record(page, { task: "2.1", what: "Ghi khi chưa biết.", people: 2 });
  await relay.restart();
  await asAuditor(relay, "thon01");
  await page.context().setOffline(false);
  await go(page, "sync");
  await page.getByRole("button", { name: t("sync.now") }).click();
  await expect(chip(page)).toContainText(t("link.error"), { timeout: 20_000 });
  await expect(page.getByText(t("link.error.no_access"))).toBeVisible();
  await expect(line(page, "Ghi khi chưa biết.")).toBeVisible();
});

/** Makes an account an auditor, as the administrator does. */
async function asAuditor(relay: Relay, username: string): Promise<void> {
  const { password } = relay.account("quantri");
  const signedIn = await fetch(`${relay.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "quantri", password }),
  });
  const cookie = signedIn.headers.getSetCookie().map((set) => set.split(";", 1)[0]).join("; ");
  const headers = { cookie, "content-type": "application/json", origin: relay.url };
  const listed = await fetch(`${relay.url}/api/admin/accounts`, { headers });
  const accounts = (await listed.json()) as { id: string; username: string }[];
  const account = accounts.find((one) => one.username === username);
  const changed = await fetch(`${relay.url}/api/admin/accounts/${account?.id}`, {
    method: "PATCH",
    headers,
    body: JSON.stringify({ roles: ["auditor"] }),
  });
  expect(changed.status).toBe(200);
}

test("a text with a secrecy mark stays on the tablet until it is cleared", async ({ relay, profile }) => {
  const battery = await profile();
  let page = await battery.open();
  await signIn(page, relay, "thon02");
  await newActivity(page);
  await fill(page, { task: "2.1", people: 5 });
  await field(page, "what").fill("MẬT ONG RỪNG\nGiới thiệu ở chợ phiên.");
  await saved(page);
  await onServer(page);

  const note = "Trích văn bản đóng dấu\nTỐI MẬT";
  await field(page, "what").fill(note);
  await expect(page.locator(".saved-line")).toContainText(t("saved.held_back"));
  await expect(page.getByText(t("problem.secrecy_mark"))).toBeVisible();
  await submit(page);
  await expect(page.getByText(t("error.problems"))).toBeVisible();
  await expect(page.getByText(t("new.sent"))).toBeHidden();
  // what may be saved is saved meanwhile, and reaches the server without it
  await field(page, "people").fill("6");
  const reader = await Stock.signIn(relay, "daumoi");
  const book = await reader.find<Workbook>({ kind: "workbook", unit: "T02" });
  await expect.poll(() => Object.values(book.doc().records)[0]?.people).toBe(6);
  expect(JSON.stringify(book.doc())).not.toContain("TỐI MẬT");
  expect(JSON.stringify(book.doc())).toContain("MẬT ONG RỪNG");

  // nothing that was typed is lost, and it is still held back; what stands beside it is not
  await field(page, "people").fill("7");
  await page.waitForTimeout(300);
  await battery.kill();
  page = await battery.open();
  await page.goto(relay.url);
  await go(page, "records");
  await line(page, "MẬT ONG RỪNG").click();
  await expect(field(page, "what")).toHaveValue(note);
  await expect(field(page, "people")).toHaveValue("7");
  await expect(page.getByText(t("problem.secrecy_mark"))).toBeVisible();

  // cleared, it is an ordinary text again
  await field(page, "what").fill("Giới thiệu mật ong ở chợ phiên.");
  await saved(page);
  await expect(page.getByText(t("problem.secrecy_mark"))).toBeHidden();
  await signInAgain(page, relay, "thon02");
  await expect.poll(() => JSON.stringify(book.doc())).toContain("Giới thiệu mật ong ở chợ phiên.");
  await reader.close();

  // cleared for good: it does not come back
  await go(page, "records");
  await line(page, "Giới thiệu mật ong").click();
  await expect(field(page, "what")).toHaveValue("Giới thiệu mật ong ở chợ phiên.");
  await expect(page.getByText(t("problem.secrecy_mark"))).toBeHidden();

  // and one that is all there is waits in a draft
  await newActivity(page);
  await field(page, "what").fill("012345678901");
  await expect(page.locator(".saved-line")).toContainText(t("saved.held_back"));
  await go(page, "home");
  await line(page, t("record.untitled")).click();
  await expect(field(page, "what")).toHaveValue("012345678901");
  await expect(page.getByText(t("problem.identity_number"))).toBeVisible();
});
