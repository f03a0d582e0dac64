import { all, make, word } from "./words.js";

const DEEPEST = 12; /* times the whole */

/* Hides the names that would lie on another name; zooming in makes room for them. */
function uncover(labels) {
	const shown = [];
	for (const label of labels) {
		label.removeAttribute("visibility");
		const b = label.getBBox();
		const free = shown.every((o) => b.x > o.x + o.width || o.x > b.x + b.width || b.y > o.y + o.height || o.y > b.y + b.height);
		if (free) shown.push(b);
		else label.setAttribute("visibility", "hidden");
	}
}

/* The part of the map that is shown: x, y, width; the height follows. */
function view(svg) {
	const [x0, y0, w0, h0] = svg.getAttribute("viewBox").split(/[\s,]+/).map(Number);
	const sized = all("circle", svg).map((e) => [e, "r"]).concat(all("[font-size]", svg).map((e) => [e, "font-size"]));
	const bases = sized.map(([e, name]) => parseFloat(e.getAttribute(name)));
	const labels = all(".map-labels text", svg);
	let x = x0, y = y0, w = w0;
	const show = () => {
		const h = (w * h0) / w0;
		x = Math.min(Math.max(x, x0), x0 + w0 - w);
		y = Math.min(Math.max(y, y0), y0 + h0 - h);
		svg.setAttribute("viewBox", [x, y, w, h].map((n) => Math.round(n * 10) / 10).join(" "));
		svg.classList.toggle("zoomed", w < w0);
		/* Letters and circles keep their size on the screen; only the land grows. */
		sized.forEach(([e, name], i) => e.setAttribute(name, ((bases[i] * w) / w0).toFixed(2)));
		uncover(labels);
	};
	uncover(labels);
	return {
		/* PX, PY: the point that stays where it is, as shares of the picture. */
		zoom(factor, px, py) {
			const next = Math.min(Math.max(w / factor, w0 / DEEPEST), w0);
			x += (w - next) * px;
			y += ((w - next) * py * h0) / w0;
			w = next;
			show();
		},
		pan(dx, dy) {
			x -= dx * w;
			y -= (dy * w * h0) / w0;
			show();
		},
		whole() {
			x = x0;
			y = y0;
			w = w0;
			show();
		},
		zoomed: () => w < w0,
	};
}

function tools(svg, v) {
	const box = make("div", "map-tools");
	const add = (label, sign, act) => {
		const b = make("button", "", sign);
		b.type = "button";
		b.title = label;
		b.setAttribute("aria-label", label);
		b.addEventListener("click", act);
		box.appendChild(b);
	};
	add(word("zoomIn"), "+", () => v.zoom(1.6, 0.5, 0.5));
	add(word("zoomOut"), "\u2212", () => v.zoom(1 / 1.6, 0.5, 0.5));
	add(word("whole"), "\u2302", v.whole);
	svg.parentNode.insertBefore(box, svg.parentNode.firstChild);
}

/* Drag with one finger when zoomed, pinch with two, wheel with Ctrl: the page itself still scrolls. */
function gestures(svg, v) {
	const down = new Map();
	let moved = 0;
	const share = (e) => {
		const r = svg.getBoundingClientRect();
		return { x: (e.clientX - r.left) / r.width, y: (e.clientY - r.top) / r.height };
	};
	const spread = () => {
		const [a, b] = Array.from(down.values());
		return { d: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
	};
	svg.addEventListener("pointerdown", (e) => {
		if (down.size === 0) moved = 0;
		down.set(e.pointerId, share(e));
	});
	svg.addEventListener("pointermove", (e) => {
		const before = down.get(e.pointerId);
		if (!before) return;
		const now = share(e), old = down.size === 2 ? spread() : null;
		down.set(e.pointerId, now);
		if (old) {
			const pinch = spread();
			if (old.d > 0) v.zoom(pinch.d / old.d, pinch.x, pinch.y);
			moved = 1;
		} else if (v.zoomed()) {
			moved += Math.hypot(now.x - before.x, now.y - before.y);
			if (moved > 0.008) svg.classList.add("dragged");
			v.pan(now.x - before.x, now.y - before.y);
		}
	});
	for (const name of ["pointerup", "pointercancel", "pointerleave"])
		svg.addEventListener(name, (e) => {
			down.delete(e.pointerId);
			svg.classList.remove("dragged");
		});
	svg.addEventListener("dragstart", (e) => e.preventDefault());
	svg.addEventListener("wheel", (e) => {
		if (!e.ctrlKey) return;
		e.preventDefault();
		const at = share(e);
		v.zoom(e.deltaY < 0 ? 1.25 : 0.8, at.x, at.y);
	}, { passive: false });
	/* The end of a drag is not a click. */
	svg.addEventListener("click", (e) => moved > 0.008 && (e.preventDefault(), e.stopPropagation()), true);
}

/* Name and figure of an area beside the map: at once for pointer and keyboard; a finger's first tap shows it with the
 * link, so small areas can be looked at before leaving. */
function cards(svg) {
	const card = make("div", "map-card");
	let chosen = null, touch = false;
	card.hidden = true;
	svg.parentNode.insertBefore(card, svg);
	for (const title of all("title", svg)) {
		/* The card replaces the browser's slow hint; the name stays for those who hear the page. */
		const shape = title.parentNode, link = shape.closest("a");
		(link || shape).dataset.card = title.textContent;
		if (link) link.setAttribute("aria-label", title.textContent);
		title.remove();
	}
	const hide = () => {
		card.hidden = true;
		if (chosen) chosen.classList.remove("chosen");
		chosen = null;
	};
	const show = (e, withLink) => {
		const at = e.target.closest("[data-card]");
		if (!at || at === chosen) return at;
		hide();
		chosen = at;
		at.classList.add("chosen");
		const text = at.dataset.card, colon = text.indexOf(": ");
		card.textContent = "";
		card.append(make("strong", "", colon < 0 ? text : text.slice(0, colon)), colon < 0 ? "" : text.slice(colon + 2));
		if (withLink && at.href) {
			const link = make("a", "", `${word("open")} ›`);
			link.href = at.href.baseVal;
			card.append(make("br"), link);
		}
		card.hidden = false;
		return at;
	};
	svg.addEventListener("pointerdown", (e) => (touch = e.pointerType === "touch"), true);
	svg.addEventListener("pointerover", (e) => e.pointerType === "mouse" && (show(e) || hide()));
	svg.addEventListener("pointerleave", (e) => e.pointerType === "mouse" && hide());
	svg.addEventListener("focusin", (e) => touch || show(e));
	svg.addEventListener("focusout", () => touch || hide());
	svg.addEventListener("click", (e) => {
		if (!touch) return;
		if (!e.target.closest("[data-card]")) hide();
		else {
			e.preventDefault();
			show(e, true);
		}
	});
	document.addEventListener("keydown", (e) => e.key === "Escape" && hide());
}

export function maps() {
	if (!window.PointerEvent) return;
	for (const svg of all("svg[data-map]")) {
		const v = view(svg);
		tools(svg, v);
		cards(svg);
		gestures(svg, v);
	}
}
