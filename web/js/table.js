import { all, lang, make, word } from "./words.js";

const scales = { ribu: 1e3, rb: 1e3, juta: 1e6, jt: 1e6, miliar: 1e9, triliun: 1e12,
	thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };
const order = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });

/* "Rp 1,5 miliar" -> { unit: "rp", n: 1.5e9 }; null when it holds no figure. */
export function figure(text, language) {
	const plain = text.trim().toLowerCase().replace(/\u2212/g, "-");
	const m = /-?\d[\d.,\u00a0]*/.exec(plain);
	if (!m) return null;
	const digits = language === "id" ? m[0].replace(/[.\u00a0]/g, "").replace(",", ".") : m[0].replace(/[,\u00a0]/g, "");
	const rest = plain.slice(m.index + m[0].length).trim();
	const scale = scales[rest.split(/\s/)[0]];
	return { unit: plain.slice(0, m.index).trim() + (scale ? "" : rest), n: parseFloat(digits) * (scale || 1) };
}

const cellText = (row, i) => row.cells[i].textContent.trim();

/* A column of figures can be ordered only when all are of one unit: dollars and rupiah are not. */
function oneUnit(rows, i) {
	const units = new Set(rows.map((r) => figure(cellText(r, i), lang)).filter(Boolean).map((f) => f.unit));
	return units.size === 1;
}

function compare(numeric, i) {
	if (!numeric) return (a, b) => order.compare(cellText(a, i), cellText(b, i));
	const value = (row) => {
		const f = figure(cellText(row, i), lang);
		return f ? f.n : -Infinity;
	};
	return (a, b) => value(a) - value(b);
}

function addSort(table, head, i, rows) {
	const numeric = head.classList.contains("num");
	if (!head.textContent.trim() || head.querySelector(".visually-hidden") || (numeric && !oneUnit(rows, i))) return;
	const button = make("button", "sort", head.textContent.trim()), at = head.querySelector("span") || head;
	button.type = "button";
	button.title = word("sort");
	at.textContent = "";
	at.appendChild(button);
	button.addEventListener("click", () => {
		const down = head.getAttribute("aria-sort") === (numeric ? null : "ascending");
		for (const other of table.tHead.rows[0].cells) {
			other.removeAttribute("aria-sort");
			const mark = other.querySelector("button .sort-mark");
			if (mark) mark.remove();
		}
		head.setAttribute("aria-sort", down ? "descending" : "ascending");
		const mark = make("span", "sort-mark", down ? "▼" : "▲");
		mark.setAttribute("aria-hidden", "true");
		button.appendChild(mark);
		const sorted = rows.slice().sort(compare(numeric, i));
		table.tBodies[0].append(...(down ? sorted.reverse() : sorted));
	});
}

/* Columns that the server does not sort are sorted here, the rows of this page only. */
export function sortableTables() {
	for (const table of all("table")) {
		const body = table.tBodies[0];
		if (!table.tHead || table.tHead.rows.length !== 1 || !body || body.rows.length < 3) continue;
		const rows = Array.from(body.rows), heads = Array.from(table.tHead.rows[0].cells);
		if (heads.some((h) => h.querySelector("a")) && !table.classList.contains("heat")) continue;
		if (rows.some((r) => r.cells.length !== heads.length)) continue;
		heads.forEach((head, i) => head.querySelector("a") || addSort(table, head, i, rows));
	}
}
