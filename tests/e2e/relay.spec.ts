// Signing in and out, and what a session is not needed for.
//
// What must hold: a wrong password is refused in words; a name that nobody has likewise. Once
// someone is known on a tablet the app opens, reads and writes with no network and no cookie; when
// the relay is back and does not know the session, the app says so and loses nothing, and after
// signing in everything is sent. Signing out leaves nobody's records on the screen. Several people
// share a tablet without seeing each other's work. An account that is disabled is cut off at once.
//
// How the test shows it: one device on the real relay, whose cookies are taken away as a browser
// does after half a year; the relay stopped and started again with the same data.
import type { Page } from "@playwright/test";
import {
  chip,
  device,
  enterPassword,
  expect,
  field,
  fill,
  go,
  heading,
  line,
  newActivity,
  noticeLostSession,
  offline,
  onServer,
  open,
  record,
  saved,
  signInAgain,
  submit,
  test,
} from "./app.ts";
import { t } from "./words.ts";

test("a wrong password is refused, and the right one opens the app", async ({ browser, relay }) => {
  const page = await device(browser);
  await page.goto(relay.url);
  await expect(heading(page, t("sign_in.title"))).toBeVisible();
  for (const [name, password] of [
    ["thon01", "khong-phai-mat-khau"],
    ["khong-ai-ca", "khong-phai-mat-khau"],
  ] as const) {
    await page.getByLabel(t("sign_in.username"), { exact: true }).fill(name);
    await page.getByLabel(t("sign_in.password"), { exact: true }).fill(password);
    await page.getByRole("button", { name: t("sign_in.send"), exact: true }).click();
    await expect(page.getByRole("alert")).toContainText(/mật khẩu/);
    await expect(heading(page, t("sign_in.title"))).toBeVisible();
  }
  await enterPassword(page, relay, "thon01");
  await expect(heading(page, t("place.home"))).toBeVisible();
  await expect(page.locator(".greeting")).toContainText("Thôn 01");
  await page.context().close();
});

test("signing in needs the relay, and says so", async ({ browser, relay }) => {
  const page = await device(browser);
  await page.goto(relay.url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await relay.stop();
  await page.reload();
  await enterPassword(page, relay, "thon01");
  await expect(page.getByRole("alert")).toContainText(t("error.offline"));
  await relay.restart();
  await enterPassword(page, relay, "thon01");
  await expect(heading(page, t("place.home"))).toBeVisible();
  await page.context().close();
});

test("a tablet whose session is gone keeps working, and sends once signed in", async ({
  relay,
  tablet,
}) => {
  let page = await tablet("thon01");
  await record(page, { task: "2.1", what: "Có phiên làm việc.", people: 1 });
  await onServer(page);
  await relay.stop();
  const context = page.context();
  await context.clearCookies();
  // every page of the context is closed; the next one starts cold, from what is stored
  await page.close();
  page = await context.newPage();
  await page.goto(relay.url);
  await expect(heading(page, t("place.home"))).toBeVisible();
  await newActivity(page);
  await fill(page, { task: "2.1", what: "Không mạng, không phiên.", people: 2 });
  await submit(page);
  await expect(page.getByText(t("new.sent"))).toBeVisible();
  await offline(page, 1);

  await relay.restart();
  await go(page, "sync");
  await noticeLostSession(page);
  await expect(chip(page)).toContainText(
    `${t("link.sign_in")} – ${t("link.unsent_one", { n: 1 })}`,
  );
  await go(page, "records");
  await expect(line(page, "Không mạng, không phiên.")).toBeVisible();

  // the same page lets one sign in again, and nothing was lost
  await signInAgain(page, relay, "thon01");
  const leader = await tablet("chutich");
  await go(leader, "records");
  await expect(leader.locator("a.record-line .record-title")).toHaveText([
    "Không mạng, không phiên.",
    "Có phiên làm việc.",
  ]);
});

test("a session outlives the relay, and the app its page", async ({ relay, tablet }) => {
  const page = await tablet("thon01");
  await relay.kill();
  await offline(page);
  await relay.restart();
  await page.reload();
  await onServer(page);
  await record(page, { task: "2.1", what: "Sau khi khởi động lại.", people: 1 });
  await onServer(page);
});

test("two people share a tablet without mixing their work", async ({ relay, tablet }) => {
  const page = await tablet("thon01");
  await newActivity(page);
  await field(page, "what").fill("Nháp của thôn 01.");
  await saved(page);
  await onServer(page);
  await go(page, "account");
  await signOut(page);
  await expect(page.getByText("Nháp của thôn 01.")).toBeHidden();

  await enterPassword(page, relay, "thon02");
  await go(page, "home");
  await expect(page.locator(".greeting")).toContainText("Thôn 02");
  await onServer(page);
  await go(page, "records");
  await expect(page.getByText(t("list.nothing"))).toBeVisible();
  await go(page, "account");
  await signOut(page);

  // the first one comes back while the relay is away
  await relay.stop();
  const known = page.getByRole("region", { name: t("sign_in.accounts") });
  await known.getByRole("button", { name: /thon01/ }).click();
  await go(page, "home");
  await expect(page.locator(".greeting")).toContainText("Thôn 01");
  await open(page, "Nháp của thôn 01.");
  await expect(field(page, "what")).toHaveValue("Nháp của thôn 01.");
});

test("who is disabled is cut off at once, and nothing they wrote is lost", async ({
  relay,
  tablet,
}) => {
  const page = await tablet("thon01");
  const admin = await fetch(`${relay.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(relay.account("quantri")),
  });
  const cookie = admin.headers.getSetCookie().map((header) => header.split(";", 1)[0]).join("; ");
  const list = (await (
    await fetch(`${relay.url}/api/admin/accounts`, { headers: { cookie } })
  ).json()) as { id: string; username: string }[];
  const id = list.find((account) => account.username === "thon01")?.id;
  const change = (disabled: boolean) =>
    fetch(`${relay.url}/api/admin/accounts/${id}`, {
      method: "PATCH",
      headers: { cookie, "content-type": "application/json" },
      body: JSON.stringify({ disabled }),
    });

  expect((await change(true)).status).toBe(200);
  await expect(chip(page)).toContainText(t("link.sign_in"));
  await record(page, { task: "2.1", what: "Viết khi bị khóa.", people: 3 });
  await expect(chip(page)).toContainText(t("link.unsent_one", { n: 1 }));

  expect((await change(false)).status).toBe(200);
  await go(page, "account");
  await signOut(page);
  await enterPassword(page, relay, "thon01");
  await onServer(page);
  await open(page, "Viết khi bị khóa.");
});

/** Signs out on the account's page. */
async function signOut(page: Page): Promise<void> {
  const name = t("account.sign_out");
  await page.getByRole("button", { name, exact: true }).click();
  await page
    .getByRole("group", { name: t("account.sign_out_question") })
    .getByRole("button", { name, exact: true })
    .click();
  await expect(heading(page, t("sign_in.title"))).toBeVisible();
}
