// Keys of commands that are no single entitlement's: taken once, answered again, given back, forgotten.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { keepHouse } from "../../src/operations/housekeeping";
import { keepAnswer, pruneAnswers, releaseKey, takeKey } from "../../src/projection/answers";
import { clock } from "../../src/shared/clock";

const NOW = 1_000_000_000;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const newKey = (changes = {}) => ({
  scope: "sandbox:TELCO",
  key: crypto.randomUUID(),
  hash: "h",
  ...changes,
});

it("a key is taken by one, and is open until there is an answer", async () => {
  const key = newKey();
  const kinds = await Promise.all([takeKey(env, key, NOW), takeKey(env, key, NOW)]);
  expect(kinds.map(({ kind }) => kind).sort()).toEqual(["open", "taken"]);
  await keepAnswer(env, key, '{"a":1}');
  expect(await takeKey(env, key, NOW + 47 * HOUR)).toEqual({ kind: "answered", body: '{"a":1}' });
});

it("the same key of another command, open or answered, is a mistake; of another reseller it is another key", async () => {
  const key = newKey();
  await takeKey(env, key, NOW);
  expect(await takeKey(env, { ...key, hash: "other" }, NOW + 2 * HOUR)).toEqual({ kind: "reused" });
  await keepAnswer(env, key, "{}");
  expect(await takeKey(env, { ...key, hash: "other" }, NOW)).toEqual({ kind: "reused" });
  expect(await takeKey(env, { ...key, scope: "sandbox:BANK" }, NOW)).toEqual({ kind: "taken" });
});

it("a key whose command failed, or died a minute ago, is taken again", async () => {
  const [failed, died] = [newKey(), newKey()];
  await takeKey(env, failed, NOW);
  await releaseKey(env, failed);
  expect(await takeKey(env, failed, NOW)).toEqual({ kind: "taken" });
  await takeKey(env, died, NOW);
  expect(await takeKey(env, died, NOW + 60 * SECOND)).toEqual({ kind: "open" });
  expect(await takeKey(env, died, NOW + 61 * SECOND)).toEqual({ kind: "taken" });
});

it("an answer is not given back, and is forgotten after 48 hours", async () => {
  const key = newKey();
  await takeKey(env, key, NOW);
  await keepAnswer(env, key, "{}");
  await releaseKey(env, key);
  await pruneAnswers(env, NOW + 48 * HOUR);
  expect(await takeKey(env, key, NOW)).toMatchObject({ kind: "answered" });
  expect(await takeKey(env, key, NOW + 49 * HOUR)).toEqual({ kind: "taken" });
  await pruneAnswers(env, NOW + 98 * HOUR);
  expect(await takeKey(env, key, NOW + 49 * HOUR)).toEqual({ kind: "taken" });
});

it("the hourly look forgets what is old", async () => {
  const key = newKey();
  await takeKey(env, key, clock.now() - 49 * HOUR);
  await keepHouse(env);
  const left = await env.DB.prepare("SELECT count(*) AS n FROM answer WHERE key = ?1")
    .bind(key.key)
    .first("n");
  expect(left).toBe(0);
});
