// The story of an office that is renamed: the old name ends, the new one begins, papers of before keep the old one; the
// bureau takes a number for a letter.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { invalid, launch, look, needs, open, sizes } from "./browser.mjs";
import { serveDemo, signIn } from "./sign_in.mjs";

let server, browser, accounts, pages;
const kept = [];

before(async () => {
	pages = mkdtempSync(join(tmpdir(), "selaras-office-"));
	({ server, accounts } = await serveDemo());
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await server?.stop();
	rmSync(pages, { recursive: true, force: true });
});

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

test("an office is renamed, and papers keep the name of their day", needs.chromium, async () => {
	const page = await open(browser);
	await signIn(page, server.address, accounts.admin, "/id/desk");
	await page.click('main a:has-text("Unit pemerintah")');
	await lookTwice(page, "unit-daftar");
	await page.click('main a:has-text("Biro Perekonomian")');
	assert.match(await page.textContent(".letterhead .unit"), /^BIRO PEREKONOMIAN DAN ADMINISTRASI PEMBANGUNAN$/);
	await lookTwice(page, "unit");
	const unit = page.url();
	await page.goto(`${unit}/edit?section=names`);
	const since = await page.$$eval('[name$="/since"]', (list) => list.filter((e) => e.value.includes("2025")).map((e) => e.name)[0]);
	await page.fill(`[name="${since.replace("since", "until")}"]`, "2099-12-31");
	await page.click('button[value="add:name"]');
	const row = (await page.$$eval('[name$="/name"]', (list) => list.filter((e) => !e.value).map((e) => e.name)))[0].replace("/name", "");
	await page.fill(`[name="${row}/name"]`, "Biro Kerja Sama (DATA CONTOH)");
	await page.fill(`[name="${row}/since"]`, "2099-12-31");
	await page.click('.form-buttons button[value=""]');
	assert.match(await page.textContent("main"), /berlaku pada hari yang sama/, "two names of one day are refused");
	await lookTwice(page, "unit-nama-bertemu");
	await page.fill(`[name="${row}/since"]`, "2100-01-01");
	await page.click('.form-buttons button[value=""]');
	await page.waitForURL(unit);
	assert.match(await page.textContent("h1"), /Biro Kerja Sama/);
	assert.match(await page.textContent(".letterhead .unit"), /^BIRO PEREKONOMIAN/, "today's paper has today's name");
	await page.goto(`${server.address}/id/register/2019`);
	assert.match(await page.textContent(".letterhead .unit"), /^BIRO PEREKONOMIAN/);
	assert.match(await page.textContent(".signature"), /Kepala Biro Baru/);
	await lookTwice(page, "register-kop");
	assert.deepEqual(page.complaints.filter((c) => !/status of 422|ERR_ABORTED/.test(c)), []);
});

test("the bureau takes a number for a letter", needs.chromium, async () => {
	const page = await open(browser);
	await signIn(page, server.address, accounts.bureau, "/id/desk");
	await page.click('main a:has-text("Unit pemerintah")');
	await page.click('main tbody a:has-text("Biro")');
	await page.click('main a:has-text("Nomor surat")');
	const next = (await page.textContent("main .hint")).match(/\S+$/)[0];
	await page.fill("#subject", "Undangan rapat (contoh)");
	await page.click('main button:has-text("Ambil nomor")');
	assert.equal(await page.textContent('main [role="status"] strong'), next, "the number that was promised");
	await lookTwice(page, "nomor-surat");
	await page.reload();
	assert.equal(await page.locator('main td:has-text("Undangan rapat (contoh)")').count(), 1, "looked at again, it is taken once");
	assert.deepEqual(page.complaints, []);
});

test("the pages are sound HTML", needs.chromium, async () => {
	assert.deepEqual(await invalid(kept), []);
});
