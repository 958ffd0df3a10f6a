// A file goes in pieces while one still writes: what a weak network breaks off goes on where it stopped. The form then
// only names it. Whatever else goes wrong, the file stays in its field and is sent with the form, as without script.

const WAITS = [1, 2, 4, 8, 15, 30]; // seconds before the next try
const PATIENCE = 120_000; // milliseconds for one piece
const going = new Map(); // form → the fields whose files are on their way, and the button that waits for them

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function amount(bytes) {
  const small = bytes < 1_048_576;
  const figure = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: small ? 0 : 1 });
  return `${figure.format(bytes / (small ? 1024 : 1_048_576))}\u00a0${small ? "KB" : "MB"}`;
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function pause(seconds) {
  return new Promise((done) => {
    const timer = setTimeout(wake, seconds * 1000);
    function wake() {
      clearTimeout(timer);
      removeEventListener("online", wake);
      done();
    }
    addEventListener("online", wake);
  });
}

async function digest(file) {
  // Only where the page came over a safe connection; elsewhere the server does without.
  if (!crypto.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function ask(address, form, fields) {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "as"]) body.set(name, form.querySelector(`[name=${name}]`)?.value ?? "");
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const answer = await fetch(address, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status >= 500) throw new Error(String(answer.status));
  return answer;
}

// What is seen of it: how far it is, and in words what happens.
function display(input, file) {
  const bar = make("progress", { max: file.size, value: 0 });
  const figures = make("span");
  const status = make("p");
  const box = make("div", { className: "sending" }, bar, figures, status);
  const words = (at) => fill(input.dataset.going, { name: file.name, done: amount(at), size: amount(file.size) });
  status.setAttribute("role", "status");
  input.after(box);
  return {
    box,
    at(done) {
      bar.value = done;
      bar.setAttribute("aria-label", words(done));
      figures.textContent = words(done);
      status.textContent = "";
    },
    say(sentence) {
      status.textContent = sentence;
    },
    end(sentence, className = "") {
      bar.remove();
      figures.remove();
      Object.assign(status, { textContent: sentence, className });
    },
  };
}

// The id under which the file is whole at the server; "" where it goes with its form instead.
async function pass(input, file, view, current) {
  const base = input.dataset.send;
  const piece = Number(input.dataset.piece);
  const sha256 = await digest(file);
  let id = "";
  let at = 0;
  for (let tries = 0; current() && (!id || at < file.size); ) {
    try {
      const answer = id
        ? await ask(`${base}${id}/`, input.form, { offset: at, piece: file.slice(at, at + piece) })
        : await ask(base, input.form, { name: file.name, size: file.size, sha256 });
      if (answer.status === 422) {
        view.end((await answer.json()).why, "error");
        return "";
      }
      if (!answer.headers.has("Upload-Offset")) {
        view.end(input.dataset.whole);
        return "";
      }
      if (!id) id = (await answer.json()).id;
      at = Number(answer.headers.get("Upload-Offset"));
      tries = 0;
      view.at(at);
    } catch {
      view.say(input.dataset.waiting);
      await pause(WAITS[Math.min(tries++, WAITS.length - 1)]);
    }
  }
  return current() ? id : "";
}

async function send(input) {
  const { form } = input;
  const [file] = input.files;
  const held = going.get(form) ?? { fields: new Map(), button: null };
  const turn = Symbol(input.name); // choosing anew ends what was on its way before
  const field = input.parentElement;
  field.querySelectorAll(".sending, .sent").forEach((old) => old.remove());
  held.fields.delete(input);
  going.set(form, held);
  if (!file || !file.size) return;
  held.fields.set(input, turn);
  const current = () => held.fields.get(input) === turn;
  const view = display(input, file);
  view.at(0);
  const id = await pass(input, file, view, current);
  if (!current()) return;
  held.fields.delete(input);
  if (id) {
    const box = make("input", { type: "checkbox", name: "unggahan", value: `${input.name}:${id}`, checked: true });
    const told = fill(input.dataset.sent, { name: file.name, size: amount(file.size) });
    view.box.replaceWith(make("label", { className: "sent" }, box, " ", make("span", { textContent: told })));
    input.value = "";
  }
  if (held.button && !held.fields.size) {
    const { button } = held;
    held.button = null;
    if (id) form.requestSubmit(button.form ? button : undefined);
    else input.focus();
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[type=file][data-send]") && event.target.form) send(event.target);
});

// A form that is sent too soon waits for its files.
document.addEventListener(
  "submit",
  (event) => {
    const held = going.get(event.target);
    if (!held?.fields.size) return;
    event.preventDefault();
    event.stopPropagation();
    held.button = event.submitter ?? event.target;
    const [[input]] = held.fields;
    const status = input.parentElement.querySelector(".sending [role=status]");
    if (status) status.textContent = input.dataset.held;
  },
  true,
);
