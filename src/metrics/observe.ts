// One `Events` out of many listeners. A listener that throws loses its own event and no one else's.

import type { Events } from '../kernel/events.ts';

export type Listener = Partial<Events>;

/** Calls the listeners in their order. A throw of one is reported to the others as a fault at `observer`. */
export function createEvents(listeners: readonly Listener[]): Events {
  const fault = fanOut<{ where: string; error: unknown }>(
    // A fault that cannot be reported has nowhere left to go.
    listeners.flatMap((listener) => listener.fault?.bind(listener) ?? []),
    { onThrow: undefined },
  );
  const onThrow = (error: unknown): void => fault({ where: 'observer', error });
  const all = <K extends Exclude<keyof Events, 'jobRetried' | 'fault'>>(name: K): Events[K] => {
    type Handler = (event: Parameters<Events[K]>[0]) => void;
    // A union of functions cannot be called; each of these takes the one event of its name.
    const handlers = listeners.flatMap((listener) => (listener[name]?.bind(listener) as Handler | undefined) ?? []);
    return fanOut(handlers, { onThrow }) as Events[K];
  };
  return {
    request: all('request'),
    stage: all('stage'),
    source: all('source'),
    inference: all('inference'),
    tokenized: all('tokenized'),
    workerStopped: all('workerStopped'),
    jobRefused: all('jobRefused'),
    jobRetried: fanOut<void>(
      listeners.flatMap((listener) => listener.jobRetried?.bind(listener) ?? []),
      { onThrow },
    ),
    cache: all('cache'),
    breaker: all('breaker'),
    fault,
  };
}

function fanOut<E>(
  handlers: readonly ((event: E) => void)[],
  { onThrow }: { onThrow: ((error: unknown) => void) | undefined },
): (event: E) => void {
  return (event) => {
    for (const handler of handlers) {
      try {
        handler(event);
      } catch (error) {
        onThrow?.(error);
      }
    }
  };
}
