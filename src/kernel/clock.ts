// Time as a port, so that waiting can be tested without waiting. It knows no dates.

export type Clock = {
  /** Milliseconds of a clock that never goes back; only differences mean something. */
  now(): number;
  /** Calls `wake` once after `delayMs`; the returned function cancels. A pending call never keeps the process alive. */
  after(delayMs: number, wake: () => void): () => void;
};

/** setTimeout wraps longer delays to 1 ms. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after(delayMs, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(delayMs, 0), LONGEST_DELAY_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
