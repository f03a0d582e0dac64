// What browser tests share: Debian's chromium, a page that must not complain, axe, the server with a demo database.
// The environment names the program (SELARAS) and the folder of the bundled front end (WEB).
import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export const program = process.env.SELARAS || "build/release/src/selaras";
export const web = process.env.WEB || "build/release/web";
export const languages = ["id", "en"];
export const sizes = { wide: { width: 1366, height: 768 }, phone: { width: 360, height: 740 } };

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const chromiumPath = "/usr/bin/chromium";

// The option `skip` of tests that need this program: false when it is there, else what to tell.
export const needs = {
	chromium: { skip: existsSync(chromiumPath) ? false : "chromium is missing: apt-get install chromium" },
	java: { skip: spawnSync("java", ["-version"]).status === 0 ? false : "java is missing: apt-get install default-jre-headless" },
};

export function launch() {
	return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

// A page whose script errors and failed requests are collected in page.complaints.
export async function open(browser, options = {}) {
	const context = await browser.newContext({ viewport: sizes.wide, bypassCSP: false, ...options });
	const page = await context.newPage();
	page.complaints = [];
	page.on("pageerror", (e) => page.complaints.push(`script: ${e.message}`));
	page.on("console", (m) => m.type() === "error" && page.complaints.push(`console: ${m.text()}`));
	// what a navigation cuts off did not fail
	page.on("requestfailed", (r) => r.failure()?.errorText === "net::ERR_ABORTED" || page.complaints.push(`request: ${r.url()} ${r.failure()?.errorText}`));
	page.on("request", (r) => {
		if (!/^(http:\/\/127\.0\.0\.1:|data:)/.test(r.url())) page.complaints.push(`third party: ${r.url()}`);
	});
	return page;
}

// What axe finds, one line each; empty is good. The evaluation runs beside the page, so the page's CSP holds.
export async function axe(page) {
	await page.evaluate(axeSource);
	const found = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), rules);
	return found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)} (${v.nodes.length}) ${v.help}`);
}

// Does the page scroll sideways?
export async function overflow(page) {
	return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

// Where pictures of stories go.
const pictures = process.env.PICTURES || "build/pictures";

// A page as its reader has it at SIZE: nothing hinders a screen reader, nothing scrolls sideways; and its picture.
export async function look(page, size, name) {
	assert.deepEqual(await axe(page), [], `${name} ${size}`);
	assert.equal(await overflow(page), 0, `${name} ${size} scrolls sideways`);
	mkdirSync(pictures, { recursive: true });
	await page.screenshot({ path: join(pictures, `${name}-${size}.png`), fullPage: true });
}

// Types into a picker and takes the first that it finds.
export async function pick(page, name, text) {
	const field = page.locator(`[name="${name}"]`);
	await field.pressSequentially(text);
	await page.waitForSelector('#pick-list [role="option"]');
	await page.waitForLoadState("networkidle"); // the answer to the last letter
	await field.press("Enter");
	assert.ok((await field.inputValue()).includes(text));
}

const run = promisify(execFile);

// What the Nu HTML checker says against these files, one line each; empty is good.
export async function invalid(files) {
	const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
	const args = ["-Xss1024k", "-jar", jar, "--format", "json", "--exit-zero-always", ...files];
	const { stderr } = await run("java", args, { maxBuffer: 1 << 26 });
	return JSON.parse(stderr).messages.filter((m) => m.type === "error" || m.subType === "warning")
		.map((m) => `${m.url.split("/").pop()}:${m.lastLine}: ${m.message}`);
}

// Starts the program on a free port with a fresh database that FILL(run the program with these arguments) fills.
export async function serve(fill, env = {}) {
	const folder = mkdtempSync(join(tmpdir(), "selaras-browser-"));
	const db = `sqlite:${join(folder, "test.db")}`;
	const command = (...args) => run(program, args, { maxBuffer: 1 << 26, env: { ...process.env, ...env } });
	await command("init", "--db", db);
	if (fill) await fill(command, db);
	const child = spawn(program, ["serve", "--db", db, "--bind", "127.0.0.1", "--port", "0"], { env: { ...process.env, ...env } });
	const address = await new Promise((found, failed) => {
		let text = "";
		const look = (data) => {
			text += data;
			const m = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
			if (m) found(m[0]);
		};
		child.stdout.on("data", look);
		child.stderr.on("data", look);
		child.on("error", failed);
		child.on("exit", (code) => failed(new Error(`the server ended with ${code}: ${text}`)));
	});
	return {
		address,
		async stop() {
			const ended = new Promise((done) => child.on("exit", done));
			child.kill("SIGTERM");
			await ended;
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

export const boundaries = new URL("../../../shared/geo", import.meta.url).pathname;

// Fills a database as `./dev run` does: places, boundaries where there are some, the demo province.
export async function fillDemo(command, db) {
	if (existsSync(boundaries)) await command("geo", "import", "--db", db, boundaries);
	await command("demo", "--db", db);
}

// One page of every kind, as paths after the language.
export const pages = {
	home: "/",
	partners: "/partner",
	partner: "/partner/ID-CONTOH-WATERORG",
	activities: "/activity",
	"activities filtered": "/activity?status=2&place=53.02",
	activity: "/activity/{activity}",
	places: "/place",
	province: "/place/53",
	regency: "/place/53.02",
	district: "/place/{district}",
	village: "/place/{village}",
	sectors: "/sector",
	sector: "/sector/kesehatan",
	indicators: "/indicator",
	indicator: "/indicator/{indicator}",
	matrix: "/matrix",
	"matrix of sectors": "/matrix?by=sector",
	map: "/map",
	"map of districts": "/map?level=district",
	search: "/search?q=air",
	"search in vain": "/search?q=zzzzzz",
	about: "/about",
	data: "/data",
};

// The same with the numbers and codes that this database happens to have: a programme in a village, and where that is.
export async function pagesOf(address) {
	const read = async (path) => (await fetch(address + path)).text();
	const indicator = /\/id\/indicator\/([^"?]+)/.exec(await read("/id/indicator"))[1];
	for (const [, activity] of (await read("/id/activity")).matchAll(/\/id\/activity\/(\d+)"/g)) {
		const village = /\/id\/place\/(\d\d\.\d\d\.\d\d\.\d{4})"/.exec(await read(`/id/activity/${activity}`))?.[1];
		if (!village) continue;
		const values = { activity, village, indicator, district: village.slice(0, 8) };
		return Object.entries(pages).map(([name, path]) => [name, path.replace(/\{(\w+)\}/, (_, key) => values[key])]);
	}
	throw new Error("no programme of the first page of programmes is in a village");
}
