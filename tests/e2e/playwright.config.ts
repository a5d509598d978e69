// How the browser tests run. `cargo xtask test e2e` sets SOXA_BIN and CHROMIUM.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  // one relay and a few browser contexts at a time: two cores
  workers: 1,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  // a test that passes only when repeated has failed
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  outputDir: "results",
  use: {
    browserName: "chromium",
    locale: "vi-VN",
    timezoneId: "Asia/Ho_Chi_Minh",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
