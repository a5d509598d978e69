// The real relay, for tests: started on a free port with data of its own, stopped, killed,
// and started again on the same port with the same data.
import { test as base } from "@playwright/test";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const READY_MS = 20_000;
const STOP_MS = 15_000;

/** An account of the demo commune, as `soxa demo` prints it. */
export interface Account {
  username: string;
  password: string;
  role: string;
  unit: string | null;
}

/** A demo commune on disk, to be copied: hashing its seventy passwords takes a while. */
export interface Commune {
  data: string;
  accounts: Account[];
}

export class Relay {
  private child: ChildProcess | undefined;
  private output = "";

  private constructor(
    readonly data: string,
    readonly port: number,
    readonly accounts: Account[],
  ) {}

  /** A relay that runs, on a copy of `commune` or on nothing. */
  static async start(commune?: Commune): Promise<Relay> {
    const data = await mkdtemp(join(tmpdir(), "soxa-e2e-"));
    if (commune) await cp(commune.data, data, { recursive: true });
    const relay = new Relay(data, await freePort(), commune?.accounts ?? []);
    await relay.restart();
    return relay;
  }

  /** A demo account by its name. */
  account(username: string): Account {
    const found = this.accounts.find((account) => account.username === username);
    if (!found) throw new Error(`the demo has no account ${username}`);
    return found;
  }

  /** Where the app is. On localhost, which browsers take for secure without TLS. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts the relay again, on the same port with the same data. */
  async restart(): Promise<void> {
    await this.stop();
    this.output = "";
    const args = ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`];
    const child = spawn(binary(), args, { stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    const keep = (text: Buffer) => {
      this.output += text.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => keep(Buffer.from(String(error))));

    const deadline = Date.now() + READY_MS;
    while (!this.output.includes("listening on http")) {
      const gone = child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
      if (gone || Date.now() > deadline) {
        await this.kill();
        throw new Error(`the relay is not ready:\n${this.output}`);
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  /** Ends the relay as an operator would; an error if it does not end cleanly. */
  async stop(): Promise<void> {
    const code = await this.end("SIGTERM");
    if (code !== undefined && code !== 0) {
      throw new Error(`the relay ended with ${code}:\n${this.output}`);
    }
  }

  /** Ends the relay as a power cut would. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends the relay and removes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }

  /** What the relay has said since it was started. */
  log(): string {
    return this.output;
  }

  private async end(signal: NodeJS.Signals): Promise<number | string | undefined> {
    const child = this.child;
    this.child = undefined;
    if (child?.pid === undefined) return undefined;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(timer);
    }
    return child.exitCode ?? child.signalCode ?? undefined;
  }
}

/** The tests' `test`: with a `relay` of its own for each test, and its log when it fails. */
export const test = base.extend<
  { relay: Relay; demo: boolean },
  { commune: () => Commune; installed: () => Commune }
>({
  demo: [false, { option: true }],
  commune: [
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), "soxa-e2e-demo-"));
      let made: Commune | undefined;
      await use(() => (made ??= { data, accounts: makeDemo(data) }));
      await rm(data, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  installed: [
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), "soxa-e2e-installed-"));
      let made: Commune | undefined;
      await use(() => (made ??= { data, accounts: install(data) }));
      await rm(data, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  relay: async ({ demo, commune }, use, info) => {
    const relay = await Relay.start(demo ? commune() : undefined);
    await use(relay);
    if (info.status !== info.expectedStatus) {
      await info.attach("relay.log", { body: relay.log(), contentType: "text/plain" });
    }
    await relay.remove();
  },
});

export { expect } from "@playwright/test";

function binary(): string {
  const path = process.env.SOXA_BIN;
  if (!path) throw new Error("SOXA_BIN is not set: run the tests by `cargo xtask test e2e`");
  return path;
}

/** Makes the demo commune in a folder, with what else `soxa demo` is asked for. */
export function makeDemo(data: string, ...more: string[]): Account[] {
  const made = spawnSync(binary(), ["demo", "--data", data, ...more], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`soxa demo failed:\n${made.stderr}`);
  return JSON.parse(made.stdout) as Account[];
}

/** A commune as the README installs it, without a plan: its administrator and a planner. */
function install(data: string): Account[] {
  const soxa = (...args: string[]) => {
    const made = spawnSync(binary(), args, { encoding: "utf8" });
    if (made.status !== 0) throw new Error(`soxa ${args[0]} failed:\n${made.stderr}`);
    return JSON.parse(made.stdout) as { password: string };
  };
  const admin = soxa("init", "--data", data, "--name", "xã Thử", "--villages", "3", "--admin", "quantri");
  const who = ["--name", "Cán bộ A05", "--unit", "VHXH", "--role", "planner", "daumoi"];
  const planner = soxa("user", "add", "--data", data, ...who);
  return [
    { username: "quantri", password: admin.password, role: "admin", unit: null },
    { username: "daumoi", password: planner.password, role: "planner", unit: "VHXH" },
  ];
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
