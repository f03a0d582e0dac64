// Every kind of page, in both languages and two widths: usable, valid, labelled, small, without third parties.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { axe, boundaries, fillDemo, invalid, languages, launch, needs, open, overflow, pagesOf, serve, sizes } from "./browser.mjs";

const banner = { id: "DATA CONTOH – bukan daftar resmi", en: "DATA CONTOH – sample data, not an official list" };
const kilobytes = 1000;
let server, browser, list;

before(async () => {
	server = await serve(fillDemo);
	list = await pagesOf(server.address);
	if (!needs.chromium.skip) browser = await launch();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

// A plain visit without a browser.
async function fetchPage(path, expected = 200) {
	const response = await fetch(server.address + path);
	const text = await response.text();
	assert.equal(response.status, expected, path);
	return { text, type: response.headers.get("content-type") };
}

for (const lang of languages)
	for (const [size, viewport] of Object.entries(sizes))
		test(`everybody can use every page: ${lang}, ${size}`, needs.chromium, async () => {
			const page = await open(browser, { viewport });
			for (const [name, path] of list) {
				const answer = await page.goto(`${server.address}/${lang}${path}`);
				assert.equal(answer.status(), 200, name);
				assert.deepEqual(await axe(page), [], name);
				assert.ok((await overflow(page)) <= 0, `${name} scrolls sideways`);
				assert.equal(await page.getAttribute("html", "lang"), lang, name);
				assert.equal(await page.textContent(".demo-banner"), banner[lang], name);
				assert.equal(await page.locator("h1").count(), 1, name);
				assert.deepEqual(page.complaints, [], name);
			}
			await page.goto(`${server.address}/${lang}/nowhere`);
			assert.deepEqual(await axe(page), [], "the page for what is not there");
			await page.context().close();
		});

test("the HTML of every page is valid", needs.java, async () => {
	const folder = mkdtempSync(join(tmpdir(), "selaras-html-"));
	const files = [];
	for (const lang of languages) {
		for (const [name, path] of list) {
			files.push(join(folder, `${name.replace(/ /g, "-")}.${lang}.html`));
			writeFileSync(files.at(-1), (await fetchPage(`/${lang}${path}`)).text);
		}
		files.push(join(folder, `missing.${lang}.html`));
		writeFileSync(files.at(-1), (await fetchPage(`/${lang}/nowhere`, 404)).text);
	}
	assert.deepEqual(await invalid(files), []);
	rmSync(folder, { recursive: true });
});

test("every page says once that it is made of example data", async () => {
	for (const lang of languages)
		for (const [name, path] of list) {
			const { text } = await fetchPage(`/${lang}${path}`);
			assert.equal(text.split(`>${banner[lang]}<`).length, 2, `${name} in ${lang}`);
		}
});

test("what is not there: 404 in the language of the address, with the way home", async () => {
	const titles = { id: "Halaman tidak ditemukan", en: "Page not found" };
	for (const lang of languages)
		for (const path of ["/nowhere", "/partner/NOBODY", "/activity/999999999", "/place/99.99", "/sector/nothing"]) {
			const { text } = await fetchPage(`/${lang}${path}`, 404);
			assert.match(text, new RegExp(`<h1>${titles[lang]}</h1>`), path);
			assert.match(text, new RegExp(`<html lang="${lang}">`), path);
			assert.ok(text.includes(`href="/${lang}/"`), path);
		}
});

// ---- bytes ----

// What a first visit brings over the line, compressed by gzip as the server sends it; only 127.0.0.1 is asked.
async function firstVisit(path) {
	const html = await fetchPage(path);
	const assets = [...html.text.matchAll(/<(?:link|script)\b[^>]*?(?:href|src)="([^"]+)"[^>]*>/g)]
		.filter((m) => /rel="(stylesheet|icon)"|<script/.test(m[0])).map((m) => m[1]);
	const sprite = /<use href="([^"#]+)#/.exec(html.text)?.[1];
	let bytes = 0;
	for (const asset of [path, ...new Set([...assets, ...(sprite ? [sprite] : [])])]) {
		const url = new URL(asset, server.address + path);
		assert.equal(url.origin, server.address, `${path} asks ${url.origin}`);
		bytes += await transferred(url);
	}
	return bytes;
}

async function transferred(url) {
	const { request } = await import("node:http");
	return new Promise((done, failed) => {
		const asked = request(url, { headers: { "Accept-Encoding": "gzip" } }, (answer) => {
			const parts = [];
			answer.on("data", (part) => parts.push(part));
			answer.on("end", () => {
				const body = Buffer.concat(parts);
				if (answer.headers["content-encoding"] === "gzip") gunzipSync(body);
				done(body.length);
			});
		});
		asked.on("error", failed);
		asked.end();
	});
}

const mapPages = { home: 60, map: 60, province: 60, partner: 60, activity: 60, sector: 60, indicator: 60, regency: 85, district: 85, "map of districts": 85 };

test("a first visit keeps to its bytes: 45 kB, with a map of regencies 60 kB, of districts 85 kB", async () => {
	const over = [];
	for (const lang of languages)
		for (const [name, path] of list) {
			const bytes = await firstVisit(`/${lang}${path}`);
			const most = mapPages[name] || 45;
			if (bytes > most * kilobytes) over.push(`${name} (${lang}): ${bytes} bytes, at most ${most} kB`);
		}
	assert.deepEqual(over, []);
});

test("the plain HTML of a page stays under 100 kB, without a map", async () => {
	for (const [name, path] of list) {
		if (mapPages[name]) continue;
		const { text } = await fetchPage(`/id${path}`);
		assert.ok(Buffer.byteLength(text) <= 100 * kilobytes, `${name}: ${Buffer.byteLength(text)}`);
		assert.ok(gzipSync(text).length <= 20 * kilobytes, `${name}: ${gzipSync(text).length} compressed`);
	}
});

// ---- language, keyboard ----

test("the language switch keeps the path and the query", needs.chromium, async () => {
	const page = await open(browser);
	for (const path of ["/", "/activity?status=2&place=53.02&sort=-committed&page=2", "/matrix?by=sector&measure=money", "/search?q=air+bersih"]) {
		await page.goto(`${server.address}/id${path}`);
		await page.click(".language-switch a[hreflang=en]");
		assert.equal(page.url(), `${server.address}/en${path}`);
		assert.equal(await page.getAttribute("html", "lang"), "en");
		await page.click(".language-switch a[hreflang=id]");
		assert.equal(page.url(), `${server.address}/id${path}`);
	}
	await page.context().close();
});

const needsAreas = existsSync(boundaries) ? needs.chromium : { skip: `no boundaries in ${boundaries}` };

test("by keyboard: past the header with the skip link, onto all areas of the map, and in", needsAreas, async () => {
	const page = await open(browser);
	await page.goto(`${server.address}/id/map`);
	await page.keyboard.press("Tab");
	const skip = page.locator("a.skip");
	assert.ok(await skip.evaluate((a) => a === document.activeElement), "the skip link comes first");
	assert.ok((await skip.boundingBox()).y >= 0, "the skip link shows itself");
	await page.keyboard.press("Enter");
	assert.equal(await page.evaluate(() => document.activeElement.id), "main");
	const codes = [];
	for (let i = 0; i < 80 && codes.length < 22; i++) {
		await page.keyboard.press("Tab");
		const code = await page.evaluate(() => document.activeElement.closest(".map-areas a")?.dataset.code);
		if (code) codes.push(code);
	}
	assert.equal(new Set(codes).size, 22, `the focus reached ${codes}`);
	assert.equal(codes.at(-1), "53.71");
	assert.match(await page.textContent(".map-card"), /^Kota Kupang\d+ program$/);
	await Promise.all([page.waitForURL("**/id/place/53.71*"), page.keyboard.press("Enter")]);
	await page.context().close();
});

test("the focus can always be seen", needs.chromium, async () => {
	const page = await open(browser);
	await page.goto(`${server.address}/id/activity`);
	for (let i = 0; i < 25; i++) {
		await page.keyboard.press("Tab");
		const seen = await page.evaluate(() => {
			const style = getComputedStyle(document.activeElement);
			return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
		});
		assert.ok(seen, await page.evaluate(() => document.activeElement.outerHTML.slice(0, 160)));
	}
	await page.context().close();
});
