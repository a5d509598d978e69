// A stock automerge-repo client, from npm and unchanged, as any program could use it: it signs in
// over HTTP and syncs over the WebSocket. Automerge-repo's adapter cannot send a cookie from Node,
// so a loopback proxy adds it to the upgrade; the bytes pass through it as they are.
import * as Automerge from "@automerge/automerge";
import { cbor, type DocHandle, type DocumentId, type PeerId, Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Relay } from "./relay.ts";

/** Longer than any test: a connection that was closed stays closed. */
const RETRY_MS = 600_000;

/** A line of `GET /api/catalogue`. */
export interface Entry {
  documentId: string;
  kind: "directory" | "plan" | "workbook" | "decisions" | "reports";
  unit?: string;
  role?: string;
  plan?: string;
  access: "read" | "write";
  heads: string[];
}

/** What a workbook looks like to a program (schema version 1). */
export interface Workbook {
  meta: { kind: unknown; unit: unknown };
  records: Record<string, ActivityRecord>;
  submissions: Record<string, unknown>;
}

/** An activity in a workbook. */
export interface ActivityRecord {
  kind: unknown;
  what: string;
  people?: number;
  [key: string]: unknown;
}

/** A frame as it came over the wire. */
export interface Heard {
  type: string;
  [key: string]: unknown;
}

/** A stock client with someone's session. */
export class Stock {
  private constructor(
    private readonly relay: Relay,
    /** The account's id. */
    readonly account: string,
    private readonly cookie: string,
    private readonly proxy: Server,
    readonly repo: Repo,
    /** Every frame that the relay has sent. */
    readonly heard: Heard[],
  ) {}

  /** Signs in and connects, under the session's peer id unless told another. */
  static async signIn(relay: Relay, username: string, as?: string): Promise<Stock> {
    const { password } = relay.account(username);
    const response = await fetch(`${relay.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password }),
    });
    if (!response.ok) throw new Error(`signing in: ${response.status} ${await response.text()}`);
    const { account, peerId } = (await response.json()) as { account: string; peerId: string };
    const cookie = response.headers
      .getSetCookie()
      .map((header) => header.split(";", 1)[0])
      .join("; ");

    const proxy = await addingCookie(relay.port, cookie);
    const { port } = proxy.address() as AddressInfo;
    const adapter = new WebSocketClientAdapter(`ws://127.0.0.1:${port}/sync`, RETRY_MS);
    const heard: Heard[] = [];
    const receive = adapter.receiveMessage.bind(adapter);
    adapter.receiveMessage = (bytes) => {
      heard.push(cbor.decode(new Uint8Array(bytes)) as Heard);
      receive(bytes);
    };
    const repo = new Repo({ network: [adapter], peerId: (as ?? peerId) as PeerId });
    await repo.networkSubsystem.whenReady();
    return new Stock(relay, account, cookie, proxy, repo, heard);
  }

  /** The caller's documents, as the relay has them stored. */
  async catalogue(): Promise<Entry[]> {
    const response = await fetch(`${this.relay.url}/api/catalogue`, {
      headers: { cookie: this.cookie },
    });
    if (!response.ok) throw new Error(`catalogue: ${response.status}`);
    return (await response.json()) as Entry[];
  }

  /** The catalogue's line of a document. */
  async entry(of: Partial<Entry>): Promise<Entry> {
    const matches = (entry: Entry) =>
      Object.entries(of).every(([key, value]) => entry[key as keyof Entry] === value);
    const found = (await this.catalogue()).filter(matches);
    if (found.length !== 1) throw new Error(`${found.length} documents are ${JSON.stringify(of)}`);
    return found[0] as Entry;
  }

  /** A document, once the relay has sent it. */
  async find<T>(of: Partial<Entry>): Promise<DocHandle<T>> {
    return this.repo.find<T>((await this.entry(of)).documentId as DocumentId);
  }

  /** Says goodbye. */
  async close(): Promise<void> {
    await this.repo.shutdown();
    this.proxy.close();
  }
}

/** A change that names its author, as our devices' changes do and a stock client's do not. */
export function changeAs<T>(
  handle: DocHandle<T>,
  account: string,
  edit: (doc: Automerge.Doc<T>) => void,
): void {
  const author = account.replaceAll("-", "");
  handle.update((doc) =>
    Automerge.merge(doc, Automerge.change(Automerge.clone(doc, { author }), edit)),
  );
}

/** A string as a scalar: what kinds, units and dates are. */
export function scalar(text: string): Automerge.ImmutableString {
  return new Automerge.ImmutableString(text);
}

/** A proxy for upgrades only, which adds a cookie to them. */
async function addingCookie(port: number, cookie: string): Promise<Server> {
  const server = createServer();
  server.on("upgrade", (request, client, head) => {
    const relay = connect(port, "127.0.0.1", () => {
      const headers: string[] = [];
      for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
        headers.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      }
      const lines = [`GET ${request.url} HTTP/1.1`, ...headers, `Cookie: ${cookie}`, "", ""];
      relay.write(lines.join("\r\n"));
      relay.write(head);
      relay.pipe(client);
      client.pipe(relay);
    });
    relay.on("error", () => client.destroy());
    client.on("error", () => relay.destroy());
    relay.on("close", () => client.destroy());
    client.on("close", () => relay.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
