// Minutes keep themselves while one writes: what a broken connection holds back stays in this browser and goes again.
// Every text is sent with the version it began from, so that two who write never overwrite each other.

const PAUSE = 1500; // milliseconds without a key before a text is sent
const AGAIN = 5000; // milliseconds before the next try over a broken connection
const PATIENCE = 20_000; // milliseconds for an answer

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, JSON.stringify(value));
    else localStorage.removeItem(name);
  } catch {
    // a browser that keeps nothing still sends
  }
}

async function ask(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.status >= 500) throw new Error(String(answer.status));
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  return { status: answer.status, told };
}

function minutes(form, words) {
  const area = form.elements.text;
  const version = form.elements.version;
  const status = form.querySelector("[data-status]");
  const name = `notula-${form.dataset.autosave}`;
  let saved = area.defaultValue;
  let timer = 0;
  let sending = false;
  let merging = false;

  const say = (sentence) => {
    status.textContent = sentence;
  };

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  function beside({ text, by }) {
    form.querySelector("[data-other]")?.remove();
    const label = Object.assign(document.createElement("label"), { textContent: fill(words.other, { by }), htmlFor: `${area.id}-lain` });
    const other = Object.assign(document.createElement("textarea"), { id: `${area.id}-lain`, readOnly: true, rows: 6, value: text });
    const box = Object.assign(document.createElement("div"), { className: "field merge" });
    box.dataset.other = "";
    box.append(label, other);
    area.closest(".field").after(box);
  }

  async function send(meant = false) {
    clearTimeout(timer);
    const text = area.value;
    if (sending || text === saved || (merging && meant !== true)) return;
    sending = true;
    say(words.saving);
    try {
      const { status: code, told } = await ask(form);
      if (code === 200 && told) {
        saved = text;
        merging = false;
        version.value = told.version;
        form.querySelector("[data-other]")?.remove();
        say(fill(words.saved, { at: told.at }));
        if (area.value === text) keep(name, null);
        else later(PAUSE);
      } else if (code === 409 && told) {
        merging = true;
        version.value = told.version;
        beside(told);
        say(words.merge);
      } else {
        say(fill(words.held, { why: told?.why ?? words.signedOut }));
      }
    } catch {
      say(words.lost);
      later(AGAIN);
    } finally {
      sending = false;
    }
  }

  area.addEventListener("input", () => {
    keep(name, area.value === saved ? null : { text: area.value, version: version.value });
    if (!merging) later(PAUSE);
  });
  area.addEventListener("blur", () => send());
  addEventListener("online", () => send());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(true);
  });

  const before = kept(name);
  if (before && before.text !== area.value) {
    area.value = before.text;
    version.value = before.version;
    say(words.found);
    later(0);
  } else {
    keep(name, null);
  }
}

function begin() {
  const words = document.getElementById("notula-kata")?.dataset;
  if (words) document.querySelectorAll("form[data-autosave]").forEach((form) => minutes(form, words));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
