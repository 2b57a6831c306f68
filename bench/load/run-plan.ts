// Carries out one plan: closed loops or arrivals at random moments over kept-alive connections. An arrival that finds no
// free connection waits in line, and its wait counts: latency runs from the intended start (no coordinated omission).

import { createSeededRandom } from '../../src/kernel/seeded-random.ts';
import { HttpConnection } from './http-connection.ts';
import type { Judge } from './judge.ts';
import type { LoadPlan, Phase, PhaseReport } from './plan.ts';
import { PhaseTally } from './tally.ts';

const DEFAULT_SLOW_MS = 1000;
/** Timers count whole milliseconds. */
const TICK_MS = 1;

/** What is sent, in turn. It outlives a plan, so that a question is new only once. */
export type Supply = {
  next(): { readonly at: number; readonly bytes: Uint8Array };
  readonly judge: Judge;
};
export type PlanRun = { readonly plan: LoadPlan; readonly supply: Supply };

export async function runPlan(run: PlanRun): Promise<PhaseReport[]> {
  const { plan } = run;
  const connections = Array.from({ length: plan.connections }, () => new HttpConnection(plan.url));
  const sender = new Sender(run, connections);
  try {
    await sender.warmUp(plan.warmUpRequests ?? 0);
    const tallies = plan.phases.map((phase) => new PhaseTally(phase, plan.slowMs ?? DEFAULT_SLOW_MS));
    const late: Promise<unknown>[] = [];
    for (const tally of tallies) {
      if (tally.phase.rate === undefined) await sender.closedLoop(tally);
      // The next phase begins on time, whatever is still under way.
      else late.push((await sender.openLoop(tally, { ...tally.phase, rate: tally.phase.rate })).answered);
    }
    await Promise.all(late);
    return tallies.map((tally) => tally.report());
  } finally {
    for (const connection of connections) connection.close();
  }
}

class Sender {
  readonly #supply: Supply;
  readonly #connections: readonly HttpConnection[];
  readonly #free: HttpConnection[];
  readonly #waiting: ((connection: HttpConnection) => void)[] = [];
  readonly #random: () => number;
  #waitingFrom = 0;

  constructor({ plan, supply }: PlanRun, connections: readonly HttpConnection[]) {
    this.#supply = supply;
    this.#connections = connections;
    this.#free = [...connections];
    const random = createSeededRandom(plan.requests.seed);
    this.#random = () => random.next();
  }

  async warmUp(count: number): Promise<void> {
    const share = Math.ceil(count / this.#connections.length);
    await Promise.all(
      this.#connections.map(async (connection) => {
        for (let i = 0; i < share; i++) {
          const { at, bytes } = this.#supply.next();
          this.#supply.judge(await connection.request(bytes), at);
        }
      }),
    );
  }

  async closedLoop(tally: PhaseTally): Promise<void> {
    const startedAt = performance.now();
    const now = (): number => performance.now() - startedAt;
    const endMs = tally.phase.seconds * 1000;
    const loop = async (connection: HttpConnection): Promise<void> => {
      while (now() < endMs) {
        const intendedMs = now();
        await this.#ask(connection, { tally, intendedMs, now });
      }
    };
    await Promise.all(this.#connections.map(loop));
  }

  /** Resolves at the end of the arrivals, `answered` when all of them are. */
  async openLoop(
    tally: PhaseTally,
    { seconds, rate }: Phase & { rate: number },
  ): Promise<{ readonly answered: Promise<unknown> }> {
    const startedAt = performance.now();
    const now = (): number => performance.now() - startedAt;
    const endMs = seconds * 1000;
    const open: Promise<void>[] = [];
    const gap = (): number => (-Math.log(1 - this.#random()) / rate) * 1000;
    for (let intendedMs = gap(); intendedMs < endMs; intendedMs += gap()) {
      if (intendedMs > now()) await Bun.sleep(Math.max(TICK_MS, intendedMs - now()));
      open.push(this.#arrive({ tally, intendedMs, now }));
    }
    if (now() < endMs) await Bun.sleep(endMs - now());
    return { answered: Promise.all(open) };
  }

  async #arrive(options: { tally: PhaseTally; intendedMs: number; now: () => number }): Promise<void> {
    const connection = this.#free.pop() ?? (await this.#waitForFree());
    await this.#ask(connection, options);
    const next = this.#waiting[this.#waitingFrom];
    if (!next) {
      this.#free.push(connection);
      return;
    }
    this.#waitingFrom += 1;
    next(connection);
  }

  #waitForFree(): Promise<HttpConnection> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #ask(
    connection: HttpConnection,
    { tally, intendedMs, now }: { tally: PhaseTally; intendedMs: number; now: () => number },
  ): Promise<void> {
    const { at, bytes } = this.#supply.next();
    const sentMs = now();
    const reply = await connection.request(bytes);
    const doneMs = now();
    const outcome = this.#supply.judge(reply, at);
    const queue = 'head' in reply ? /[ ,]queue;dur=([\d.]+)/.exec(reply.head)?.[1] : undefined;
    tally.add({ outcome, intendedMs, sentMs, doneMs, queueMs: queue === undefined ? undefined : Number(queue) });
  }
}
