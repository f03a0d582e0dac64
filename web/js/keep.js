/* What is typed goes to the server every few seconds, and when the page is left. Without a connection it stays in this
 * browser and goes later. */
import { word } from "./words.js";

const PAUSE = 2000; /* ms after the last key */

/* What never arrived belongs to who typed it: it goes when somebody signs out, and nobody else's form is filled with it. */
export function forgetting() {
	const out = document.querySelector('form[action$="/sign-out"]');
	if (out) out.addEventListener("submit", () => {
		try {
			Object.keys(localStorage).filter((k) => k.startsWith("draft:")).forEach((k) => localStorage.removeItem(k));
		} catch {
			/* a browser that keeps nothing */
		}
	});
}

/* ADD(list, key) makes a row of a list with that key; DROP(list, keys) takes out the rows with other keys. */
export function keeper(form, add, drop) {
	const address = form.dataset.keep, status = form.querySelector("[data-kept]");
	const place = `draft:${form.dataset.owner}:${["_kind", "_id", "_section"].map((n) => form.elements[n].value).join(":")}`;
	let timer = 0, dirty = false, sent = "";
	const text = () => new URLSearchParams(Array.from(new FormData(form)).filter(([, v]) => typeof v === "string")).toString();
	const say = (key, at) => status && (status.textContent = word(key) + (at ? ` ${new Date(at).toLocaleTimeString().slice(0, 5)}` : ""));
	const store = (what) => {
		try {
			if (what) localStorage.setItem(place, what);
			else localStorage.removeItem(place);
		} catch {
			/* a browser that keeps nothing */
		}
	};
	const send = () => {
		clearTimeout(timer);
		const now = text();
		if (!dirty || now === sent) return;
		dirty = false;
		/* keepalive lets it arrive after the page is gone; browsers take 64 kB that way */
		fetch(address, {
			method: "POST",
			body: now,
			keepalive: now.length < 60000,
			headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
		}).then((r) => (r.ok ? r.json() : Promise.reject(new Error(String(r.status))))).then((kept) => {
			sent = now;
			store("");
			say("kept", kept.at);
		}).catch(() => {
			dirty = true;
			store(now);
			say("keptHere");
			timer = setTimeout(send, 5 * PAUSE);
		});
	};
	/* What the server never got is put back into the form. */
	const restore = () => {
		let left = null;
		try {
			left = localStorage.getItem(place);
		} catch {
			return;
		}
		if (!left) return;
		const pairs = Array.from(new URLSearchParams(left));
		for (const [name] of pairs.filter(([n, v]) => n.endsWith("[]") && !v)) drop(name.slice(0, -2), pairs.filter(([n]) => n === name).map((p) => p[1]));
		for (const [name, value] of pairs) {
			if (name.endsWith("[]") && value[0] === "+") add(name.slice(0, -2), value);
			const field = form.elements[name];
			if (field && name[0] !== "_" && !(field instanceof RadioNodeList) && field.type !== "hidden") field.value = value;
		}
		dirty = true;
		send();
	};
	document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
	addEventListener("pagehide", send);
	addEventListener("online", send);
	form.addEventListener("submit", () => {
		dirty = false;
		clearTimeout(timer);
		store("");
	});
	restore();
	return () => {
		dirty = true;
		clearTimeout(timer);
		timer = setTimeout(send, PAUSE);
	};
}
