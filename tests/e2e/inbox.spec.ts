// The inbox of whoever decides.
//
// What must hold: what has waited longest comes first; several records are decided on at once, and only
// those that are ticked; a record's page says who changed which field, from what; it works with a finger on
// a phone and by keyboard.
//
// How the test shows it: a village sends three activities, the one that it began first last of all, and one
// of them changed after it was sent; the head goes through them by keyboard, then ticks two on a phone.
import { expect, fill, go, line, newActivity, onServer, record, saved, submit, test } from "./app.ts";
import { axe, clipped, smallTargets } from "./screen.ts";
import { t } from "./words.ts";
import { openRecord, press } from "./work.ts";

test("several are decided on at once, and who changed what is said", async ({ tablet }) => {
  const village = await tablet("thon01");
  const head = await tablet("vhxh.truong");
  await newActivity(village);
  await fill(village, { task: "2.1", what: "Họp thôn buổi sáng.", people: 10 });
  for (const [what, people] of [["Họp thôn buổi chiều.", 20], ["Họp thôn buổi tối.", 30]] as const) {
    await record(village, { task: "2.1", what, people });
  }
  await openRecord(village, "Họp thôn buổi sáng.");
  await submit(village);
  await expect(village.getByText(t("new.sent"))).toBeVisible();
  await openRecord(village, "Họp thôn buổi tối.");
  await press(village, "edit");
  await village.getByLabel(t("field.activity.people"), { exact: true }).fill("35");
  await saved(village);
  await press(village, "record.done_editing");
  await onServer(village);

  // as they were sent: not as they were begun, nor as they were changed, nor the newest first
  await go(head, "review");
  const lines = head.locator("a.record-line");
  await expect(lines).toHaveText([/Họp thôn buổi chiều\./, /Họp thôn buổi tối\.[^]*35/, /Họp thôn buổi sáng\./]);
  await expect(lines.first()).toContainText(t("review.waits_today"));
  const isOpen = async (at: number, title: string) => {
    await expect(head.getByRole("heading", { level: 2, name: title })).toBeVisible();
    await expect(head.locator("a.record-line[aria-current=true]")).toHaveText([new RegExp(title)]);
    await expect(lines.nth(at)).toBeFocused();
  };
  await lines.first().focus();
  await isOpen(0, "Họp thôn buổi chiều.");
  await head.keyboard.press("j");
  await isOpen(1, "Họp thôn buổi tối.");
  await head.keyboard.press("j");
  await isOpen(2, "Họp thôn buổi sáng.");
  // the last one, and no further
  await head.keyboard.press("j");
  await isOpen(2, "Họp thôn buổi sáng.");
  await head.keyboard.press("k");
  await isOpen(1, "Họp thôn buổi tối.");
  await head.keyboard.press("k");
  await head.keyboard.press("k");
  await isOpen(0, "Họp thôn buổi chiều.");
  // a line that has the focus opens as any link
  await head.keyboard.press("Tab");
  await expect(lines.nth(1)).toBeFocused();
  await expect(head.getByRole("heading", { level: 2, name: "Họp thôn buổi chiều." })).toBeVisible();
  await head.keyboard.press("Enter");
  await expect(head.getByRole("heading", { level: 2, name: "Họp thôn buổi tối." })).toBeVisible();

  await head.setViewportSize({ width: 390, height: 844 });
  await head.goto(new URL("/review", head.url()).href);
  await expect(line(head, "Họp thôn")).toHaveCount(3);
  await press(head, "review.select");
  const box = (title: string) => head.getByRole("checkbox", { name: t("review.tick", { title }) });
  await box("Họp thôn buổi sáng.").check();
  await box("Họp thôn buổi chiều.").focus();
  await head.keyboard.press("Space");
  await expect(head.getByText(t("review.chosen_other", { n: 2 }))).toBeVisible();
  expect(await axe(head)).toEqual([]);
  expect(await clipped(head)).toEqual([]);
  expect(await smallTargets(head)).toEqual([]);
  await head.locator(".many-bar").getByRole("button", { name: t("action.approve"), exact: true }).click();
  await expect(box("Họp thôn buổi sáng.")).toBeHidden();
  await expect(box("Họp thôn buổi tối.")).toBeVisible();
  await press(head, "review.select_end");

  // the one left: who changed the number, and from what
  await line(head, "Họp thôn buổi tối.").click();
  await head.getByText(t("history.title")).click();
  const change = head.locator(".steps > .field-change").filter({ hasText: t("field.activity.people") });
  await expect(change.last()).toContainText("35");
  await expect(change.last()).toContainText("30");
  await press(head, "action.approve");
  await go(village, "home");
  await expect(village.getByText(t("home.awaiting"))).toBeHidden();
});
