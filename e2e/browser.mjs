// One headless Chromium for all walks, in a profile of its own, with every background request off.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const candidates = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  chromium.executablePath(),
];

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

/** Where the browser is, or nothing. */
export const chromiumPath = () => candidates.find((path) => path && existsSync(path));

export async function openBrowser() {
  const executablePath = chromiumPath();
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

/**
 * A visitor with nothing from anybody before: a context and the list of what must not happen.
 * Findings are requests that leave `host` or a page's own origin, answers that failed though nobody
 * expected it, and errors on the console, which is where a browser reports violations of a content
 * security policy.
 */
export async function visitor(browser, look, host = "127.0.0.1") {
  const context = await browser.newContext({
    viewport: look.viewport,
    locale: look.language === "en" ? "en-GB" : look.language.split("-")[0],
    javaScriptEnabled: look.javaScript,
    hasTouch: look.viewport.width < 600,
    reducedMotion: "reduce",
    colorScheme: look.colorScheme ?? "light",
    forcedColors: look.forcedColors ?? "none",
  });
  const findings = [];
  const mayFail = new Set();
  context.on("request", (request) => {
    const { hostname, origin, protocol } = new URL(request.url());
    if (!protocol.startsWith("http")) return;
    const stranger = !request.isNavigationRequest() && origin !== originOf(request.frame());
    if (hostname !== host || stranger) findings.push(`foreign request: ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400 && !mayFail.has(response.url())) {
      findings.push(`${response.status()}: ${response.url()}`);
    }
  });
  context.on("console", (message) => {
    const told = message.text();
    // Failed answers are judged above, by address. Over plain HTTP a browser says which header it
    // does not heed, unless the page is this machine's own.
    const unheeded = "The Cross-Origin-Opener-Policy header has been ignored";
    const expected = ["Failed to load resource", ...(host === "127.0.0.1" ? [] : [unheeded])];
    if (message.type() === "error" && !expected.some((begin) => told.startsWith(begin))) {
      findings.push(`console: ${told.replace(/data:[^']{60}.*?%3E'/, "data:…'")}`);
    }
  });
  return { context, findings, mayFail };
}

const originOf = (frame) => new URL(frame.url()).origin;
