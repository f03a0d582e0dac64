// An agreement walks the whole chain of PP 28/2018 in Indonesian, on a desktop and on a phone, with pictures in
// build/pictures: from the initiative to the signature, with the parliament's clock running over Christmas.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, look, needs, open, pick, sizes } from "./browser.mjs";
import { serveDemo, signIn } from "./sign_in.mjs";

const folder = mkdtempSync(join(tmpdir(), "selaras-chain-")), paper = join(folder, "surat.pdf");
const today = "2026-12-28";
let server, browser, accounts;

before(async () => {
	writeFileSync(paper, "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
	({ server, accounts } = await serveDemo({ SELARAS_NOW: `${today}T03:00:00Z` }));
	if (!needs.chromium.skip) browser = await launch();
});
after(async () => {
	await browser?.close();
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

const saved = async (page, at) => {
	await page.click('.form-buttons button[value=""]');
	await page.waitForURL(server.address + at);
};

// A record with its seven plan items and its conditions (art. 30 (3), art. 27); its address.
async function agreement(page, size, title) {
	await page.goto(`${server.address}/id/desk/agreement/new`);
	await page.fill('[name="title.id"]', title);
	await page.selectOption('[name="type"]', "ksdpl");
	await page.selectOption('[name="track"]', "foreign_full");
	await page.selectOption('[name="form"]', "sister_region");
	await page.click('button[value="add:partner"]');
	await pick(page, "partner[+1]/organisation", "Japan International Cooperation Agency");
	await page.click('.form-buttons button[value="draft"]');
	await page.waitForURL(/\/desk\/agreement\/[0-9A-Z]{26}$/);
	const at = new URL(page.url()).pathname;
	await page.goto(`${server.address}${at}/edit?section=plan`);
	for (const name of ["subject", "background", "purpose", "scope", "financing"]) await page.fill(`[name="${name}"]`, "Isi contoh, bukan dari naskah sungguhan.");
	await page.click('button[value="add:object"]');
	await page.selectOption('[name="object[+1]/object"]', "capacity");
	await page.fill('[name="valid_from"]', "1 Januari 2027");
	await page.fill('[name="valid_until"]', "31 Desember 2029");
	await saved(page, at);
	await page.goto(`${server.address}${at}/edit?section=condition`);
	const conditions = ["Mempunyai hubungan diplomatik", "Merupakan urusan Pemerintah Daerah", "Pemerintah Daerah tidak membuka kantor perwakilan di luar negeri", "Pihak luar negeri tidak mencampuri urusan dalam negeri",
		"Sesuai dengan kebijakan dan rencana pembangunan nasional dan daerah", "Kesetaraan status administrasi dan wilayah", "Saling melengkapi", "Peningkatan hubungan antarmasyarakat"];
	await page.click("details.paste summary");
	await page.fill('[name="condition.paste"]', conditions.map((c) => `${c}\tYa`).join("\n"));
	await page.click('button[value="paste:condition"]');
	await page.waitForSelector('[name="condition[+8]/condition"]');
	await look(page, size, "20-persyaratan");
	await page.click('.form-buttons button[value="publish"]');
	await page.waitForURL(server.address + at);
	await page.click('summary:has-text("Unggah dokumen")');
	await page.setInputFiles("#document-file", paper);
	await page.fill("#document-title", `Surat ${size} (contoh)`);
	await page.click('#documents button[type="submit"]');
	await page.waitForURL((url) => url.pathname === at);
	return at;
}

async function enter(page, step, op, date, result) {
	const form = page.locator(`form.step-form:has([name="step"][value="${step}"])`);
	await form.locator('[name="date"]').fill(date);
	await form.locator('[name="number"]').fill(`CONTOH/${step}`);
	if (result) await form.locator('[name="result"]').selectOption(result);
	if (op === "finish") await form.locator('[name="document"]').selectOption({ index: 1 });
	await form.locator(`button[value="${op}"]`).click();
	await page.waitForLoadState();
	assert.equal(await page.locator('main [role="alert"]').count(), 0, `${step}: ${await page.textContent("main")}`.slice(0, 900));
}

for (const size of Object.keys(sizes))
	test(`an agreement walks the full chain: ${size}`, needs.chromium, async () => {
		const page = await open(browser, { viewport: sizes[size] });
		await signIn(page, server.address, accounts.bureau, "/id/desk");
		const at = await agreement(page, size, `Provinsi kembar cerita ${size} (contoh)`);
		await page.goto(`${server.address}${at}/procedure`);
		await enter(page, "initiative", "finish", "2026-11-02");
		await enter(page, "exploration", "finish", "2026-11-03");
		await enter(page, "consultation", "finish", "2026-11-04");
		await enter(page, "intent", "finish", "2026-11-05");
		await enter(page, "plan", "finish", "2026-12-01");
		await enter(page, "dprd", "start", "2026-12-14");
		// by hand, from the day after: 15-18 December are 4 working days, 21-23 make 7, 24 (joint leave) and 25 (Christmas)
		// are none, 28 is the 8th
		assert.match(await page.textContent("main"), /hari ke-8 dari 45/);
		await look(page, size, "21-dprd");
		await enter(page, "dprd", "finish", today, "approved");
		await enter(page, "verification", "finish", today, "draft");
		await enter(page, "draft", "finish", today);
		await enter(page, "meeting", "finish", today);
		await enter(page, "discussion", "finish", today, "agreed");
		assert.equal(await page.locator('[name="step"][value="signing"]').count(), 0, "no signature without the confirmation letter");
		await enter(page, "confirmation", "finish", today);
		await enter(page, "signing", "finish", today);
		await look(page, size, "22-ditandatangani");
		await page.goto(`${server.address}/id/desk/board`);
		assert.match(await page.textContent("main"), new RegExp(`cerita ${size}`));
		await look(page, size, "23-papan");
		assert.deepEqual(page.complaints, []);
		await page.context().close();
	});
