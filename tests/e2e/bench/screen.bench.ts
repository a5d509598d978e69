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
  newActivityFor,
  offline,
  onServer,
  saved,
  submit,
  syncNow,
  test as app,
} from "../app.ts";
import { type Commune, makeDemo, type Relay } from "../relay.ts";
import { t } from "../words.ts";
import { keystrokes, longest, observe, percentile, restart, seen, sum, Table, THROTTLE, throttle } from "./measure.ts";

const RUNS = Number(process.env.RUNS ?? 3);

/** Records of a village's day, and of a week without a network (handbook §7: 20 in 7 days). */
const ARRIVALS = [
  { name: "a day", records: 3, places: ["overview", "records", "home"] },
  { name: "a week", records: 20, places: ["overview"] },
];

/** As thumbs type: bursts, and pauses in which the form saves. */
const BURST = "Tuyen truyen tai nha van hoa thon, ba con hoi nhieu. ";
const BURSTS = 6;
const BETWEEN_KEYS_MS = 120;
const BETWEEN_BURSTS_MS = 900;

/** Until others' work is shown on the braked page. */
const SETTLED_MS = 8_000;

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
    table.add("all states anew, everything on the device", await opened(all));
    table.add("… without the brake", await opened(all, 1));
    table.add("all states anew, a village's device", await opened(village));
    table.add("a keystroke, a village's device", await typed(village, newActivity));
    const forAVillage = (page: Page) => newActivityFor(page, "Thôn 02");
    table.add("a keystroke, everything on the device", await typed(all, forAVillage));
    for (const { name, records, places } of ARRIVALS) {
      for (const place of places) {
        const noted = await arrives({ relay, village, all }, `${name} ${run}`, records, place);
        table.add(`${name} of a village, ${records} records, arrives at “${t(`place.${place}`)}”`, noted);
      }
    }
  }
  console.log(`\n${table}\n`);
});

/** Opens the app from the device's store, until the figures stand. */
async function opened(page: Page, rate = THROTTLE): Promise<Record<string, number>> {
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
  return { shown, online, derivations: sum(derived), "how many": derived.length, "longest frame": longest(frames) };
}

/** A village without a network writes records down; they arrive where everything is. */
async function arrives(
  { relay, village, all }: { relay: Relay; village: Page; all: Page },
  title: string,
  records: number,
  place: string,
): Promise<Record<string, number>> {
  await relay.stop();
  await offline(village);
  for (let at = 1; at <= records; at += 1) {
    await newActivity(village);
    await fill(village, { task: "2.1", what: `Buổi ${at}: ${title}, ${place}`, people: at });
    await submit(village);
    await expect(village.getByText(t("new.sent"))).toBeVisible();
  }
  // connected before the records arrive, so that only they are measured
  await village.context().setOffline(true);
  await relay.restart();
  await syncNow(all);
  await go(all, place);
  await throttle(all);
  await restart(all);
  await village.context().setOffline(false);
  await syncNow(village);
  await all.waitForTimeout(SETTLED_MS);
  const { derived, frames } = await seen(all);
  await throttle(all, 1);
  expect(derived.length).toBeGreaterThan(0);
  return { "longest frame": longest(frames), "longest derivation": Math.max(...derived) };
}

/** Writes an activity down, which stays a draft. */
async function typed(page: Page, open: (page: Page) => Promise<void>): Promise<Record<string, number>> {
  await open(page);
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
