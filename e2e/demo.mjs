// The demo as a newcomer starts it, on free ports and in a directory of its own.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE_MS = 30_000;
const LAST_LINES = 60;

/**
 * Starts the demo; gives what it wrote down about itself, and how to stop it. It is opened below a
 * `path` of a shared proxy, in the `network` of this machine, under the machine's own address, or
 * under a `name` that leads here. So many `days` before it are played.
 */
export async function startDemo(binary, { path, network, name, days = "0" } = {}) {
  const directory = mkdtempSync(join(tmpdir(), "zahlstelle-e2e-"));
  const host = network || name ? "0.0.0.0" : "127.0.0.1";
  const given = path || name ? await opened(name ?? "127.0.0.1", path ?? "/") : [];
  const at = given.length > 0 ? given : ["--listen", `${host}:0`];
  const child = spawn(
    binary,
    ["demo", "--data-dir", directory, ...at, "--simulator-listen", `${host}:0`, "--days", days],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      lines.push(text);
      if (lines.length > 10 * LAST_LINES) lines.splice(0, lines.length - LAST_LINES);
    });
  }
  const log = () => lines.join("").split("\n").slice(-LAST_LINES).join("\n");
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await gone;
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    return { ...(await ready(child, directory)), log, stop };
  } catch (error) {
    await stop();
    throw new Error(`${error.message}; it said:\n${log()}`);
  }
}

/** A public address has a port, so one that is free is picked here. */
async function opened(name, path) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return ["--listen", `127.0.0.1:${port}`, "--public-url", `http://${name}:${port}${path}`];
}

async function ready(child, directory) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}`);
    try {
      const facts = JSON.parse(readFileSync(join(directory, "demo.json"), "utf8"));
      const answer = await fetch(new URL("/health/ready", facts.base_url));
      if (answer.ok) return facts;
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the demo was not ready in time");
}
