// Judges the page of a run in a browser; see `scripts/page`.

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, pictures] = process.argv.slice(2);
const page = join(folder, "report.html");
const html = readFileSync(page, "utf8");
const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
const { hostile } = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));

let failed = 0;
function judge(holds, line) {
  console.log(`${holds ? "ok  " : "FAIL"} ${line}`);
  failed += holds ? 0 : 1;
}

/** A browser that is spoken to through pipes, message by message with a zero byte between. */
class Browser {
  constructor() {
    this.profile = mkdtempSync(join(tmpdir(), "page-"));
    const flags = ["--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run",
      "--disable-background-networking", `--user-data-dir=${this.profile}`];
    this.process = spawn("chromium", flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.waiting = new Map();
    this.events = [];
    this.last = 0;
    let rest = "";
    this.process.stdio[4].setEncoding("utf8").on("data", (data) => {
      const messages = (rest + data).split("\0");
      rest = messages.pop();
      messages.map((message) => JSON.parse(message)).forEach((message) => this.heard(message));
    });
  }

  heard(message) {
    if (message.id === undefined) return this.events.push(message);
    const { resolve, reject } = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    message.error ? reject(new Error(JSON.stringify(message.error))) : resolve(message.result);
  }

  send(method, params = {}, sessionId = this.session) {
    const id = ++this.last;
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  async open(url, scheme, width) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" }, undefined);
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true }, undefined);
    this.session = sessionId;
    for (const domain of ["Page", "Runtime", "Log", "Network", "Accessibility"]) await this.send(`${domain}.enable`);
    await this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    const size = { width, height: 900, deviceScaleFactor: 1, mobile: false };
    await this.send("Emulation.setDeviceMetricsOverride", size);
    this.events = [];
    await this.send("Page.navigate", { url });
    while (!this.events.some((event) => event.method === "Page.loadEventFired")) await pause(20);
    await pause(500); // whoever wants to do something late does it now
  }

  /** What a function gives in the page. */
  async ask(question, ...given) {
    const expression = `(${question})(${given.map((it) => JSON.stringify(it)).join(",")})`;
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  }

  of(...methods) {
    return this.events.filter((event) => methods.includes(event.method)).map((event) => event.params);
  }

  async picture(name, from = 0) {
    const { cssContentSize: { width, height } } = await this.send("Page.getLayoutMetrics");
    const clip = { x: 0, y: from, width, height: Math.min(height - from, 12000), scale: 1 };
    const { data } = await this.send("Page.captureScreenshot", { captureBeyondViewport: true, clip });
    writeFileSync(join(pictures, name), Buffer.from(data, "base64"));
  }

  close() {
    const gone = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.kill();
    return gone.then(() => rmSync(this.profile, { recursive: true, force: true }));
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The text that is shown so: names of hidden characters are those characters. */
const source = (shown) =>
  shown.replace(/\u27e8U\+([0-9A-F]{4,6})\u27e9/g, (_, code) => String.fromCodePoint(parseInt(code, 16)));

/** Nothing was said, thrown or loaded but the page itself. */
function quiet(browser, name, loads) {
  const said = [
    ...browser.of("Runtime.consoleAPICalled").map((it) => JSON.stringify(it.args)),
    ...browser.of("Runtime.exceptionThrown").map((it) => JSON.stringify(it.exceptionDetails)),
    ...browser.of("Log.entryAdded").map((it) => it.entry.text),
  ];
  judge(said.length === 0, `${name}: console is silent ${said.slice(0, 3).join("; ")}`);
  const urls = browser.of("Network.requestWillBeSent").map((it) => it.request.url);
  const others = urls.filter((url) => url !== loads && url !== "data:,");
  judge(urls.includes(loads) && others.length === 0, `${name}: loads itself and nothing else ${others.slice(0, 3)}`);
}

/** What is drawn. */
const plots = () => [...document.querySelectorAll(".plot svg")].map((svg) => {
  const shapes = [...svg.querySelectorAll("rect, line, path")];
  const numbers = shapes.flatMap((it) => [...it.attributes]).filter((it) => it.name !== "class")
    .flatMap((it) => it.value.split(/[^-+.\w]+/).filter((word) => word !== ""));
  const bars = [...svg.querySelectorAll("rect")].map((bar) => bar.getBoundingClientRect());
  const box = svg.getBoundingClientRect();
  const inside = (bar) => bar.left >= box.left - 1 && bar.right <= box.right + 1 && bar.top >= box.top - 1 &&
    bar.bottom <= box.bottom + 1;
  const fills = [...new Set([...svg.querySelectorAll("rect")].map((bar) => getComputedStyle(bar).fill))];
  const names = [...svg.querySelectorAll("text")].map((it) => it.getBoundingClientRect());
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return {
    name: svg.querySelector("title").textContent,
    told: svg.querySelector("desc").textContent,
    size: [Math.round(box.width), Math.round(box.height)],
    numbers: numbers.length,
    finite: numbers.every((number) => Number.isFinite(Number(number))),
    bars: bars.length,
    drawn: bars.every((bar) => bar.width > 0 && bar.height > 0 && inside(bar)),
    fills,
    texts: names.length,
    apart: names.every((a, place) => names.slice(place + 1).every((b) => !overlap(a, b))),
  };
});

/** Texts of the page, all details opened. */
const texts = () => {
  document.querySelectorAll("details").forEach((it) => { it.open = true; });
  return {
    title: document.title,
    foreign: document.querySelectorAll("script, img, iframe, object, embed, base, form, [onload], [onerror], b").length,
    sheets: document.querySelectorAll("style, link[rel=stylesheet]").length,
    policy: document.querySelector("meta[http-equiv]").content,
    blocks: [...document.querySelectorAll("figure pre")].map((it) => it.innerText),
    ids: [...document.querySelectorAll("summary .id")].map((it) => it.textContent),
    all: document.body.textContent,
  };
};

/** How far colours of texts stand out from what is behind them, the least. */
const contrast = () => {
  const light = (color) => {
    const parts = color.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const behind = light(getComputedStyle(document.documentElement).backgroundColor);
  const ratio = (color) => (Math.max(light(color), behind) + 0.05) / (Math.min(light(color), behind) + 0.05);
  const of = (selector, property) =>
    [...document.querySelectorAll(selector)].map((it) => ratio(getComputedStyle(it)[property]));
  return {
    text: Math.min(...of("h1, h2, p, dt, dd, th, td, code, span, summary", "color"), ...of(".plot text", "fill")),
    bars: Math.min(...of(".plot rect, rect.done, rect.bad, rect.held, rect.quiet", "fill")),
  };
};

async function judgeTexts(browser) {
  const shown = await browser.ask(texts);
  judge(shown.title === report.title, `title is ${JSON.stringify(shown.title)}`);
  judge(shown.foreign === 0 && shown.sheets === 1, `elements that the texts wrote: ${shown.foreign}`);
  judge(shown.policy.startsWith("default-src 'none'"), `policy: ${shown.policy}`);
  const failures = report.failures.flatMap((kind) => kind.shown);
  const wanted = failures.flatMap((failure) =>
    [...failure.texts, ...failure.rejected.shown.map((it) => it.answer)]).map((it) => it.text);
  // A browser shows text behind a cut, which stands in an element of its own.
  const equal = wanted.filter((text, place) => source(shown.blocks[place] ?? "") === text).length;
  judge(equal === wanted.length && wanted.length > 0, `texts that read as they came: ${equal} of ${wanted.length}`);
  const markup = wanted.filter((text) => text.includes("<script>")).length;
  judge(markup > 10, `of these with markup: ${markup}`);
  const ids = failures.filter((failure, place) => source(shown.ids[place] ?? "") === failure.document.text).length;
  const bad = failures.filter((failure) => failure.document.text.includes(hostile)).length;
  judge(ids === failures.length && bad > 0, `names that read as they came: ${ids} of ${failures.length}, ${bad} with markup`);
  const hidden = [...shown.all].filter((it) => /[\p{Bidi_Control}\p{Cc}]/u.test(it) && !"\n\t".includes(it)).length;
  judge(hidden === 0, `characters that turn others around or control: ${hidden}`);
}

async function judgePlots(browser, name) {
  for (const plot of await browser.ask(plots)) {
    const good = plot.size.every((side) => side > 100) && plot.finite && plot.numbers > 40 && plot.drawn &&
      plot.bars > 10 && plot.apart && plot.texts > 6 && plot.told.length > 40;
    judge(good, `${name}: ${plot.name}: ${plot.size.join(" x ")}, ${plot.bars} bars, ${plot.numbers} finite numbers, ${plot.fills}`);
    if (!good) console.log(plot);
  }
  const { nodes } = await browser.send("Accessibility.getFullAXTree");
  const named = nodes.filter((node) => ["image", "img"].includes(node.role?.value) && node.name?.value).length;
  judge(named === 3, `${name}: plots that a screen reader names: ${named}`);
}

const server = createServer((request, response) => {
  asked.push(request.url);
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(html);
});
const asked = [];
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const served = `http://127.0.0.1:${server.address().port}/report.html`;

const browser = new Browser();
try {
  for (const scheme of ["light", "dark"]) {
    const url = pathToFileURL(page).href;
    await browser.open(url, scheme, 1180);
    quiet(browser, scheme, url);
    await judgePlots(browser, scheme);
    const { text, bars } = await browser.ask(contrast);
    judge(text >= 4.5 && bars >= 2, `${scheme}: contrast of texts ${text.toFixed(1)}, of bars ${bars.toFixed(1)}`);
    await browser.picture(`${scheme}.png`);
  }
  await judgeTexts(browser);
  await pause(500);
  quiet(browser, "all opened", pathToFileURL(page).href);
  const first = () => document.querySelector(".failure").getBoundingClientRect().top + scrollY - 120;
  await browser.picture("opened.png", await browser.ask(first));

  await browser.open(served, "light", 375);
  quiet(browser, "served, on a phone", served);
  judge(asked.join() === "/report.html", `served: asked for ${asked}`);
  const wide = () => [document.documentElement.scrollWidth, innerWidth];
  await browser.ask(texts);
  const [width, room] = await browser.ask(wide);
  judge(width <= room, `on a phone: ${width} pixels wide in ${room}`);
  await browser.picture("phone.png");
} finally {
  await browser.close();
  server.close();
}
console.log(`${html.length} characters of HTML; ${failed} of the lines do not hold`);
process.exit(failed ? 1 : 0);
