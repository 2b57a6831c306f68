// Makes the one-file program of a platform: code as bytecode, worker, WASM, models, packs and pages inside. It embeds
// nothing that is half written, and refuses a pack whose index is older than its content.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ServiceError } from '../src/kernel/errors.ts';
import { hashContent } from '../src/pack/content-files.ts';
import { INDEX_FOLDER, readManifest } from '../src/pack/store.ts';

export const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64'] as const;
export type Target = (typeof TARGETS)[number];

/** What WASM engines run in; native engines need a runtime that no program can carry. */
const WORKER = 'workers/inference.ts';
const EMBEDDED_FOLDERS = ['models', 'packs'];
/** What writers leave beside a file until it is whole. */
const UNFINISHED = /\.(?:partial|new)$/;
const NATIVE_RUNTIME = 'requireFromHere("onnxruntime-node")';

export type ProgramOptions = {
  readonly target: Target;
  readonly outFile: string;
  /** Takes the pack as it lies there, for tests while its texts are being written. A start compiles a stale one anew. */
  readonly isDraft?: boolean;
};

export type BuiltProgram = { readonly file: string; readonly bytes: number };

/**
 * Writes the program of a target; the working directory has to be the root of the project. The runtime of a foreign
 * target is fetched by Bun from the package registry once and kept in its cache.
 */
export async function buildProgram({ target, outFile, isDraft }: ProgramOptions): Promise<BuiltProgram> {
  if (!isDraft) await requireWholePack('packs/destiny');
  const file = target.startsWith('windows') ? `${outFile}.exe` : outFile;
  const { success, logs } = await Bun.build({
    entrypoints: ['src/main.ts', WORKER],
    root: '.',
    target: 'bun',
    format: 'esm',
    // Bytecode makes `--version` three times as fast and costs 17 MB; names stay, because faults are read by people.
    bytecode: true,
    minify: { whitespace: true, syntax: true, identifiers: false },
    plugins: [{ name: 'no-native-runtime', setup: leaveOutNativeRuntime }],
    compile: {
      target: `bun-${target}`,
      outfile: file,
      assets: EMBEDDED_FOLDERS,
      // A stranger's bunfig.toml in the working directory could load code; .env stays, it works from source too.
      autoloadBunfig: false,
    },
  });
  if (!success) throw new ServiceError('internal', `The program for ${target} was not built: ${logs.join('; ')}`);
  return { file, bytes: (await stat(file)).size };
}

/**
 * transformers.js asks for the native runtime by a `require` that no bundler sees, before it looks at the runtime that
 * `workers/runtime.ts` pinned. Throws when a new release of it asks in another way.
 */
function leaveOutNativeRuntime(build: Bun.PluginBuilder): void {
  build.onLoad({ filter: /transformers\.node\.mjs$/ }, async ({ path: file }) => {
    const text = await Bun.file(file).text();
    if (!text.includes(NATIVE_RUNTIME))
      throw new ServiceError('internal', `Found no ${NATIVE_RUNTIME} in transformers.js, expected one to leave out`);
    return { contents: text.replace(NATIVE_RUNTIME, '{}'), loader: 'js' };
  });
}

async function requireWholePack(pack: string): Promise<void> {
  const manifest = await readManifest(path.join(pack, INDEX_FOLDER));
  if (manifest?.contentHash !== (await hashContent(pack)))
    throw new ServiceError(
      'bad_pack',
      `The index of "${pack}" is older than its content, run "quintet pack build ${pack}"`,
    );
  const [half] = (await readdir(path.join(pack, INDEX_FOLDER))).filter((name) => UNFINISHED.test(name));
  if (half !== undefined)
    throw new ServiceError('bad_pack', `The index of "${pack}" holds "${half}", wait for its build or remove the file`);
}
