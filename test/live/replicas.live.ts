// Three replicas behind nginx with one Redis: what they share, and what is lost when one is killed, one drained, and all
// of them replaced by another pack version while clients ask.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Fleet, openFleet } from '../../ops/replicas/fleet.ts';
import { bodyOf } from '../../ops/replicas/load.ts';
import { REPLICA_SETTINGS } from '../../ops/replicas/main.ts';
import { buildPackVersions, type PackVersions } from '../../ops/replicas/packs.ts';
import { NGINX } from '../../ops/replicas/proxy.ts';
import { breakTwo, rollOver } from '../../ops/replicas/scenario.ts';
import { REDIS_SERVER } from '../fixtures/redis-server.ts';

const missing = Object.entries({ nginx: NGINX, 'redis-server': REDIS_SERVER })
  .filter(([, file]) => file === null)
  .map(([name]) => name);
if (missing.length > 0) console.warn(`SKIPPED: ${missing.join(' and ')} not installed, so no replicas are run`);

const parts = new AsyncDisposableStack();
let packs: PackVersions;
let fleet: Fleet;

beforeAll(async () => {
  if (missing.length > 0) return;
  packs = parts.use(await buildPackVersions(REPLICA_SETTINGS));
  fleet = parts.use(await openFleet({ pack: packs.first, environment: REPLICA_SETTINGS }));
}, 120_000);
afterAll(() => parts.disposeAsync());

function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** Writes to Redis go behind the answer: waits until this many new keys are there. */
async function untilStored(before: number, count: number): Promise<void> {
  while ((await fleet.storedKeys()) < before + count) await Bun.sleep(5);
}

describe.skipIf(missing.length > 0)('three replicas with one Redis', () => {
  const urls = (): string[] => [0, 1, 2].map((place) => fleet.instance(place).url);

  test('read a session that was made on another one, and miss it after it was deleted on a third', async () => {
    const [one = '', two = '', three = ''] = urls();
    const before = await fleet.storedKeys();
    const made = await post(`${one}/counselor/init`, bodyOf(1));
    const { session_id: id }: { session_id: string } = await made.json();
    // The session and the answer itself.
    await untilStored(before, 2);
    const read = await fetch(`${two}/v1/sessions/${id}`);
    expect([made.status, read.status]).toEqual([200, 200]);
    expect(await read.json()).toHaveProperty('context_id');
    const other = await post(`${one}/counselor/init`, bodyOf(1));
    const { session_id: otherId }: { session_id: string } = await other.json();
    await untilStored(before, 3);
    expect((await fetch(`${three}/v1/sessions/${otherId}`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${two}/v1/sessions/${otherId}`)).status).toBe(404);
  });

  test('answer from the result that another one stored', async () => {
    const [one = '', two = '', three = ''] = urls();
    const body = { ...bodyOf(3), question: 'Who keeps the answers of whom?' };
    const before = await fleet.storedKeys();
    const first: Cached = await (await post(`${one}/v1/prefetch`, body)).json();
    await untilStored(before, 2);
    for (const url of [two, three]) {
      const again: Cached = await (await post(`${url}/v1/prefetch`, body)).json();
      expect([first.cache_hit, again.cache_hit]).toEqual([false, true]);
      expect(again.context_id).toBe(first.context_id);
    }
  });

  test('lose nothing but what ran on a killed one, when one is killed and one drained under load', async () => {
    const broken = await breakTwo(fleet);
    expect(broken.unexcused).toEqual([]);
    expect(broken.faults.length).toBeLessThanOrEqual(broken.inFlight);
    expect(broken.drainExit).toBe(0);
    // Idle connections of the proxy do not hold the drain up.
    expect(broken.drainMs).toBeLessThan(5_000);
    expect(broken.answered).toBeGreaterThan(90);
  }, 60_000);

  test('serve one version per request and lose none while they are rolled to another', async () => {
    const rolled = await rollOver(fleet, packs.second);
    expect(rolled.faults).toEqual([]);
    expect(rolled.exits).toEqual([0, 0, 0]);
    expect(Object.keys(rolled.versions).sort()).toEqual(['1.0.0', '2.0.0']);
    expect(rolled.lateVersions).toEqual(['2.0.0']);
  }, 60_000);
});

type Cached = { cache_hit: boolean; context_id: string };
