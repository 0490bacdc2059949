// One headless Chromium for all walks, in a profile of its own, with every background request off.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

export async function openBrowser() {
  const executablePath = candidates.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("no Chromium: install Debian's package chromium");
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A visitor. Every request that leaves the machine's own addresses is a finding. */
export async function visitor(browser, { viewport, javaScript, language = "de-DE" }) {
  const context = await browser.newContext({
    viewport,
    locale: language,
    javaScriptEnabled: javaScript,
    hasTouch: viewport.width < 600,
    reducedMotion: "reduce",
  });
  context.findings = [];
  context.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") {
      context.findings.push(`external request: ${request.url()}`);
    }
  });
  context.on("console", (message) => {
    if (message.type() === "error") context.findings.push(`console: ${message.text()}`);
  });
  return context;
}
