/* The few words that only scripts show; everything else comes with the page. */
const words = {
	id: {
		zoomIn: "Perbesar peta",
		zoomOut: "Perkecil peta",
		whole: "Tampilkan seluruh peta",
		open: "Buka",
		sort: "Urutkan baris di halaman ini",
		copied: "Tautan tersalin",
		total: "Jumlah",
		found: "Yang ditemukan",
		nothing: "Tidak ada yang ditemukan",
		kept: "Draf tersimpan",
		keptHere: "Tanpa sambungan: disimpan di peramban ini",
	},
	en: {
		zoomIn: "Zoom in",
		zoomOut: "Zoom out",
		whole: "Show the whole map",
		open: "Open",
		sort: "Sort the rows on this page",
		copied: "Link copied",
		total: "Total",
		found: "What was found",
		nothing: "Nothing was found",
		kept: "Draft saved",
		keptHere: "No connection: kept in this browser",
	},
};

export const lang = document.documentElement.lang === "en" ? "en" : "id";
export const word = (key) => words[lang][key];

/* An element with a class and text. */
export function make(name, className, text) {
	const e = document.createElement(name);
	if (className) e.className = className;
	if (text) e.textContent = text;
	return e;
}

export const all = (selector, inside) => Array.from((inside || document).querySelectorAll(selector));
