// The vectors that a model has to give, as its folder states them: proof that an engine computes what it should.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ServiceError } from '../kernel/errors.ts';
import type { Vector } from '../kernel/vector.ts';
import type { ModelFiles } from './descriptor.ts';

const goldenSchema = z.object({
  tolerance: z.object({ abs_difference: z.number().positive() }),
  cases: z.array(z.object({ ids: z.array(z.number().int()), vector8: z.array(z.number()).min(1) })).min(1),
});

export type Golden = {
  /** Largest difference of a component that another runtime or adapter may show. */
  readonly tolerance: number;
  /** Token ids, and the first components of their vector. */
  readonly cases: readonly { readonly ids: Int32Array; readonly head: readonly number[] }[];
};

/** Undefined for a model without `golden.json`. Throws `bad_config` for a torn one. */
export async function readGolden({ folder }: Pick<ModelFiles, 'folder'>): Promise<Golden | undefined> {
  const file = join(folder, 'golden.json');
  if (!existsSync(file)) return undefined;
  try {
    const { tolerance, cases } = goldenSchema.parse(await Bun.file(file).json());
    return {
      tolerance: tolerance.abs_difference,
      cases: cases.map(({ ids, vector8 }) => ({ ids: Int32Array.from(ids), head: vector8 })),
    };
  } catch (cause) {
    throw new ServiceError('bad_config', `The golden vectors "${file}" cannot be read`, { cause });
  }
}

/** The largest difference between a vector and what is wanted of it; NaN and missing components count as infinite. */
export function deviationOf(vector: Vector, head: readonly number[]): number {
  const differences = head.map((wanted, at) => Math.abs(wanted - (vector[at] ?? Number.NaN)));
  return differences.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...differences);
}
