// Records of other kinds than the activity.
//
// What must hold: each kind is written, submitted, returned with a reason, corrected and approved by the
// same means; written offline it arrives; only what is an activity counts as one; a list can be narrowed
// to a kind.
//
// How the test shows it: a village writes two kinds while the relay is away, a unit's officer two more,
// each for the task of the plan that asks for it (2.3 border and law, 4 human rights); the head decides;
// a leader looks at the figures.
import type { Page } from "@playwright/test";
import { expect, go, heading, line, newActivity, onServer, saved, submit, taskOption, test } from "./app.ts";
import { axe, clipped, smallTargets } from "./screen.ts";
import { t } from "./words.ts";

/** An empty form of a kind. */
async function newRecord(page: Page, kind: string): Promise<void> {
  await newActivity(page);
  await page.getByLabel(t("new.kind"), { exact: true }).selectOption({ label: t(`kind.${kind}`) });
}

/** Answers a question of the form. */
async function answer(page: Page, kind: string, key: string, value: string): Promise<void> {
  await page.getByLabel(t(`field.${kind}.${key}`), { exact: true }).first().fill(value);
}

async function send(page: Page): Promise<void> {
  await saved(page);
  await submit(page);
  await expect(page.getByText(t("new.sent"))).toBeVisible();
}

test("other kinds go the same way, and count as what they are", async ({ relay, tablet }) => {
  const village = await tablet("thon01", { viewport: { width: 390, height: 844 } });
  const officer = await tablet("vhxh.cb1");
  const head = await tablet("vhxh.truong");
  await relay.stop();

  // offline: education on the law, and that nothing came up for another task
  await newRecord(village, "law_education");
  expect(await axe(village)).toEqual([]);
  expect(await clipped(village)).toEqual([]);
  expect(await smallTargets(village)).toEqual([]);
  await taskOption(village, "2.3").click();
  await answer(village, "law_education", "topic", "Luật Biên phòng Việt Nam");
  await answer(village, "law_education", "people", "45");
  await send(village);
  await newRecord(village, "declaration");
  await taskOption(village, "2.1").click();
  await answer(village, "declaration", "date", "2026-01-01");
  await answer(village, "declaration", "endDate", "2026-03-31");
  await send(village);

  await relay.restart();
  await onServer(village);

  // a unit: communication on human rights, and the document issued for it
  await newRecord(officer, "human_rights");
  await taskOption(officer, "4").click();
  await answer(officer, "human_rights", "what", "Tọa đàm về quyền trẻ em.");
  await officer.locator("label.check").filter({ hasText: t("choice.groups.children") }).click();
  await answer(officer, "human_rights", "people", "30");
  await send(officer);
  await newRecord(officer, "directive");
  await taskOption(officer, "4").click();
  await answer(officer, "directive", "what", "Về việc tổ chức tọa đàm.");
  await answer(officer, "directive", "number", "12/KH-UBND");
  await send(officer);
  await onServer(officer);

  // the head returns one, with a reason, and approves the others
  await go(head, "review");
  const nothing = line(head, t("kind.declaration")).first();
  await expect(nothing).toBeVisible();
  await nothing.click();
  await head.getByRole("button", { name: t("action.return"), exact: true }).click();
  await head.getByRole("button", { name: t("reason.unclear") }).click();
  await head.getByRole("button", { name: t("decision.send_back") }).click();
  await expect(nothing).toBeHidden();
  for (const title of ["Luật Biên phòng Việt Nam", "Tọa đàm về quyền trẻ em.", "Về việc tổ chức tọa đàm."]) {
    await line(head, title).click();
    await expect(head.getByRole("heading", { level: 2, name: title })).toBeVisible();
    await head.getByRole("button", { name: t("action.approve"), exact: true }).click();
    await expect(line(head, title)).toBeHidden();
  }

  // the village corrects and sends again; then there is nothing left
  await go(village, "home");
  const back = village.locator(".notice").filter({ hasText: t("reason.unclear") });
  await back.getByRole("link", { name: t("edit") }).click();
  await expect(heading(village, t("kind.declaration"))).toBeVisible();
  await answer(village, "declaration", "endDate", "2026-06-30");
  await saved(village);
  await submit(village);
  await expect(village.getByText(t("new.sent"))).toBeVisible();
  await line(head, t("kind.declaration")).first().click();
  await head.getByRole("button", { name: t("action.approve"), exact: true }).click();
  await expect(head.getByText(t("review.nothing"))).toBeVisible();

  // two activities, each on its task, no more
  const leader = await tablet("chutich");
  await go(leader, "overview");
  const words = leader.locator(".first-words");
  await expect(words).toContainText(t("overview.tasks_begun", { begun: 2, all: 10 }));
  await expect(words).toContainText(t("overview.people", { people: 75 }));
  const figures = leader.locator("table.matrix tbody").getByRole("link", { name: /: / });
  const one = (people: number) => `${t("matrix.approved_one", { n: 1 })} · ${people} ${t("unit.attendances")}`;
  await expect(figures).toHaveCount(2);
  await expect(leader.getByRole("link", { name: /^Thôn 01, 2\.3 / })).toHaveAccessibleName(new RegExp(one(45)));
  await expect(
    leader.getByRole("link", { name: /^Phòng Văn hóa - Xã hội xã, 4 / }),
  ).toHaveAccessibleName(new RegExp(one(30)));
  await go(leader, "records");
  await expect(leader.getByText(t("list.found_other", { n: 4 }))).toBeVisible();
  await leader.getByLabel(t("list.kind"), { exact: true }).selectOption({ label: t("kind.directive") });
  await expect(leader.getByText(t("list.found_one", { n: 1 }))).toBeVisible();
  await expect(line(leader, "Về việc tổ chức tọa đàm.")).toContainText(t("kind.directive"));
  expect(await axe(leader)).toEqual([]);
});
