// What the script adds to pages, on a small page of its own with the bundled files and the server's content policy.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test as nodeTest } from "node:test";
import { gzipSync } from "node:zlib";
import { axe, invalid, launch, needs, open, overflow, sizes, web } from "./browser.mjs";

const types = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", html: "text/html; charset=utf-8" };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'";
const test = (name, fn) => nodeTest(name, needs.chromium, fn);
let browser, server, address;

before(async () => {
	if (needs.chromium.skip) return;
	browser = await launch();
	server = createServer((request, response) => {
		const path = new URL(request.url, "http://x").pathname;
		const asset = /^\/(app\.css|app\.js|icon\.svg)$/.exec(path);
		const file = asset ? join(web, asset[1]) : new URL("script.html", import.meta.url);
		const type = types[asset ? asset[1].split(".").pop() : "html"];
		response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy });
		response.end(readFileSync(file));
	});
	await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
	address = `http://127.0.0.1:${server.address().port}`;
});
after(async () => {
	await browser?.close();
	server?.close();
});

async function sample(options) {
	const page = await open(browser, options);
	await page.goto(address);
	return page;
}
const column = (page, i) => page.$$eval("#plain tbody tr", (rows, n) => rows.map((r) => r.cells[n].textContent), i);
const query = (page) => new URL(page.url()).search;

for (const [name, viewport] of Object.entries(sizes))
	test(`the page is clean: ${name}`, async () => {
		const page = await sample({ viewport });
		assert.deepEqual(await axe(page), []);
		assert.equal(await overflow(page), 0);
		assert.deepEqual(page.complaints, []);
	});

test("the front end keeps to its bytes", () => {
	const budget = { "app.css": 12, "app.js": 6, "icons.svg": 4 }; // the budget of a whole page is in pages.test.mjs
	for (const [name, most] of Object.entries(budget)) {
		const size = gzipSync(readFileSync(join(web, name)), { level: 9 }).length;
		assert.ok(size <= most * 1024, `${name}: ${size} bytes compressed, at most ${most} kB`);
	}
});

nodeTest("the page is valid", needs.java, async () => {
	assert.deepEqual(await invalid([new URL("script.html", import.meta.url).pathname]), []);
});

test("a slash goes to the search, but not while typing", async () => {
	const page = await sample();
	await page.keyboard.press("/");
	assert.equal(await page.evaluate(() => document.activeElement.id), "q");
	await page.keyboard.type("a/b");
	assert.equal(await page.inputValue("#q"), "a/b");
});

test("names sort as people count, figures by value with their scale words", async () => {
	const page = await sample();
	await page.click("#plain thead th:nth-child(1) button");
	assert.deepEqual(await column(page, 0), ["Desa 9", "Desa 10", "Élok", "Zed"]);
	await page.click("#plain thead th:nth-child(2) button");
	assert.deepEqual(await column(page, 1), ["Rp 1,5 miliar", "Rp 900 juta", "Rp 12.500", "–"]);
	assert.equal(await page.getAttribute("#plain thead th:nth-child(2)", "aria-sort"), "descending");
	assert.equal(await page.getAttribute("#plain thead th:nth-child(1)", "aria-sort"), null);
	await page.click("#plain thead th:nth-child(2) button");
	assert.deepEqual(await column(page, 1), ["–", "Rp 12.500", "Rp 900 juta", "Rp 1,5 miliar"]);
});

test("a column of several currencies cannot be sorted", async () => {
	const page = await sample();
	assert.equal(await page.$("#plain thead th:nth-child(3) button"), null);
});

test("choosing sends the filter, without its empty fields", async () => {
	const page = await sample();
	await Promise.all([page.waitForURL("**/list?*"), page.selectOption("#status", "2")]);
	assert.equal(query(page), "?status=2");
	await Promise.all([page.waitForURL("**/list?sector*"), page.check("[value=air]").then(() => page.check("[value=pangan]"))]);
	assert.equal(query(page), "?sector=air&sector=pangan");
});

test("on a phone the filter is folded and sends itself only by its button", async () => {
	const page = await sample({ viewport: sizes.phone });
	assert.equal(await page.isVisible("#status"), false);
	await page.click("button.fold");
	assert.equal(await page.getAttribute("button.fold", "aria-expanded"), "true");
	await page.selectOption("#status", "2");
	await page.waitForTimeout(200);
	assert.equal(new URL(page.url()).pathname, "/");
	await Promise.all([page.waitForURL("**/list?*"), page.click(".filters [type=submit]")]);
	assert.equal(query(page), "?status=2");
});

test("the copy button shows itself and copies", async () => {
	const page = await sample({ permissions: ["clipboard-read", "clipboard-write"] });
	await page.click("[data-copy]");
	await page.waitForFunction(() => document.querySelector("[data-copy]").textContent === "Tautan tersalin");
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "disalin");
});

const box = async (page) => (await page.getAttribute("svg.map", "viewBox")).split(" ").map(Number);

test("the map zooms about its middle, stays within itself and goes back", async () => {
	const page = await sample();
	await page.click(".map-tools button:nth-child(1)");
	assert.deepEqual(await box(page), [375, 187.5, 1250, 625]);
	assert.equal(await page.getAttribute(".map circle", "r"), "31.25");
	const area = await page.locator("svg.map").boundingBox();
	await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2);
	await page.mouse.down();
	await page.mouse.move(area.x + area.width * 2, area.y + area.height / 2, { steps: 4 });
	await page.mouse.up();
	assert.equal((await box(page))[0], 0);
	assert.equal(new URL(page.url()).pathname, "/", "the end of a drag is not a click");
	await page.click(".map-tools button:nth-child(3)");
	assert.deepEqual(await box(page), [0, 0, 2000, 1000]);
});

test("names that would overlap wait for room", async () => {
	const page = await sample();
	const hidden = () => page.$$eval(".map-labels text", (all) => all.map((t) => t.getAttribute("visibility") === "hidden"));
	assert.deepEqual(await hidden(), [false, true, false]);
	assert.equal(await page.getAttribute(".map-labels", "font-size"), "40");
	for (let i = 0; i < 6; i++) await page.click(".map-tools button:nth-child(1)");
	assert.ok(parseFloat(await page.getAttribute(".map-labels", "font-size")) < 4);
});

test("pointer and keyboard show an area's card; the mouse follows its link", async () => {
	const page = await sample();
	await page.hover("[data-code='53.01'] path");
	assert.equal(await page.textContent(".map-card"), "Kupang41 program");
	await page.focus("[data-code='53.02']");
	assert.equal(await page.textContent(".map-card"), "Belu7 program");
	assert.equal(await page.getAttribute("[data-code='53.02']", "aria-label"), "Belu: 7 program");
	await page.keyboard.press("Escape");
	assert.equal(await page.isVisible(".map-card"), false);
	await Promise.all([page.waitForURL("**/place/53.01"), page.click("[data-code='53.01'] path")]);
});

test("a finger's first tap shows the card with the link", async () => {
	const page = await sample({ viewport: sizes.phone, hasTouch: true, isMobile: true });
	await page.tap("[data-code='53.02'] path");
	assert.equal(new URL(page.url()).pathname, "/");
	assert.match(await page.textContent(".map-card"), /^Belu7 programBuka/);
	await Promise.all([page.waitForURL("**/place/53.02"), page.tap(".map-card a")]);
});
