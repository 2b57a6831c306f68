// `bun build/scan-kernel.ts`: assembles the scan kernel and writes it as the module that src/search/scan imports. A test
// fails when the committed module is older than its source.

import path from 'node:path';
import openWabt from 'wabt';

const FOLDER = path.join(import.meta.dir, '..', 'src', 'search', 'scan');
const SOURCE = path.join(FOLDER, 'kernel.wat');
const LINE_LENGTH = 110;
export const KERNEL_MODULE = path.join(FOLDER, 'kernel-binary.ts');

/** The text of the module; throws with the assembler's words when the source does not assemble. */
export async function assembleKernel(): Promise<string> {
  const wabt = await openWabt();
  const parsed = wabt.parseWat('kernel.wat', await Bun.file(SOURCE).text(), { simd: true });
  parsed.validate();
  const { buffer } = parsed.toBinary({ write_debug_names: false });
  parsed.destroy();
  const text = Buffer.from(buffer).toString('base64');
  const lines = text.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  return `// The scan kernel, assembled from kernel.wat by \`bun build/scan-kernel.ts\`. Written by a machine; change the source.

/** ${buffer.length} bytes of WebAssembly in base64: a text needs no file beside the one-file program. */
export const KERNEL_BINARY =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

if (import.meta.main) await Bun.write(KERNEL_MODULE, await assembleKernel());
