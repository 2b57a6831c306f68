// The committed kernel is what its source assembles to, and opens on a memory.
import { expect, test } from 'bun:test';
import { assembleKernel, KERNEL_MODULE } from '../../../build/scan-kernel.ts';
import { openKernel } from '../../../src/search/scan/kernel.ts';

test('the committed kernel is the one that its source assembles to', async () => {
  expect(await Bun.file(KERNEL_MODULE).text()).toBe(await assembleKernel());
});

test('the kernel opens on a memory when the machine has SIMD', () => {
  const kernel = openKernel(new WebAssembly.Memory({ initial: 1, maximum: 1 }));
  expect(Object.keys(kernel ?? {}).sort()).toEqual(['bound', 'score']);
});
