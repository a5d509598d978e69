// How `cargo xtask bench --screen` runs: one browser, nothing beside it, no trace that costs time.
import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

export default defineConfig({
  ...tests,
  testDir: "bench",
  testMatch: "*.bench.ts",
  timeout: 3_600_000,
  expect: { timeout: 60_000 },
  use: { ...tests.use, trace: "off", screenshot: "off" },
});
