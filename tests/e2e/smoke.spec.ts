// The app opens: from the relay, and again from the tablet when the relay is gone.
import { get, type IncomingHttpHeaders } from "node:http";
import { expect, test } from "./relay.ts";

/** A file as it travels. */
function fetched(url: string, encoding: string): Promise<{ headers: IncomingHttpHeaders; length: number }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": encoding } }, (response) => {
      let length = 0;
      response.on("data", (bytes: Buffer) => (length += bytes.length));
      response.on("end", () => resolve({ headers: response.headers, length }));
      response.on("error", reject);
    }).on("error", reject);
  });
}

test("the app starts, and its page has no script inside", async ({ page, relay }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(relay.url);
  await expect(page.locator("html")).toHaveAttribute("data-boot", "done");
  await expect(page.locator("html")).toHaveAttribute("lang", "vi");
  expect(await page.locator("script:not([src])").count()).toBe(0);
  expect(errors).toEqual([]);
});

test("the app travels compressed", async ({ page, relay }) => {
  await page.goto(relay.url);
  await expect(page.locator("html")).toHaveAttribute("data-boot", "done");
  const module = await page.evaluate(
    () => performance.getEntriesByType("resource").map((entry) => entry.name).find((name) => name.endsWith(".wasm"))!,
  );
  const sizes = new Map<string, number>();
  for (const encoding of ["br", "gzip", "identity"]) {
    // not through the browser, which hides what came
    const { headers, length } = await fetched(module, encoding);
    expect(headers["content-encoding"] ?? "identity").toBe(encoding);
    sizes.set(encoding, length);
  }
  expect(sizes.get("br")).toBeLessThan(sizes.get("gzip")!);
  expect(sizes.get("gzip")).toBeLessThan(sizes.get("identity")!);
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
