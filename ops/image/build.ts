// Executes the stages of the Dockerfile on copies of a root folder that stands in for the base image. Needs root; mounts
// only in namespaces of its own, and reaches the network only in RUN, as a build does.

import { cp, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { $ } from 'bun';
import type { Stage } from './dockerfile.ts';

/** What a client for packages needs of the machine that builds; it stays out of the image. */
const LENT = ['/etc/resolv.conf', '/etc/ssl', '/root/.npmrc'];

export type BuildOptions = { readonly context: string; readonly base: string; readonly work: string };

/** The folder of the last stage. */
export async function buildStages(stages: readonly Stage[], options: BuildOptions): Promise<string> {
  const roots = new Map<string, string>();
  let root = '';
  for (const [place, stage] of stages.entries()) {
    root = path.join(options.work, `stage-${place}`);
    await rm(root, { recursive: true, force: true });
    await $`cp -a --reflink=auto ${options.base} ${root}`;
    roots.set(stage.name ?? String(place), root);
    await runSteps(stage, { ...options, root, roots });
  }
  return root;
}

async function runSteps(
  stage: Stage,
  options: BuildOptions & { root: string; roots: ReadonlyMap<string, string> },
): Promise<void> {
  let workdir = '/';
  for (const { instruction, value } of stage.steps) {
    if (instruction === 'WORKDIR') {
      workdir = path.join(workdir, value);
      await mkdir(path.join(options.root, workdir), { recursive: true });
    } else if (instruction === 'COPY') await copy(value, { ...options, workdir });
    else if (instruction === 'RUN') await runInRoot(value, { root: options.root, workdir });
  }
}

type CopyOptions = BuildOptions & { root: string; roots: ReadonlyMap<string, string>; workdir: string };

/** As Docker does: of a folder its content is copied, a file goes into a folder where the target ends in a slash. */
async function copy(value: string, { context, root, roots, workdir }: CopyOptions): Promise<void> {
  const words = value.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const source = from === undefined ? context : roots.get(from);
  if (source === undefined) throw new Error(`COPY: found no stage "${from}"`);
  const paths = words.filter((word) => !word.startsWith('--'));
  const target = path.join(root, workdir, paths.pop() ?? '');
  for (const name of paths) {
    const file = path.join(source, name);
    const isFolder = (await stat(file)).isDirectory();
    await mkdir(target, { recursive: true });
    await cp(file, isFolder ? target : path.join(target, path.basename(name)), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}

/** Throws with what the command wrote when it fails. */
async function runInRoot(command: string, { root, workdir }: { root: string; workdir: string }): Promise<void> {
  const script = `set -e
    mount --rbind /dev "$ROOT/dev"; mount -t proc proc "$ROOT/proc"
    for file in ${LENT.join(' ')}; do
      [ -e "$file" ] || continue
      if [ -d "$file" ]; then mkdir -p "$ROOT$file"; else mkdir -p "$(dirname "$ROOT$file")"; touch "$ROOT$file"; fi
      mount --bind "$file" "$ROOT$file"
    done
    exec chroot "$ROOT" env -i -C "$DIR" HOME=/root PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin sh -c "$RUN"`;
  const child = Bun.spawn(['unshare', '--mount', 'bash', '-c', script], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ROOT: root, DIR: workdir, RUN: command },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [output, fault, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`RUN ${command} ended with ${code}: ${output}${fault}`);
}
