// Our own behaviour on top of htmx: picking units by typing, copying the address, going to the errors of a form.
// Every page works without it.

const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// A list of boxes becomes a field to type in, with what was picked below it. The boxes stay in the form, out of sight,
// and get the change events, so that server and htmx see the same form with and without script.
function pick(field) {
  const boxes = [...field.querySelectorAll("input[type=checkbox]")];
  const list = field.querySelector("[data-pick-list]");
  if (!list || field.dataset.ready) return;
  field.dataset.ready = "yes";
  const id = `pick-${list.id}`;
  const name = (box) => box.closest("label").querySelector("[data-name]").textContent.trim();
  const input = make("input", { type: "text", id, autocomplete: "off", className: "input" });
  const options = make("ul", { id: `${id}-options`, className: "combo-list", hidden: true });
  const picked = make("ul", { className: "picked" });
  const status = make("p", { className: "hidden" });
  let shown = [];
  let at = -1;

  status.setAttribute("role", "status");
  options.setAttribute("role", "listbox");
  options.setAttribute("aria-label", list.dataset.pickLabel);
  for (const [key, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", options.id]]) {
    input.setAttribute(key, value);
  }

  function close() {
    options.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  }

  function mark(next) {
    at = shown.length ? (next + shown.length) % shown.length : -1;
    [...options.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    if (at < 0) return;
    input.setAttribute("aria-activedescendant", options.children[at].id);
    options.children[at].scrollIntoView({ block: "nearest" });
  }

  function open() {
    const typed = words(input.value);
    const text = (box) => `${name(box)} ${box.dataset.words ?? ""}`.toLowerCase();
    shown = boxes.filter((box) => !box.checked && !box.disabled && typed.every((word) => text(box).includes(word)));
    options.replaceChildren(
      ...shown.map((box, n) => {
        const option = make("li", { id: `${id}-${n}` }, name(box));
        option.setAttribute("role", "option");
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(box, true);
        });
        return option;
      }),
    );
    status.textContent = shown.length ? "" : list.dataset.pickNone;
    options.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    mark(typed.length ? 0 : -1);
  }

  function choose(box, on) {
    box.checked = on;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    input.value = "";
    close();
    draw();
    input.focus();
  }

  function draw() {
    picked.replaceChildren(
      ...boxes.filter((box) => box.checked).map((box) => {
        const remove = make("button", { type: "button", innerHTML: '<svg class="icon" aria-hidden="true"><use href="#i-cross"></use></svg>' });
        remove.setAttribute("aria-label", `${list.dataset.pickRemove} ${name(box)}`);
        remove.addEventListener("click", () => choose(box, false));
        return make("li", {}, name(box), remove);
      }),
    );
  }

  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.hidden) open();
      mark(event.key === "ArrowDown" ? at + 1 : at < 0 ? shown.length - 1 : at - 1);
    } else if (event.key === "Enter" && !options.hidden && at >= 0) {
      event.preventDefault();
      choose(shown[at], true);
    } else if (event.key === "Enter") {
      event.preventDefault(); // a stray Enter must not send the form
    } else if (event.key === "Escape") {
      close();
    }
  });

  list.hidden = true;
  list.before(
    make("div", { className: "field" }, make("label", { htmlFor: id, textContent: list.dataset.pickLabel }), make("div", { className: "combo" }, input, options), status, picked),
  );
  draw();
}

function copy(button) {
  if (!navigator.clipboard || button.dataset.ready) return;
  button.dataset.ready = "yes";
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const { copy: address, copyText: text } = button.dataset;
    await navigator.clipboard.writeText(text ?? new URL(address, location.href).href);
    button.textContent = button.dataset.copied;
  });
}

function enhance(root) {
  root.querySelectorAll("[data-pick]").forEach(pick);
  root.querySelectorAll("[data-copy], [data-copy-text]").forEach(copy);
  root.querySelector(".summary[tabindex]")?.focus();
}

// A name that is typed while an answer is on its way stays as it is.
let sent = "";
document.addEventListener("htmx:configRequest", (event) => {
  sent = event.detail.formData.get("add") ?? "";
});
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const field = event.detail.target.querySelector("#id_add");
  if (field && field.value !== sent) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", () => enhance(document));
} else {
  enhance(document);
}
