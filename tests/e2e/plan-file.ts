// A plan that comes as a file, and the page that takes it in.
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect, heading } from "./app.ts";
import { t } from "./words.ts";

const plans = new URL("../fixtures/plans/", import.meta.url);

/** A line that belongs to no field, and where it is put. */
export const STRAY = "Sổ tay hướng dẫn phát cho từng thôn";

/** The plan with a line above its head that no reader can place. */
export function plan() {
  const text = readFileSync(new URL("xa-na-khoang.txt", plans), "utf8");
  return {
    name: "ke-hoach.txt",
    mimeType: "text/plain",
    buffer: Buffer.from(`${STRAY}\n\n${text}`),
  };
}

export async function openImport(page: Page): Promise<void> {
  await page.evaluate(() => history.pushState(null, "", "/import"));
  await page.reload();
  await expect(heading(page, t("place.import"))).toBeVisible();
  await expect(page.locator("nav.places [aria-current=page]")).toHaveCount(1);
}

/** The card of a task. */
export function card(page: Page, path: string) {
  return page.locator(`li.import-task[data-path="${path}"]`);
}

/** A part of the plan beside its tasks, by its title. */
export function partOf(page: Page, title: string): Locator {
  const summary = page.locator("summary").filter({ hasText: new RegExp(`^\\s*${title}\\s*$`) });
  return page.locator("details.fold").filter({ has: summary });
}
