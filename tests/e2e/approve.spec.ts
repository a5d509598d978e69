// From the village to the consolidated view: submit, return with a reason, correct, approve.
//
// What must hold: a head sees what was submitted and can send it back with a reason; the recorder
// reads the reason, corrects and submits again; the head approves; only then it counts for the
// leader. Nobody approves what they created, by whatever means. An approved activity that is
// edited stops counting as approved.
//
// How the test shows it: recorder, head and leader on devices of their own; what each of them sees
// is what the others did. The forced approval is written by a stock client past the interface.
import {
  doneEditing,
  edit,
  expect,
  field,
  fill,
  go,
  line,
  newActivity,
  onServer,
  open,
  record,
  saved,
  submit,
  test,
  value,
} from "./app.ts";
import type { Relay } from "./relay.ts";
import { changeAs, scalar, Stock, type Workbook } from "./stock.ts";
import { t } from "./words.ts";

test("returned with a reason, corrected, approved, counted", async ({ tablet }) => {
  const village = await tablet("thon01");
  const head = await tablet("vhxh.truong");
  const leader = await tablet("chutich");
  await go(leader, "overview");
  const words = leader.locator(".first-words");
  await expect(words).toContainText(t("overview.tasks_begun", { begun: 0, all: 10 }));

  await record(village, { task: "2.1", what: "Tuyên truyền ở chợ.", people: 300 });
  await expect(words).toContainText(t("overview.awaiting_one", { n: 1 }));

  // too short a reason is not sent; one of the usual ones is a tap away
  await go(head, "review");
  await expect(head.getByRole("heading", { name: "Tuyên truyền ở chợ." })).toBeVisible();
  await head.getByRole("button", { name: t("action.return"), exact: true }).click();
  const reason = head.getByRole("textbox", { name: t("decision.reason") });
  await reason.fill("Sai.");
  await head.getByRole("button", { name: t("decision.send_back") }).click();
  await expect(head.getByText(t("decision.reason_short_other", { n: 10 }))).toBeVisible();
  await reason.fill("");
  await head.getByRole("button", { name: t("reason.people") }).click();
  await head.getByRole("button", { name: t("decision.send_back") }).click();
  await expect(head.getByText(t("review.nothing"))).toBeVisible();

  // the recorder reads why, corrects, and submits again
  await go(village, "home");
  const back = village.locator(".notice").filter({ hasText: t("reason.people") });
  await expect(back).toContainText(t("home.came_back", { title: "Tuyên truyền ở chợ." }));
  await back.getByRole("link", { name: t("edit") }).click();
  await field(village, "people").fill("30");
  await saved(village);
  await submit(village);
  await expect(village.getByText(t("new.sent"))).toBeInViewport();
  await expect(field(village, "people")).toBeHidden();
  await expect(village.locator("main").getByText(t("state.awaiting")).first()).toBeVisible();

  await expect(head.getByRole("heading", { name: "Tuyên truyền ở chợ." })).toBeVisible();
  await expect(value(head, "people")).toHaveText("30 lượt người");
  await head.getByRole("button", { name: t("action.approve"), exact: true }).click();
  await expect(head.getByText(t("review.nothing"))).toBeVisible();

  // it counts for the leader, with its people, and for the village
  await expect(words).toContainText(t("overview.tasks_begun", { begun: 1, all: 10 }));
  await expect(words).toContainText(t("overview.people", { people: 30 }));
  const cell = leader.getByRole("link", { name: /^Thôn 01, 2\.1 / });
  await expect(cell).toHaveAccessibleName(new RegExp(t("matrix.approved_one", { n: 1 })));
  await cell.click();
  await line(leader, "Tuyên truyền ở chợ.").click();
  await expect(leader.locator("main").getByText(t("state.approved")).first()).toBeVisible();
  await open(village, "Tuyên truyền ở chợ.");
  await expect(village.locator("main").getByText(t("state.approved")).first()).toBeVisible();

  // edited after approval it waits again, as was said beforehand
  await edit(village);
  await expect(village.getByText(t("record.edit_approved"))).toBeVisible();
  await field(village, "people").fill("31");
  await saved(village);
  await doneEditing(village);
  for (const page of [village, leader]) {
    await expect(
      page.locator("main").getByText(t("state.edited_after_approval")).first(),
    ).toBeVisible();
  }
});

test("nobody approves what they created, though a head", async ({ relay, tablet }) => {
  const head = await tablet("vhxh.truong");
  await record(head, { task: "2.1", what: "Việc của trưởng phòng.", people: 5 });
  await open(head, "Việc của trưởng phòng.");
  await expect(head.getByRole("button", { name: t("action.withdraw") })).toBeVisible();
  await expect(head.getByRole("button", { name: t("action.approve"), exact: true })).toBeHidden();
  await onServer(head);

  // past the interface, under the own name: the decision arrives, is shown, and does not count
  const id = new URL(head.url()).pathname.split("/").at(-1) ?? "";
  const stock = await Stock.signIn(relay, "vhxh.truong");
  const said = await stock.find<Decisions>({ kind: "decisions", unit: "VHXH", role: "head" });
  changeAs(said, stock.account, (doc) => {
    doc.decisions["01900000-0000-7000-8000-000000000001"] = approval(id);
  });
  await head.getByText(t("history.title")).click();
  await expect(head.getByText(t("ignored.own_record"))).toBeVisible();
  await expect(head.locator("main").getByText(t("state.awaiting")).first()).toBeVisible();

  // without a name, as a stock client writes: the same
  said.change((doc) => {
    doc.decisions["01900000-0000-7000-8000-000000000002"] = approval(id);
  });
  await expect(head.getByText(t("ignored.no_author"))).toBeVisible();
  await expect(head.locator("main").getByText(t("state.awaiting")).first()).toBeVisible();

  // under a leader's name: the relay does not take it, though it takes what follows elsewhere
  const decisions = { kind: "decisions", unit: "VHXH", role: "head" } as const;
  const before = await stock.entry(decisions);
  const leaderId = await accountId(relay, "chutich");
  changeAs(said, leaderId, (doc) => {
    doc.decisions["01900000-0000-7000-8000-000000000003"] = approval(id);
  });
  const book = await stock.find<Workbook>({ kind: "workbook", unit: "VHXH" });
  book.change((doc) => {
    doc.records[id]!.people = 6;
  });
  await expect(value(head, "people")).toHaveText("6 lượt người");
  expect((await stock.entry(decisions)).heads).toEqual(before.heads);
  await expect(head.locator(".steps > .step")).toHaveCount(4);
  await stock.close();

  // a leader approves it
  const leader = await tablet("chutich");
  await go(leader, "review");
  await expect(leader.getByRole("heading", { name: "Việc của trưởng phòng." })).toBeVisible();
  await leader.getByRole("button", { name: t("action.approve"), exact: true }).click();
  await expect(leader.getByText(t("review.nothing"))).toBeVisible();
  await expect(head.locator("main").getByText(t("state.approved")).first()).toBeVisible();
});

test("a head is not asked about other units' work, and their drafts stay theirs", async ({
  tablet,
}) => {
  const office = await tablet("kt.cb1");
  await record(office, { task: "3.4", what: "Việc của Phòng Kinh tế.", people: 5 });
  const village = await tablet("thon02");
  await go(village, "record");
  await field(village, "what").fill("Bản nháp của thôn.");
  await saved(village);
  await onServer(village);

  const culture = await tablet("vhxh.truong");
  await go(culture, "review");
  await expect(culture.getByText(t("review.nothing"))).toBeVisible();
  await newActivity(culture);
  await fill(culture, { what: "Bản nháp của phòng." });
  await go(culture, "records");
  await expect(line(culture, "Bản nháp của phòng.")).toBeVisible();
  await expect(line(culture, "Bản nháp của thôn.")).toHaveCount(0);

  const economy = await tablet("kt.truong");
  await go(economy, "review");
  await expect(economy.getByRole("heading", { name: "Việc của Phòng Kinh tế." })).toBeVisible();
  // theirs to decide on, and the unit is told
  await economy.getByRole("button", { name: t("action.approve"), exact: true }).click();
  await expect(economy.getByText(t("review.nothing"))).toBeVisible();
  await open(office, "Việc của Phòng Kinh tế.");
  await expect(office.locator("main").getByText(t("state.approved")).first()).toBeVisible();
  await go(economy, "overview");
  const cell = economy.getByRole("link", { name: /^Phòng Kinh tế xã, 3\.4 / });
  await expect(cell).toHaveAccessibleName(new RegExp(t("matrix.approved_one", { n: 1 })));
});

/** An account's id, as it knows itself. */
async function accountId(relay: Relay, username: string): Promise<string> {
  const stock = await Stock.signIn(relay, username);
  await stock.close();
  return stock.account;
}

/** What the decisions of one role look like to a program. */
interface Decisions {
  decisions: Record<string, Record<string, unknown>>;
}

/** An approval as a program would forge it. */
function approval(record: string): Record<string, unknown> {
  return {
    record: scalar(record),
    kind: scalar("activity"),
    action: scalar("approve"),
    reason: scalar(""),
    hash: scalar("00"),
  };
}
