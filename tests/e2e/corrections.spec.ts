// What the importer understood wrongly is set right by a person, before anything is created.
//
// What must hold: a line leads to its place in the source; a task is split and joined; a paragraph is
// moved into another part or set aside; a unit of the text becomes one of the directory, or is created
// under the name it is given; a task gets its day and its indicators; the plan that is created is the
// corrected one.
//
// How the test shows it: the planner corrects the plan of another commune on a phone, in every way
// there is, creates it and reads it on the plan's page.
import { expect, test } from "./app.ts";
import { card, openImport, partOf, plan, STRAY } from "./plan-file.ts";
import { axe, clipped, smallTargets } from "./screen.ts";
import { t } from "./words.ts";

test("what was understood wrongly is set right before it is created", async ({ tablet }) => {
  const page = await tablet("daumoi", { viewport: { width: 390, height: 844 } });
  await openImport(page);
  await page.getByLabel(t("import.file"), { exact: true }).setInputFiles(plan());
  const tasks = (n: number) => page.getByRole("heading", { name: t("import.tasks_other", { n }) });
  await expect(tasks(5)).toBeVisible();
  const corrected = (n: number) => expect(page.getByText(t("import.corrected_other", { n }))).toBeVisible();

  // a line that was not understood, in the source
  const stray = page.locator("li.import-line").filter({ hasText: STRAY });
  await stray.getByRole("button", { name: t("import.line", { line: 1 }), exact: true }).click();
  await expect(page.locator("#source-1")).toBeFocused();
  await expect(page.locator("#source-1")).toBeInViewport();
  await page.locator("label.segment").filter({ hasText: t("import.result") }).click();
  await stray.locator("summary").click();
  await stray.getByRole("button", { name: t("import.place.aside"), exact: true }).click();
  await expect(page.getByText(t("import.set_aside_one", { n: 1 }))).toBeVisible();

  // a paragraph begins a task of its own
  const service = card(page, "III.3");
  await service.getByRole("button", { name: new RegExp(t("import.edit")) }).click();
  await service.getByText(t("import.paragraph_each")).click();
  const paragraph = service.locator(".import-edit li.import-line").filter({ hasText: "Số hóa kết quả" });
  await paragraph.getByRole("button", { name: t("import.split"), exact: true }).click();
  await expect(tasks(6)).toBeVisible();
  await expect(card(page, "III.3b")).toContainText("Số hóa kết quả giải quyết thủ tục hành chính");

  // two tasks are one
  const network = card(page, "III.2.1");
  await network.getByRole("button", { name: new RegExp(t("import.edit")) }).click();
  await network.getByRole("button", { name: t("import.join"), exact: true }).click();
  await expect(tasks(5)).toBeVisible();
  await expect(card(page, "III.2.2")).toBeHidden();

  // the day, another title, an indicator
  await network.getByLabel(t("import.place.due"), { exact: true }).fill("2027-08-14");
  await expect(network).toContainText(t("import.due_by", { date: "14/08/2027" }));
  await network.getByLabel(t("import.task_title"), { exact: true }).fill("Mạng nội bộ và phủ sóng");
  await network.getByLabel(t("import.task_title"), { exact: true }).press("Tab");
  await expect(network.locator(".strong").first()).toHaveText("Mạng nội bộ và phủ sóng");
  await network.locator("summary").filter({ hasText: t("import.all_indicators") }).first().click();
  const indicator = network.locator(".import-edit label.check").filter({ hasText: "TN01" });
  await indicator.click();
  await expect(indicator.locator("input")).toBeChecked();
  await corrected(6);

  // a paragraph that stands in the wrong part
  const goals = partOf(page, t("plan.aims"));
  await goals.locator("> summary").click();
  const goal = goals.locator("li.import-line").filter({ hasText: "80% hộ gia đình" });
  await goal.locator("summary").click();
  await goal.getByRole("button", { name: t("import.place.requirements"), exact: true }).click();
  await expect(goal).toBeHidden();
  await expect(goals.getByRole("paragraph").filter({ hasText: "100% cán bộ" })).toBeVisible();

  // one unit is the commune's own, another is new and gets its name
  const units = page.locator(".part").filter({ has: page.getByRole("heading", { name: t("import.units") }) });
  const economy = units.getByRole("group", { name: "Phòng Kinh tế - Hạ tầng", exact: true });
  await economy.getByRole("button", { name: t("import.change") }).click();
  await economy.getByText("Phòng Kinh tế xã", { exact: true }).click();
  await expect(economy).toBeHidden();
  await units.getByText(t("import.name_unit", { unit: "Bưu điện xã" })).click();
  const post = units.locator("details.fold").filter({ has: page.locator("summary", { hasText: "Bưu điện xã" }) });
  await post.getByLabel(t("import.unit_name"), { exact: true }).fill("Bưu điện văn hóa xã");
  await post.getByLabel(t("import.unit_name"), { exact: true }).press("Tab");
  await expect(network).toContainText("Bưu điện văn hóa xã");

  expect(await axe(page)).toEqual([]);
  expect(await clipped(page)).toEqual([]);
  expect(await smallTargets(page)).toEqual([]);

  await page.getByRole("button", { name: t("import.create"), exact: true }).click();
  await expect(page.getByText(t("import.created"))).toBeVisible();
  await page.getByRole("link", { name: t("home.see_plan") }).click();
  await expect(page.getByRole("heading", { level: 2, name: /Chuyển đổi số trên địa bàn/ })).toBeVisible();
  // all of it, as on paper
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(page.getByText("80% hộ gia đình có thiết bị thông minh.")).toBeVisible();
  await expect(page.getByRole("link", { name: /Số hóa kết quả/ })).toBeVisible();
  await expect(page.getByText(STRAY)).toBeHidden();
  await page.getByRole("link", { name: /Mạng nội bộ và phủ sóng/ }).click();
  await expect(page.getByText("Bưu điện văn hóa xã")).toBeVisible();
  await expect(page.getByText("14/08/2027").first()).toBeVisible();
  await expect(page.getByText(/Phủ sóng các thôn vùng lõm/)).toBeVisible();
});
