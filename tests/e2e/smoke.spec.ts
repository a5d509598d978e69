// The app opens: from the relay, and again from the tablet when the relay is gone.
import { expect, test } from "./relay.ts";

test("the app starts, and its page has no script inside", async ({ page, relay }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(relay.url);
  await expect(page.locator("html")).toHaveAttribute("data-boot", "done");
  await expect(page.locator("html")).toHaveAttribute("lang", "vi");
  expect(await page.locator("script:not([src])").count()).toBe(0);
  expect(errors).toEqual([]);
});

test("the app opens from a cold start without the relay", async ({ page, relay }) => {
  await page.goto(relay.url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await relay.stop();
  await page.goto(relay.url);
  await expect(page.locator("html")).toHaveAttribute("data-boot", "done");
});

test("the relay comes back on the same port with the same data", async ({ page, relay }) => {
  await relay.kill();
  await relay.restart();
  const response = await page.goto(relay.url);
  expect(response?.status()).toBe(200);
});
