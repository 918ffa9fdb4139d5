// Photos, position and map of the phone page.  Without it the page works, too: with a village chosen from the list.
"use strict";

document.documentElement.classList.add("scripts");

const byId = (id) => document.getElementById(id);
const filled = (text, name, value) => text.replace(`{${name}}`, value);

function setPoint(form, values) {
  for (const name of ["lon", "lat", "x_m", "y_m"]) form.elements[name].value = values[name] ?? "";
}

function say(text, wrong) {
  const line = byId("chosen");
  line.textContent = text;
  line.classList.toggle("wrong", Boolean(wrong));
}

function clearMap() {
  byId("pin")?.classList.remove("set");
  for (const town of document.querySelectorAll(".town.here")) town.classList.remove("here");
}

function watchPhotos(input) {
  const most = Number(input.dataset.most);
  const previews = byId("previews");
  const label = input.parentElement.querySelector("span");
  const begin = label.textContent;
  input.addEventListener("change", () => {
    for (const image of previews.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    previews.replaceChildren();
    if (input.files.length > most) {
      const warning = document.createElement("p");
      warning.className = "warning";
      warning.textContent = input.dataset.many;
      previews.append(warning);
      input.value = "";
    }
    for (const file of input.files) {
      const image = document.createElement("img");
      image.alt = file.name;
      image.src = URL.createObjectURL(file);
      previews.append(image);
    }
    label.textContent = input.files.length ? filled(input.dataset.chosen, "n", input.files.length) : begin;
  });
}

function watchPosition(button, form) {
  const label = button.querySelector("span");
  const begin = label.textContent;
  const end = (text, wrong) => {
    button.disabled = false;
    label.textContent = begin;
    say(text, wrong);
  };
  button.addEventListener("click", () => {
    if (!navigator.geolocation) {
      end(button.dataset.denied, true);
      return;
    }
    button.disabled = true;
    label.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearMap();
        form.elements.village.value = "";
        setPoint(form, { lon: coords.longitude.toFixed(6), lat: coords.latitude.toFixed(6) });
        end(filled(button.dataset.found, "n", Math.round(coords.accuracy)), false);
      },
      () => end(button.dataset.denied, true),
      { enableHighAccuracy: true, timeout: 12000, maximumAge: 30000 },
    );
  });
}

function watchMap(map, form) {
  map.addEventListener("click", (event) => {
    const town = event.target.closest(".town");
    if (!town) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    const metres = Number(map.dataset.metres);
    clearMap();
    town.classList.add("here");
    const pin = byId("pin");
    pin.setAttribute("transform", `translate(${point.x} ${point.y})`);
    pin.classList.add("set");
    form.elements.village.value = "";
    setPoint(form, {
      x_m: (Number(map.dataset.west) + point.x * metres).toFixed(1),
      y_m: (Number(map.dataset.north) - point.y * metres).toFixed(1),
    });
    say(filled(map.dataset.tapped, "name", town.dataset.name), false);
  });
}

function watchReport(form) {
  watchPhotos(byId("photos"));
  watchPosition(byId("here"), form);
  watchMap(byId("map"), form);
  const village = form.elements.village;
  village.addEventListener("change", () => {
    clearMap();
    setPoint(form, {});
    say("", false);
  });
  form.addEventListener("submit", (event) => {
    const placed = village.value || form.elements.lon.value || form.elements.x_m.value;
    if (placed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(form.dataset.needsPlace, true);
    byId("chosen").scrollIntoView({ block: "center" });
  });
}

const report = document.querySelector("form.report");
if (report) watchReport(report);

for (const form of document.forms) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("[data-busy]");
    if (!button) return;
    button.disabled = true;
    button.textContent = button.dataset.busy;
  });
}

byId("copy")?.addEventListener("click", async (event) => {
  const label = event.currentTarget.querySelector("span");
  const address = new URL(location.pathname, location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    label.textContent = byId("copy").dataset.copied;
  } catch {
    label.textContent = address;
  }
});

const refresh = document.querySelector("[data-refresh]");
if (refresh) setTimeout(() => location.replace(location.pathname), Number(refresh.dataset.refresh) * 1000);

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
