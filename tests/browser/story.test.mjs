// The story of a year's plan, in Indonesian, on a desktop and on a phone, with pictures in build/pictures: an administrator
// invites a partner's person, who signs in with a second factor, enters a programme and a plan for twelve villages, most of
// it in a workbook; the regency returns a row, the partner corrects it, agency and bureau approve, everybody reads it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, look, needs, open, pick, sizes } from "./browser.mjs";
import { code, serveDemo, signIn } from "./sign_in.mjs";

const folder = mkdtempSync(join(tmpdir(), "selaras-story-"));
const reason = "Sudah ada di rencana desa; pindahkan ke dusun sebelah.";
let server, browser, accounts;

before(async () => {
	({ server, accounts } = await serveDemo());
	if (!needs.chromium.skip) browser = await launch();
});
after(async () => {
	await browser?.close();
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function signedIn(who, size, next) {
	const page = await open(browser, { viewport: sizes[size] });
	await signIn(page, server.address, accounts[who] ?? who, next);
	return page;
}

async function invite(size, mail) {
	const page = await signedIn("admin", size, "/id/desk/people");
	await page.fill("#name", `Narahubung ${size} (contoh)`);
	await page.fill("#email", mail);
	await page.selectOption("#role", "partner");
	await page.selectOption("#organisation", { label: "Water.org" });
	await page.click("main form button[type=submit]");
	const link = await page.textContent("code.secret");
	await look(page, size, "1-undangan");
	await page.context().close();
	return link.trim();
}

// Accepts the invitation and adds a second factor; the account as signIn() takes it.
async function accept(size, link, mail) {
	const page = await open(browser, { viewport: sizes[size] });
	const password = "perahu-nelayan-lontar-1827";
	await page.goto(link);
	await page.fill("#password", password);
	await page.click("main form button[type=submit]");
	await page.waitForURL((url) => !url.pathname.includes("/invitation/"));
	if (!page.url().endsWith("/id/me")) await signIn(page, server.address, { mail, password }, "/id/me");
	await page.fill("#factor-password", password);
	await page.click('button[name="do"][value="start"]');
	const secret = (await page.textContent("main code")).replace(/\s/g, "");
	await look(page, size, "2-faktor-kedua");
	await page.fill("#code", code(secret, -30)); // the code of now is for signing in
	await page.click("main form button[type=submit]");
	await page.waitForSelector("ol.codes");
	await page.context().close();
	return { mail, password, secret };
}

async function programme(page, size, title) {
	await page.goto(`${server.address}/id/desk/activity/new`);
	await page.fill('[name="title.id"]', title);
	await page.selectOption('[name="activity_status"]', "2");
	await page.click('.form-buttons button[value="draft"]');
	await page.waitForURL(/\/desk\/activity\/[0-9A-Z]{26}$/);
	assert.match(await page.textContent(".tasks"), /belum diisi/);
	await look(page, size, "3-program");
}

// The plan's address after its first fields, its agency and one of its rows were typed into forms.
async function planByForm(page, size, title) {
	await page.goto(`${server.address}/id/desk/workplan/new`);
	assert.match(await page.inputValue('[name="partner"]'), /Water\.org/);
	await page.fill('[name="year"]', "2028");
	await page.fill('[name="title"]', title);
	await page.click('.form-buttons button[value="draft"]');
	await page.waitForURL(/\/desk\/workplan\/[0-9A-Z]{26}$/);
	const at = new URL(page.url()).pathname;
	await page.goto(`${server.address}${at}/edit?section=agencies`);
	await pick(page, "lead_agency", "Dinas Pekerjaan Umum");
	await page.click('.form-buttons button[value=""]');
	await page.waitForURL(`${server.address}${at}`);
	await page.goto(`${server.address}${at}/edit?section=lines`);
	await page.click('button[value="add:line"]');
	const row = { number: "1", activity: "Sambungan air desa 1 (contoh)", indicator: "Rumah tangga tersambung", unit: "rumah tangga", q2: "10", q3: "15", target: "25", female: "50", male: "48" };
	for (const [name, value] of Object.entries(row)) await page.fill(`[name="line[+1]/${name}"]`, value);
	await pick(page, "line[+1]/place", "Oebesa");
	await page.selectOption('[name="line[+1]/sector"]', "prasarana");
	await look(page, size, "4-rkt-formulir");
	await page.click('.form-buttons button[value=""]');
	await page.waitForURL(`${server.address}${at}`);
	return at;
}

const fill = `
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet, lists = book["RKT"], book["Daftar"]
heads = [c.value for c in sheet[1]]
assert sheet.max_row >= 2 and sheet.cell(2, 3).value == "Sambungan air desa 1 (contoh)", "the row typed into the form"
first = sheet.cell(2, heads.index("Wilayah") + 1).value
villages = [c.value for c in lists["A"] if c.value and c.value.startswith("53.02.") and len(c.value.split(" ")[0]) == 13 and c.value != first]
aim = next(c.value for c in lists["E"] if c.value and c.value.startswith("P3 "))
def fill(n, **row):
    for head, value in row.items():
        sheet.cell(n + 1, heads.index(head.replace("_", " ")) + 1).value = value
for n in range(1, 13):
    fill(n, Sumber_dana_1="Hibah (contoh)", Mata_uang_1="IDR", Anggaran_1=1000000 * n, Butir_RPJMD_1=aim, Persen_1=100)
for n in range(2, 13):
    fill(n, **{"No.": str(n), "Kegiatan": f"Sambungan air desa {n} (contoh)", "Wilayah": villages[n], "Sektor": sheet.cell(2, heads.index("Sektor") + 1).value,
           "Indikator keluaran": "Rumah tangga tersambung", "Satuan": "rumah tangga", "TW II": n, "TW III": 2 * n, "Target tahun": 3 * n,
           "Perempuan": 6 * n, "Laki-laki": 7 * n})
book.save(sys.argv[1])
`;
async function planByWorkbook(page, size, at) {
	await page.goto(`${server.address}${at}/rkt`);
	const [download] = await Promise.all([page.waitForEvent("download"), page.click('main a:has-text("Excel")')]);
	const file = join(folder, `${size}.xlsx`);
	await download.saveAs(file);
	execFileSync("/usr/bin/python3", ["-c", fill, file]);
	await page.setInputFiles("#file", file);
	await page.click('main button:has-text("Tampilkan perubahannya")');
	await page.waitForSelector('main button:has-text("Simpan semua perubahan")');
	for (let n = 2; n <= 12; n++) assert.ok((await page.textContent("main")).includes(`Sambungan air desa ${n} (contoh)`), `row ${n} is shown before it is taken`);
	await look(page, size, "5-rkt-excel");
	await page.click('main button:has-text("Simpan semua perubahan")');
	await page.waitForURL(/\/rkt$/);
	assert.equal(await page.locator('main th[scope="row"]:has-text("Sambungan air desa")').count(), 12);
	await look(page, size, "6-rkt");
	assert.equal(await page.locator('main button:has-text("Ajukan")').count(), 0, "nothing that would be refused is offered");
	const missing = await page.textContent("main .notice.warn");
	assert.match(missing, /Belum dapat diajukan.*Rencana pengakhiran/s, "what is missing has its name");
	assert.doesNotMatch(missing, /exit_plan/);
	await page.click('main .notice.warn a:has-text("Rencana pengakhiran")');
	await page.waitForURL(`${server.address}${at}/edit?section=lasting`);
	for (const name of ["sustainability", "exit_plan", "benefit"]) await page.fill(`[name="${name}"]`, "Dikelola kelompok pengelola air desa (contoh).");
	await page.click('.form-buttons button[value=""]');
	await page.waitForURL(`${server.address}${at}`);
	await page.goto(`${server.address}${at}/rkt`);
	await page.click('main button:has-text("Ajukan")');
	await page.waitForLoadState();
	assert.match(await page.textContent("main"), /Diajukan/);
}

// WHO decides about the rows; BACK is the activity that goes back.
async function decide(who, size, at, picture, back) {
	const page = await signedIn(who, size, `${at}/opinion`);
	const rows = page.locator('main tbody tr:has([name^="v-"])'), n = await rows.count();
	for (let i = 0; i < n; i++) {
		const returned = back && (await rows.nth(i).locator("th").textContent()).includes(back);
		await rows.nth(i).locator(`[value="${returned ? "return" : "accept"}"]`).check();
		if (returned) await rows.nth(i).locator("textarea").fill(reason);
	}
	await look(page, size, picture);
	await page.locator('main form:has([name^="v-"]) button[type=submit]').last().click();
	await page.waitForURL(/\/rkt$/);
	await page.context().close();
	return n;
}

async function correct(page, size, at) {
	await page.goto(`${server.address}${at}/rkt`);
	assert.ok((await page.textContent("main")).includes(reason), "the partner reads why");
	await look(page, size, "8-dikembalikan");
	await page.goto(`${server.address}${at}/edit?section=lines`);
	const name = await page.$$eval('[name$="/activity"]', (list) => list.find((e) => e.value === "Sambungan air desa 7 (contoh)").name);
	await page.fill(`[name="${name}"]`, "Sambungan air desa 7, dusun sebelah (contoh)");
	await page.click('.form-buttons button[value=""]');
	await page.waitForURL(`${server.address}${at}`);
	await page.goto(`${server.address}${at}/rkt`);
	await page.click('main button:has-text("Ajukan")');
	await page.waitForLoadState();
}

for (const size of Object.keys(sizes))
	test(`a plan from the invitation to the public page: ${size}`, needs.chromium, async () => {
		const mail = `${size}@contoh.example`, title = `RKT cerita ${size} (contoh)`;
		const person = await accept(size, await invite(size, mail), mail);
		const page = await signedIn(person, size, "/id/desk");
		await programme(page, size, `Program cerita ${size} (contoh)`);
		const at = await planByForm(page, size, title);
		await planByWorkbook(page, size, at);
		assert.equal(await decide("regency", size, at, "7-pendapat-kabupaten", "desa 7 "), 12);
		await correct(page, size, at);
		assert.equal(await decide("regency", size, at, "9-pendapat-lagi"), 1);
		assert.equal(await decide("agency", size, at, "10-pendapat-opd"), 12);
		assert.equal(await decide("bureau", size, at, "11-persetujuan-biro"), 12);
		const visitor = await open(browser, { viewport: sizes[size] });
		assert.equal((await visitor.goto(`${server.address}${at.replace("/desk", "")}`)).status(), 200);
		assert.match(await visitor.textContent("main"), /dusun sebelah/);
		assert.ok(!(await visitor.textContent("main")).includes(reason), "opinions are not for everybody");
		await look(visitor, size, "12-umum");
		assert.deepEqual([...page.complaints, ...visitor.complaints], []);
		await page.context().close();
		await visitor.context().close();
	});
