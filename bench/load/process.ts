// The load generator: a process of its own, so that it never shares a thread with what it measures. It reads one plan a
// line from standard input, carries it out, and writes one report a line.

import path from 'node:path';
import { createRequests, type RequestSpec } from '../harness/requests.ts';
import { createJudge } from './judge.ts';
import type { LoadPlan, LoadReply } from './plan.ts';
import { runPlan, type Supply } from './run-plan.ts';
import { toHttp } from './to-http.ts';

const ROOT = path.join(import.meta.dir, '..', '..');

/** Kept over plans: the generator's own code stays warm, and new questions stay new. */
const supplies = new Map<string, Promise<Supply>>();

function findSupply(plan: LoadPlan): Promise<Supply> {
  const key = JSON.stringify([plan.url, plan.path, plan.check, plan.requests]);
  const found = supplies.get(key) ?? openSupply(plan);
  supplies.set(key, found);
  return found;
}

async function openSupply({ url, path: ownPath, requests: spec, check }: LoadPlan): Promise<Supply> {
  const { path: usualPath, bodies } = await createRequests(spec, { root: ROOT });
  const requests = bodies.map((body) => toHttp(body, { host: new URL(url).host, path: ownPath ?? usualPath }));
  let turn = 0;
  return {
    judge: createJudge(check),
    next() {
      const at = turn % requests.length;
      const bytes = requests[at];
      if (!bytes || (turn >= requests.length && isOnceOnly(spec)))
        throw new RangeError(`The plan has ${requests.length} requests of kind "${spec.kind}", more are needed`);
      turn += 1;
      return { at, bytes };
    },
  };
}

function isOnceOnly({ kind }: RequestSpec): boolean {
  return kind === 'new-question' || kind === 'new-text';
}

for await (const line of console) {
  let reply: LoadReply;
  try {
    // The only writer of this line is `generator.ts`.
    const plan = JSON.parse(line) as LoadPlan;
    reply = { reports: await runPlan({ plan, supply: await findSupply(plan) }) };
  } catch (error) {
    reply = { fault: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
