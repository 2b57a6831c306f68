// Series of one family by their label values, bounded: a label that turns out not to be closed costs one more series,
// not the memory of the process.

/** More than all combinations of the closed sets; routes by statuses are the largest family. */
const MAX_SERIES = 256;
const OTHER = 'other';

/** Gives the series of some label values, made when first asked for; past the bound, one shared series called `other`. */
export function createSeries<T>(labelNames: readonly string[], make: (values: readonly string[]) => T) {
  const found = new Map<string, T>();
  const others = labelNames.map(() => OTHER);
  const open = (key: string, values: readonly string[]): T => {
    const series = make(values);
    found.set(key, series);
    return series;
  };
  return (values: readonly string[]): T => {
    // The common family has one label, whose value is the key without any work.
    const key = values.length === 1 ? (values[0] ?? '') : values.join('\n');
    const series = found.get(key);
    if (series !== undefined) return series;
    if (found.size < MAX_SERIES) return open(key, [...values]);
    const otherKey = others.join('\n');
    return found.get(otherKey) ?? open(otherKey, others);
  };
}

/** Label values beside their names. */
export function toLabels(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
