// Every screen can be read and pressed.
//
// What must hold, for each screen at 360 × 800, 390 × 844, 768 × 1024 and 1024 × 768: axe finds nothing, in
// light and dark; no letter is cut off, lines do not stand in each other, nothing runs out of the
// page, also with letters that carry stacked marks ("ẰẲẴẮẶ Ễ Ộ Ữ Ỵ ỹ đĐ") in every place and, on
// the narrowest, with letters twice as large; what is pressed is at least 44 px each way.
//
// How the test shows it: a commune with records in every state, a conflict, a return; each screen
// is opened once, measured at each size, and photographed into results/shots for people to look at.
import { change, clone, merge } from "@automerge/automerge";
import type { Browser, Page } from "@playwright/test";
import {
  chip,
  device,
  doneEditing,
  edit,
  expect,
  field,
  fill,
  go,
  heading,
  line,
  newActivity,
  newActivityFor,
  noticeLostSession,
  offline,
  onServer,
  open,
  record,
  saved,
  sides,
  signIn,
  submit,
  TABLET,
} from "./app.ts";
import { type Commune, Relay, test } from "./relay.ts";
import { axe, clipped, enlarge, smallTargets } from "./screen.ts";
import { Stock, type Workbook } from "./stock.ts";
import { t } from "./words.ts";

const SIZES = [
  { width: 360, height: 800 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1024, height: 768 },
  { width: 1440, height: 900 },
] as const;

/** Widths looked at in the dark, too: a phone, a tablet, a desk. */
const DARK = new Set([360, 1024, 1440]);

const RETURNED = "Phát thanh lưu động, chưa rõ số lượt.";
const AWAITING = "Tuyên truyền quy chế khu vực biên giới tại chợ phiên.";
const APPROVED = "Đăng bài giới thiệu Hang Nà Lả trên trang thông tin điện tử.";
const CONFLICT = "Giao lưu văn nghệ với xã bạn.";
const EDITED = "Phát thanh về đường biên, cột mốc.";
const BY_HEAD = "Họp giao ban chuyên đề.";
const DRAFT = "Bản nháp về hội xuân.";

/** People with a device each, on one relay. */
interface Stage {
  relay: Relay;
  village: Page;
  head: Page;
  planner: Page;
  leader: Page;
}

let stage: Stage | undefined;

async function setUp(browser: Browser, commune: Commune): Promise<Stage> {
  const relay = await Relay.start(commune);
  const enter = async (username: string) => {
    const page = await device(browser);
    await signIn(page, relay, username);
    return page;
  };
  // the village's tablet is no new one; the others still show the first steps
  const settled = async (username: string) => {
    const page = await enter(username);
    await skipTour(page);
    return page;
  };
  const village = await settled("thon01");
  await record(village, { task: "2.1", what: RETURNED, people: 20 });
  await record(village, { task: "2.3", what: AWAITING, people: 1234 });
  await record(village, { task: "3.2", what: APPROVED, people: 0 });
  await record(village, { task: "3.3", what: CONFLICT, people: 80 });
  // the same village, day and task as another
  await record(village, { task: "2.3", what: EDITED, people: 70 });
  await newActivity(village);
  await fill(village, { what: DRAFT });
  await onServer(village);

  const head = await enter("vhxh.truong");
  await record(head, { task: "2.1", what: BY_HEAD, people: 12 });
  await go(head, "review");
  await line(head, RETURNED).click();
  await head.getByRole("button", { name: t("action.return"), exact: true }).click();
  await head.getByRole("button", { name: t("reason.people") }).click();
  await head.getByRole("button", { name: t("decision.send_back") }).click();
  await expect(line(head, RETURNED)).toBeHidden();
  for (const title of [APPROVED, EDITED]) {
    await line(head, title).click();
    await expect(head.getByRole("heading", { level: 2, name: title })).toBeVisible();
    await head.getByRole("button", { name: t("action.approve"), exact: true }).click();
    await expect(line(head, title)).toBeHidden();
  }
  await open(village, EDITED);
  await expect(village.locator("main").getByText(t("state.approved")).first()).toBeVisible();
  await edit(village);
  await field(village, "people").fill("700");
  await saved(village);
  await doneEditing(village);
  await expect(line(head, EDITED)).toBeVisible();

  // two programs write the same number, neither knowing of the other
  const stock = await Stock.signIn(relay, "daumoi");
  const book = await stock.find<Workbook>({ kind: "workbook", unit: "T01" });
  await expect.poll(() => idOf(book.doc(), CONFLICT)).toBeDefined();
  const id = idOf(book.doc(), CONFLICT)!;
  book.update((doc) => {
    const copy = (people: number) =>
      change(clone(doc), (draft) => {
        draft.records[id]!.people = people;
      });
    return merge(merge(doc, copy(95)), copy(59));
  });
  await line(head, CONFLICT).click();
  await expect(sides(head)).toHaveCount(2);
  await stock.close();
  await onServer(head);
  return { relay, village, head, planner: await enter("daumoi"), leader: await enter("chutich") };
}

test.beforeAll(async ({ browser, commune }) => {
  test.setTimeout(180_000);
  stage = await setUp(browser, commune());
});

test.afterAll(async () => {
  for (const page of [stage?.village, stage?.head, stage?.planner, stage?.leader]) {
    await page?.context().close();
  }
  await stage?.relay.remove();
});

/** A screen: who sees it, and how one gets there. */
interface Screen {
  name: string;
  page: (stage: Stage) => Page;
  open: (page: Page, stage: Stage) => Promise<void>;
}

const SCREENS: Screen[] = [
  {
    name: "home, village",
    page: (stage) => stage.village,
    open: async (page) => {
      await go(page, "home");
      await expect(page.getByText(t("home.came_back", { title: RETURNED }))).toBeVisible();
      await expect(page.getByText(DRAFT)).toBeVisible();
      await expect(page.getByText(t("home.tasks"))).toBeVisible();
    },
  },
  {
    name: "home, head",
    page: (stage) => stage.head,
    open: async (page) => {
      await go(page, "home");
      await expect(page.getByText(t("review.waiting_other", { n: 3 })).first()).toBeVisible();
    },
  },
  {
    name: "home, leader",
    page: (stage) => stage.leader,
    open: async (page) => {
      await go(page, "home");
      await expect(heading(page, t("place.home"))).toBeVisible();
    },
  },
  {
    name: "home, first run",
    page: (stage) => stage.planner,
    open: async (page) => {
      await go(page, "home");
      await expect(tour(page)).toContainText(t("tour.import.title"));
    },
  },
  {
    name: "plan",
    page: (stage) => stage.village,
    open: async (page) => {
      await go(page, "plan");
      await expect(page.locator(".task-line").first()).toBeVisible();
      await unfold(page);
    },
  },
  {
    name: "task",
    page: (stage) => stage.village,
    open: async (page) => {
      await go(page, "plan");
      await page.locator(".task-link").filter({ hasText: "3.2" }).click();
      await expect(line(page, APPROVED)).toBeVisible();
    },
  },
  {
    name: "plan import",
    page: (stage) => stage.planner,
    open: async (page) => {
      await go(page, "import");
      await expect(heading(page, t("place.import"))).toBeVisible();
    },
  },
  {
    name: "new record",
    page: (stage) => stage.village,
    open: async (page) => {
      await newActivity(page);
      await unfold(page);
    },
  },
  {
    name: "new record, incomplete",
    page: (stage) => stage.village,
    open: async (page) => {
      await newActivity(page);
      await submit(page);
      await expect(page.getByText(t("problem.missing")).first()).toBeVisible();
    },
  },
  {
    name: "new record, which village",
    page: (stage) => stage.planner,
    open: async (page) => {
      await newActivity(page);
      await expect(page.getByRole("radio", { name: "Thôn 24", exact: true })).toBeVisible();
    },
  },
  {
    name: "new record, for a village",
    page: (stage) => stage.planner,
    open: async (page) => {
      await newActivityFor(page, "Thôn 07");
      await unfold(page);
    },
  },
  {
    name: "new record, which unit",
    page: (stage) => stage.leader,
    open: async (page, { relay }) => {
      await page.goto(`${relay.url}/record`);
      await expect(page.getByRole("radio", { name: "Ban Xây dựng Đảng", exact: true })).toBeVisible();
      await onServer(page);
    },
  },
  {
    name: "new record, an assignment",
    page: (stage) => stage.leader,
    open: async (page) => {
      await newActivity(page);
      await page.getByRole("radio", { name: "Ban Xây dựng Đảng", exact: true }).click();
      await unfold(page);
    },
  },
  {
    name: "new record, a content",
    page: (stage) => stage.village,
    open: async (page) => {
      await newActivity(page);
      const kind = page.getByLabel(t("new.kind"), { exact: true });
      await kind.selectOption({ label: t("kind.content") });
      await unfold(page);
    },
  },
  {
    name: "new record, for the press",
    page: (stage) => stage.head,
    open: async (page) => {
      await newActivity(page);
      const kind = page.getByLabel(t("new.kind"), { exact: true });
      await kind.selectOption({ label: t("kind.press_reply") });
      await unfold(page);
    },
  },
  {
    name: "new record, sent",
    page: (stage) => stage.head,
    open: (page) => record(page, { task: "2.1", what: "Họp triển khai.", people: 9 }),
  },
  {
    name: "records",
    page: (stage) => stage.village,
    open: async (page) => {
      await go(page, "records");
      await expect(line(page, DRAFT)).toBeVisible();
    },
  },
  {
    name: "records, nothing found",
    page: (stage) => stage.village,
    open: async (page) => {
      await go(page, "records");
      await page.getByRole("searchbox").fill("không có gì như thế");
      await expect(page.getByText(t("list.nothing_found"))).toBeVisible();
    },
  },
  {
    name: "record, draft",
    page: (stage) => stage.village,
    open: async (page) => {
      await open(page, DRAFT);
      await unfold(page);
    },
  },
  {
    name: "record, returned",
    page: (stage) => stage.village,
    open: async (page) => {
      await open(page, RETURNED);
      await expect(page.getByText(t("record.returned"))).toBeVisible();
      await unfold(page);
    },
  },
  {
    name: "record, approved",
    page: (stage) => stage.leader,
    open: async (page) => {
      await open(page, APPROVED);
      await unfold(page);
    },
  },
  {
    name: "record, edited after approval",
    page: (stage) => stage.head,
    open: async (page) => {
      await open(page, EDITED);
      await expect(page.getByText(t("duplicate.found_one", { n: 1 }))).toBeVisible();
      await expect(page.getByText(t("record.approved_version"))).toBeVisible();
      await unfold(page);
    },
  },
  {
    name: "record, conflict",
    page: (stage) => stage.village,
    open: async (page) => {
      await open(page, CONFLICT);
      await expect(sides(page)).toHaveCount(2);
    },
  },
  {
    name: "record, conflict in the form",
    page: (stage) => stage.village,
    open: async (page) => {
      await open(page, CONFLICT);
      await edit(page);
      await expect(sides(page)).toHaveCount(2);
    },
  },
  {
    name: "record, deleting",
    page: (stage) => stage.village,
    open: async (page) => {
      await open(page, DRAFT);
      await page.getByRole("button", { name: t("action.delete"), exact: true }).click();
      await expect(page.getByText(t("record.delete_question"))).toBeVisible();
    },
  },
  {
    name: "review",
    page: (stage) => stage.head,
    open: async (page) => {
      await go(page, "review");
      await line(page, AWAITING).click();
      await expect(page.locator(".one-open")).toBeVisible();
      await page.getByRole("button", { name: t("action.return"), exact: true }).click();
      await page.getByRole("button", { name: t("decision.send_back") }).click();
      await expect(page.getByText(t("decision.reason_short_other", { n: 10 }))).toBeVisible();
    },
  },
  {
    name: "review, list",
    page: (stage) => stage.head,
    open: async (page) => {
      await go(page, "review");
      await expect(line(page, AWAITING)).toBeVisible();
    },
  },
  {
    name: "review, nothing for this account",
    page: (stage) => stage.village,
    open: async (page, { relay }) => {
      await page.goto(`${relay.url}/review`);
      await expect(page.getByRole("link", { name: t("review.see_records") })).toBeVisible();
      await onServer(page);
    },
  },
  {
    name: "overview",
    page: (stage) => stage.leader,
    open: async (page) => {
      await go(page, "overview");
      await expect(page.locator(".first-words")).toContainText(
        t("overview.tasks_begun", { begun: 4, all: 10 }),
      );
      await unfold(page);
    },
  },
  {
    name: "sync",
    page: (stage) => stage.village,
    open: async (page) => {
      await go(page, "sync");
      await expect(page.getByText(t("store.title"))).toBeVisible();
    },
  },
  {
    name: "account",
    page: (stage) => stage.planner,
    open: async (page) => {
      await go(page, "account");
      await unfold(page);
      await page.getByRole("button", { name: t("account.sign_out"), exact: true }).click();
    },
  },
  {
    name: "not found",
    page: (stage) => stage.leader,
    open: async (page, { relay }) => {
      await page.goto(`${relay.url}/khong-co-trang-nay`);
      await expect(heading(page, t("not_found.title"))).toBeVisible();
      await onServer(page);
    },
  },
];

for (const screen of SCREENS) {
  test(screen.name, async () => {
    const page = screen.page(stage!);
    await page.setViewportSize(TABLET);
    await screen.open(page, stage!);
    await look(page, screen.name);
  });
}

test("new record, not allowed", async ({ browser }) => {
  const { relay } = stage!;
  const page = await device(browser);
  await signIn(page, relay, "giamsat");
  await page.goto(`${relay.url}/record`);
  await expect(page.getByText(t("new.not_allowed"))).toBeVisible();
  await onServer(page);
  await look(page, "new record, not allowed");
  await page.context().close();
});

test("sign-in", async ({ browser }) => {
  const { relay } = stage!;
  const page = await device(browser);
  await signIn(page, relay, "thon03");
  await go(page, "account");
  const name = t("account.sign_out");
  await page.getByRole("button", { name, exact: true }).click();
  await page.locator(".confirm").getByRole("button", { name, exact: true }).click();
  await expect(heading(page, t("sign_in.title"))).toBeVisible();
  await page.getByLabel(t("sign_in.username"), { exact: true }).fill("thon03");
  await page.getByLabel(t("sign_in.password"), { exact: true }).fill("sai-mat-khau");
  await page.getByRole("button", { name: t("sign_in.send"), exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  // a password can be read before it is sent again
  await page.getByRole("button", { name: t("password.show"), exact: true }).click();
  const password = page.getByLabel(t("sign_in.password"), { exact: true });
  await expect(password).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: t("password.hide"), exact: true }).click();
  await expect(password).toHaveAttribute("type", "password");
  await look(page, "sign-in");
  await page.context().close();
});

test("the first-run tour is read or skipped once, and can be asked for", async ({ browser }) => {
  const { relay } = stage!;
  const page = await device(browser);
  await signIn(page, relay, "thon04");
  for (const step of ["record", "came_back", "offline"]) {
    await expect(tour(page)).toContainText(t(`tour.${step}.title`));
    const next = t(step === "offline" ? "tour.done" : "tour.next");
    await tour(page).getByRole("button", { name: next, exact: true }).click();
  }
  await expect(tour(page)).toBeHidden();
  await expect(heading(page, t("place.home"))).toBeFocused();
  await page.reload();
  await expect(page.getByText(t("home.tasks"))).toBeVisible();
  await expect(tour(page)).toBeHidden();
  await go(page, "account");
  await page.getByRole("button", { name: t("tour.again"), exact: true }).click();
  await skipTour(page);
  await page.context().close();
});

test("just installed", async ({ browser, installed }) => {
  test.setTimeout(180_000);
  const relay = await Relay.start(installed());
  const admin = await device(browser);
  await signIn(admin, relay, "quantri");
  await expect(tour(admin)).toContainText(t("tour.accounts.title"));
  await expect(admin.getByText(t("plan.none_admin"))).toBeVisible();
  await look(admin, "installed, admin");
  const planner = await device(browser);
  await signIn(planner, relay, "daumoi");
  await expect(planner.getByText(t("plan.none_import"))).toBeVisible();
  await skipTour(planner);
  for (const place of ["home", "plan", "overview", "record"]) {
    await go(planner, place);
    await expect(planner.locator(".empty").getByRole("link", { name: t("place.import") })).toBeVisible();
    await look(planner, `installed, ${place}`);
  }
  await go(planner, "records");
  await expect(planner.getByText(t("list.nothing"))).toBeVisible();
  await look(planner, "installed, records");
  for (const page of [admin, planner]) await page.context().close();
  await relay.remove();
});

test("sync, offline with unsent work", async ({ browser, commune }) => {
  const relay = await Relay.start(commune());
  const page = await device(browser);
  await signIn(page, relay, "thon01");
  await relay.stop();
  await offline(page, 0);
  await record(page, { task: "2.1", what: "Ghi khi mất mạng.", people: 1 });
  await offline(page, 1);
  await go(page, "sync");
  await expect(line(page, "Ghi khi mất mạng.")).toBeVisible();
  await look(page, "sync, offline");
  await page.context().close();
  await relay.remove();
});

test("sync, sign-in needed", async ({ browser, commune }) => {
  const relay = await Relay.start(commune());
  const page = await device(browser);
  await signIn(page, relay, "thon01");
  await relay.stop();
  await record(page, { task: "2.1", what: "Ghi khi hết phiên.", people: 1 });
  await offline(page, 1);
  await page.context().clearCookies();
  await relay.restart();
  await go(page, "sync");
  await noticeLostSession(page);
  await expect(chip(page)).toContainText(t("link.unsent_one", { n: 1 }));
  await expect(page.getByRole("button", { name: t("sync.to_sign_in") })).toBeVisible();
  await look(page, "sync, sign-in needed");
  await page.context().close();
  await relay.remove();
});

/** Measures and photographs a screen at every size. */
async function look(page: Page, name: string): Promise<void> {
  const file = (suffix: string) =>
    `results/shots/${name.replace(/\W+/g, "-")}-${suffix}.png`;
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const at = `${size.width} × ${size.height}`;
    await page.screenshot({ path: file(`${size.width}x${size.height}`), fullPage: true });
    expect.soft(await clipped(page), `cut off at ${at}`).toEqual([]);
    expect.soft(await smallTargets(page), `too small at ${at}`).toEqual([]);
    expect.soft(await axe(page), `axe at ${at}`).toEqual([]);
    if (DARK.has(size.width)) {
      await page.emulateMedia({ colorScheme: "dark" });
      expect.soft(await axe(page), `axe at ${at}, dark`).toEqual([]);
      await page.screenshot({ path: file(`${size.width}x${size.height}-dark`), fullPage: true });
      await page.emulateMedia({ colorScheme: "light" });
    }
  }
  await page.setViewportSize(SIZES[0]);
  await enlarge(page, true);
  await page.screenshot({ path: file("large-letters"), fullPage: true });
  expect.soft(await clipped(page), "cut off with letters twice as large").toEqual([]);
  await enlarge(page, false);
  await page.setViewportSize(TABLET);
}

/** The first steps on "Việc của tôi". */
function tour(page: Page) {
  return page.locator(".tour");
}

/** Skips the first steps. */
async function skipTour(page: Page): Promise<void> {
  await tour(page).getByRole("button", { name: t("tour.skip"), exact: true }).click();
  await expect(tour(page)).toBeHidden();
}

/** Opens everything that folds. */
async function unfold(page: Page): Promise<void> {
  const closed = page.locator("details:not([open]) > summary").filter({ visible: true });
  while ((await closed.count()) > 0) await closed.first().click();
}

/** The id of the record that says this. */
function idOf(book: Workbook, what: string): string | undefined {
  return Object.entries(book.records).find(([, activity]) => activity.what === what)?.[0];
}
