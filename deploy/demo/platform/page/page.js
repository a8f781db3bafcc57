"use strict";

const live = document.getElementById("live");
const away = document.getElementById("away");

async function refresh() {
  try {
    const answer = await fetch("/demo/live", { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    const shown = await answer.text();
    if (live.innerHTML !== shown) live.innerHTML = shown; // the platform has escaped it
    away.hidden = true;
  } catch {
    away.hidden = false;
  }
}

async function turn(change) {
  const knobs = await (await fetch("/demo/knobs")).json();
  change(knobs);
  const headers = { "Content-Type": "application/json" };
  await fetch("/demo/knobs", { method: "PUT", headers, body: JSON.stringify(knobs) });
  await refresh();
}

function setFault(kind) {
  const path = document.getElementById("path").value;
  const fault = { kind, seconds: 5 };
  return turn((knobs) => {
    if (path) knobs.paths[path] = fault;
    else knobs.everything = fault;
  });
}

document.addEventListener("click", (event) => {
  const asked = event.target.dataset;
  if (asked.fault) setFault(asked.fault);
  else if (asked.speed) turn((knobs) => { knobs.taxi_speed = Number(asked.speed); });
  else if ("clear" in asked) turn((knobs) => { knobs.everything = null; knobs.paths = {}; });
  else if ("reset" in asked) fetch("/demo/reset", { method: "POST" }).then(refresh);
});

setInterval(refresh, 1000);
