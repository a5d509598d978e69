// Content with postings, through all its roles (DOMAIN 2.4).
//
// What must hold: written by anyone, edited by an editor, oriented by Ban Xây dựng Đảng where the topic
// asks for it, approved by the editorial board's head and not before, scheduled, posted with place, time
// and address, then corrected or taken down with a reason, after which it counts no more; returned with a
// reason it comes back corrected. The app posts nothing.
//
// How the tests show it: a village writes without a network about the border; an editor returns it once;
// the others are asked in their order and no earlier; the village enters where it was posted. A unit tells
// of the world, and has to take down what it posted.
import { expect, go, line, onServer, saved, submit, test } from "./app.ts";
import { axe, clipped, smallTargets } from "./screen.ts";
import { t } from "./words.ts";
import {
  answer, check, choose, decide, field, forTask, inbox, isIn, newRecord, openRecord, press, pressWith, send,
  sendBack,
} from "./work.ts";

const TITLE = "Người dân thôn 01 cùng giữ đường biên";

test("a content is written, edited, oriented, approved, posted and corrected", async ({ relay, tablet }) => {
  const village = await tablet("thon01", { viewport: { width: 390, height: 844 } });
  const editor = await tablet("bientap1");
  const party = await tablet("tuyengiao");
  const board = await tablet("banbientap");

  // written while the relay is away
  await relay.stop();
  await newRecord(village, "content");
  expect(await axe(village)).toEqual([]);
  expect(await clipped(village)).toEqual([]);
  expect(await smallTargets(village)).toEqual([]);
  await forTask(village, "3.2");
  await answer(village, "content", "title", TITLE);
  await answer(village, "content", "what", "Bài viết về đường biên.");
  await choose(village, "form", "article");
  await check(village, "topics", "border");
  await choose(village, "consent", "not_yet");
  await saved(village);
  await submit(village);
  await expect(village.getByText(t("problem.consent_missing"))).toBeVisible();
  await choose(village, "consent", "agreed");
  await send(village);
  await relay.restart();
  await onServer(village);

  // the editor returns it, the village corrects it in one go
  await sendBack(editor, TITLE, "Ghi rõ nguồn ảnh và ngày chụp.");
  await go(village, "home");
  const back = village.locator(".notice").filter({ hasText: "Ghi rõ nguồn ảnh và ngày chụp." });
  await back.getByRole("link", { name: t("edit") }).click();
  await answer(village, "content", "what", "Bài viết về đường biên, ảnh của thôn chụp ngày 02/6.");
  await saved(village);
  await submit(village);
  await expect(village.getByText(t("new.sent"))).toBeVisible();
  await onServer(village);

  // edited; the topic asks for an orientation before anyone may approve
  await decide(editor, TITLE, "action.pass_edit");
  await go(board, "review");
  await expect(board.getByText(t("review.nothing"))).toBeVisible();
  await openRecord(board, TITLE);
  await press(board, "action.approve");
  await expect(board.getByText(t("condition.sensitive_topic"))).toBeVisible();
  await decide(party, TITLE, "action.orient");
  await decide(board, TITLE, "action.approve");

  // the village is told, and tells where it was posted
  await go(village, "home");
  await expect(village.getByRole("heading", { name: t("home.next") })).toBeVisible();
  await line(village, TITLE).click();
  await isIn(village, "state.approved");
  await press(village, "action.post");
  await expect(village.getByText(t("condition.has_posting"))).toBeVisible();
  await village.getByRole("button", { name: "+ Trang thông tin điện tử xã" }).click();
  await village.getByRole("button", { name: "+ Zalo xã" }).click();
  const rows = village.locator(".posting");
  await expect(rows).toHaveCount(2);
  const site = rows.filter({ hasText: "Trang thông tin điện tử xã" });
  await site.getByLabel(t("posting.url"), { exact: true }).fill("diemhe");
  await saved(village);
  await press(village, "action.post");
  await expect(village.getByText(t("problem.not_an_address"))).toBeVisible();
  await site.getByLabel(t("posting.url"), { exact: true }).fill("https://example.vn/tin/12");
  await site.getByLabel(t("posting.reach"), { exact: true }).fill("350");
  await saved(village);
  expect(await axe(village)).toEqual([]);
  expect(await clipped(village)).toEqual([]);
  expect(await smallTargets(village)).toEqual([]);
  await press(village, "action.post");
  await isIn(village, "state.posted");
  await onServer(village);

  // what was wrong is corrected; both postings stay
  await openRecord(village, TITLE);
  await field(village, "content", "correction").fill("Đính chính ngày chụp ảnh: 03/6.");
  await saved(village);
  await press(village, "action.correct");
  await isIn(village, "state.corrected");
  await onServer(village);
  await openRecord(editor, TITLE);
  await isIn(editor, "state.corrected");
  await expect(editor.getByText("https://example.vn/tin/12")).toBeVisible();
  await expect(editor.getByText("Zalo xã")).toBeVisible();
});

test("what tells of the world is scheduled, posted and taken down", async ({ tablet }) => {
  const author = await tablet("xdd.cb1");
  const editor = await tablet("bientap1");
  const board = await tablet("banbientap");
  const title = "Hội nhập quốc tế và nông sản của xã";
  await newRecord(author, "content");
  await forTask(author, "2.2");
  await answer(author, "content", "title", title);
  await answer(author, "content", "what", "Cơ hội và thách thức của hội nhập đối với địa phương.");
  await choose(author, "form", "article");
  await check(author, "topics", "world");
  await answer(author, "content", "date", "2026-01-30");
  await choose(author, "consent", "nobody_recognisable");
  await send(author);
  await onServer(author);
  // nobody is asked for an orientation on this topic
  await decide(editor, title, "action.pass_edit");
  await decide(board, title, "action.approve");

  await openRecord(author, title);
  await isIn(author, "state.approved");
  await field(author, "content", "scheduledAt").fill("2026-02-01T07:00");
  await saved(author);
  await press(author, "action.schedule");
  await isIn(author, "state.scheduled");
  await press(author, "action.post");
  await expect(author.getByText(t("condition.has_posting"))).toBeVisible();
  await author.getByRole("button", { name: t("posting.add_on", { channel: "Facebook xã" }) }).click();
  const row = author.locator(".posting");
  await row.getByLabel(t("posting.at"), { exact: true }).fill("2026-02-01T07:00");
  await row.getByLabel(t("posting.url"), { exact: true }).fill("https://example.vn/bai/7");
  await saved(author);
  await press(author, "action.post");
  await isIn(author, "state.posted");
  await onServer(author);

  // posted it counts
  await go(board, "overview");
  const figure = board.getByRole("link", { name: /^Ban Xây dựng Đảng, 2\.2 / });
  await expect(figure).toHaveAccessibleName(new RegExp(t("matrix.approved_one", { n: 1 })));

  // taken down: when, and why, in more than a word
  await row.getByLabel(t("posting.taken_down"), { exact: true }).fill("2026-02-01T15:30");
  await saved(author);
  const why = "Số liệu xuất khẩu chưa được kiểm chứng.";
  await pressWith(author, "action.take_down", "reason_for.take_down", "Sai.");
  await expect(author.getByText(t("step.words_short_other", { n: 10 }))).toBeVisible();
  await isIn(author, "state.posted");
  await author.getByRole("textbox", { name: t("reason_for.take_down"), exact: true }).fill(why);
  await author.locator(".return-box").getByRole("button", { name: t("action.take_down"), exact: true }).click();
  await isIn(author, "state.taken_down");
  await expect(author.getByRole("button", { name: t("action.correct"), exact: true })).toBeHidden();
  await onServer(author);
  await expect(figure).toHaveCount(0);
  await openRecord(editor, title);
  await isIn(editor, "state.taken_down");
  await expect(
    editor.getByText(t("posting.taken_down_at", { at: "15:30 01/02/2026" })),
  ).toBeVisible();
  await editor.getByText(t("history.title")).click();
  const step = editor.locator(".steps > .step").filter({ hasText: t("action.take_down") });
  await expect(step).toContainText(why);
});

test("of two who enter a posting at once both stay", async ({ relay, tablet }) => {
  const one = await tablet("vhxh.cb1");
  const two = await tablet("vhxh.cb2");
  const editor = await tablet("bientap1");
  const board = await tablet("banbientap");
  await newRecord(one, "content");
  await forTask(one, "2.1");
  await answer(one, "content", "title", "Lễ hội Lồng tồng");
  await answer(one, "content", "what", "Bài về lễ hội.");
  await choose(one, "form", "article");
  await check(one, "topics", "culture");
  await choose(one, "consent", "nobody_recognisable");
  await send(one);
  await onServer(one);
  await decide(editor, "Lễ hội Lồng tồng", "action.pass_edit");
  await inbox(board, "Lễ hội Lồng tồng");
  await press(board, "action.approve");
  await openRecord(one, "Lễ hội Lồng tồng");
  await isIn(one, "state.approved");
  await openRecord(two, "Lễ hội Lồng tồng");
  await isIn(two, "state.approved");
  await relay.stop();
  await one.getByRole("button", { name: "+ Zalo xã" }).click();
  await saved(one);
  await two.getByRole("button", { name: "+ Facebook xã" }).click();
  await saved(two);
  await relay.restart();
  await onServer(one);
  await onServer(two);
  for (const page of [one, two]) {
    await expect(page.locator(".posting").filter({ hasText: "Zalo xã" })).toBeVisible();
    await expect(page.locator(".posting").filter({ hasText: "Facebook xã" })).toBeVisible();
  }
});
