// Runs the built root as an engine would run the image: a root that cannot be written to, the image's user, process ids of
// its own, and a network that has nothing but loopback. Needs root.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { lastValue, readCommand, readEnvironment, type Stage } from './dockerfile.ts';

export type Container = {
  /** A command inside, as the image's user. */
  exec(command: readonly string[]): Promise<{ code: number; output: string }>;
  /** SIGTERM to process 1; its exit code. */
  stop(): Promise<number>;
  readonly exited: Promise<number>;
  /** What it wrote, when it has ended. */
  output(): Promise<string>;
};

export type ContainerOptions = { readonly root: string; readonly environment: Readonly<Record<string, string>> };

const MOUNTS = `set -e
  ip link set lo up
  mount --bind "$ROOT" "$ROOT"
  mount --rbind /dev "$ROOT/dev"
  mount -t proc proc "$ROOT/proc"
  mount -t tmpfs -o size=64m,mode=1777 tmpfs "$ROOT/tmp"
  mount -t tmpfs -o "size=256m,uid=$OWNER" tmpfs "$ROOT/data"
  mount -o remount,bind,ro "$ROOT"
  exec "$@"`;

export function startContainer(stage: Stage, { root, environment }: ContainerOptions): Container {
  const user = lastValue(stage, 'USER') ?? '0:0';
  const enter = inside(stage, { root, environment, user });
  const program = [
    ...readCommand(lastValue(stage, 'ENTRYPOINT') ?? '[]'),
    ...readCommand(lastValue(stage, 'CMD') ?? '[]'),
  ];
  const namespaces = ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child'];
  const child = Bun.spawn([...namespaces, 'bash', '-c', MOUNTS, 'start', ...enter, ...program], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ROOT: root, OWNER: user.split(':')[0] ?? '0' },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const output = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return {
    exited: child.exited,
    output: async () => (await output).join(''),
    exec: async (command) => {
      const first = await firstProcess(child.pid);
      if (first === undefined) return { code: -1, output: 'The container does not run' };
      const target = ['nsenter', '--mount', '--net', '--pid', '--target', first];
      const run = Bun.spawn([...target, ...enter, ...command], { stdout: 'pipe', stderr: 'pipe' });
      const [text, fault] = await Promise.all([new Response(run.stdout).text(), new Response(run.stderr).text()]);
      return { code: await run.exited, output: text + fault };
    },
    stop: async () => {
      const first = await firstProcess(child.pid);
      if (first !== undefined) process.kill(Number(first), 'SIGTERM');
      return child.exited;
    },
  };
}

function inside(stage: Stage, { root, environment, user }: ContainerOptions & { user: string }): string[] {
  const settings = { PATH: '/usr/local/bin:/usr/bin:/bin', ...readEnvironment(stage), ...environment };
  const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const workdir = path.join('/', lastValue(stage, 'WORKDIR') ?? '');
  return ['chroot', `--userspec=${user}`, root, 'env', '-i', '-C', workdir, ...pairs];
}

/** The process that `unshare` forked is number 1 inside; undefined before it is there and when it has ended. */
async function firstProcess(parent: number): Promise<string | undefined> {
  const children = `/proc/${parent}/task/${parent}/children`;
  const [first = ''] = existsSync(children) ? (await readFile(children, 'utf8')).trim().split(' ') : [];
  return first === '' ? undefined : first;
}
