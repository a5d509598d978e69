// What every screen owes its readers: no axe violation, no clipped letter, nothing that scrolls
// sideways, nothing to press that is smaller than a finger.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { STACKED } from "./words.ts";

/** Least width and height of what is pressed, in CSS pixels. */
const TARGET_PX = 44;

/** What axe finds, a line each. */
export async function axe(page: Page): Promise<string[]> {
  await stillness(page);
  // legacy mode: in this very page, without opening another one
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`,
    ),
  );
}

/** Waits until nothing fades any more: a colour halfway to another has no contrast to measure. */
async function stillness(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

/** What is pressed and smaller than a finger. Links within a sentence may be. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const found = document.querySelectorAll<HTMLElement>(
      "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]," +
        " [role=link], [role=checkbox], [role=radio], [tabindex]:not([tabindex='-1'])",
    );
    const small: string[] = [];
    for (const element of found) {
      if (!element.checkVisibility({ opacityProperty: false, visibilityProperty: true })) continue;
      const label = element.matches("input[type=radio], input[type=checkbox]")
        ? element.closest("label")
        : null;
      const { width, height, bottom } = (label ?? element).getBoundingClientRect();
      // the skip link waits above the page until it has the focus
      if (bottom + scrollY <= 0) continue;
      const inline = getComputedStyle(element).display === "inline";
      const others = (element.parentElement?.textContent ?? "").trim().length;
      if (inline && others > (element.textContent ?? "").trim().length) continue;
      if (width < least - 0.5 || height < least - 0.5) {
        const words = (element.textContent || element.getAttribute("aria-label") || element.id).trim();
        small.push(
          `${element.tagName.toLowerCase()}.${element.className} "${words.slice(0, 40)}"` +
            ` is ${width.toFixed(1)} × ${height.toFixed(1)}`,
        );
      }
    }
    return small;
  }, TARGET_PX);
}

/**
 * What is cut off, runs out of the page, or (as it is) stands in the line above: as it is, and
 * again with all letters replaced by those with stacked marks. Leaves the page as it was.
 */
export async function clipped(page: Page): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const asIs = await measure(page, "");
  const stacked = await measure(page, STACKED);
  return [...asIs.map((line) => `as it is: ${line}`), ...stacked.map((line) => `stacked: ${line}`)];
}

function measure(page: Page, stacked: string): Promise<string[]> {
  return page.evaluate((stacked) => {
    const SLACK_PX = 0.75; // of layout in fractions of pixels
    const letters = [...stacked].filter((letter) => letter !== " ");
    const problems = new Set<string>();
    const canvas = document.createElement("canvas").getContext("2d")!;
    const ink = (style: CSSStyleDeclaration, text: string) => {
      canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      return canvas.measureText(text);
    };
    const name = (element: Element) => {
      const classes = [...element.classList].map((one) => `.${one}`).join("");
      const parent = element.parentElement?.className;
      return `${parent ? `.${parent} > ` : ""}${element.tagName.toLowerCase()}${classes}`;
    };
    const shows = (element: Element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    // for readers of the screen only: a pixel wide, and meant to be clipped
    const isUnseen = (element: Element) => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        const box = at.getBoundingClientRect();
        if (box.width <= 1 && getComputedStyle(at).overflow === "hidden") return true;
      }
      return false;
    };

    // every letter becomes one with marks; blanks and lengths stay
    const texts: [Text, string][] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode as Text;
      const parent = node.parentElement;
      if (!parent || node.data.trim() === "" || parent.closest("script, style, noscript, svg")) continue;
      if (parent.closest("option") || !shows(parent) || isUnseen(parent)) continue;
      texts.push([node, node.data]);
    }
    const fields: [HTMLInputElement | HTMLTextAreaElement, string][] = [];
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      "input:not([type=radio], [type=checkbox], [type=date], [type=file], [type=hidden]), textarea",
    )) {
      if (shows(field)) fields.push([field, field.value]);
    }
    if (letters.length > 0) {
      for (const [node, data] of texts) {
        let at = 0;
        node.data = [...data]
          .map((letter) => (/\p{L}/u.test(letter) ? letters[at++ % letters.length] : letter))
          .join("");
      }
      for (const [field] of fields) field.value = stacked;
    }

    for (const [node] of texts) {
      const parent = node.parentElement!;
      const style = getComputedStyle(parent);
      const text = node.data.trim();
      const metrics = ink(style, letters.length > 0 ? stacked : text);
      const range = document.createRange();
      range.selectNodeContents(node);
      const inkHeight = metrics.actualBoundingBoxAscent + metrics.actualBoundingBoxDescent;
      const lineHeight = Number.parseFloat(style.lineHeight);
      // One line has nothing to stand in; capitals with two marks each are no text that wraps.
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
      if (letters.length === 0 && lines > 1 && lineHeight < inkHeight - SLACK_PX) {
        problems.add(
          `lines of ${name(parent)} touch: ${inkHeight.toFixed(1)} in ${lineHeight.toFixed(1)}`,
        );
      }
      for (const box of range.getClientRects()) {
        if (box.width === 0) continue;
        const baseline = box.top + metrics.fontBoundingBoxAscent;
        const top = baseline - metrics.actualBoundingBoxAscent;
        const bottom = baseline + metrics.actualBoundingBoxDescent;
        if (box.left < -SLACK_PX || box.right > innerWidth + SLACK_PX) {
          problems.add(`"${text.slice(0, 30)}" of ${name(parent)} runs out of the page`);
        }
        for (let at: Element | null = parent; at && at !== document.body; at = at.parentElement) {
          const { overflowX, overflowY } = getComputedStyle(at);
          if (overflowX === "visible" && overflowY === "visible") continue;
          const outer = at.getBoundingClientRect();
          const left = outer.left + at.clientLeft;
          const above = outer.top + at.clientTop;
          const cutsY = overflowY === "hidden" || overflowY === "clip";
          const cutsX = overflowX !== "visible";
          if (cutsY && (top < above - SLACK_PX || bottom > above + at.clientHeight + SLACK_PX)) {
            problems.add(`"${text.slice(0, 30)}" of ${name(parent)} is cut by ${name(at)}`);
          }
          if (
            cutsX &&
            (box.left < left - SLACK_PX || box.right > left + at.clientWidth + SLACK_PX)
          ) {
            problems.add(`"${text.slice(0, 30)}" of ${name(parent)} is cut sideways by ${name(at)}`);
          }
        }
      }
    }

    for (const [field] of fields) {
      const style = getComputedStyle(field);
      const metrics = ink(style, stacked || "Ặg");
      const room =
        field.clientHeight -
        (field instanceof HTMLTextAreaElement ? Number.parseFloat(style.paddingTop) : 0);
      if (room < metrics.actualBoundingBoxAscent + metrics.actualBoundingBoxDescent) {
        problems.add(`letters in ${name(field)} are cut`);
      }
      if (field instanceof HTMLInputElement) {
        if (field.scrollHeight > field.clientHeight + 1) problems.add(`${name(field)} is too low`);
        const padding = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
        const width = ink(style, field.placeholder).width;
        if (width > field.clientWidth - padding + SLACK_PX) {
          problems.add(`"${field.placeholder}" in ${name(field)} is cut`);
        }
      }
    }

    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      const wide = [...document.body.querySelectorAll("*")].filter(
        (element) => shows(element) && element.getBoundingClientRect().right > innerWidth + SLACK_PX,
      );
      const names = [...new Set(wide.map(name))].slice(0, 5).join(", ");
      problems.add(`the page scrolls sideways (${root.scrollWidth} in ${root.clientWidth}): ${names}`);
    }

    for (const [node, data] of texts) node.data = data;
    for (const [field, value] of fields) if (letters.length > 0) field.value = value;
    return [...problems];
  }, stacked);
}

/** Makes letters twice as large, as a reader's setting does; without, as they were. */
export async function enlarge(page: Page, twice: boolean): Promise<void> {
  await page.evaluate((twice) => {
    const root = document.documentElement;
    root.style.fontSize = "";
    if (!twice) return;
    const size = Number.parseFloat(getComputedStyle(root).fontSize);
    root.style.fontSize = `${size * 2}px`;
  }, twice);
}
