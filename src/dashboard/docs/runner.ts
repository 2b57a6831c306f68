// Runs an operation with what was filled in and keeps the last answer of each. It sends nothing anywhere else.

import { keyHeaders } from '../preferences.ts';
import type { Operation } from './document.ts';

export type Run = {
  readonly isRunning: boolean;
  readonly status?: number;
  readonly tookMs?: number;
  readonly text?: string;
  readonly isCut?: boolean;
};

const MAX_SHOWN_CHARS = 20_000;

export function toPath({ path, parameters }: Operation, values: ReadonlyMap<string, string>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values.get(name) ?? ''));
  const query = new URLSearchParams(
    parameters.flatMap(({ in: place, name }) => {
      const value = values.get(name) ?? '';
      return place === 'query' && value !== '' ? [[name, value]] : [];
    }),
  ).toString();
  return query === '' ? filled : `${filled}?${query}`;
}

export async function runOperation(
  operation: Operation,
  { path, body }: { path: string; body: string | undefined },
): Promise<Run> {
  const startedAt = performance.now();
  try {
    const response = await fetch(path.replace(/^\//, ''), {
      method: operation.method.toUpperCase(),
      headers: { ...keyHeaders(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
    });
    const text = prettify(await response.text());
    const tookMs = performance.now() - startedAt;
    const shown = text.slice(0, MAX_SHOWN_CHARS);
    return { isRunning: false, status: response.status, tookMs, text: shown, isCut: shown.length < text.length };
  } catch (error) {
    return { isRunning: false, status: 0, tookMs: performance.now() - startedAt, text: String(error) };
  }
}

/** What is not JSON (metrics, events, nothing) is shown as it came. */
function prettify(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
