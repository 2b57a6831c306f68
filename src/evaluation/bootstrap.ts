// How far the mean of paired differences could be chance: the percentile bootstrap over questions. Efron, "Bootstrap
// Methods" (1979); over questions of a test collection: Sakai, "Evaluating Evaluation Metrics Based on the Bootstrap" (2006).

import { mean } from './coverage.ts';

const RESAMPLES = 2000;
const CONFIDENCE = 0.95;

/** A mean with its interval; the whole interval on one side of 0 is what is called a difference here. */
export type Interval = { readonly mean: number; readonly low: number; readonly high: number };

/** `random` gives numbers in [0, 1); seeded, the interval repeats. Without values all is 0. */
export function bootstrapMean(
  values: readonly number[],
  { random, resamples = RESAMPLES }: { random: () => number; resamples?: number },
): Interval {
  if (values.length === 0) return { mean: 0, low: 0, high: 0 };
  const means = new Float64Array(resamples);
  for (let sample = 0; sample < resamples; sample++) {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw++) sum += values[Math.floor(random() * values.length)] ?? 0;
    means[sample] = sum / values.length;
  }
  means.sort();
  const tail = (1 - CONFIDENCE) / 2;
  const at = (share: number): number => means[Math.min(resamples - 1, Math.floor(share * resamples))] ?? 0;
  return { mean: mean(values), low: at(tail), high: at(1 - tail) };
}
