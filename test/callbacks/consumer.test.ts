// The consumer against a real endpoint: take, post, report. It acknowledges whatever it understands; what a newer
// release wrote is kept for it.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { callBack, type Outbox, type Post } from "../../src/callbacks/consumer";
import type { Reseller } from "../../src/catalogue/schema";
import { writeItems } from "../../src/catalogue/store";
import { hooks } from "../../src/shared/hooks";
import { demoSeed } from "../../src/sandbox/demo";
import { inbox } from "../receiver";
import { entitled, until } from "../support/api";
import { flying, loseMessages, statesOf } from "../support/outbox";
import { handled } from "../support/queue";
import { active, Held, pass, said, SECOND } from "../support/world";

const seed = demoSeed(env);

const messageOf = (changes: Record<string, unknown> = {}) => ({
  format: 1,
  kind: "notification",
  entitlementId: "an entitlement",
  notificationId: "a notification",
  dispatchId: "a dispatch",
  attempt: 0,
  ...changes,
});

type Reported = Parameters<Outbox["report"]>[2];

/** An outbox with one dispatch in it, and what was reported about it. */
function outbox(changes: Partial<NonNullable<Awaited<ReturnType<Outbox["take"]>>>> | null = {}) {
  const reported: Reported[] = [];
  const dispatch = { environment: "sandbox", resellerKey: "TELCO", url: null, body: '{"a":1}', ...changes };
  const post: Post = {
    env,
    seed,
    outboxOf: () => ({
      take: async () => (changes === null ? null : dispatch),
      hold: async () => expect.fail("nothing is to be held"),
      report: async (_, __, result) => void reported.push(result),
    }),
  };
  return { post, reported };
}

describe("one message", () => {
  it("is posted as it is, signed, to the URL that it names, and reported", async () => {
    const reseller = inbox();
    const { post, reported } = outbox({ url: reseller.url });
    expect(await callBack(post, messageOf())).toBe(true);
    const [got] = await reseller.posts(1);
    expect(got).toMatchObject({
      method: "POST",
      body: '{"a":1}',
      headers: { "webhook-id": "a notification" },
    });
    expect(reported).toMatchObject([{ ok: true, status: 204, error: null, url: reseller.url }]);
  });

  it.each([
    [500, "SERVER_ERROR"],
    [404, "CLIENT_ERROR"],
    [410, "CLIENT_ERROR"],
    [302, "REDIRECT"],
  ])("an answer of %i is reported as %s", async (status, error) => {
    const reseller = inbox();
    await reseller.answers({ status, headers: { Location: "http://127.0.0.1:1/", "Retry-After": "7" } });
    const { post, reported } = outbox({ url: reseller.url });
    expect(await callBack(post, messageOf())).toBe(true);
    expect(reported).toMatchObject([{ ok: false, status, error, retryAfter: "7" }]);
  });

  it("whose dispatch is over is acknowledged without a post", async () => {
    const { post, reported } = outbox(null);
    hooks.beforePost = () => expect.fail("nothing is to be posted");
    expect(await callBack(post, messageOf())).toBe(true);
    expect(reported).toEqual([]);
  });

  it("goes to the reseller's default where the entitlement names no URL", async () => {
    const reseller = inbox();
    const item: Reseller = {
      environment: "sandbox",
      resellerKey: "SHOP",
      name: "Shop",
      defaultNotificationUrl: reseller.url,
      authentication: { type: "bearer", token: "a-token" },
      signingSecrets: ["whsec_c2hvcC1zaWduaW5nLXNlY3JldC1mb3ItdGVzdHM="],
    };
    await writeItems(env.CATALOGUE, [{ kind: "reseller", item }]);
    const { post, reported } = outbox({ resellerKey: "SHOP" });
    await callBack(post, messageOf());
    expect((await reseller.posts(1))[0]?.headers["authorization"]).toBe("Bearer a-token");
    expect(reported).toMatchObject([{ ok: true, url: reseller.url }]);
  });

  it.each([
    ["to no URL at all", { url: null }],
    ["of a reseller nobody knows", { url: null, resellerKey: "NOBODY" }],
    ["to a forbidden target", { url: "http://169.254.169.254/" }],
  ])("%s is reported as refused, and nothing is sent", async (_, changes) => {
    const { post, reported } = outbox(changes);
    expect(await callBack(post, messageOf())).toBe(true);
    expect(reported).toMatchObject([{ ok: false, status: null, error: "REFUSED_BY_GUARD" }]);
  });

  it.each(["beforePost", "afterPost", "beforeReport"] as const)(
    "of a consumer that dies %s is acknowledged: the lease brings it back",
    async (point) => {
      const reseller = inbox();
      const { post, reported } = outbox({ url: reseller.url });
      hooks[point] = () => {
        throw new Error("the consumer died");
      };
      expect(await callBack(post, messageOf())).toBe(true);
      expect(reported).toEqual([]);
    },
  );
});

describe("a batch", () => {
  it.each(["resale-callbacks", "resale-callback-retries", "resale-operations"])(
    "of %s: what this release does not know is kept for the one that does",
    async (queue) => {
      const strange = [messageOf({ format: 2 }), { format: 1, kind: "somethingElse" }, "text", null];
      const { explicitAcks, retryMessages } = await handled(queue, ...strange);
      expect(explicitAcks).toEqual([]);
      expect(retryMessages.map(({ msgId }) => msgId)).toEqual(["0", "1", "2", "3"]);
    },
  );

  it("with fields of a newer release is understood; one strange message does not hold the others", async () => {
    const reseller = inbox();
    loseMessages();
    const held = await active({ notificationUrl: reseller.url });
    const known = messageOf({ entitlementId: held.id, ...(await flying(held)), priority: "high" });
    const { explicitAcks, retryMessages } = await handled(
      "resale-callbacks",
      messageOf({ format: 2 }),
      known,
    );
    expect(explicitAcks).toEqual(["1"]);
    expect(retryMessages.map(({ msgId }) => msgId)).toEqual(["0"]);
    await reseller.posts(1);
    expect(await statesOf(held)).toBe("delivered");
  });

  it("about an entitlement that there is not is acknowledged", async () => {
    const { explicitAcks } = await handled("resale-callbacks", messageOf());
    expect(explicitAcks).toEqual(["0"]);
  });

  it("that comes twice posts twice at most, with one id, and is delivered once", async () => {
    const reseller = inbox();
    loseMessages();
    const held = await active({ notificationUrl: reseller.url });
    const message = messageOf({ entitlementId: held.id, ...(await flying(held)) });
    await handled("resale-callbacks", message, message);
    await handled("resale-callbacks", message);
    const posts = await reseller.posts(1);
    expect(posts.length).toBeLessThanOrEqual(2);
    expect(new Set(posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect((await held.history()).notifications).toMatchObject([{ state: "delivered" }]);
  });
});

describe("a notification whose consumer died", () => {
  it.each([
    ["beforePost", 1],
    ["afterPost", 2],
    ["beforeReport", 2],
  ] as const)("%s arrives all the same, with the same id", async (point, arrivals) => {
    const reseller = inbox();
    let deaths = 0;
    hooks[point] = () => {
      if (deaths++ === 0) throw new Error("the consumer died");
    };
    const { entitlementId } = await entitled({ notificationUrl: reseller.url });
    await until(async () => expect(deaths).toBe(1));
    const held = new Held(entitlementId);
    pass(61 * SECOND);
    await held.alarm();
    const posts = await reseller.posts(arrivals);
    await until(async () => expect(await statesOf(held)).toBe("delivered"));
    expect(posts).toHaveLength(arrivals);
    expect(new Set(posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(posts.map(({ body }) => body)).size).toBe(1);
  });
});

describe("a slow endpoint", () => {
  it("holds up neither its own callers nor others' notifications in the same batch", async () => {
    const [slow, quick] = [inbox(), inbox()];
    await slow.answers({ status: 204, delayMs: 3_000 });
    loseMessages();
    const both = [await active({ notificationUrl: slow.url }), await active({ notificationUrl: quick.url })];
    const messages = await Promise.all(
      both.map(async (held) => messageOf({ entitlementId: held.id, ...(await flying(held)) })),
    );
    const done = handled("resale-callbacks", ...messages);
    const [first, second] = both;
    await until(async () => expect(second && (await statesOf(second))).toBe("delivered"));
    expect(first && (await statesOf(first))).toBe("in_flight");
    expect(said((await first?.begin({ verb: "suspend" })) ?? expect.fail())).toBe("call");
    await done;
    expect(first && (await statesOf(first))).toBe("delivered");
  });
});
