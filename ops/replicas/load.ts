// A few clients that ask through the proxy until they are told to stop, and what became of every single request. They
// never hide a failure and never try again by themselves: that is what is measured.

import { MARKED_SOURCES, SECOND_MARK } from './packs.ts';

const CLIENTS = 6;
/** Requests hold no time limit of their own below this: a slow answer is no lost one. */
const PATIENCE_MS = 30_000;
/** Between two requests of a client: the replicas that start meanwhile need the processor too. */
const PAUSE_MS = 20;
const HEADERS = { 'content-type': 'application/json' };

export type Outcome = {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Undefined when everything was as it should be. */
  readonly fault: string | undefined;
  /** Of the pack that answered. */
  readonly version: string | undefined;
};

export type Load = {
  readonly outcomes: readonly Outcome[];
  /** Resolves when so many more requests have ended. */
  more(count: number): Promise<void>;
  /** Ends the clients; resolves when the last request has. */
  stop(): Promise<void>;
};

/** Every third request carries a question that nobody asked before, the others one of few charts. */
export function startLoad(url: string): Load {
  const outcomes: Outcome[] = [];
  const waiting = new Set<{ at: number; resolve: () => void }>();
  let isStopped = false;
  let sent = 0;
  const client = async (): Promise<void> => {
    while (!isStopped) {
      outcomes.push(await ask(url, sent++));
      for (const waiter of waiting)
        if (outcomes.length >= waiter.at) {
          waiting.delete(waiter);
          waiter.resolve();
        }
      await Bun.sleep(PAUSE_MS);
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, client));
  return {
    outcomes,
    more: (count) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add({ at: outcomes.length + count, resolve });
      return promise;
    },
    stop: async () => {
      isStopped = true;
      await clients;
    },
  };
}

export function bodyOf(place: number): object {
  return {
    saju: { dayMaster: ['甲', '丙', '戊', '庚', '壬'][place % 5] },
    astro: { sun: 'leo', mars: { sign: 'aries', house: 1 + (place % 12) } },
    theme: 'career',
    locale: 'en',
    deadline_ms: 20_000,
    ...(place % 3 === 0 ? { question: `Should I take offer number ${place}?` } : {}),
  };
}

async function ask(url: string, place: number): Promise<Outcome> {
  const startedAt = performance.now();
  const ended = (fault: string | undefined, version?: string): Outcome => ({
    startedAt,
    endedAt: performance.now(),
    fault,
    version,
  });
  try {
    const response = await fetch(`${url}/v1/prefetch`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify(bodyOf(place)),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) return ended(`status ${response.status}: ${await response.text()}`);
    const answer: Answer = await response.json();
    return ended(faultOf(answer), answer.pack.version);
  } catch (error) {
    return ended(String(error));
  }
}

type Answer = {
  degraded: boolean;
  pack: { version: string };
  sources: Record<string, { status: string; items: { text: string }[] }>;
};

/** An answer has to be whole, and every text of it from the version that it names. */
function faultOf(answer: Answer): string | undefined {
  if (answer.degraded) return `degraded: ${JSON.stringify(answer.sources)}`;
  const isSecond = answer.pack.version === '2.0.0';
  const texts = MARKED_SOURCES.flatMap((name) => answer.sources[name]?.items.map(({ text }) => text) ?? []);
  if (texts.length < MARKED_SOURCES.length) return `found only ${texts.length} texts`;
  const stray = texts.find((text) => text.endsWith(SECOND_MARK) !== isSecond);
  return stray === undefined ? undefined : `version ${answer.pack.version} answered "${stray}"`;
}
