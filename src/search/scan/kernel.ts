// The scan kernel over a memory: compiled once, instantiated per memory. It says where SIMD is missing instead of failing.

import { KERNEL_BINARY } from './kernel-binary.ts';

/** Addresses are bytes in the memory; kernel.wat says what each function reads and writes. */
export type ScanKernel = {
  score(list: number, count: number, vectors: number, query: number, dimension: number): void;
  bound(
    rows: number,
    count: number,
    query: number,
    stride: number,
    allowed: number,
    scales: number,
    errors: number,
    out: number,
    queryScale: number,
    queryNorm: number,
    slack: number,
  ): void;
};

/** Rows that `bound` takes at once. */
export const BLOCK_ROWS = 4;
/** Numbers of a row that `bound` takes at once. */
export const BLOCK_NUMBERS = 8;
export const PAGE_BYTES = 65_536;
/** What 32 bits can address. */
export const MAX_PAGES = 65_536;

let compiled: WebAssembly.Module | false | undefined;

/** Undefined where the processor lacks the SIMD that the kernel is written in. */
export function openKernel(memory: WebAssembly.Memory): ScanKernel | undefined {
  compiled ??= compile();
  if (compiled === false) return undefined;
  // The module is ours: its exports are what kernel.wat says.
  return new WebAssembly.Instance(compiled, { scan: { memory } }).exports as unknown as ScanKernel;
}

function compile(): WebAssembly.Module | false {
  const bytes = Buffer.from(KERNEL_BINARY, 'base64');
  return WebAssembly.validate(bytes) && new WebAssembly.Module(bytes);
}
