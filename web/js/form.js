/* Forms: rows without a round trip, sums of shares, rows pasted from a spreadsheet, pickers; what is typed is kept. */
import { all, make, word } from "./words.js";
import { keeper } from "./keep.js";

const SPACES = /\s+/g;

/* "sector[a1]/x[b2]" -> "sector/x": a list whatever rows it stands in. */
const plain = (name) => name.replace(/\[[^\]]*\]/g, "");

function blanks(form) {
	const found = new Map();
	for (const blank of all("[data-blank]", form)) found.set(plain(blank.dataset.blank), blank);
	return found;
}

const rowsOf = (list) => Array.from(list.children).filter((e) => e.matches(".form-row"));

function nextKey(list) {
	const keys = rowsOf(list).map((r) => (r.dataset.row[0] === "+" ? parseInt(r.dataset.row.slice(1), 10) : 0));
	return `+${Math.max(0, ...keys) + 1}`;
}

/* A copy of the list's empty row with names of its own. */
function newRow(list, known, as) {
	const blank = known.get(plain(list.dataset.list));
	if (!blank) return null;
	const from = `${blank.dataset.blank}[+0]`, key = as || nextKey(list), to = `${list.dataset.list}[${key}]`;
	const row = blank.querySelector(".form-row").cloneNode(true);
	for (const inner of all("[data-blank]", row)) inner.remove();
	row.dataset.row = key;
	for (const e of all("*", row))
		for (const a of Array.from(e.attributes))
			if (a.value.includes(from)) a.value = a.value.replace(from, to);
	row.querySelector('input[type="hidden"]').value = key;
	row.querySelector('input[type="hidden"]').name = `${list.dataset.list}[]`;
	row.querySelector("legend").textContent = `${list.querySelector(":scope > h2, :scope > h3").firstChild.textContent.trim()} ${rowsOf(list).length + 1}`;
	const last = rowsOf(list).pop() || list.querySelector(`:scope > input[type="hidden"]`);
	last.after(row);
	return row;
}

const firstField = (row) => row.querySelector("input:not([type=hidden]), select, textarea");

/* The buttons of rows do at once what the server would do. Those it does not know go to the server. */
function act(form, known, action) {
	const [what, name] = [action.slice(0, action.indexOf(":")), action.slice(action.indexOf(":") + 1)];
	if (what === "add") {
		const list = all("[data-list]", form).find((l) => l.dataset.list === name && !l.closest("[data-blank]"));
		const row = list && newRow(list, known);
		if (row) firstField(row).focus();
		return Boolean(row);
	}
	const row = all(".form-row", form).find((r) => `${r.parentNode.dataset.list}[${r.dataset.row}]` === name);
	if (!row) return false;
	if (what === "remove") {
		const near = row.nextElementSibling || row.previousElementSibling, list = row.parentNode;
		row.remove();
		(near && near.matches(".form-row") ? firstField(near) : list).focus();
		return true;
	}
	if (what === "up") {
		const before = row.previousElementSibling;
		if (before && before.matches(".form-row")) before.before(row);
		return true;
	}
	return false;
}

/* "12,5" and "12.5" are both read; thousands do not occur among shares. */
const number = (text) => parseFloat(text.replace(SPACES, "").replace("%", "").replace(",", ".")) || 0;

function total(list) {
	const at = list.querySelector("[data-total]");
	if (!at) return;
	const fields = rowsOf(list).map((r) => r.querySelector("[data-share]")).filter(Boolean);
	const sum = fields.reduce((s, f) => s + number(f.value), 0);
	const given = fields.some((f) => f.value.trim());
	at.textContent = given ? `${word("total")} ${Math.round(sum * 100) / 100}%` : "";
	at.classList.toggle("off", given && Math.abs(sum - 100) > 0.01);
}

/* Cells of a spreadsheet, pasted into a row, fill it and the rows after it. */
function paste(e, form, known) {
	const text = (e.clipboardData || window.clipboardData).getData("text");
	const row = e.target.closest(".form-row"), list = row && row.parentNode;
	if (!list || e.target.matches("textarea") || !/[\t]|\n.*\S/.test(text)) return;
	e.preventDefault();
	const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
	const inputs = (r) => all("input:not([type=hidden]), select, textarea", r).filter((f) => f.closest(".form-row") === r && !f.closest("[data-blank]"));
	const from = inputs(row).indexOf(e.target);
	let at = row;
	lines.forEach((line, i) => {
		if (i) at = at.nextElementSibling && at.nextElementSibling.matches(".form-row") ? at.nextElementSibling : newRow(list, known);
		if (!at) return;
		const fields = inputs(at);
		line.split("\t").forEach((cell, c) => {
			const field = fields[from + c];
			if (!field) return;
			if (field.tagName === "SELECT") {
				const option = Array.from(field.options).find((o) => o.value === cell.trim() || o.text.toLowerCase() === cell.trim().toLowerCase());
				if (option) field.value = option.value;
			} else field.value = cell.trim();
		});
	});
	total(list);
	form.dispatchEvent(new Event("input", { bubbles: true }));
}

/* A picker: what the server finds for the text, in a list under the field (ARIA combobox). */
function picker(form) {
	let box = null, timer = 0, field = null, asked = 0;
	const close = () => {
		if (box) box.remove();
		if (field) {
			field.setAttribute("aria-expanded", "false");
			field.removeAttribute("aria-activedescendant");
		}
		box = null;
	};
	const choose = (option) => {
		field.value = option.textContent;
		field.dispatchEvent(new Event("change", { bubbles: true }));
		close();
	};
	const show = (found) => {
		close();
		box = make("ul", "pick-list");
		box.id = "pick-list";
		box.setAttribute("role", "listbox");
		box.setAttribute("aria-label", word("found"));
		found.forEach((f, i) => {
			const option = make("li", "", f.text);
			option.id = `pick-${i}`;
			option.setAttribute("role", "option");
			option.addEventListener("pointerdown", (e) => (e.preventDefault(), choose(option)));
			box.appendChild(option);
		});
		if (!found.length) box.appendChild(make("li", "none", word("nothing")));
		field.after(box);
		field.setAttribute("aria-controls", "pick-list");
		field.setAttribute("aria-expanded", "true");
	};
	const ask = () => {
		const mine = ++asked, at = field, q = at.value.trim();
		if (q.length < 2) return close();
		fetch(`${form.dataset.picks || form.dataset.keep.replace(/draft$/, "pick/")}${at.dataset.pick}?q=${encodeURIComponent(q)}`, { headers: { Accept: "application/json" } })
			.then((r) => (r.ok ? r.json() : []))
			.then((found) => mine === asked && document.activeElement === at && show(found), close);
	};
	const move = (step) => {
		const options = all("[role=option]", box);
		if (!options.length) return;
		const now = options.findIndex((o) => o.getAttribute("aria-selected") === "true");
		if (now >= 0) options[now].removeAttribute("aria-selected");
		const next = options[(now + step + options.length) % options.length];
		next.setAttribute("aria-selected", "true");
		next.scrollIntoView({ block: "nearest" });
		field.setAttribute("aria-activedescendant", next.id);
	};
	form.addEventListener("focusin", (e) => {
		if (!e.target.matches("[data-pick]")) return;
		e.target.setAttribute("role", "combobox");
		e.target.setAttribute("aria-autocomplete", "list");
		e.target.setAttribute("aria-expanded", "false");
	});
	form.addEventListener("input", (e) => {
		if (!e.target.matches || !e.target.matches("[data-pick]")) return;
		field = e.target;
		clearTimeout(timer);
		timer = setTimeout(ask, 150);
	});
	form.addEventListener("focusout", (e) => e.target === field && close());
	form.addEventListener("keydown", (e) => {
		if (!box || e.target !== field) return;
		const chosen = box.querySelector('[aria-selected="true"]'), found = box.querySelector('[role="option"]');
		if (e.key === "ArrowDown" || e.key === "ArrowUp") move(e.key === "ArrowDown" ? 1 : -1);
		else if (e.key === "Enter" && (chosen || found)) choose(chosen || found);
		else if (e.key === "Escape") close();
		else return;
		e.preventDefault();
	});
}

export function recordForms() {
	all("form[data-picks]").forEach(picker);
	const summary = document.querySelector(".form-summary");
	if (summary) summary.focus();
	for (const form of all("form.record-form")) {
		const known = blanks(form), find = (name) => all("[data-list]", form).find((l) => l.dataset.list === name && !l.closest("[data-blank]"));
		const keep = keeper(form, (name, key) => {
			const list = find(name);
			if (list && !rowsOf(list).some((r) => r.dataset.row === key)) newRow(list, known, key);
		}, (name, keys) => {
			const list = find(name);
			if (list) for (const row of rowsOf(list)) if (!keys.includes(row.dataset.row)) row.remove();
		});
		/* the server knows which choices follow what was chosen */
		for (const button of all("[data-shows]", form)) {
			button.hidden = true;
			document.getElementById(button.dataset.shows).addEventListener("change", () => button.click());
		}
		form.addEventListener("click", (e) => {
			const button = e.target.closest('button[name="_do"]');
			if (!button || !button.value.includes(":") || !act(form, known, button.value)) return;
			e.preventDefault();
			all("[data-list]", form).forEach(total);
			keep();
		});
		form.addEventListener("input", (e) => {
			const list = e.target.closest && e.target.closest("[data-list]");
			if (list) total(list);
			keep();
		});
		form.addEventListener("change", keep);
		form.addEventListener("paste", (e) => paste(e, form, known));
		picker(form);
		all("[data-list]", form).forEach(total);
	}
}
