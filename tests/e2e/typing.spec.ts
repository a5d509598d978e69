// Vietnamese input neither loses nor doubles a letter while others write the same text.
//
// What must hold: an input method's composition is left alone by what arrives meanwhile, and ends
// as it should; a tool that sends Backspace and retypes finds its caret where it left it, though
// half a word was saved and others' words were put in before it; two people who type without a
// pause at two ends of a text both find every letter.
//
// How the test shows it: the village types through the browser's own input events (CDP), the
// planner types in the same text on another device. That the planner's words are really there in
// the middle of a word is seen by a number the planner saved together with them.
import type { Page } from "@playwright/test";
import { edit, expect, field, onServer, open, record, saved, test } from "./app.ts";
import { Ime, SENTENCE, WORDS } from "./ime.ts";

const BEGUN = "Buổi sáng";

/** Village and planner with the form of the same activity open. */
async function both(tablet: (username: string) => Promise<Page>): Promise<[Page, Page]> {
  const village = await tablet("thon01");
  const planner = await tablet("daumoi");
  await record(village, { task: "2.3", what: BEGUN, people: 1 });
  for (const page of [village, planner]) {
    await open(page, BEGUN);
    await edit(page);
  }
  await onServer(village);
  return [village, planner];
}

/** The planner puts words before everything, and they arrive at the village's tablet. */
async function planned(planner: Page, village: Page, words: string, mark: number): Promise<void> {
  await field(planner, "people").fill(String(mark));
  await field(planner, "what").press("Control+Home");
  await planner.keyboard.type(words);
  await saved(planner);
  await expect(field(village, "people")).toHaveValue(String(mark));
}

test("a composition is left alone, and ends with every letter once", async ({ tablet }) => {
  const [village, planner] = await both(tablet);
  const ime = await Ime.of(village);
  const text = field(village, "what");
  await text.press("Control+End");

  let here = BEGUN;
  for (const [n, word] of WORDS.entries()) {
    await village.keyboard.type(" ");
    here += " ";
    for (const [i, letters] of word.entries()) {
      await ime.compose(letters);
      if (n % 2 === 0 && i === word.length - 2) {
        await planned(planner, village, `(${n}) `, 10 + n);
        expect(await text.inputValue(), "what is being composed").toContain(here + letters);
      }
    }
    await ime.commit(word.at(-1) ?? "");
    here += word.at(-1);
  }
  await saved(village);
  const whole = `(4) (2) (0) ${BEGUN} ${SENTENCE}`;
  await expect(text).toHaveValue(whole);
  await expect(field(planner, "what")).toHaveValue(whole);
});

test("nothing replaces the text while letters are being composed", async ({ tablet }) => {
  const [village, planner] = await both(tablet);
  const ime = await Ime.of(village);
  const text = field(village, "what");
  await text.press("Control+End");
  await village.keyboard.type(" ");
  await saved(village);
  await onServer(village);
  for (const letters of ["t", "tu", "tuy", "tuye"]) await ime.compose(letters);
  await planned(planner, village, "Trước: ", 20);
  await expect(text).toHaveValue(`${BEGUN} tuye`);
  await ime.compose("tuyê");
  await ime.compose("tuyên");
  await ime.commit("tuyên");
  await expect(text).toHaveValue(`Trước: ${BEGUN} tuyên`);
  await village.keyboard.type(" truyền");
  await expect(field(planner, "what")).toHaveValue(`Trước: ${BEGUN} tuyên truyền`);
  await expect(text).toHaveValue(`Trước: ${BEGUN} tuyên truyền`);
});

test("Backspace and letters again: others' words in between change nothing", async ({ tablet }) => {
  const [village, planner] = await both(tablet);
  const ime = await Ime.of(village);
  const text = field(village, "what");
  await text.press("Control+End");

  let mark = 30;
  let before = "";
  for (const word of WORDS) {
    await ime.letter(" ");
    let letters = "";
    for (const next of word) {
      const retypes = !next.startsWith(letters);
      await ime.retype(letters, next, async () => {
        if (!retypes || mark >= 34) return;
        // in the middle of the word: half of it is saved, and the planner's words are put in
        mark += 1;
        before = `${mark}. ${before}`;
        await planned(planner, village, `${mark}. `, mark);
        await saved(village);
        await expect(text).toHaveValue(new RegExp(`^${mark}\\. `));
      });
      letters = next;
    }
  }
  const whole = `${before}${BEGUN} ${SENTENCE}`;
  await expect(text).toHaveValue(whole);
  await expect(field(planner, "what")).toHaveValue(whole);
});

test("two people type without a pause at two ends", async ({ tablet }) => {
  const [village, planner] = await both(tablet);
  const ime = await Ime.of(village);
  await field(village, "what").press("Control+End");
  await field(planner, "what").press("Control+Home");
  const first = "Đầu buổi, trưởng thôn phổ biến nội dung phòng chống buôn lậu qua biên giới. ";
  await Promise.all([
    (async () => {
      for (const word of [...WORDS, ...WORDS]) {
        await ime.letter(" ");
        let letters = "";
        for (const next of word) {
          await ime.retype(letters, next);
          letters = next;
          await village.waitForTimeout(25); // a typist's pace; nothing waits for it
        }
      }
    })(),
    planner.keyboard.type(first, { delay: 35 }),
  ]);
  const whole = `${first}${BEGUN} ${SENTENCE} ${SENTENCE}`;
  await expect(field(village, "what")).toHaveValue(whole);
  await expect(field(planner, "what")).toHaveValue(whole);
});
