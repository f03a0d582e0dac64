// Signing in from browser tests, with the accounts that `selaras demo` makes.
import { execFileSync } from "node:child_process";
import { fillDemo, program, serve } from "./browser.mjs";

// What `selaras demo` printed, by role and by address: { role, mail, password, secret }.
export function demoAccounts(text) {
	const accounts = {};
	for (const m of text.matchAll(/^(\w+) +(\S+@contoh\.example) +(\S+)(?: (\S+))?$/gm)) {
		const [, role, mail, password, secret] = m;
		accounts[role] ??= { role, mail, password, secret };
		accounts[mail] = { role, mail, password, secret };
	}
	return accounts;
}

// A server of the demo province, with ENV besides the environment, and its accounts.
export async function serveDemo(env) {
	let accounts;
	const fill = (command, db) =>
		fillDemo(async (...args) => {
			const out = await command(...args);
			if (args[0] === "demo") accounts = demoAccounts(out.stdout);
		}, db);
	const server = await serve(fill, env);
	return { server, accounts };
}

// The code of a second factor now, or so many seconds from now: each is accepted once.
export function code(secret, seconds = 0) {
	const time = new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z/, "Z");
	return execFileSync(program, ["account", "code", secret], { encoding: "utf8", env: { ...process.env, SELARAS_NOW: time } }).trim();
}

// Signs the page in through the form, and goes on to NEXT (a path with its language).
export async function signIn(page, address, account, next = "/id/me") {
	await page.goto(`${address}/id/sign-in?next=${encodeURIComponent(next)}`);
	await page.fill("#email", account.mail);
	await page.fill("#password", account.password);
	await page.click("main button[type=submit]");
	if (account.secret) {
		await page.fill("#code", code(account.secret));
		await page.click("main button[type=submit]");
	}
	await page.waitForURL(`${address}${next}`);
}
