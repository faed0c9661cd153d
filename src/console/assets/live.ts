// The live page's script: asks every two seconds for what is new and puts it on top. It asks less often while it fails,
// not at all while nobody looks or somebody has paused it. A screen reader hears a count now and then, never the lines.

export const LIVE = `
(() => {
  const INTERVAL_MS = 2000, SLOWEST_MS = 60000, TELL_MS = 15000, MOST = 100;
  const base = location.pathname.replace(/\\/console\\/live\\/?$/, "");
  const list = document.getElementById("live");
  const state = document.getElementById("live-state");
  const pause = document.getElementById("live-pause");
  const told = document.getElementById("live-told");
  const empty = document.getElementById("live-empty");
  const seen = new Set([...list.children].map((line) => line.dataset.id));
  let after = list.dataset.after, wait = INTERVAL_MS, paused = false, timer = 0, untold = 0, toldAt = 0, asking = false;

  const element = (name, text, classes) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (classes) made.className = classes;
    return made;
  };

  function drawn(line) {
    const row = document.createElement("li");
    row.dataset.id = line.id;
    row.className = "new";
    const time = element("time", line.date.slice(11, 19));
    time.dateTime = time.title = line.date;
    const words = document.createElement("div");
    words.append(element("span", line.what, line.bad ? "what bad" : "what"), " ", element("span", line.detail, "detail"));
    row.append(time, words);
    if (line.href) {
      const link = element("a", line.entitlementId ? line.entitlementId.slice(-12) : "Endpoints");
      link.href = base + line.href;
      row.append(link);
    }
    return row;
  }

  function add(lines) {
    const fresh = lines.filter((line) => !seen.has(line.id));
    for (const line of fresh.reverse()) {
      seen.add(line.id);
      list.prepend(drawn(line));
    }
    while (list.children.length > MOST) {
      seen.delete(list.lastElementChild.dataset.id);
      list.lastElementChild.remove();
    }
    empty.hidden = list.children.length > 0;
    untold += fresh.length;
    if (untold > 0 && Date.now() - toldAt > TELL_MS) {
      told.textContent = untold === 1 ? "1 new line" : untold + " new lines";
      untold = 0;
      toldAt = Date.now();
    }
  }

  const say = (text) => { if (state.textContent !== text) state.textContent = text; };

  function next(ms) {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
  }

  async function look() {
    if (paused || document.hidden || asking) return;
    asking = true;
    try {
      const response = await fetch(base + "/console/live/events?after=" + after, { redirect: "manual", signal: AbortSignal.timeout(15000) });
      if (response.type === "opaqueredirect") {
        pause.hidden = true;
        say("Your session has ended. Reload the page to sign in again.");
        return;
      }
      if (!response.ok) throw new Error(response.status);
      const tail = await response.json();
      after = tail.after;
      wait = INTERVAL_MS;
      if (!paused) {
        add(tail.lines);
        say("Live");
      }
      next(wait);
    } catch {
      wait = Math.min(wait * 2, SLOWEST_MS);
      if (!paused) say("No answer just now. It is tried again in " + wait / 1000 + " seconds.");
      next(wait);
    } finally {
      asking = false;
    }
  }

  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? "Go on" : "Pause";
    say(paused ? "Paused" : "Live");
    if (!paused) next(0);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) next(0); });
  say("Live");
  next(INTERVAL_MS);
})();
`;
