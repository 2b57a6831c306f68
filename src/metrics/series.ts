// Series of one family by their label values, bounded: a label that turns out not to be closed costs one more series,
// not the memory of the process.

/** More than all combinations of the closed sets; routes by statuses are the largest family. */
const MAX_SERIES = 256;
const OTHER = 'other';

/** One label value after the other; joining them to a key would cost more than all else that an event does. */
type Branch<T> = { series: T | undefined; readonly next: Map<string, Branch<T>> };

/** Gives the series of some label values, made when first asked for; past the bound, one shared series called `other`. */
export function createSeries<T>(labelNames: readonly string[], make: (values: readonly string[]) => T) {
  const root: Branch<T> = { series: undefined, next: new Map() };
  const others = labelNames.map(() => OTHER);
  let size = 0;
  const open = (values: readonly string[]): T => {
    let branch = root;
    for (const value of values) {
      const next: Branch<T> = branch.next.get(value) ?? { series: undefined, next: new Map() };
      branch.next.set(value, next);
      branch = next;
    }
    size += 1;
    const series = make([...values]);
    branch.series = series;
    return series;
  };
  return (values: readonly string[]): T =>
    find(root, values) ?? (size < MAX_SERIES ? open(values) : (find(root, others) ?? open(others)));
}

function find<T>(root: Branch<T>, values: readonly string[]): T | undefined {
  let branch = root;
  for (const value of values) {
    const next = branch.next.get(value);
    if (next === undefined) return undefined;
    branch = next;
  }
  return branch.series;
}

/** Label values beside their names. */
export function toLabels(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
