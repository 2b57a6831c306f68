// What was odd about a chart, told to its sender: bounded, sorted, without repetition. It never stops a derivation.

const MAX_WARNINGS = 40;
const MAX_QUOTED_CHARS = 32;

/** Gathers warnings; where a value cannot be used, the fact is dropped and the rest of the chart is kept. */
export class Warnings {
  readonly #texts = new Set<string>();

  /** `path` is a dotted path such as `saju.dayPillar.heavenlyStem`. */
  add(path: string, text: string): void {
    // Twice the bound, so that sorting picks from a stable surplus and a hostile chart stays cheap.
    if (this.#texts.size < MAX_WARNINGS * 2) this.#texts.add(`${path}: ${text}`);
  }

  /** A value that no table knows. */
  unknown(path: string, value: unknown, kind: string): void {
    this.add(path, `${quote(value)} is not a known ${kind}, so it was left out`);
  }

  toList(): string[] {
    const sorted = [...this.#texts].sort();
    if (sorted.length <= MAX_WARNINGS) return sorted;
    return [...sorted.slice(0, MAX_WARNINGS), `${sorted.length - MAX_WARNINGS} or more further warnings were left out`];
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
  for (const field of Object.keys(chart))
    if (!known.has(field)) warnings.add(path, `${quote(field)} is not a known field, so it was ignored`);
}
