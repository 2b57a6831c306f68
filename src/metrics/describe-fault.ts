// An error as fields that may be logged: what it is and where, never what it says. Messages of other people's errors
// hold values (a Redis client's holds what was stored), so only our own, which by contract hold none, are kept.

import { ServiceError } from '../kernel/errors.ts';

export type FaultFields = {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  /** Innermost frames, without the message that stands above them in a stack. */
  readonly at?: readonly string[];
};

const MAX_CAUSES = 4;
const MAX_FRAMES = 4;
/** Codes of the system and of libraries are such words (ECONNREFUSED); anything else may be a value. */
const CODE = /^[A-Za-z][A-Za-z0-9_]{0,40}$/;

/** The error and its causes, outermost first. */
export function describeFault(error: unknown): FaultFields[] {
  const chain: FaultFields[] = [];
  let current = error;
  while (current !== undefined && current !== null && chain.length < MAX_CAUSES) {
    chain.push(describeOne(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return chain;
}

function describeOne(error: unknown): FaultFields {
  if (!(error instanceof Error)) return { name: `thrown ${typeof error}` };
  const code = 'code' in error && typeof error.code === 'string' && CODE.test(error.code) ? error.code : undefined;
  const at = framesOf(error);
  return {
    name: CODE.test(error.name) ? error.name : 'Error',
    ...(code === undefined ? {} : { code }),
    ...(error instanceof ServiceError ? { message: error.message } : {}),
    ...(at.length === 0 ? {} : { at }),
  };
}

function framesOf({ stack = '', message }: Error): string[] {
  // The message stands above the frames and may hold lines that look like one.
  const start = message === '' ? 0 : stack.indexOf(message) + message.length;
  return stack
    .slice(start)
    .split('\n')
    .map((line) => /^\s+at (?:.*[/\\])?([\w.-]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? '')
    .filter((frame) => frame !== '')
    .slice(0, MAX_FRAMES);
}
