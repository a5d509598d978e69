// What folds out is all there.
//
// What must hold: the details of a form can be filled in, also when another kind was chosen before they
// were folded out. Chromium once left out the first date field.
import { expect, newActivity, test } from "./app.ts";
import { t } from "./words.ts";
import { field, unfold } from "./work.ts";

test("the details of a kind that was just chosen are all there", async ({ tablet }) => {
  const page = await tablet("vp.cb1");
  await newActivity(page);
  const kind = page.getByLabel(t("new.kind"), { exact: true });
  await kind.selectOption({ label: t("kind.press_reply") });
  await unfold(page);
  await expect(field(page, "press_reply", "authorisedFrom")).toBeVisible();
  await expect(field(page, "press_reply", "authorisedTo")).toBeVisible();
});
