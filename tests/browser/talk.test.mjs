// Stories of the desk: a duplicate partner is merged and taken apart again; a comment that names somebody tells them.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { invalid, launch, look, needs, open, sizes } from "./browser.mjs";
import { serveDemo, signIn } from "./sign_in.mjs";

let server, browser, accounts, pages;

before(async () => {
	pages = mkdtempSync(join(tmpdir(), "selaras-talk-"));
	({ server, accounts } = await serveDemo());
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await server?.stop();
	rmSync(pages, { recursive: true, force: true });
});

const kept = [];
// Both sizes; the page is kept for the HTML checker.
async function lookTwice(page, name) {
	for (const [size, viewport] of Object.entries(sizes)) {
		await page.setViewportSize(viewport);
		await look(page, size, name);
	}
	await page.setViewportSize(sizes.wide);
	const file = join(pages, `${name}.html`);
	writeFileSync(file, await (await page.context().request.get(page.url())).text());
	kept.push(file);
}

// Going on cuts off what the page before was still loading: that is no fault of it.
const complaints = (...list) => list.flatMap((page) => page.complaints).filter((c) => !c.endsWith("net::ERR_ABORTED"));

async function signedIn(role) {
	const page = await open(browser);
	await signIn(page, server.address, accounts[role], "/id/desk");
	return page;
}

test("a duplicate partner is merged and taken apart again", needs.chromium, async () => {
	const page = await signedIn("bureau");
	await page.goto(`${server.address}/id/desk/organisation`);
	const partners = await page.$$eval("main tbody th a", (list) => list.slice(0, 2).map((a) => ({ href: a.href, name: a.textContent })));
	const [keep, drop] = partners;
	await page.goto(keep.href);
	await page.click("text=Gabungkan dengan");
	await lookTwice(page, "merge-choose");
	await page.fill("#merge-q", drop.name);
	await page.click(".desk-search button");
	await page.click(`main .results a:has-text(${JSON.stringify(drop.name)})`);
	assert.match(await page.textContent("main .lead"), new RegExp("Yang dipertahankan"));
	await lookTwice(page, "merge-preview");
	await page.click("main button.primary");
	await page.waitForURL(/\/desk\/merges$/);
	assert.ok((await page.textContent("main")).includes(drop.name));
	await lookTwice(page, "merges");
	await page.goto(drop.href);
	assert.match(await page.textContent("main .meta"), /tempat sampah/i);
	await page.goto(`${server.address}/id/desk/bin`);
	await lookTwice(page, "bin");
	await page.goto(`${server.address}/id/desk/merges`);
	await page.click("main button[type=submit]");
	await page.waitForURL(/\/desk\/merges$/);
	assert.match(await page.textContent("main"), /Dibatalkan/);
	await page.goto(drop.href);
	assert.doesNotMatch(await page.textContent("main .meta"), /tempat sampah/i);
	assert.deepEqual(complaints(page), []);
});

test("a comment that names somebody tells them", needs.chromium, async () => {
	const partner = await signedIn("partner");
	await partner.goto(`${server.address}/id/desk/activity`);
	const href = await partner.$eval("main tbody th a", (a) => a.href);
	const bureau = await signedIn("bureau");
	const name = (await partner.textContent(".account-name")).trim();
	await bureau.goto(href);
	await bureau.fill("#talk-text", `@${name} mohon lengkapi anggarannya.`);
	await bureau.click(".talk form button[type=submit]");
	await bureau.waitForURL(/#comment-/);
	await lookTwice(bureau, "comment");
	await partner.goto(`${server.address}/id/desk`);
	assert.equal((await partner.textContent(".bell .count")).trim(), "1");
	await partner.click(".bell");
	assert.match(await partner.textContent(".notices"), /menyebut Anda/);
	await lookTwice(partner, "notices");
	await partner.click(".notices .unread button");
	await partner.waitForURL(/\/desk\/notices$/);
	assert.equal(await partner.$(".bell .count"), null);
	assert.deepEqual(complaints(partner, bureau), []);
});

test("the pages are valid", needs.java, async () => {
	assert.ok(kept.length > 5);
	assert.deepEqual(await invalid(kept), []);
});
