import { all, word } from "./words.js";

/* "/" goes to the search field, as long as nobody is typing. */
export function searchKey() {
	document.addEventListener("keydown", (e) => {
		if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey) return;
		if (/^(input|select|textarea)$/i.test(e.target.tagName) || e.target.isContentEditable) return;
		const field = document.querySelector('[role="search"] input[type="search"]');
		if (!field) return;
		e.preventDefault();
		field.focus();
		field.select();
	});
}

/* The clipboard needs https or this machine; elsewhere the old command does it. */
function copy(text) {
	if (navigator.clipboard) return navigator.clipboard.writeText(text);
	const field = document.createElement("textarea");
	field.value = text;
	document.body.appendChild(field);
	field.select();
	const done = document.execCommand("copy");
	field.remove();
	return done ? Promise.resolve() : Promise.reject(new Error("copy"));
}

/* <button type="button" data-copy hidden>: copies data-copy, or the address of the page. */
export function copyButtons() {
	for (const button of all("[data-copy]")) {
		button.hidden = false;
		button.addEventListener("click", () => {
			copy(button.dataset.copy || location.href).then(() => {
				const before = button.innerHTML;
				button.textContent = word("copied");
				setTimeout(() => (button.innerHTML = before), 2000);
			}, () => {});
		});
	}
}
