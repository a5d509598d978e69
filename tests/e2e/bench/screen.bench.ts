// What people feel on a slow tablet that holds a year of the commune: how long a keystroke takes to
// show, how long the page stands still while others' work arrives, and how long all states take to
// derive. Nothing passes or fails by a time; `cargo xtask bench --screen` prints what was measured.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import {
  expect,
  field,
  fill,
  go,
  heading,
  newActivity,
  offline,
  onServer,
  saved,
  submit,
  test as app,
} from "../app.ts";
import { type Commune, makeDemo } from "../relay.ts";
import { t } from "../words.ts";
import { keystrokes, longest, observe, percentile, restart, seen, sum, Table, throttle } from "./measure.ts";

const RUNS = Number(process.env.RUNS ?? 3);

/** Records of a village's day, and of a week without a network (handbook §7: 20 in 7 days). */
const ARRIVALS = { day: 3, week: 20 };

/** As thumbs type: bursts, and pauses in which the form saves. */
const BURST = "Tuyen truyen tai nha van hoa thon, ba con hoi nhieu. ";
const BURSTS = 6;
const BETWEEN_KEYS_MS = 120;
const BETWEEN_BURSTS_MS = 900;

const test = app.extend<object, { commune: () => Commune }>({
  commune: [
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), "soxa-bench-"));
      const made = { data, accounts: makeDemo(data, "--year", "--seed", "1") };
      await use(() => made);
      await rm(data, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

test("screens with a year on a slow tablet", async ({ relay, tablet }) => {
  const table = new Table();
  const village = await tablet("thon01");
  const all = await tablet("daumoi");
  for (const page of [village, all]) await observe(page);

  for (let run = 1; run <= RUNS; run += 1) {
    console.log(`run ${run} of ${RUNS}`);
    table.add("all states anew, everything on the device", await opened(all, 6));
    table.add("… without the brake", await opened(all, 1));
    table.add("all states anew, a village's device", await opened(village, 6));
    table.add("a keystroke, a village's device", await typed(village));
    table.add("a keystroke, everything on the device", await typed(all));
    for (const place of ["overview", "records", "home"]) {
      for (const [name, records] of Object.entries(ARRIVALS)) {
        await relay.stop();
        await offline(village);
        for (let at = 1; at <= records; at += 1) {
          await newActivity(village);
          await fill(village, { task: "2.1", what: `Buổi ${run}.${at} về ${place}, ${name}`, people: at });
          await submit(village);
          await expect(village.getByText(t("new.sent"))).toBeVisible();
        }
        await go(all, place);
        await throttle(all);
        // connected before the day arrives, so that only the day is measured
        await village.context().setOffline(true);
        await relay.restart();
        await onServer(all);
        await restart(all);
        await village.context().setOffline(false);
        await onServer(village);
        await all.waitForTimeout(4_000);
        const noted = await seen(all);
        await throttle(all, 1);
        table.add(`a ${name} of ${records} records arrives at “${t(`place.${place}`)}”`, {
          "longest frame": longest(noted),
          "longest derivation": Math.max(0, ...noted.derived),
        });
      }
    }
  }
  console.log(`\n${table}\n`);
});

/** Opens the app from the device's store, until the figures stand. */
async function opened(page: Page, rate: number): Promise<Record<string, number>> {
  await go(page, "home");
  await throttle(page, rate);
  const from = Date.now();
  await page.reload();
  await expect(heading(page, t("place.home"))).toBeVisible();
  const shown = Date.now() - from;
  await onServer(page, 120_000);
  const online = Date.now() - from;
  const { derived, frames } = await seen(page);
  await throttle(page, 1);
  return { shown, online, derivations: sum(derived), "how many": derived.length, "longest frame": Math.max(50, ...frames) };
}

/** Writes an activity down, which stays a draft. */
async function typed(page: Page): Promise<Record<string, number>> {
  await newActivity(page);
  await field(page, "what").click();
  await throttle(page);
  await restart(page);
  for (let burst = 0; burst < BURSTS; burst += 1) {
    await page.keyboard.type(BURST, { delay: BETWEEN_KEYS_MS });
    await page.waitForTimeout(BETWEEN_BURSTS_MS);
  }
  const noted = await seen(page);
  await throttle(page, 1);
  await saved(page);
  const keys = keystrokes(noted, BURST.length * BURSTS);
  return { "p50": percentile(keys, 0.5), "p95": percentile(keys, 0.95), "longest": percentile(keys, 1) };
}
