// Turns what a client library threw into an error that may be logged. Nothing of the original passes but a word of a
// closed list: those errors hold commands with their keys, values and passwords.

import { ServiceError } from '../kernel/errors.ts';
import type { RemoteName } from './remote-store.ts';

const REASONS = [
  'OOM',
  'WRONGPASS',
  'NOAUTH',
  'NOPERM',
  'READONLY',
  'LOADING',
  'MISCONF',
  'WRONGTYPE',
  'CROSSSLOT',
  'MOVED',
  'CLUSTERDOWN',
  'MASTERDOWN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'SELF_SIGNED',
] as const;

const IN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/timed? ?out|TimeoutError|AbortError/i, 'timeout'],
  [/isn't writeable|Connection is closed|Failed to refresh slots/i, 'not connected'],
  [/self.signed|certificate/i, 'certificate refused'],
  [/protocol error|JSON|unexpected/i, 'not understood'],
  [/unable to connect|socket connection was closed/i, 'not connected'],
];

/** How much of a message is looked at: the start has the reason, values may follow. */
const LOOKED_AT = 160;

export function toStoreFault(name: RemoteName, thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const reason = reasonOf(thrown);
  return new ServiceError(reason === 'timeout' ? 'timeout' : 'unavailable', `The ${name} cache failed: ${reason}`);
}

function reasonOf(thrown: unknown): string {
  const text = describe(thrown);
  const known = REASONS.find((reason) => text.includes(reason));
  return known ?? IN_WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown reason';
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  const last = 'lastNodeError' in thrown ? describe(thrown.lastNodeError) : '';
  return `${code} ${thrown.name} ${thrown.message.slice(0, LOOKED_AT)} ${last}`;
}
