// Every look of every page, as the program writes it into a folder, served as the program would
// serve it. What is checked here holds for pages no walk comes by, and in every language.

import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The samples of a folder: `pay.de.html` is the look `pay` in German. */
export function samplesIn(folder) {
  const files = readdirSync(folder).filter((file) => file.endsWith(".html"));
  return files.sort().map((file) => {
    const [name, language] = file.split(".");
    return { file, name, language };
  });
}

/**
 * Serves the folder on this machine; `close` ends it. `words` is the address of what a sample says,
 * in one paragraph and under the same styles: the least a browser has to do for so much text.
 */
export async function serve(folder) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const type = TYPES[extname(pathname)];
    let content;
    try {
      content = readFileSync(join(folder, normalize(pathname)));
    } catch {
      response.writeHead(404).end();
      return;
    }
    if (searchParams.has("words")) content = wordsOf(content.toString());
    const head = { "content-type": type ?? "application/octet-stream" };
    head["content-security-policy"] = POLICY;
    if (type === TYPES[".html"] || type === TYPES[".css"] || type === TYPES[".svg"]) {
      content = gzipSync(content);
      head["content-encoding"] = "gzip";
    }
    response.writeHead(200, head).end(content);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const url = (sample) => `http://127.0.0.1:${server.address().port}/${sample.file}`;
  return {
    url,
    words: (sample) => `${url(sample)}?words`,
    close: () => server.close(),
  };
}

function wordsOf(html) {
  const styles = html.match(/<link[^>]*rel="stylesheet"[^>]*>/g).join("");
  const text = html.replace(/<head>.*<\/head>/s, "").replace(/<[^>]*>/g, " ");
  return `<!doctype html><title>.</title>${styles}<p>${text}</p>`;
}
