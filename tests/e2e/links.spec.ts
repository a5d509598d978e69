// Records that name each other, and the tasks that they are for.
//
// What must hold: a content names the event it tells of, an activity the content that shows it, a reply to
// the press the item it answers and the item its reply; of two such records each leads to the other, on
// every device that has both; a task's page lists its records of all kinds, and no others.
//
// How the test shows it: an officer writes an event, a content, an activity, a press item and the reply to
// it; a leader, elsewhere, goes from one to the other and back.
import type { Locator, Page } from "@playwright/test";
import { expect, go, heading, line, onServer, saved, test } from "./app.ts";
import { t } from "./words.ts";
import {
  answer, check, choose, decide, field, forTask, isIn, name, newRecord, openRecord, press, send, unfold,
} from "./work.ts";

const EVENT = "Ngày hội văn hóa các dân tộc";
const CONTENT = "Tiếng then bên dòng Kỳ Cùng";
const ACTIVITY = "Phát bài viết về ngày hội ở các thôn.";
const ITEM = "Chợ phiên vắng khách";
const REPLY = "Báo nêu chợ phiên của xã vắng khách.";

test("records that name each other lead to each other, and a task lists them all", async ({ tablet }) => {
  const officer = await tablet("vhxh.cb1");
  const leader = await tablet("chutich");

  await newRecord(officer, "event");
  await forTask(officer, "3.3");
  await answer(officer, "event", "title", EVENT);
  await answer(officer, "event", "date", "2026-01-20");
  await choose(officer, "foreign", "no");
  await send(officer);
  // the content comes from the event
  await newRecord(officer, "content");
  await forTask(officer, "3.3");
  await answer(officer, "content", "title", CONTENT);
  await answer(officer, "content", "what", "Bài viết về các tiết mục hát then.");
  await choose(officer, "form", "article");
  await check(officer, "topics", "culture");
  await choose(officer, "consent", "nobody_recognisable");
  await unfold(officer);
  await name(officer, "content", "event", EVENT);
  await send(officer);
  // the content shows what was done: no other evidence is asked for then
  await newRecord(officer, "activity");
  await forTask(officer, "3.3");
  await answer(officer, "activity", "what", ACTIVITY);
  await answer(officer, "activity", "people", "60");
  await saved(officer);
  await unfold(officer);
  await expect(officer.getByText(t("problem.no_evidence"))).toBeVisible();
  await name(officer, "activity", "contents", CONTENT);
  await expect(officer.getByText(t("problem.no_evidence"))).toBeHidden();
  await send(officer);

  // the press: an item, the reply that names it, then the item names its reply
  await newRecord(officer, "press_item");
  await forTask(officer, "5");
  await answer(officer, "press_item", "outlet", "Báo Lạng Sơn");
  await answer(officer, "press_item", "title", ITEM);
  await answer(officer, "press_item", "date", "2026-01-10");
  await choose(officer, "verdict", "inaccurate");
  await answer(officer, "press_item", "findings", "Chợ họp đủ phiên, số hộ bán hàng không giảm.");
  await send(officer, "action.report");
  await newRecord(officer, "press_reply");
  await forTask(officer, "3.1");
  await answer(officer, "press_reply", "what", REPLY);
  await field(officer, "press_reply", "occurredAt").fill("2026-01-10T08:00");
  await choose(officer, "trigger", "wrong_information");
  await answer(officer, "press_reply", "answer", "Chợ phiên vẫn họp đều, xã cung cấp số liệu.");
  await name(officer, "press_reply", "spokesperson", "Chủ tịch UBND");
  await unfold(officer);
  await name(officer, "press_reply", "items", ITEM);
  await send(officer);
  await onServer(officer);

  // elsewhere: from the event to what tells of it, to what that shows, and back
  await openRecord(leader, EVENT);
  await expect(links(leader, "named_by")).toHaveText([CONTENT]);
  await expect(links(leader, "names")).toHaveCount(0);
  await follow(leader, "named_by", CONTENT, "content");
  await expect(links(leader, "names")).toHaveText([EVENT]);
  await follow(leader, "named_by", ACTIVITY, "activity");
  await expect(links(leader, "named_by")).toHaveCount(0);
  await follow(leader, "names", CONTENT, "content");
  await expect(links(leader, "named_by")).toHaveText([ACTIVITY]);
  await follow(leader, "names", EVENT, "event");

  // the reply leads to the item, the item back, though it does not name the reply yet
  await openRecord(leader, REPLY);
  await follow(leader, "names", ITEM, "press_item");
  await expect(links(leader, "names")).toHaveCount(0);
  await follow(leader, "named_by", REPLY, "press_reply");
  await decide(leader, ITEM, "action.ask_reply");
  await openRecord(officer, ITEM);
  await isIn(officer, "state.respond");
  await name(officer, "press_item", "answers", REPLY);
  await answer(officer, "press_item", "replyNumber", "21/UBND-VHXH");
  await saved(officer);
  await press(officer, "action.answer");
  await isIn(officer, "state.responded");
  await onServer(officer);
  await openRecord(leader, ITEM);
  await isIn(leader, "state.responded");
  await expect(links(leader, "named_by")).toHaveText([REPLY]);
  await follow(leader, "names", REPLY, "press_reply");
  await expect(links(leader, "names")).toHaveText([ITEM]);
  await expect(links(leader, "named_by")).toHaveText([ITEM]);

  // each task's own records, of whatever kind, the newest first
  await openTask(leader, "3.3");
  const lines = leader.locator("a.record-line");
  await expect(lines.locator(".record-title")).toHaveText([ACTIVITY, CONTENT, EVENT]);
  await expect(line(leader, CONTENT)).toContainText(t("kind.content"));
  await expect(line(leader, EVENT)).toContainText(t("kind.event"));
  await line(leader, EVENT).click();
  await expect(heading(leader, t("kind.event"))).toBeVisible();
  await openTask(leader, "5");
  await expect(lines.locator(".record-title")).toHaveText([ITEM]);
});

/** The records that a record's page names, or those that name it: their titles. */
function links(page: Page, which: "names" | "named_by"): Locator {
  const title = page.getByRole("heading", { level: 3, name: t(`record.${which}`), exact: true });
  return page.locator("section.part").filter({ has: title }).locator("a.line-link > span:first-child");
}

/** Goes to the only record in such a list, and is there. */
async function follow(page: Page, which: "names" | "named_by", title: string, kind: string): Promise<void> {
  await expect(links(page, which)).toHaveText([title]);
  await links(page, which).click();
  await expect(heading(page, t(`kind.${kind}`))).toBeVisible();
  await expect(page.locator("main dd > .lines").getByText(title, { exact: true }).first()).toBeVisible();
}

/** Opens a task's page from the plan. */
async function openTask(page: Page, code: string): Promise<void> {
  await go(page, "plan");
  const exactly = page.locator(".code").getByText(code, { exact: true });
  await page.locator("a.task-link").filter({ has: exactly }).click();
  await expect(heading(page, t("task.title", { code }))).toBeVisible();
}
