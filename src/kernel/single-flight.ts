// Computes equal keys once for all who wait at the same time. It keeps nothing after the answer: that is a cache's task.

import { abortable, toCancellation } from './deadline.ts';

type Flight<Value> = { promise: Promise<Value>; controller: AbortController; waiters: number };

/**
 * Each waiter may leave alone by its own signal. The work's signal aborts when the last one has left, and a caller that
 * comes after that starts anew. A failure goes to all who wait and is not remembered.
 */
export class SingleFlight<Value> {
  readonly #flights = new Map<string, Flight<Value>>();

  get size(): number {
    return this.#flights.size;
  }

  async run(key: string, work: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    if (signal?.aborted) throw toCancellation(signal);
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.waiters++;
    try {
      return await abortable(flight.promise, signal);
    } finally {
      flight.waiters--;
      if (flight.waiters === 0) this.#abandon(key, flight);
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
    const controller = new AbortController();
    const promise = work(controller.signal).finally(() => this.#forget(key, flight));
    // Every waiter may have left: their own promises carry the failure.
    promise.catch(() => undefined);
    const flight: Flight<Value> = { promise, controller, waiters: 0 };
    this.#flights.set(key, flight);
    return flight;
  }

  #abandon(key: string, flight: Flight<Value>): void {
    if (this.#flights.get(key) !== flight) return;
    this.#forget(key, flight);
    flight.controller.abort();
  }

  #forget(key: string, flight: Flight<Value>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
