// Any automerge-repo client is a client of the relay.
//
// What must hold: a stock JavaScript automerge-repo client (npm, pinned in the lock file) signs in,
// reads a workbook, edits it, and receives what tablets write; what its account may not write is
// not taken, what it may not read does not exist for it; it never hears of our extensions.
//
// How the test shows it: the client of stock.ts beside tablets that run the app, on one relay. What
// the relay has stored is read from its catalogue; refusal is shown by what others get, after a
// later message of the same client has been taken.
import { getHeads, isImmutableString, splice, updateText } from "@automerge/automerge";
import type { DocHandle } from "@automerge/automerge-repo";
import { once } from "node:events";
import { request } from "node:http";
import { edit, expect, field, open, record, saved, test as base, value } from "./app.ts";
import { type ActivityRecord, scalar, Stock, type Workbook } from "./stock.ts";

const test = base.extend<{ stock: (username: string, as?: string) => Promise<Stock> }>({
  stock: async ({ relay }, use) => {
    const clients: Stock[] = [];
    await use(async (username, as) => {
      const stock = await Stock.signIn(relay, username, as);
      clients.push(stock);
      return stock;
    });
    for (const client of clients) await client.close();
  },
});

const T01 = { kind: "workbook", unit: "T01" } as const;

test("a stock client reads and edits a workbook, and hears only stock messages", async ({
  tablet,
  stock,
}) => {
  const village = await tablet("thon01");
  await record(village, { task: "2.1", what: "Viết trên máy tính bảng.", people: 40 });

  const client = await stock("daumoi");
  const book = await client.find<Workbook>(T01);
  await expect.poll(() => activities(book).map(([, activity]) => activity.what)).toEqual([
    "Viết trên máy tính bảng.",
  ]);
  const [id, activity] = activities(book)[0]!;
  expect(isImmutableString(activity.kind) && activity.kind.toString()).toBe("activity");
  expect(activity.people).toBe(40);

  book.change((doc) => {
    splice(doc, ["records", id, "what"], activity.what.length, 0, " Thêm từ chương trình khác.");
    doc.records[id]!.people = 41;
    doc.records[id]!.venue = scalar("Nhà văn hóa thôn");
  });
  const text = "Viết trên máy tính bảng. Thêm từ chương trình khác.";
  await open(village, text);
  await expect(value(village, "people")).toHaveText("41 lượt người");
  await expect(value(village, "venue")).toHaveText("Nhà văn hóa thôn");
  await expect.poll(() => stored(client, T01)).toEqual(getHeads(book.doc()).toSorted());

  await edit(village);
  await field(village, "what").press("Control+Home");
  await village.keyboard.type("Lại trên máy: ");
  await saved(village);
  await expect.poll(() => book.doc().records[id]!.what).toBe(`Lại trên máy: ${text}`);

  const types = new Set(client.heard.map((frame) => frame.type));
  expect([...types].toSorted()).toEqual(["peer", "sync"]);
  const peer = client.heard.find((frame) => frame.type === "peer");
  expect(peer?.selectedProtocolVersion).toBe("1");
  expect(Object.keys((peer?.peerMetadata as object | undefined) ?? {})).not.toContain("soxa");
});

test("what a stock client's account may not write is not taken", async ({ tablet, stock }) => {
  const village = await tablet("thon01");
  await record(village, { task: "2.1", what: "Của thôn.", people: 40 });

  const leader = await stock("chutich");
  expect((await leader.entry(T01)).access).toBe("read");
  const book = await leader.find<Workbook>(T01);
  await expect.poll(() => activities(book).length).toBe(1);
  const [id] = activities(book)[0]!;
  const before = await stored(leader, T01);
  book.change((doc) => {
    updateText(doc, ["records", id, "what"], "Của lãnh đạo!");
    doc.records[id]!.people = 999;
  });

  // what it may write is taken, later and on the same socket
  const reports = await leader.find<{ openings: Record<string, unknown> }>({ kind: "reports" });
  reports.change((doc) => {
    doc.openings.tin_bai = 12;
  });
  await expect
    .poll(() => stored(leader, { kind: "reports" }))
    .toEqual(getHeads(reports.doc()).toSorted());
  expect(await stored(leader, T01)).toEqual(before);

  // the workbook goes on without it, and reaches the leader's client
  await open(village, "Của thôn.");
  await edit(village);
  await field(village, "what").press("Control+End");
  await village.keyboard.type(" Viết tiếp.");
  await saved(village);
  const planner = await stock("daumoi");
  const clean = await planner.find<Workbook>(T01);
  await expect.poll(() => activities(clean)[0]?.[1].what).toBe("Của thôn. Viết tiếp.");
  expect(activities(clean)[0]?.[1].people).toBe(40);
  await expect.poll(() => book.doc().records[id]!.what).toContain(" Viết tiếp.");
});

test("what a stock client's account may not read does not exist for it", async ({ stock }) => {
  const planner = await stock("daumoi");
  const other = await planner.entry({ kind: "workbook", unit: "T02" });
  const village = await stock("thon01");
  const mine = await village.catalogue();
  expect(mine.map((entry) => entry.documentId)).not.toContain(other.documentId);
  expect(mine.map((entry) => entry.unit ?? "").filter((unit) => unit !== "" && unit !== "T01")).toEqual(
    [],
  );
  await expect(village.repo.find(other.documentId as never)).rejects.toThrow(/unavailable/i);
  const own = await village.find<Workbook>(T01);
  expect(String(own.doc().meta.unit)).toBe("T01");
});

test("without a session there is no socket, and none for another's peer id", async ({
  relay,
  stock,
}) => {
  const upgrade = request(`${relay.url}/sync`, {
    headers: {
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    },
  });
  upgrade.end();
  const [response] = (await once(upgrade, "response")) as [{ statusCode: number }];
  expect(response.statusCode).toBe(401);

  const client = await stock("thon01", "someone-else");
  await expect.poll(() => client.heard.map((frame) => frame.type)).toContain("error");
  expect(client.heard.map((frame) => frame.type)).not.toContain("peer");
});

/** The activities of a workbook, by id. */
function activities(book: DocHandle<Workbook>): [string, ActivityRecord][] {
  return Object.entries(book.doc().records);
}

/** The heads that the relay has stored. */
async function stored(client: Stock, of: Parameters<Stock["entry"]>[0]): Promise<string[]> {
  return (await client.entry(of)).heads.toSorted();
}
