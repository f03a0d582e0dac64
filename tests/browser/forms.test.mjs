// Forms in a browser: a draft outlives a killed browser and a killed server; rows with and without script; two people
// at one field; everything usable with axe, on a phone, and valid.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { axe, invalid, launch, needs, open, overflow, program, sizes } from "./browser.mjs";
import { demoAccounts, signIn } from "./sign_in.mjs";

const folder = mkdtempSync(join(tmpdir(), "selaras-forms-")), db = `sqlite:${join(folder, "test.db")}`;
const kilobytes = 1000;
let accounts, server, browser;

// A server that can be killed and started again on the same port.
async function start(port = 0) {
	const child = spawn(program, ["serve", "--db", db, "--bind", "127.0.0.1", "--port", String(port)]);
	const address = await new Promise((found, failed) => {
		let text = "";
		const look = (data) => {
			text += data;
			const m = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
			if (m) found(m[0]);
		};
		child.stdout.on("data", look);
		child.stderr.on("data", look);
		child.on("exit", (code) => failed(new Error(`the server ended with ${code}: ${text}`)));
	});
	return { child, address, port: Number(new URL(address).port) };
}
const ended = (child) => new Promise((done) => (child.exitCode !== null || child.signalCode ? done() : child.on("exit", done)));

before(async () => {
	execFileSync(program, ["init", "--db", db]);
	accounts = demoAccounts(execFileSync(program, ["demo", "--db", db], { encoding: "utf8", maxBuffer: 1 << 26 }));
	server = await start();
	if (!needs.chromium.skip) browser = await launch();
});
after(async () => {
	await browser?.close();
	server.child.kill("SIGKILL");
	await ended(server.child);
	if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
});

async function signedIn(options = {}, next = "/id/desk", who = "partner", at = browser) {
	const page = await open(at, options);
	await signIn(page, server.address, accounts[who], next);
	return page;
}
const kept = (page) => page.waitForFunction(() => /^(Draf tersimpan|Draft saved)/.test(document.querySelector("[data-kept]").textContent), null, { timeout: 15000 });
const first = async (page) => {
	await page.goto(`${server.address}/id/desk/activity`);
	return page.getAttribute("tbody a", "href");
};

test("a draft outlives a killed browser and a killed server", needs.chromium, async () => {
	const mine = await launch();
	let page = await signedIn({}, "/id/desk/activity/new", "partner", mine);
	await page.fill('[name="title.id"]', "Sumur yang belum selesai (contoh)");
	await page.selectOption('[name="activity_status"]', "2");
	await kept(page);
	await mine.close();
	server.child.kill("SIGKILL");
	await ended(server.child);
	server = await start(server.port);
	page = await signedIn({}, "/id/desk/activity/new");
	assert.equal(await page.inputValue('[name="title.id"]'), "Sumur yang belum selesai (contoh)");
	assert.match(await page.textContent("main"), /Draf dari .* dipulihkan/);
	await page.click('.form-buttons button[value="draft"]');
	await page.waitForURL(/\/id\/desk\/activity\/[0-9A-Z]{26}$/);
	assert.match(await page.textContent("h1"), /Sumur yang belum selesai/);
	assert.match(await page.textContent(".tasks"), /belum diisi/);
	await page.goto(`${server.address}/id/desk/activity/new`);
	assert.equal(await page.inputValue('[name="title.id"]'), "");
	await page.context().close();
});

test("what is typed without a connection is kept and sent later", needs.chromium, async () => {
	const page = await signedIn({}, "/id/desk/activity/new");
	await page.context().setOffline(true);
	await page.fill('[name="title.id"]', "Tanpa sambungan");
	await page.waitForFunction(() => document.querySelector("[data-kept]").textContent.startsWith("Tanpa sambungan"), null, { timeout: 15000 });
	await page.context().setOffline(false);
	await page.goto(`${server.address}/id/desk`);
	await page.goto(`${server.address}/id/desk/activity/new`);
	await page.waitForFunction(() => document.querySelector('[name="title.id"]').value === "Tanpa sambungan");
	/* sent when the page was left, or now */
	await page.waitForFunction(() => localStorage.length === 0);
	await page.goto(`${server.address}/id/desk/activity/new`);
	await page.click('.notice button[value="discard"]');
	await page.waitForLoadState();
	assert.equal(await page.inputValue('[name="title.id"]'), "");
	await page.context().close();
});

test("rows added without a connection come back after the page died", needs.chromium, async () => {
	const page = await signedIn({});
	const record = await first(page), form = `${server.address}${record}/edit?section=sector`;
	await page.goto(form);
	const rows = (p) => p.locator('[data-list="sector"] > .form-row').count();
	const before = await rows(page);
	await page.context().setOffline(true);
	await page.locator('[data-list="sector"] > .row-actions button[value="add:sector"]').click();
	await page.locator('[data-list="sector"] > .row-actions button[value="add:sector"]').click();
	await page.fill('[name="sector[+1]/code"]', "14030");
	await page.fill('[name="sector[+2]/percentage"]', "12,5");
	await page.waitForFunction(() => document.querySelector("[data-kept]").textContent.startsWith("Tanpa sambungan"), null, { timeout: 15000 });
	const again = await page.context().newPage();
	await page.close();
	await again.context().setOffline(false);
	await again.goto(form);
	await again.waitForSelector('[name="sector[+2]/percentage"]');
	assert.equal(await rows(again), before + 2);
	assert.equal(await again.inputValue('[name="sector[+1]/code"]'), "14030");
	assert.equal(await again.inputValue('[name="sector[+2]/percentage"]'), "12,5");
	await kept(again);
	await again.goto(form);
	await again.click('.notice button[value="discard"]');
	await again.waitForLoadState();
	assert.equal(await rows(again), before);
	await again.context().close();
});

for (const javaScriptEnabled of [true, false])
	test(`rows come, are filled and go ${javaScriptEnabled ? "with" : "without"} script`, needs.chromium, async () => {
		const page = await signedIn({ javaScriptEnabled, viewport: sizes.phone });
		const record = await first(page);
		await page.goto(`${server.address}${record}/edit?section=sector`);
		const rows = () => page.locator('[data-list="sector"] > .form-row').count();
		const before = await rows();
		const press = (value) => page.locator(`[data-list="sector"] button[value="${value}"]`).last().press("Enter");
		await press("add:sector");
		await page.waitForSelector('[name="sector[+1]/code"]');
		assert.equal(await rows(), before + 1);
		await page.fill('[name="sector[+1]/code"]', "14030");
		await press("equal:sector");
		await page.waitForLoadState();
		assert.equal(await page.inputValue('[name="sector[+1]/code"]'), "14030");
		await press("remove:sector[+1]");
		await page.waitForSelector('[name="sector[+1]/code"]', { state: "detached" });
		assert.equal(await rows(), before);
		assert.ok((await overflow(page)) <= 0, "scrolls sideways");
		if (javaScriptEnabled) assert.deepEqual(page.complaints, []);
		await page.context().close();
	});

test("a place is picked by part of its name, by keyboard", needs.chromium, async () => {
	const page = await signedIn();
	await page.goto(`${server.address}${await first(page)}/edit?section=place`);
	await page.click('button[value="add:location"]');
	const field = page.locator('[name="location[+1]/ref"]');
	await field.pressSequentially("kupang timur");
	await page.waitForSelector('#pick-list [role="option"]');
	await page.waitForLoadState("networkidle"); // the answer to the last letter
	await field.press("ArrowDown");
	assert.equal(await page.getAttribute('#pick-list [role="option"]', "aria-selected"), "true");
	await field.press("Enter");
	assert.match(await field.inputValue(), /^Kec\. Kupang Timur, Kab\. Kupang \(53\.01\.\d\d\)$/);
	await page.context().close();
});

test("two people at one field see both and lose nothing", needs.chromium, async () => {
	const mine = await signedIn(), theirs = await signedIn({}, "/id/desk", "bureau");
	const record = await first(mine);
	for (const page of [mine, theirs]) await page.goto(`${server.address}${record}/edit?section=main`);
	const now = await mine.inputValue('[name="activity_status"]');
	const [one, other] = ["2", "3", "4"].filter((code) => code !== now);
	await theirs.selectOption('[name="activity_status"]', one);
	await theirs.click('.form-buttons button[value=""]');
	await theirs.waitForURL(`${server.address}${record}`);
	await mine.selectOption('[name="activity_status"]', other);
	await mine.fill('[name="title.en"]', "Another title (sample)");
	await mine.click('.form-buttons button[value=""]');
	await mine.waitForSelector(".clash");
	assert.deepEqual(await axe(mine), []);
	await mine.check('[name="_take:activity_status"][value="mine"]');
	await mine.click("main form button[type=submit]");
	await mine.waitForURL(`${server.address}${record}`);
	await mine.goto(`${server.address}${record}/edit?section=main`);
	assert.equal(await mine.inputValue('[name="activity_status"]'), other);
	assert.equal(await mine.inputValue('[name="title.en"]'), "Another title (sample)");
	await mine.context().close();
	await theirs.context().close();
});

for (const [size, viewport] of Object.entries(sizes))
	test(`every page of the desk is usable, valid and small: ${size}`, needs.chromium, async () => {
		const page = await signedIn({ viewport });
		const record = await first(page), html = mkdtempSync(join(tmpdir(), "selaras-html-"));
		const paths = ["/id/desk", "/id/desk/activity", "/id/desk/bin", "/id/desk/activity/new", "/id/desk/pick/place?q=kupang", record, `${record}/history`];
		for (const section of ["main", "place", "sector", "money", "result", "document", "other"]) paths.push(`${record}/edit?section=${section}`);
		for (const [i, path] of paths.entries()) {
			const answer = await page.goto(server.address + path);
			assert.equal(answer.status(), 200, path);
			const body = await answer.body();
			assert.deepEqual(await axe(page), [], path);
			assert.ok((await overflow(page)) <= 0, `${path} scrolls sideways`);
			assert.ok(gzipSync(body).length <= 45 * kilobytes, `${path}: ${gzipSync(body).length} bytes`);
			writeFileSync(join(html, `${i}.html`), body);
		}
		assert.deepEqual(page.complaints, []);
		if (!needs.java.skip && size === "wide") assert.deepEqual(await invalid(paths.map((_, i) => join(html, `${i}.html`))), []);
		rmSync(html, { recursive: true });
		await page.context().close();
	});
