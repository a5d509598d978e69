// The inbox of whoever decides.
//
// What must hold: several records are decided on at once, and only those that are ticked; a record's page
// says who changed which field, from what; it works with a finger on a phone and by keyboard.
//
// How the test shows it: a village sends three activities, one of them changed after it was written; the
// head ticks two.
import { expect, go, line, onServer, record, saved, test } from "./app.ts";
import { axe, clipped, smallTargets } from "./screen.ts";
import { t } from "./words.ts";
import { openRecord, press } from "./work.ts";

test("several are decided on at once, and who changed what is said", async ({ tablet }) => {
  const village = await tablet("thon01");
  const head = await tablet("vhxh.truong", { viewport: { width: 390, height: 844 } });
  for (const [what, people] of [["Họp thôn buổi sáng.", 10], ["Họp thôn buổi chiều.", 20], ["Họp thôn buổi tối.", 30]] as const) {
    await record(village, { task: "2.1", what, people });
  }
  await openRecord(village, "Họp thôn buổi tối.");
  await press(village, "edit");
  await village.getByLabel(t("field.activity.people"), { exact: true }).fill("35");
  await saved(village);
  await press(village, "record.done_editing");
  await onServer(village);

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
