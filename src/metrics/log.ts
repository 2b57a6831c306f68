// Structured logs: one line a request with its timings and statuses, and a line for what an operator must know. Never a
// question, a chart, a vector or a key: only the fields named here are written.

import pino, { type Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { Bar } from '../kernel/events.ts';
import { describeFault } from './describe-fault.ts';
import type { Listener } from './observe.ts';
import { toPretty } from './pretty.ts';
import { isQuietRoute } from './quiet-routes.ts';
import { isDegraded } from './record.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export type LogOptions = {
  readonly level: LogLevel;
  /** True writes for people, false JSON for machines. */
  readonly isTerminal: boolean;
  readonly clock: Clock;
  /** Takes whole lines. */
  write(text: string): void;
};

export type Log = Disposable & {
  readonly listener: Listener;
  /** For what is no event: start, reload, stop. */
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  flush(): void;
};

/** Lines are written together at this age: a write per line costs a request more than all its other events. */
const FLUSH_AFTER_MS = 50;
/** Written at once beyond this, so that the buffer is bounded. */
const FLUSH_CHARACTERS = 64 * 1024;

export function createLog({ level, isTerminal, clock, write }: LogOptions): Log {
  const buffer = createLineBuffer({ clock, write: isTerminal ? (text) => write(prettify(text)) : write });
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    buffer,
  );
  return {
    logger,
    listener: createListener(logger, buffer.flush),
    flush: buffer.flush,
    [Symbol.dispose]: buffer.flush,
  };
}

function prettify(text: string): string {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(toPretty)
    .join('');
}

function createListener(logger: Logger, flush: () => void): Listener {
  return {
    request(event) {
      const { route, status, durationMs, method, trace } = event;
      const bars = trace?.bars ?? [];
      const level = levelOf(route, { status, bars });
      if (!logger.isLevelEnabled(level)) return;
      const fields = {
        request_id: trace?.requestId,
        method,
        route,
        status,
        duration_ms: toMs(durationMs),
        ...(bars.length > 0 ? { stages: durationsOf(bars), sources: statusesOf(bars) } : {}),
      };
      logger[level](fields, 'request');
    },
    workerStopped({ reason }) {
      const isPlanned = reason === 'shutdown' || reason === 'recycled';
      logger[isPlanned ? 'info' : 'warn']({ reason }, 'worker stopped');
    },
    jobRetried: () => logger.warn('job retried on another worker'),
    breaker: ({ name, state }) => logger.warn({ breaker: name, state }, 'breaker changed'),
    fault({ where, error }) {
      logger.error({ where, error: describeFault(error) }, 'fault');
      // The next moment may be the process's last.
      flush();
    },
  };
}

function levelOf(
  route: string,
  { status, bars }: { status: number; bars: readonly Bar[] },
): 'debug' | 'info' | 'warn' | 'error' {
  if (status >= 500) return status === 503 && isQuietRoute(route) ? 'debug' : 'error';
  if (status === 429 || bars.some((bar) => isDegraded(bar.status ?? ''))) return 'warn';
  return isQuietRoute(route) ? 'debug' : 'info';
}

function durationsOf(bars: readonly Bar[]): Record<string, number> {
  return Object.fromEntries(bars.map((bar) => [bar.name, toMs(bar.durationMs)]));
}

/** `ok`, or `partial/no_embedding` where there is a reason. */
function statusesOf(bars: readonly Bar[]): Record<string, string> {
  const sources = bars.filter((bar) => bar.kind === 'source' && bar.status !== undefined);
  return Object.fromEntries(
    sources.map(({ name, status = '', reason }) => [name, reason === undefined ? status : `${status}/${reason}`]),
  );
}

function toMs(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}

function createLineBuffer({ clock, write }: Pick<LogOptions, 'clock' | 'write'>) {
  let text = '';
  let cancel: (() => void) | undefined;
  const flush = (): void => {
    cancel?.();
    cancel = undefined;
    if (text === '') return;
    const whole = text;
    text = '';
    write(whole);
  };
  return {
    flush,
    write(line: string): void {
      text += line;
      if (text.length > FLUSH_CHARACTERS) flush();
      else cancel ??= clock.after(FLUSH_AFTER_MS, flush);
    },
  };
}
