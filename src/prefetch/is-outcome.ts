// Looks at what a source answered before it is passed on: a source may come from anywhere, and what packing and the
// answer rely on must be there. It judges form only.

import { LOCALES } from '../kernel/locale.ts';
import { FoundItem } from '../sources/found-item.ts';
import { OUTCOME_REASONS, type SourceOutcome } from '../sources/source.ts';

const STATUSES: readonly unknown[] = ['ok', 'empty', 'partial'] satisfies SourceOutcome['status'][];
const REASONS: readonly unknown[] = [undefined, ...OUTCOME_REASONS];

export function isOutcome(value: unknown): value is SourceOutcome {
  if (!isRecord(value)) return false;
  const { status, reason, items, rules = [], edges = [] } = value;
  return (
    STATUSES.includes(status) &&
    REASONS.includes(reason) &&
    isListOf(items, isItem) &&
    isListOf(rules, isItem) &&
    isListOf(edges, isEdge)
  );
}

function isItem(value: unknown): boolean {
  // Its texts are those of the pack, which was checked: reading them here would cost what it saves to read them late.
  if (value instanceof FoundItem) return Number.isFinite(value.score);
  if (!isRecord(value)) return false;
  const { id, text, score, tokens, name, citation } = value;
  const isWhole = typeof id === 'string' && typeof text === 'string' && Number.isFinite(score);
  const isCounted = typeof tokens === 'number' && tokens >= 0 && Number.isFinite(tokens);
  const isNamed = name === undefined || typeof name === 'string';
  return isWhole && isCounted && isNamed && (citation === undefined || isCitation(citation));
}

function isCitation(value: unknown): boolean {
  return isRecord(value) && isLocalText(value.author) && isLocalText(value.work);
}

function isLocalText(value: unknown): boolean {
  return isRecord(value) && LOCALES.every((locale) => typeof value[locale] === 'string');
}

function isEdge(value: unknown): boolean {
  return isRecord(value) && [value.source, value.relation, value.target].every((end) => typeof end === 'string');
}

function isListOf(value: unknown, isMember: (member: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isMember);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
