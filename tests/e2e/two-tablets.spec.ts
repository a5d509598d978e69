// Two tablets and a supervisor lose nothing, and agree.
//
// What must hold: while the relay is away two people edit one activity's text in two places and the
// same number, and each writes down something of their own; one tablet's browser is killed, opened
// cold with no network, and goes on (its session is lost with it: browsers write cookies late; signing
// in again is all it takes). When the relay is back all three devices show the same: both
// edits of the text, both values of the number, every record.
//
// How the test shows it: three devices on the real relay. The village's tablet is a browser process
// of its own with its profile on disk, so that killing it is a real kill and opening it a cold
// start; planner ("nhập hộ") and leader have contexts of their own. Offline is made by stopping the
// relay, which cuts every device's sockets and requests. What each screen says is compared.
import {
  doneEditing,
  edit,
  expect,
  field,
  fill,
  go,
  line,
  newActivity,
  newActivityFor,
  offline,
  onServer,
  open,
  record,
  saved,
  sides,
  signIn,
  signInAgain,
  submit,
  syncNow,
  test,
  value,
} from "./app.ts";
import { t } from "./words.ts";

test("two tablets edit the same activity offline, one is killed; all three agree", async ({
  relay,
  tablet,
  profile,
}) => {
  test.setTimeout(120_000);
  const battery = await profile();
  let village = await battery.open();
  await signIn(village, relay, "thon01");
  const planner = await tablet("daumoi");
  const leader = await tablet("chutich");

  await record(village, { task: "2.1", what: "Họp dân tại nhà văn hóa thôn.", people: 40 });
  await open(planner, "Họp dân tại nhà văn hóa thôn.");
  await open(leader, "Họp dân tại nhà văn hóa thôn.");
  await open(village, "Họp dân tại nhà văn hóa thôn.");
  await onServer(village);

  await relay.stop();
  for (const page of [village, planner, leader]) await offline(page, 0);

  // the same text in two places, the same number
  await edit(village);
  await field(village, "what").press("Control+Home");
  await village.keyboard.type("Sáng 12/3: ");
  await field(village, "people").fill("45");
  await saved(village);
  await doneEditing(village);
  await expect(value(village, "people")).toHaveText("45 lượt người");

  await edit(planner);
  await field(planner, "what").press("Control+End");
  await planner.keyboard.type(" Có ba cán bộ dự.");
  await field(planner, "people").fill("52");
  await saved(planner);
  await doneEditing(planner);

  // separate records
  await newActivity(village);
  await fill(village, { task: "3.2", what: "Phát tờ rơi ở chợ phiên.", people: 120 });
  await newActivityFor(planner, "Thôn 01");
  await fill(planner, { task: "2.3", what: "Trưởng thôn báo qua điện thoại.", people: 15 });
  await submit(planner);
  await expect(planner.getByText(t("new.sent"))).toBeVisible();
  await offline(planner, 2);

  // the village's tablet dies and is opened cold, with no network
  await battery.kill();
  village = await battery.open();
  await village.goto(relay.url);
  await offline(village, 2);
  await go(village, "records");
  await line(village, "Phát tờ rơi ở chợ phiên.").click();
  await expect(field(village, "what")).toHaveValue("Phát tờ rơi ở chợ phiên.");
  await field(village, "what").press("Control+End");
  await village.keyboard.type(" Hết trong buổi sáng.");
  await saved(village);
  await submit(village);
  await expect(village.getByText(t("state.awaiting")).first()).toBeVisible();
  await open(village, "Sáng 12/3: Họp dân tại nhà văn hóa thôn.");
  await expect(value(village, "people")).toHaveText("45 lượt người");

  await relay.restart();
  const everyone = [village, planner, leader];
  await signInAgain(village, relay, "thon01");
  for (const page of [planner, leader]) await syncNow(page);

  const text = "Sáng 12/3: Họp dân tại nhà văn hóa thôn. Có ba cán bộ dự.";
  for (const page of everyone) {
    await open(page, text);
    await expect(value(page, "what")).toHaveText(text);
    await expect(sides(page)).toHaveCount(2);
    await expect(sides(page).filter({ hasText: "45 lượt người" })).toHaveCount(1);
    await expect(sides(page).filter({ hasText: "52 lượt người" })).toHaveCount(1);
    // each with its author and time
    const told = await sides(page).locator(".small").allInnerTexts();
    expect(new Set(told.map((words) => words.split(",")[0])).size).toBe(2);
    for (const words of told) {
      expect(words).toMatch(/\d\d:\d\d/);
      expect(words).not.toContain(t("person.unknown"));
    }
  }
  const shown = await Promise.all(everyone.map((page) => page.locator(".pairs dd > .lines").allInnerTexts()));
  expect(shown[1]).toEqual(shown[0]);
  expect(shown[2]).toEqual(shown[0]);
  for (const page of everyone) {
    await go(page, "records");
    await expect(page.locator("a.record-line .record-title")).toHaveText(
      [text, "Phát tờ rơi ở chợ phiên. Hết trong buổi sáng.", "Trưởng thôn báo qua điện thoại."].reverse(),
    );
  }

  // the consolidated view says the same on all three, and where the village's data is from
  const overviews: string[][] = [];
  for (const page of everyone) {
    await go(page, "overview");
    await expect(page.locator(".first-words")).toContainText(
      t("overview.tasks_begun", { begun: 3, all: 10 }),
    );
    const unit = page.locator("li").filter({ has: page.getByText("Thôn 01", { exact: true }) });
    await expect(unit.filter({ hasText: t("freshness.until", { time: "" }).trim() })).toHaveCount(1);
    // the village has only its own row
    overviews.push(await page.getByRole("row").filter({ hasText: "Thôn 01" }).allInnerTexts());
  }
  expect(overviews[0]?.join()).toContain("Thôn 01");
  expect(overviews[1]).toEqual(overviews[0]);
  expect(overviews[2]).toEqual(overviews[0]);

  // a conflict is settled by choosing, and is settled everywhere
  await open(village, text);
  const right = sides(village).filter({ hasText: "52 lượt người" });
  await right.getByRole("button", { name: t("conflict.keep") }).click();
  for (const page of [village, planner, leader]) {
    if (page !== village) await open(page, text);
    await expect(sides(page)).toHaveCount(0);
    await expect(value(page, "people")).toHaveText("52 lượt người");
  }
});

test("a relay that dies without warning takes nothing with it", async ({ relay, tablet }) => {
  const village = await tablet("thon01");
  await record(village, { task: "2.1", what: "Trước khi mất điện.", people: 10 });
  await onServer(village);
  await relay.kill();
  await offline(village, 0);
  await record(village, { task: "2.1", what: "Trong khi mất điện.", people: 11 });
  await offline(village, 1);
  await relay.restart();
  await syncNow(village);

  const leader = await tablet("chutich");
  await go(leader, "records");
  await expect(leader.locator("a.record-line .record-title")).toHaveText([
    "Trong khi mất điện.",
    "Trước khi mất điện.",
  ]);
});
