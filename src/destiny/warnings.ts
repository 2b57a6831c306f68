// What was odd about a chart, told to its sender: bounded, sorted, without repetition. It never stops a derivation.

const MAX_WARNINGS = 40;
const MAX_QUOTED_CHARS = 32;
const MAX_NAMED_FIELDS = 10;

/** Gathers warnings; the schema's bounds on lists keep their number finite, sorting keeps their order that of no input. */
export class Warnings {
  readonly #texts = new Set<string>();

  /** `path` is a dotted path such as `saju.dayPillar.heavenlyStem`. */
  add(path: string, text: string): void {
    this.#texts.add(`${path}: ${text}`);
  }

  /** A value that no table knows. */
  unknown(path: string, value: unknown, kind: string): void {
    this.add(path, `${quote(value)} is not a known ${kind}, so it was left out`);
  }

  toList(): string[] {
    if (this.#texts.size === 0) return [];
    const sorted = [...this.#texts].sort();
    if (sorted.length <= MAX_WARNINGS) return sorted;
    return [...sorted.slice(0, MAX_WARNINGS), `${sorted.length - MAX_WARNINGS} further warnings were left out`];
  }
}

/** A value as it is shown in a warning: one line, cut to a bound that the ellipsis makes visible. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : String(value);
  const shown = text.length > MAX_QUOTED_CHARS ? `${text.slice(0, MAX_QUOTED_CHARS)}…` : text;
  return JSON.stringify(shown);
}

/** Names the fields of a chart that nothing reads. */
export function warnUnknownFields(
  path: string,
  chart: object,
  { known, warnings }: { known: ReadonlySet<string>; warnings: Warnings },
): void {
  const unknown: string[] = [];
  for (const field in chart) if (!known.has(field)) unknown.push(field);
  if (unknown.length === 0) return;
  // Names are sorted only while they are few: a chart of a hundred thousand fields shall cost nothing.
  const names = unknown.length > MAX_NAMED_FIELDS ? [] : unknown.sort().map(quote);
  warnings.add(path, ['ignored', unknown.length, 'unknown field(s)', names.join(', ')].join(' ').trim());
}
