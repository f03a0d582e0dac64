// The road of a visitor through the demo province, in both languages, at two widths, with and without script: home, search,
// partner, programme, village, matrix, download. Every page is checked by axe and the HTML checker and held to its bytes.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, invalid, launch, open, overflow, serve, sizes } from "./browser.mjs";

let browser, server;
const geo = "../shared/geo";

before(async () => {
	browser = await launch();
	server = await serve(async (command, db) => {
		if (existsSync(geo)) await command("geo", "import", "--db", db, geo);
		await command("demo", "--db", db);
	});
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

const words = {
	id: { partners: "Mitra", matrix: "Siapa apa di mana", other: "en" },
	en: { partners: "Partners", matrix: "Who does what where", other: "id" },
};
const templates = ["/", "/partner", "/partner/ID-CONTOH-UNICEF", "/activity", "/place/53", "/place/53.02", "/place/53.02.01",
	"/sector", "/sector/kesehatan", "/matrix", "/map", "/search?q=air", "/indicator", "/indicator/hdi", "/about", "/data", "/nowhere"];

async function click(page, locator) {
	await Promise.all([page.waitForLoadState("load"), locator.first().click()]);
	await page.waitForLoadState("load");
}

async function road(page, lang) {
	await page.goto(`${server.address}/${lang}/`);
	assert.match(await page.textContent("body"), /DATA CONTOH/);
	await page.fill("#q", "WFP");
	await page.press("#q", "Enter");
	await page.waitForURL(/search/);
	await click(page, page.locator("main a", { hasText: "World Food Programme" }));
	assert.match(page.url(), /partner\/ID-CONTOH-WFP/);
	await click(page, page.locator("main table a[href*='/activity/']"));
	assert.match(page.url(), new RegExp(`/${lang}/activity/\\d+`));
	await click(page, page.locator(".facts a[href*='/place/53.']"));
	assert.match(page.url(), /place\/53\.\d\d\.\d\d\.\d{4}/);
	assert.match(await page.textContent("body"), /DATA CONTOH/);
	await page.goto(`${server.address}/${lang}/matrix`);
	await click(page, page.locator("table.heat td a"));
	assert.match(page.url(), /activity\?/);
	const link = page.locator(".downloads a[href*='activities.csv']").first();
	const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
	assert.equal(download.suggestedFilename(), "contoh-activities.csv");
	assert.match(readFileSync(await download.path(), "utf8"), /ID-CONTOH-/);
}

for (const lang of ["id", "en"])
	for (const [name, viewport] of Object.entries(sizes))
		for (const javaScriptEnabled of [true, false])
			test(`the road: ${lang}, ${name}, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
				const page = await open(browser, { viewport, javaScriptEnabled, acceptDownloads: true });
				await road(page, lang);
				assert.deepEqual(page.complaints.filter((c) => !/ERR_ABORTED/.test(c)), []);
				await page.context().close();
			});

for (const [name, viewport] of Object.entries(sizes))
	test(`axe finds nothing and no page scrolls sideways: ${name}`, async () => {
		const page = await open(browser, { viewport });
		const activity = (await (await fetch(`${server.address}/api/v1/activities`)).json()).items[0].id;
		const found = [];
		for (const lang of ["id", "en"])
			for (const path of [...templates, `/activity/${activity}`]) {
				await page.goto(`${server.address}/${lang}${path}`);
				for (const v of await axe(page)) found.push(`${lang}${path}: ${v}`);
				if (await overflow(page) > 0) found.push(`${lang}${path}: scrolls sideways`);
			}
		assert.deepEqual(found, []);
		await page.context().close();
	});

test("every page is valid HTML", { skip: !existsSync("/usr/bin/java") && !process.env.JAVA_HOME && "no java" }, async () => {
	const folder = mkdtempSync(join(tmpdir(), "selaras-html-"));
	const files = [];
	for (const lang of ["id", "en"])
		for (const [i, path] of templates.entries()) {
			const file = join(folder, `${lang}-${i}.html`);
			writeFileSync(file, await (await fetch(`${server.address}/${lang}${path}`)).text());
			files.push(file);
		}
	assert.deepEqual(await invalid(files), []);
	rmSync(folder, { recursive: true });
});

// First visit, compressed as sent: page, style sheet, script, icons, pictures; nothing from anywhere else.
for (const [path, budget] of [["/", 60], ["/activity", 45], ["/partner", 45], ["/partner/ID-CONTOH-UNICEF", 60], ["/place/53", 60],
	["/place/53.02", 85], ["/matrix", 45], ["/map", 60], ["/map?place=53.02", 85]])
	test(`at most ${budget} kB: ${path}`, async () => {
		const page = await open(browser);
		const client = await page.context().newCDPSession(page);
		let bytes = 0;
		const foreign = [];
		await client.send("Network.enable");
		client.on("Network.loadingFinished", (e) => (bytes += e.encodedDataLength));
		page.on("request", (r) => r.url().startsWith(server.address) || r.url().startsWith("data:") || foreign.push(r.url()));
		await page.goto(`${server.address}/id${path}`, { waitUntil: "networkidle" });
		assert.deepEqual(foreign, []);
		assert.ok(bytes > 5000 && bytes <= budget * 1000, `${bytes} bytes`);
		await page.context().close();
	});

test("the other language keeps path and query", async () => {
	const page = await open(browser);
	await page.goto(`${server.address}/id/activity?sector=kesehatan&year=2022`);
	await click(page, page.locator(".language-switch a[hreflang=en]"));
	assert.equal(page.url(), `${server.address}/en/activity?sector=kesehatan&year=2022`);
	await page.context().close();
});

test("the keyboard reaches the content and every place on the map", { skip: !existsSync(geo) && "no boundary pack" }, async () => {
	const page = await open(browser);
	await page.goto(`${server.address}/id/map`);
	await page.keyboard.press("Tab");
	assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
	await page.keyboard.press("Enter");
	const seen = new Set();
	for (let i = 0; i < 80; i++) {
		await page.keyboard.press("Tab");
		const code = await page.evaluate(() => document.activeElement.getAttribute("data-code"));
		if (code) seen.add(code);
	}
	assert.equal(seen.size, 22);
	await page.context().close();
});
