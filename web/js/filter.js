import { all, make } from "./words.js";

const narrow = matchMedia("(max-width: 59.99rem)");
const PAUSE = 700; /* ms: time to tick several boxes before the page is asked again */

/* Empty fields stay out of the address; coming back to the page gives them back. */
function leaveOutEmpty(form) {
	form.addEventListener("submit", () => {
		for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
	});
	addEventListener("pageshow", () => {
		for (const field of form.elements) field.disabled = false;
	});
}

/* On a small screen the filter is folded under its heading, so that the list is seen first. */
function fold(form) {
	const heading = form.querySelector("h2");
	if (!heading || !narrow.matches) return;
	const button = make("button", "fold", heading.textContent);
	button.type = "button";
	heading.textContent = "";
	heading.appendChild(button);
	const set = (open) => {
		form.classList.toggle("folded", !open);
		button.setAttribute("aria-expanded", String(open));
	};
	set(false);
	button.addEventListener("click", () => set(form.classList.contains("folded")));
	narrow.addListener((e) => e.matches || set(true));
}

export function filterForms() {
	for (const form of all("form[data-autosubmit]")) {
		let timer = 0;
		leaveOutEmpty(form);
		fold(form);
		form.addEventListener("change", (e) => {
			clearTimeout(timer);
			if (narrow.matches) return;
			const send = () => (form.requestSubmit ? form.requestSubmit() : form.querySelector("[type=submit]").click());
			timer = setTimeout(send, e.target.type === "checkbox" ? PAUSE : 0);
		});
	}
}
