// What a browser tells of itself: keystrokes, frames and named work, and how several runs of it read.
import type { CDPSession, Page } from "@playwright/test";

/** How much slower a village's tablet is than a desk's computer. */
export const THROTTLE = 6;

/** Shorter events are not told (Event Timing); durations are rounded to 8 ms. */
const EVENT_MIN_MS = 16;
/** Shorter frames are not told (Long Animation Frames). */
const FRAME_MIN_MS = 50;

interface Seen {
  /** Of each keystroke, the longest of its events: from the key to the next frame. */
  keys: Record<string, number>;
  frames: number[];
  derived: number[];
}

/** Has the page note what happens, from its next load on. */
export async function observe(page: Page): Promise<void> {
  await page.addInitScript(
    (event) => {
      const seen: Seen = { keys: {}, frames: [], derived: [] };
      Object.assign(window, { seen });
      const on = (type: string, note: (entry: PerformanceEntry) => void, more = {}) => {
        const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
        observer.observe({ type, buffered: true, ...more } as PerformanceObserverInit);
      };
      on(
        "event",
        (entry) => {
          const { interactionId } = entry as PerformanceEntry & { interactionId: number };
          if (!entry.name.startsWith("key") || !interactionId) return;
          seen.keys[interactionId] = Math.max(seen.keys[interactionId] ?? 0, entry.duration);
        },
        { durationThreshold: event },
      );
      on("long-animation-frame", (entry) => seen.frames.push(entry.duration));
      on("measure", (entry) => {
        if (entry.name === "derive") seen.derived.push(entry.duration);
      });
    },
    EVENT_MIN_MS,
  );
}

const sessions = new WeakMap<Page, CDPSession>();

/** Slows the page's processor down, or lets it run. */
export async function throttle(page: Page, rate = THROTTLE): Promise<void> {
  // of several sessions the slowest rate holds, so there is one
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** Forgets what was noted so far. */
export async function restart(page: Page): Promise<void> {
  await settle(page);
  // in place: the observers hold it
  await page.evaluate(() => {
    const { seen } = window as unknown as { seen: Seen };
    Object.assign(seen, { keys: {}, frames: [], derived: [] });
  });
}

/** What was noted since. */
export async function seen(page: Page): Promise<Seen> {
  await settle(page);
  return page.evaluate(() => (window as unknown as { seen: Seen }).seen);
}

/** Waits until the browser has told its observers of the last frame. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(1_500);
}

/** Milliseconds per keystroke, of `typed` keystrokes; those that were not told were shorter. */
export function keystrokes({ keys }: Seen, typed: number): number[] {
  const told = Object.values(keys);
  return [...told, ...Array<number>(Math.max(0, typed - told.length)).fill(EVENT_MIN_MS)];
}

/** The longest frame in ms; at most 50 if none was told. */
export function longest(frames: number[]): number {
  return Math.max(FRAME_MIN_MS, ...frames);
}

/** The value that `share` of the values do not exceed. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

/** Rows of figures, one column a figure, each of several runs: median, in brackets the extremes. */
export class Table {
  private readonly rows = new Map<string, Map<string, number[]>>();

  /** Notes what a run came to, and says so: all of them together take minutes. */
  add(row: string, figures: Record<string, number>): void {
    console.log(row, figures);
    const columns = this.rows.get(row) ?? new Map<string, number[]>();
    this.rows.set(row, columns);
    for (const [name, value] of Object.entries(figures)) {
      columns.set(name, [...(columns.get(name) ?? []), value]);
    }
  }

  toString(): string {
    const lines = [...this.rows].map(([row, columns]) => {
      const figures = [...columns].map(([name, values]) => `${name} ${spread(values)}`);
      return `| ${row} | ${figures.join(" | ")} |`;
    });
    return lines.join("\n");
  }
}

function spread(values: number[]): string {
  const rounded = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  const [low, middle, high] = [0, 0.5, 1].map((share) => rounded(percentile(values, share)));
  return low === high ? `**${middle}**` : `**${middle}** (${low}–${high})`;
}
