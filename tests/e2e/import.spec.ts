// A plan that comes as a text becomes the commune's.
//
// What must hold: what the importer reads is shown beside its source and can be corrected before
// anything is created – a repair refused, a line moved into a field, the focal lead set – and what is
// created is what was shown, on other devices too; the screen can be read and pressed; a text that is
// no plan is refused in plain words, and nothing is created; what is to be known of the file itself (an
// old font converted) is said.
//
// How the test shows it: the planner of the demo commune takes in the plan of another commune, at the
// size of a tablet and of a phone; a village's tablet, on the same relay, waits for it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, go, onServer, test } from "./app.ts";
import { card, openImport, partOf, plan, STRAY } from "./plan-file.ts";
import { axe, clipped, smallTargets } from "./screen.ts";
import { t } from "./words.ts";

const plans = new URL("../fixtures/plans/", import.meta.url);
const NO_PLAN = fileURLToPath(new URL("cong-van.txt", plans));

/** The plan in the bytes of TCVN3 (ABC), as an old computer saves it. */
function oldPlan() {
  const letters =
    "ĂÂÊÔƠƯĐăâêôơưđ" + "àảãáạ" + "ằẳẵắặ" + "ầẩẫấậ" + "èẻẽéẹ" + "ềểễếệ" + "ìỉĩíị" + "òỏõóọ" + "ồổỗốộ" +
    "ờởỡớợ" + "ùủũúụ" + "ừửữứự" + "ỳỷỹýỵ";
  const bytes = Buffer.from(
    "a1a2a3a4a5a6a7a8a9aaabacadae" + "b5b6b7b8b9" + "bbbcbdbec6" + "c7c8c9cacb" + "cccecfd0d1" +
      "d2d3d4d5d6" + "d7d8dcddde" + "dfe1e2e3e4" + "e5e6e7e8e9" + "eaebecedee" + "eff1f2f3f4" +
      "f5f6f7f8f9" + "fafbfcfdfe",
    "hex",
  );
  const code = new Map([...letters].map((letter, at) => [letter, bytes[at]!]));
  const text = readFileSync(new URL("xa-na-khoang.txt", plans), "utf8").normalize("NFC");
  // capitals with a tone are small letters in a font of capitals
  const old = [...text].map(
    (letter) => code.get(letter) ?? code.get(letter.toLowerCase()) ?? letter.charCodeAt(0) & 0x7f,
  );
  return { name: "ke-hoach.txt", mimeType: "text/plain", buffer: Buffer.from(old) };
}

for (const size of [
  { width: 1024, height: 768 },
  { width: 360, height: 800 },
]) {
  test(`a plan is read, corrected and created at ${size.width} × ${size.height}`, async ({ tablet }, info) => {
    const village = await tablet("thon01");
    const page = await tablet("daumoi", { viewport: size });
    await openImport(page);
    await page.getByLabel(t("import.file"), { exact: true }).setInputFiles(plan());
    const count = page.getByRole("heading", { name: t("import.tasks_other", { n: 5 }) });
    await expect(count).toBeVisible();

    // a repair refused: the source's spelling stays
    const repair = page.locator("label.check").filter({ hasText: t("import.line", { line: 37 }) });
    await page.locator("summary").filter({ hasText: /chỗ đã sửa chính tả/ }).click();
    await expect(repair.locator("strong")).toBeVisible();
    await repair.locator("input").click();
    await expect(repair.locator("strong")).toBeHidden();

    // a line moved into a task
    const line = page.locator("li.import-line").filter({ hasText: STRAY });
    await line.locator("summary").click();
    await line.getByRole("button", { name: t("import.place.task_content"), exact: true }).click();
    await line.getByRole("button", { name: /^1\.1 / }).click();
    await expect(line).toBeHidden();

    // one focal lead of two
    const second = card(page, "III.1.2");
    const focal = second.getByRole("radio", { name: /Phòng Văn hóa, Xã hội và Thông tin/ });
    await focal.click();
    await expect(focal).toBeChecked();
    await expect(page.getByText(t("import.corrected_other", { n: 2 }))).toBeVisible();

    // undone and done again
    await page.getByRole("button", { name: t("import.undo"), exact: true }).click();
    await expect(focal).not.toBeChecked();
    await focal.click();
    await expect(focal).toBeChecked();

    await page.screenshot({ path: info.outputPath("import.png"), fullPage: true });
    const name = `shots/import-${size.width}.png`;
    await page.screenshot({ path: fileURLToPath(new URL(`results/${name}`, import.meta.url)), fullPage: true });
    expect(await axe(page)).toEqual([]);
    expect(await clipped(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);

    // the editor of a task
    await second.getByRole("button", { name: new RegExp(t("import.edit")) }).click();
    await expect(second.getByLabel(t("import.task_title"), { exact: true })).toBeVisible();
    for (const fold of await second.locator(".import-edit > details > summary").all()) await fold.click();
    expect(await axe(page)).toEqual([]);
    expect(await clipped(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);

    await page.getByRole("button", { name: t("import.create"), exact: true }).click();
    await expect(page.getByText(t("import.created"))).toBeVisible();
    await page.getByRole("link", { name: t("home.see_plan") }).click();
    await expect(page.getByRole("heading", { level: 2, name: /Chuyển đổi số trên địa bàn/ })).toBeVisible();

    // on another device
    await go(village, "plan");
    await village.locator("label.segment").filter({ hasText: t("plan.of_year", { year: 2027 }) }).click();
    await expect(village.getByRole("heading", { level: 2, name: /Chuyển đổi số trên địa bàn/ })).toBeVisible();
    // of two repairs of one word, the refused one is not made in what was created either
    await expect(village.getByRole("heading", { level: 3, name: /Kiên toàn tổ chức/ })).toBeVisible();
    await village.getByRole("link", { name: /Kiện toàn Tổ công nghệ số/ }).click();
    await expect(village.getByText(STRAY)).toBeVisible();
    await go(village, "plan");
    await village.locator("label.segment").filter({ hasText: t("plan.of_year", { year: 2027 }) }).click();
    await village.getByRole("link", { name: /Tuyên truyền về chuyển đổi số/ }).click();
    await expect(
      village.getByText(t("task.focal_unit", { unit: "Phòng Văn hóa, Xã hội và Thông tin" })),
    ).toBeVisible();
  });
}

test("corrections wait while one looks at another page, and outlive their tab", async ({ tablet, relay }) => {
  const page = await tablet("daumoi");
  await openImport(page);
  await page.getByLabel(t("import.file"), { exact: true }).setInputFiles(plan());
  const line = page.locator("li.import-line").filter({ hasText: STRAY });
  await line.locator("summary").click();
  await line.getByRole("button", { name: t("import.place.purpose"), exact: true }).click();
  await expect(line).toBeHidden();
  const corrected = page.getByText(t("import.corrected_one", { n: 1 }));
  await expect(corrected).toBeVisible();

  // a file that is none of its own takes nothing away
  const bomb = { name: "anh.docx", mimeType: "", buffer: Buffer.alloc(33 * 1024 * 1024) };
  await page.getByLabel(t("import.file"), { exact: true }).setInputFiles(bomb);
  await expect(page.getByText(t("import.file_too_large"))).toBeVisible();
  await expect(corrected).toBeVisible();

  await go(page, "overview");
  await go(page, "plan");
  await go(page, "import");
  await expect(corrected).toBeVisible();
  await expect(line).toBeHidden();

  // and stand where they were made
  const aims = partOf(page, t("plan.aims"));
  await aims.locator("> summary").click();
  await expect(aims.getByRole("paragraph").filter({ hasText: STRAY })).toBeVisible();

  // nor does a tab that ends take them away
  const next = await page.context().newPage();
  await page.close();
  await next.goto(relay.url);
  await openImport(next);
  await expect(next.getByText(t("import.corrected_one", { n: 1 }))).toBeVisible();
  await expect(next.locator("li.import-line").filter({ hasText: STRAY }).first()).toBeHidden();
  await next.getByRole("button", { name: t("import.undo"), exact: true }).click();
  await expect(next.locator("li.import-line").filter({ hasText: STRAY }).first()).toBeVisible();

  // once the plan is created, the page is as new
  await next.getByRole("button", { name: t("import.create"), exact: true }).click();
  await expect(next.getByText(t("import.created"))).toBeVisible();
  await next.reload();
  await expect(next.getByLabel(t("import.file"), { exact: true })).toBeVisible();
  await expect(next.getByRole("button", { name: t("import.create"), exact: true })).toBeHidden();
});

test("a plan in an old font is converted, and that is said", async ({ tablet }) => {
  const page = await tablet("daumoi");
  await openImport(page);
  await page.getByLabel(t("import.file"), { exact: true }).setInputFiles(oldPlan());
  await expect(page.getByRole("heading", { name: t("import.tasks_other", { n: 5 }) })).toBeVisible();
  const notice = page.getByText(t("import.notice.converted", { name: "TCVN3 (ABC)" }));
  await expect(notice).toBeVisible();
  expect(await axe(page)).toEqual([]);
  expect(await clipped(page)).toEqual([]);
});

test("a Word file of an office is read, tables and all", async ({ tablet }) => {
  const page = await tablet("daumoi", { viewport: { width: 390, height: 844 } });
  await openImport(page);
  const file = fileURLToPath(new URL("docx/phuong-rach-ban-an-toan-thuc-pham.docx", plans));
  await page.getByLabel(t("import.file"), { exact: true }).setInputFiles(file);
  await expect(page.getByRole("heading", { name: t("import.tasks_other", { n: 11 }) })).toBeVisible();
  await expect(page.getByText("Phát thanh trên hệ thống loa khu phố").last()).toBeVisible();
  // what stands in no field is said, not dropped
  await expect(page.getByRole("heading", { name: t("import.not_understood_other", { n: 7 }) })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  expect(await clipped(page)).toEqual([]);
});

test("another edition of a plan shows what it changes", async ({ tablet }) => {
  const page = await tablet("daumoi");
  const file = page.getByLabel(t("import.file"), { exact: true });
  await openImport(page);
  await file.setInputFiles(plan());
  await page.getByRole("button", { name: t("import.create"), exact: true }).click();
  await expect(page.getByText(t("import.created"))).toBeVisible();
  await onServer(page);

  const { name, mimeType, buffer } = plan();
  const edited = buffer
    .toString("utf8")
    .replace("Số: 27/KH-UBND", "Số: 31/KH-UBND")
    .replace("1.2. Tuyên truyền về chuyển đổi số", "1.2. Tuyên truyền, tập huấn về chuyển đổi số")
    .replace(/\*\*2\.2\. [^]*?(?=\*\*3\. )/, "")
    .replace("**IV. ", "**4. Thi tìm hiểu**\n\n- Đơn vị chủ trì: Công an xã.\n\n**IV. ");
  await go(page, "home");
  await go(page, "import");
  await file.setInputFiles({ name, mimeType, buffer: Buffer.from(edited) });
  await expect(page.getByText(t("import.same_other", { n: 3 }))).toBeVisible();
  for (const [key, task] of [
    ["added", "4 Thi tìm hiểu"],
    ["dropped", "2.2 Phủ sóng các thôn vùng lõm"],
    ["changed", t("import.was", { title: "Tuyên truyền về chuyển đổi số" })],
  ] as const) {
    const fold = page.locator("details.fold").filter({ hasText: t(`import.${key}_one`, { n: 1 }) });
    await fold.locator("summary").click();
    await expect(fold.getByText(task)).toBeVisible();
  }
  expect(await axe(page)).toEqual([]);
  expect(await clipped(page)).toEqual([]);
});

test("a text that is no plan is refused, and nothing is created", async ({ tablet, relay }) => {
  const page = await tablet("daumoi");
  const posts: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") posts.push(request.url());
  });
  await openImport(page);
  await page.getByLabel(t("import.file"), { exact: true }).setInputFiles(NO_PLAN);
  const alert = page.getByRole("alert");
  await expect(alert).toBeVisible();
  await expect(alert).toContainText(/kế hoạch/i);
  await expect(page.getByRole("button", { name: t("import.create"), exact: true })).toBeHidden();
  expect(posts.filter((url) => url.includes("/api/plans"))).toEqual([]);
  const { username, password } = relay.account("daumoi");
  const session = await page.request.post(`${relay.url}/api/session`, { data: { username, password } });
  expect(session.ok()).toBe(true);
  const { account } = (await session.json()) as { account: string };
  const answer = await page.request.get(`${relay.url}/api/catalogue?account=${account}`);
  const documents = (await answer.json()) as { kind: string }[];
  expect(documents.filter((entry) => entry.kind === "plan")).toHaveLength(1);
});
