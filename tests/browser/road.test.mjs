// The road of a newcomer, by real links: home, search, partner, programme, village, matrix, download.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fillDemo, languages, launch, needs, open, serve, sizes } from "./browser.mjs";

const words = {
	id: { search: "Cari", download: "CSV", title: "Siapa apa di mana" },
	en: { search: "Search", download: "CSV", title: "Who does what where" },
};
let server, browser;

before(async () => {
	if (needs.chromium.skip) return;
	server = await serve(fillDemo);
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

const path = (page) => new URL(page.url()).pathname;

// Follows the first link in MAIN whose address looks like this; every page on the road stands and has its heading.
async function follow(page, pattern, place = "main") {
	const links = page.locator(`${place} a:visible`);
	const addresses = await links.evaluateAll((all) => all.map((a) => a.getAttribute("href")));
	const i = addresses.findIndex((href) => pattern.test(href));
	assert.notEqual(i, -1, `${page.url()} has a link like ${pattern}`);
	await links.nth(i).click();
	await page.waitForURL((url) => url.pathname + url.search === addresses[i]);
	return page.textContent("h1");
}

for (const javaScriptEnabled of [true, false])
	for (const lang of languages)
		for (const [size, viewport] of Object.entries(sizes))
			test(`from home to a download: ${lang}, ${size}, script ${javaScriptEnabled ? "on" : "off"}`, needs.chromium, async () => {
				const page = await open(browser, { viewport, javaScriptEnabled, locale: lang === "en" ? "en-GB" : "id-ID" });
				await page.goto(server.address);
				assert.equal(path(page), `/${lang}/`, "the browser's language is taken");

				await page.fill("[role=search] input", "water.org");
				await page.click("[role=search] button");
				assert.equal(path(page), `/${lang}/search`);
				assert.equal(await page.inputValue("[role=search] input"), "water.org");

				assert.equal(await follow(page, /\/partner\/ID-CONTOH-WATERORG$/), "Water.org");
				const programme = await follow(page, /\/activity\/\d+$/);
				assert.ok((await page.textContent("main")).includes("ID-CONTOH-WATERORG"), "the programme tells its identifier");
				const village = await follow(page, /\/place\/\d\d\.\d\d\.\d\d\.\d{4}$/);
				assert.match(village, lang === "id" ? /^(Desa|Kelurahan) / : / (Village|Urban village)$/);
				assert.ok((await page.textContent("main")).includes(programme), "the village lists the programme");

				assert.equal(await follow(page, /\/matrix$/, ".site-nav"), words[lang].title);
				assert.equal(await page.locator("table.heat tbody tr").count(), 27);
				const [file] = await Promise.all([
					page.waitForEvent("download"),
					page.locator(".downloads a", { hasText: words[lang].download }).click(),
				]);
				assert.match(file.suggestedFilename(), /contoh[a-z0-9.-]*\.csv$/, "the file is labelled as well");
				const csv = readFileSync(await file.path(), "utf8");
				assert.ok(csv.includes("Water.org"), "the file has the rows of the page");
				assert.deepEqual(page.complaints.filter((c) => !/net::ERR_ABORTED/.test(c)), []);
				await page.context().close();
			});

test("a cell of the matrix opens the programmes it counts", needs.chromium, async () => {
	const page = await open(browser);
	await page.goto(`${server.address}/id/matrix`);
	const cell = page.locator("table.heat tbody td a").first();
	const count = Number(await cell.textContent());
	await cell.click();
	assert.equal(await page.locator("main tbody tr").count(), count);
	const [file] = await Promise.all([page.waitForEvent("download"), page.locator(".downloads a", { hasText: "CSV" }).click()]);
	const ids = readFileSync(await file.path(), "utf8").match(/ID-CONTOH-[A-Z]+-\d+/g);
	assert.equal(new Set(ids).size, count, "the file has what the page shows");
	await page.context().close();
});

test("without script a filter is sent by its button and leaves by its chip", needs.chromium, async () => {
	const page = await open(browser, { javaScriptEnabled: false, viewport: sizes.phone });
	await page.goto(`${server.address}/id/activity`);
	const all = await page.textContent(".pager-range");
	await page.selectOption("#filter-place", "53.02");
	assert.equal(page.url(), `${server.address}/id/activity`, "nothing happens before the button");
	await page.click(".filters [type=submit]");
	assert.equal(new URL(page.url()).searchParams.get("place"), "53.02");
	const some = await page.textContent(".pager-range");
	assert.notEqual(some, all);
	assert.match(await page.textContent(".chips"), /Timor Tengah Selatan/);
	await page.click(".chips .chip");
	assert.equal(new URL(page.url()).searchParams.get("place"), null);
	assert.equal(await page.textContent(".pager-range"), all);
	await page.context().close();
});

test("with script choosing is enough", needs.chromium, async () => {
	const page = await open(browser);
	await page.goto(`${server.address}/id/activity`);
	await Promise.all([page.waitForURL("**/id/activity?*sector=kesehatan*"), page.selectOption("#filter-sector", "kesehatan")]);
	assert.match(await page.textContent(".chips"), /Kesehatan dan gizi/);
	await page.context().close();
});
