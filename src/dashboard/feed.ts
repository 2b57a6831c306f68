// The stream of snapshots: read by fetch, since an EventSource cannot send a key; reconnects with growing pauses and says
// at every moment how it stands. It shows nothing.

import type { DashboardSnapshot } from '../http/dashboard-snapshot.ts';
import { keyHeaders } from './preferences.ts';

export type Link =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly retryAt: number }
  | { readonly kind: 'locked'; readonly wasWrong: boolean };

export type FeedHandlers = { onLink(link: Link): void; onSnapshot(snapshot: DashboardSnapshot): void };

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A second comes every second: a silence of so many is a dead connection that nobody told us of. */
const SILENCE_MS = 5000;

export class SnapshotFeed {
  readonly #handlers: FeedHandlers;
  #wake: () => void = () => undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #current = new AbortController();

  constructor(handlers: FeedHandlers) {
    this.#handlers = handlers;
  }

  /** Never settles: a page listens until it is left. */
  async run(): Promise<never> {
    for (;;) {
      this.#handlers.onLink({ kind: 'connecting' });
      const end = await this.#listen();
      if (end === 'locked') {
        const wasWrong = 'Authorization' in keyHeaders();
        this.#handlers.onLink({ kind: 'locked', wasWrong });
        await this.#pause(undefined);
        continue;
      }
      this.#handlers.onLink({ kind: 'lost', retryAt: Date.now() + this.#pauseMs });
      await this.#pause(this.#pauseMs);
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    }
  }

  /** Ends what is going on and connects again, with the key of now. */
  reconnect(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#current.abort();
    this.#wake();
  }

  async #listen(): Promise<'locked' | 'lost'> {
    this.#current = new AbortController();
    const { signal } = this.#current;
    const watch = new SilenceWatch(() => this.#current.abort());
    try {
      const response = await fetch('v1/dashboard/events', { headers: keyHeaders(), cache: 'no-store', signal });
      if (response.status === 401) return 'locked';
      if (!response.ok || !response.body) return 'lost';
      for await (const message of readMessages(response.body, { onBytes: () => watch.reset() })) {
        this.#pauseMs = FIRST_PAUSE_MS;
        this.#handlers.onLink({ kind: 'live' });
        this.#handlers.onSnapshot(message);
      }
      return 'lost';
    } catch {
      // A server that is gone, a network that is down, a silence: the link says so, and the next try follows.
      return 'lost';
    } finally {
      watch.stop();
    }
  }

  #pause(durationMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = durationMs === undefined ? undefined : setTimeout(resolve, durationMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

class SilenceWatch {
  readonly #onSilence: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onSilence: () => void) {
    this.#onSilence = onSilence;
    this.reset();
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onSilence, SILENCE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Events end with an empty line; ours have their JSON on one `data:` line. */
async function* readMessages(
  body: ReadableStream<Uint8Array>,
  { onBytes }: { onBytes(): void },
): AsyncGenerator<DashboardSnapshot> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    onBytes();
    const events = (rest + decoder.decode(value, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '));
      if (data !== undefined) yield JSON.parse(data.slice('data: '.length));
    }
  }
}
