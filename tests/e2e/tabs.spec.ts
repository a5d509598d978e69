// Two tabs of one tablet are one device.
//
// What must hold: one tab holds the store and the socket, the other follows; what either writes is
// in both at once, with and without a network; when the leading tab is closed the other takes over
// and what was written in it reaches the server.
//
// How the test shows it: two pages of one browser context (they share storage, locks and channel)
// type into the same record; the page that says it follows is the follower.
import {
  chip,
  edit,
  expect,
  field,
  fill,
  go,
  line,
  newActivity,
  offline,
  onServer,
  open,
  record,
  saved,
  syncNow,
  test,
  value,
} from "./app.ts";
import { t } from "./words.ts";

test("what one tab writes the other shows, and back", async ({ relay, tablet }) => {
  const first = await tablet("thon01");
  const second = await first.context().newPage();
  await second.goto(relay.url);
  await onServer(second);
  await go(second, "sync");
  await expect(second.getByText(t("sync.other_tab"))).toBeVisible();
  await go(first, "sync");
  await expect(first.getByText(t("sync.other_tab"))).toBeHidden();

  await record(second, { task: "2.1", what: "Viết ở thẻ thứ hai.", people: 7 });
  await open(first, "Viết ở thẻ thứ hai.");
  await edit(first);
  await field(first, "what").press("Control+End");
  await first.keyboard.type(" Thêm ở thẻ thứ nhất.");
  await field(first, "people").fill("8");
  await saved(first);
  await open(second, "Viết ở thẻ thứ hai. Thêm ở thẻ thứ nhất.");
  await expect(value(second, "people")).toHaveText("8 lượt người");

  // both have the form open and type at the same time, at two ends
  await edit(second);
  await field(first, "what").press("Control+End");
  await field(second, "what").press("Control+Home");
  await Promise.all([
    first.keyboard.type(" Cuối câu, gõ liền tay không nghỉ.", { delay: 30 }),
    second.keyboard.type("Đầu câu, gõ cùng lúc bên kia. ", { delay: 30 }),
  ]);
  const both =
    "Đầu câu, gõ cùng lúc bên kia. Viết ở thẻ thứ hai. Thêm ở thẻ thứ nhất." +
    " Cuối câu, gõ liền tay không nghỉ.";
  await expect(field(first, "what")).toHaveValue(both);
  await expect(field(second, "what")).toHaveValue(both);
});

test("offline, two tabs agree, and the one left takes over", async ({ relay, tablet }) => {
  const first = await tablet("thon01");
  const second = await first.context().newPage();
  await second.goto(relay.url);
  await onServer(second);
  await relay.stop();
  await offline(first, 0);
  await offline(second, 0);

  await newActivity(first);
  await fill(first, { task: "2.1", what: "Ghi ở thẻ dẫn.", people: 3 });
  await newActivity(second);
  await fill(second, { task: "2.1", what: "Ghi ở thẻ theo.", people: 4 });
  await offline(first, 2);
  await offline(second, 2);
  await go(first, "records");
  await expect(line(first, "Ghi ở thẻ theo.")).toBeVisible();

  // the leading tab goes away in the middle of the other one's form
  await field(second, "what").press("Control+End");
  await second.keyboard.type(" Rồi thẻ dẫn bị đóng.");
  await first.close();
  await saved(second);
  await go(second, "sync");
  await expect(second.getByText(t("sync.other_tab"))).toBeHidden();
  await offline(second, 2);

  await relay.restart();
  await syncNow(second);
  const again = await tablet("thon01");
  await go(again, "records");
  await expect(again.locator("a.record-line .record-title")).toHaveText([
    "Ghi ở thẻ theo. Rồi thẻ dẫn bị đóng.",
    "Ghi ở thẻ dẫn.",
  ]);
  await expect(chip(again)).toContainText(t("link.online"));
});
