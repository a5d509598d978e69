// The rest of the plan's daily work, each through all its roles (DOMAIN 2.1, 2.3, 2.5, 2.6, 2.10).
//
// What must hold: what is laid on a unit arrives there as a to-do, is taken on, reported and confirmed by
// who laid it; the press is answered by whom the law lets speak, within its hours; what others published
// is verified before it is reported; who attends was nominated; an event with foreigners has its permission.
//
// How the tests show it: two or three tablets each, one of them without a network for a while.
import { expect, go, line, onServer, saved, test } from "./app.ts";
import { axe, clipped, smallTargets } from "./screen.ts";
import { t } from "./words.ts";
import {
  answer, choose, decide, field, forTask, inbox, isIn, name, newRecord, openRecord, press, pressWith, send,
  sendBack, unfold,
} from "./work.ts";

test("an assignment goes to its unit and comes back done", async ({ relay, tablet }) => {
  const leader = await tablet("chutich");
  const unit = await tablet("vhxh.cb1", { viewport: { width: 390, height: 844 } });
  const what = "Rà soát danh sách cán bộ phụ trách thông tin đối ngoại.";

  await newRecord(leader, "assignment", "Phòng Văn hóa - Xã hội xã");
  await forTask(leader, "1");
  await answer(leader, "assignment", "what", what);
  await answer(leader, "assignment", "due", "2026-01-02");
  await press(leader, "action.assign");
  await expect(leader.getByText(t("problem.end_before_start"))).toBeVisible();
  await answer(leader, "assignment", "date", "2026-01-01");
  await send(leader, "action.assign");
  await onServer(leader);

  // the unit's to-do, long overdue; taken on and carried out without a network
  await go(unit, "home");
  await expect(line(unit, what)).toContainText(t("state.assigned"));
  await expect(line(unit, what)).toContainText("Quá hạn");
  await relay.stop();
  await line(unit, what).click();
  expect(await axe(unit)).toEqual([]);
  expect(await clipped(unit)).toEqual([]);
  expect(await smallTargets(unit)).toEqual([]);
  await press(unit, "action.accept");
  await isIn(unit, "state.accepted");
  await pressWith(unit, "action.report_done", "reason_for.report_done", "Đã rà soát, có 12 cán bộ.");
  await isIn(unit, "state.reported_done");
  await relay.restart();
  await onServer(unit);

  // sent back, done again, confirmed
  await sendBack(leader, what, "Bổ sung cán bộ của các thôn.");
  await go(unit, "home");
  const back = unit.locator(".notice").filter({ hasText: "Bổ sung cán bộ của các thôn." });
  await back.getByRole("link").click();
  await pressWith(unit, "action.report_done", "reason_for.report_done", "Đã bổ sung 24 thôn.");
  await onServer(unit);
  await inbox(leader, what);
  await expect(leader.getByText("Đã bổ sung 24 thôn.").first()).toBeAttached();
  await press(leader, "action.confirm");
  await openRecord(unit, what);
  await isIn(unit, "state.completed");

  // a Party body is asked, not told
  await newRecord(leader, "assignment", "Ban Xây dựng Đảng");
  await forTask(leader, "2.2");
  await answer(leader, "assignment", "what", "Định hướng tuyên truyền quý III.");
  await answer(leader, "assignment", "due", "2027-12-31");
  await saved(leader);
  await press(leader, "action.assignment.assign.asked");
  await openRecord(leader, "Định hướng tuyên truyền quý III.");
  await isIn(leader, "state.assignment.assigned.asked");
});

test("a leader's note on a record or a task is the unit's to-do", async ({ tablet }) => {
  const unit = await tablet("kt.cb1");
  const leader = await tablet("phochutich1");
  await newRecord(unit, "activity");
  await forTask(unit, "2.1");
  await answer(unit, "activity", "what", "Tuyên truyền sản phẩm OCOP.");
  await answer(unit, "activity", "people", "20");
  await send(unit);
  await onServer(unit);

  await newRecord(leader, "note", "Phòng Kinh tế xã");
  await answer(leader, "note", "what", "Gửi thêm ảnh của buổi tuyên truyền.");
  await name(leader, "note", "about", "Tuyên truyền sản phẩm OCOP.");
  await send(leader, "action.give");
  await onServer(leader);

  await go(unit, "home");
  await line(unit, "Gửi thêm ảnh").click();
  await isIn(unit, "state.given");
  await unit.getByRole("link", { name: "Tuyên truyền sản phẩm OCOP." }).click();
  await expect(unit.getByRole("link", { name: "Gửi thêm ảnh" })).toBeVisible();
  await openRecord(unit, "Gửi thêm ảnh");
  await pressWith(unit, "action.report_done", "reason_for.report_done", "Đã gửi ba ảnh kèm theo.");
  await onServer(unit);
  await decide(leader, "Gửi thêm ảnh", "action.confirm");

  // on a task, about no record: to do by a day that is over
  const what = "Giới thiệu sản phẩm OCOP ở chợ phiên trong quý I.";
  await newRecord(leader, "note", "Phòng Kinh tế xã");
  await answer(leader, "note", "what", what);
  await saved(leader);
  await press(leader, "action.give");
  await expect(leader.getByText(t("problem.about_nothing"))).toBeVisible();
  await forTask(leader, "3.4");
  await expect(leader.getByText(t("problem.about_nothing"))).toBeHidden();
  await unfold(leader);
  await answer(leader, "note", "due", "2026-03-31");
  await send(leader, "action.give");
  await onServer(leader);
  await go(unit, "home");
  const todo = unit.locator("section.part").filter({ has: unit.getByRole("heading", { name: t("home.next") }) });
  await expect(line(todo, what)).toContainText(t("state.given"));
  await expect(line(todo, what)).toContainText(t("record.task", { code: "3.4" }));
  await expect(line(todo, what)).toContainText(t("deadline.over"));
  await expect(todo.locator("a.record-line")).toHaveCount(1);
  await line(todo, what).click();
  await press(unit, "action.accept");
  await isIn(unit, "state.accepted");
  await pressWith(unit, "action.report_done", "reason_for.report_done", "Đã giới thiệu ở ba phiên chợ.");
  await isIn(unit, "state.reported_done");
  await onServer(unit);
  await go(unit, "home");
  await expect(line(unit, what)).toContainText(t("state.reported_done"));
  await expect(todo).toBeHidden();
  await inbox(leader, what);
  await expect(leader.getByText("Đã giới thiệu ở ba phiên chợ.").first()).toBeAttached();
  await press(leader, "action.confirm");
  await openRecord(unit, what);
  await isIn(unit, "state.completed");
});

test("the press is answered by who may speak, within its hours", async ({ tablet }) => {
  const office = await tablet("vp.cb1");
  const leader = await tablet("chutich");
  const what = "Mưa lớn gây sạt lở tuyến đường vào thôn 05.";
  await newRecord(office, "press_reply");
  await forTask(office, "3.1");
  await answer(office, "press_reply", "what", what);
  await field(office, "press_reply", "occurredAt").fill("2026-01-05T08:30");
  await choose(office, "trigger", "early_information");
  await answer(office, "press_reply", "answer", "UBND xã đã huy động lực lượng khắc phục.");
  await name(office, "press_reply", "spokesperson", "Trưởng phòng");
  await saved(office);
  await press(office, "action.submit");
  await expect(office.getByText(t("problem.no_spokesperson"))).toBeVisible();
  await office.getByRole("button", { name: t("form.other") }).click();
  await name(office, "press_reply", "spokesperson", "Phó Chủ tịch");
  await saved(office);
  await press(office, "action.submit");
  await expect(office.getByText(t("problem.authorisation_needed"))).toBeVisible();
  await answer(office, "press_reply", "authorisation", "15/UQ-UBND");
  await unfold(office);
  await answer(office, "press_reply", "authorisedFrom", "2026-01-05");
  await answer(office, "press_reply", "authorisedTo", "2026-01-07");
  await send(office);
  await onServer(office);

  await inbox(leader, what);
  await expect(leader.locator(".badge").filter({ hasText: t("deadline.statutory") }).first()).toContainText("giờ");
  await press(leader, "action.approve");

  await openRecord(office, what);
  await isIn(office, "state.approved");
  await field(office, "press_reply", "providedAt").fill("2026-01-09T10:00");
  await saved(office);
  await press(office, "action.state");
  await expect(office.getByText(t("problem.authorisation_over"))).toBeVisible();
  await field(office, "press_reply", "providedAt").fill("2026-01-05T16:00");
  await saved(office);
  await press(office, "action.state");
  await isIn(office, "state.stated");
  await press(office, "action.close");
  await isIn(office, "state.closed");

  // what the law lets one keep is refused, on a ground
  await newRecord(office, "press_reply");
  await forTask(office, "3.1");
  await answer(office, "press_reply", "what", "Hỏi về vụ việc đang điều tra.");
  await field(office, "press_reply", "occurredAt").fill("2026-01-06T08:30");
  await choose(office, "trigger", "request");
  await name(office, "press_reply", "spokesperson", "Chủ tịch UBND");
  await unfold(office);
  await choose(office, "refusalGround", "under_investigation");
  await send(office);
  await onServer(office);
  await decide(leader, "Hỏi về vụ việc đang điều tra.", "action.refuse");
  await openRecord(office, "Hỏi về vụ việc đang điều tra.");
  await isIn(office, "state.refused");

  // at regular intervals
  await newRecord(office, "press_periodic");
  await forTask(office, "3.1");
  await answer(office, "press_periodic", "title", "Thông tin tháng 01/2026");
  await answer(office, "press_periodic", "what", "Kết quả tháng 01.");
  await choose(office, "form", "official_channels");
  await send(office);
  await onServer(office);
  await decide(leader, "Thông tin tháng 01/2026", "action.approve");
  await openRecord(office, "Thông tin tháng 01/2026");
  await field(office, "press_periodic", "providedAt").fill("2026-02-02T09:00");
  await saved(office);
  await press(office, "action.provide");
  await isIn(office, "state.provided");
});

test("a press item is verified, reported and answered", async ({ relay, tablet }) => {
  const officer = await tablet("vhxh.cb1");
  const leader = await tablet("chutich");
  const title = "Đường vào thôn 05 xuống cấp";
  await relay.stop();
  await newRecord(officer, "press_item");
  await forTask(officer, "5");
  await answer(officer, "press_item", "outlet", "Báo Lạng Sơn");
  await answer(officer, "press_item", "title", title);
  await answer(officer, "press_item", "date", "2026-01-10");
  await choose(officer, "verdict", "unverified");
  await saved(officer);
  await press(officer, "action.report");
  await expect(officer.getByText(t("problem.not_verified"))).toBeVisible();
  await choose(officer, "verdict", "inaccurate");
  await answer(officer, "press_item", "findings", "Tuyến đường đã sửa xong tháng 12/2025.");
  await send(officer, "action.report");
  await relay.restart();
  await onServer(officer);
  await decide(leader, title, "action.ask_correction");
  await openRecord(officer, title);
  await isIn(officer, "state.ask_correction");
  await press(officer, "action.answer");
  await expect(officer.getByText(t("condition.has_reply"))).toBeVisible();
  await answer(officer, "press_item", "replyNumber", "20/UBND-VHXH");
  await saved(officer);
  await press(officer, "action.answer");
  await isIn(officer, "state.responded");
  await press(officer, "action.close");
  await isIn(officer, "state.closed");

  // the same article once more is warned of
  await newRecord(officer, "press_item");
  await forTask(officer, "5");
  await answer(officer, "press_item", "outlet", "báo lạng sơn");
  await answer(officer, "press_item", "title", title);
  await answer(officer, "press_item", "date", "2026-01-10");
  await saved(officer);
  await expect(officer.getByText(t("duplicate.found_one", { n: 1 }))).toBeVisible();
});

test("officials are nominated, attend, and are in charge", async ({ tablet }) => {
  const officer = await tablet("vhxh.cb1");
  const head = await tablet("vhxh.truong");
  const leader = await tablet("phochutich2");
  const title = "Tập huấn thông tin đối ngoại năm 2026";
  await newRecord(officer, "training");
  await forTask(officer, "1");
  await answer(officer, "training", "title", title);
  await answer(officer, "training", "organiser", "Sở Văn hóa, Thể thao và Du lịch");
  await answer(officer, "training", "date", "2026-03-10");
  await name(officer, "training", "nominated", "Trưởng phòng");
  await send(officer);
  await onServer(officer);
  await decide(leader, title, "action.training.approve");
  await openRecord(officer, title);
  await isIn(officer, "state.nominated");
  await press(officer, "action.attend");
  await expect(officer.getByText(t("condition.has_attendance"))).toBeVisible();
  await name(officer, "training", "attended", "Cán bộ");
  await saved(officer);
  await press(officer, "action.attend");
  await expect(officer.getByText(t("problem.not_nominated"))).toBeVisible();
  await officer.getByRole("button", { name: t("form.remove") }).click();
  await name(officer, "training", "attended", "Trưởng phòng");
  await saved(officer);
  await press(officer, "action.attend");
  await isIn(officer, "state.attended");
  await press(officer, "action.certify");
  await isIn(officer, "state.certified");

  await newRecord(officer, "personnel");
  await forTask(officer, "1");
  await name(officer, "personnel", "person", "Trưởng phòng");
  await answer(officer, "personnel", "duty", "Phụ trách thông tin đối ngoại");
  await answer(officer, "personnel", "date", "2026-01-01");
  await send(officer);
  await onServer(officer);
  await decide(head, "Phụ trách thông tin đối ngoại", "action.approve");

  // Who follows is a record of its own: the first has an end, and is approved as before.
  await openRecord(officer, "Phụ trách thông tin đối ngoại");
  await isIn(officer, "state.approved");
  await press(officer, "edit");
  await unfold(officer);
  await answer(officer, "personnel", "endDate", "2026-05-31");
  await saved(officer);
  await press(officer, "record.done_editing");
  await isIn(officer, "state.approved");
  await newRecord(officer, "personnel");
  await forTask(officer, "1");
  await name(officer, "personnel", "person", "Cán bộ");
  await answer(officer, "personnel", "duty", "Phụ trách từ tháng 6");
  await answer(officer, "personnel", "date", "2026-06-01");
  await send(officer);
  await onServer(officer);
  await decide(head, "Phụ trách từ tháng 6", "action.approve");
  await openRecord(leader, "Phụ trách thông tin đối ngoại");
  await expect(leader.locator(".pair").filter({ hasText: t("field.personnel.endDate") })).toContainText("31/05/2026");
  await openRecord(leader, "Phụ trách từ tháng 6");
  await isIn(leader, "state.approved");
});

test("an event is planned, permitted, approved, postponed and held", async ({ relay, tablet }) => {
  const officer = await tablet("vhxh.cb1", { viewport: { width: 360, height: 800 } });
  const leader = await tablet("phochutich1");
  const title = "Giao lưu văn hóa Tày – Nùng";
  await newRecord(officer, "event");
  await forTask(officer, "3.3");
  await answer(officer, "event", "title", title);
  await answer(officer, "event", "date", "2026-01-20");
  await choose(officer, "foreign", "yes");
  await saved(officer);
  await press(officer, "action.submit");
  await expect(officer.getByText(t("problem.permission_needed"))).toBeVisible();
  await answer(officer, "event", "permission", "45/UBND-NV");
  await send(officer);
  await onServer(officer);
  await decide(leader, title, "action.approve");

  await openRecord(officer, title);
  await isIn(officer, "state.approved");
  await relay.stop();
  await pressWith(officer, "action.postpone", "reason_for.postpone", "Thời tiết xấu, dời sang tuần sau.");
  await isIn(officer, "state.postponed");
  await answer(officer, "event", "date", "2026-01-27");
  await saved(officer);
  await press(officer, "action.submit");
  await isIn(officer, "state.awaiting");
  await relay.restart();
  await onServer(officer);
  await decide(leader, title, "action.approve");

  await openRecord(officer, title);
  await isIn(officer, "state.approved");
  await press(officer, "action.begin");
  await isIn(officer, "state.running");
  await press(officer, "action.hold");
  await expect(officer.getByText(t("condition.has_result"))).toBeVisible();
  expect(await axe(officer)).toEqual([]);
  expect(await clipped(officer)).toEqual([]);
  expect(await smallTargets(officer)).toEqual([]);
  await openTelling(officer);
  await answer(officer, "event", "result", "Hai đoàn khách, 120 lượt người.");
  await saved(officer);
  await press(officer, "action.hold");
  await isIn(officer, "state.held");
});

/** What is told after an approval stands in the form at once. */
async function openTelling(page: import("@playwright/test").Page): Promise<void> {
  await expect(field(page, "event", "result")).toBeVisible();
}
