// Records of any kind as people write them and move them on.
import type { Page } from "@playwright/test";
import { expect, go, line, newActivity, saved, taskOption } from "./app.ts";
import { t } from "./words.ts";

/** An empty form of a kind; for what is laid on a unit, of that unit. */
export async function newRecord(page: Page, kind: string, unit?: string): Promise<void> {
  await newActivity(page);
  const select = page.getByLabel(t("new.kind"), { exact: true });
  if (await select.isVisible()) await select.selectOption({ label: t(`kind.${kind}`) });
  if (unit === undefined) return;
  await page.getByRole("radio", { name: unit, exact: true }).click();
  await expect(page.locator(".form")).toBeVisible();
}

/** Types or chooses what a field of the form asks. */
export async function answer(page: Page, kind: string, key: string, value: string): Promise<void> {
  await field(page, kind, key).fill(value);
}

/** A field of the form by its key. */
export function field(page: Page, kind: string, key: string) {
  return page.getByLabel(t(`field.${kind}.${key}`), { exact: true }).first();
}

/** One of a few, side by side. */
export async function choose(page: Page, key: string, option: string): Promise<void> {
  await page.locator("label.segment").filter({ hasText: words(`choice.${key}.${option}`) }).click();
}

/** One of several, a check box each. */
export async function check(page: Page, key: string, option: string): Promise<void> {
  await page.locator("label.check").filter({ hasText: words(`choice.${key}.${option}`) }).click();
}

/** Exactly these words. */
function words(key: string): RegExp {
  return new RegExp(`^${t(key).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}

/** A task of the plan. */
export async function forTask(page: Page, code: string): Promise<void> {
  await taskOption(page, code).click();
}

/** A person, unit or record in a field's list. */
export async function name(page: Page, kind: string, key: string, who: string): Promise<void> {
  const group = page.getByRole("group", { name: t(`field.${kind}.${key}`), exact: true });
  const folds = group.locator("summary");
  const option = group.locator("label.option").filter({ hasText: who });
  for (let at = 0; at < (await folds.count()) && !(await option.first().isVisible()); at += 1) {
    await folds.nth(at).click();
  }
  await option.first().click();
}

/** Opens what folds out of a form. */
export async function unfold(page: Page): Promise<void> {
  const fold = page.locator("details").filter({ has: page.locator(`summary:text-is("${t("form.more")}")`) });
  if ((await fold.getAttribute("open")) === null) await fold.locator("summary").first().click();
}

/** Sends a new record to whoever decides; `step` is what the button says. */
export async function send(page: Page, step = "action.submit"): Promise<void> {
  await saved(page);
  await press(page, step);
  const laidOn = step === "action.assign" || step === "action.give";
  await expect(page.getByText(t(laidOn ? "new.laid_on" : "new.sent"))).toBeVisible();
}

/** Presses a step's button. */
export async function press(page: Page, step: string): Promise<void> {
  await page.getByRole("button", { name: t(step), exact: true }).click();
}

/** Takes a step with words. */
export async function pressWith(page: Page, step: string, label: string, reason: string): Promise<void> {
  await press(page, step);
  await page.getByRole("textbox", { name: t(label), exact: true }).fill(reason);
  const send = step === "action.return" ? t("decision.send_back") : t(step);
  await page.locator(".return-box").getByRole("button", { name: send, exact: true }).click();
}

/** Decides in the inbox on the record with a title. */
export async function decide(page: Page, title: string, step: string): Promise<void> {
  await inbox(page, title);
  await press(page, step);
  await expect(line(page, title)).toBeHidden();
}

/** Opens a record in the inbox. */
export async function inbox(page: Page, title: string): Promise<void> {
  await go(page, "review");
  await line(page, title).click();
  await expect(page.getByRole("heading", { level: 2, name: title })).toBeVisible();
}

/** Returns a record in the inbox, with a reason. */
export async function sendBack(page: Page, title: string, reason: string): Promise<void> {
  await inbox(page, title);
  await pressWith(page, "action.return", "decision.reason", reason);
  await expect(line(page, title)).toBeHidden();
}

/** Opens a record from the list of all. */
export async function openRecord(page: Page, title: string): Promise<void> {
  // A phone has no link to the list in its bar.
  await go(page, "home");
  await page.goto(new URL("/records", page.url()).href);
  await line(page, title).click();
  await page.waitForURL(/\/records\/[0-9a-f-]{36}$/);
}

/** That a record's page says its state. */
export async function isIn(page: Page, state: string): Promise<void> {
  await expect(page.locator("main .chips .badge").filter({ hasText: words(state) }).first()).toBeVisible();
}
