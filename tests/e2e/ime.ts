// How Vietnamese is typed: by an input method that composes, or by a tool (UniKey, EVKey) that
// sends Backspace and the letters again, without any composition event.
import type { CDPSession, Page } from "@playwright/test";

/** Telex from key to key: what stands there after each of them. */
export const WORDS: readonly (readonly string[])[] = [
  ["t", "tu", "tuy", "tuye", "tuyê", "tuyên"],
  ["t", "tr", "tru", "truy", "truye", "truyê", "truyên", "truyền"],
  ["d", "đ", "đu", "đuo", "đươ", "đươn", "đương", "đường"],
  ["b", "bi", "bie", "biê", "biên"],
  ["g", "gi", "gio", "giơ", "giới"],
  ["n", "ng", "ngh", "nghi", "nghie", "nghiê", "nghiên", "nghiêng"],
];

/** What the words say. */
export const SENTENCE = WORDS.map((word) => word.at(-1)).join(" ");

/** The keyboard of a page, below Playwright's own. */
export class Ime {
  private constructor(private readonly cdp: CDPSession) {}

  static async of(page: Page): Promise<Ime> {
    return new Ime(await page.context().newCDPSession(page));
  }

  /** The letters under composition are these now. */
  async compose(text: string): Promise<void> {
    const end = { selectionStart: text.length, selectionEnd: text.length };
    await this.cdp.send("Input.imeSetComposition", { text, ...end });
  }

  /** The composition ends with these letters. */
  async commit(text: string): Promise<void> {
    await this.cdp.send("Input.insertText", { text });
  }

  /** A letter as such tools send it: a packet that carries the letter itself. */
  async letter(text: string): Promise<void> {
    const packet = { key: text, text, unmodifiedText: text, windowsVirtualKeyCode: 231 };
    await this.cdp.send("Input.dispatchKeyEvent", { type: "keyDown", ...packet });
    await this.cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...packet });
  }

  async backspace(): Promise<void> {
    const key = { key: "Backspace", code: "Backspace", windowsVirtualKeyCode: 8 };
    await this.cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
    await this.cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
  }

  /** From one state of a word to the next: Backspaces, `between`, and the letters again. */
  async retype(from: string, to: string, between?: () => Promise<void>): Promise<void> {
    let same = 0;
    while (same < from.length && from[same] === to[same]) same += 1;
    for (let i = same; i < from.length; i += 1) await this.backspace();
    await between?.();
    for (const letter of to.slice(same)) await this.letter(letter);
  }
}
