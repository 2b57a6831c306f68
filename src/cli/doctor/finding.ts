// What a check of the doctor says. A finding never holds a secret: keys are counted, and addresses come without users.

import type { Config } from '../../config.ts';
import { ServiceError } from '../../kernel/errors.ts';
import type { CliContext } from '../context.ts';

export type Status = 'ok' | 'warn' | 'fail';

export type Finding = {
  readonly check: string;
  /** `warn` starts and serves, worse than it could; `fail` does not. */
  readonly status: Status;
  readonly found: string;
  /** What to do; only where there is something. */
  readonly advice?: string;
};

/** What every check may look at. */
export type Scene = { readonly context: CliContext; readonly config: Config };

/** A check's findings, or a failure that names its fault: no check takes the others with it. */
export async function examine(
  check: string,
  look: () => Promise<readonly Finding[]> | readonly Finding[],
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [{ check, status: 'fail', found: describe(error) }];
  }
}

/** Foreign messages may quote what they were given, so of those only kind and code are told. */
function describe(error: unknown): string {
  if (error instanceof ServiceError) return error.message;
  const code = codeOf(error);
  return `could not be examined (${error instanceof Error ? error.name : typeof error}${code === undefined ? '' : ` ${code}`})`;
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** The worst of all. */
export function statusOf(findings: readonly Finding[]): Status {
  const has = (status: Status): boolean => findings.some((finding) => finding.status === status);
  return has('fail') ? 'fail' : has('warn') ? 'warn' : 'ok';
}
