// The container's limits from faked files of both kernel versions, and from a real group where this machine lets us make one.
import { afterAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readCgroupLimits } from '../src/cgroup.ts';

const MIB = 2 ** 20;
const ROOT = path.join(import.meta.dir, '..');
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A root with these files; `group` is the text of `/proc/self/cgroup`. */
function fakeRoot(group: string, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'quintet-cgroup-'));
  folders.push(root);
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  };
  write('proc/self/cgroup', group);
  for (const [name, text] of Object.entries(files)) write(`sys/fs/cgroup/${name}`, text);
  return root;
}

function limitsOf(group: string, files: Readonly<Record<string, string>>) {
  return readCgroupLimits(fakeRoot(group, files));
}

const NONE = { cpus: undefined, memoryBytes: undefined };

describe('readCgroupLimits on version 2', () => {
  test('reads quota and memory of a container that sees its own group as the top', () => {
    const files = { 'cpu.max': '150000 100000\n', 'memory.max': `${512 * MIB}\n`, 'memory.high': 'max\n' };
    expect(limitsOf('0::/\n', files)).toEqual({ cpus: 1.5, memoryBytes: 512 * MIB });
  });

  test('takes the lowest of a group and its ancestors', () => {
    const files = {
      'pods/cpu.max': '400000 100000\n',
      'pods/memory.max': `${256 * MIB}\n`,
      'pods/one/cpu.max': '800000 100000\n',
      'pods/one/memory.max': `${1024 * MIB}\n`,
    };
    expect(limitsOf('0::/pods/one\n', files)).toEqual({ cpus: 4, memoryBytes: 256 * MIB });
  });

  test('takes the point of throttling for the limit when it is the lower one', () => {
    const files = { 'memory.max': `${512 * MIB}\n`, 'memory.high': `${400 * MIB}\n` };
    expect(limitsOf('0::/\n', files).memoryBytes).toBe(400 * MIB);
  });

  test('finds no limit where the files say max, nothing, nonsense or are not there', () => {
    expect(limitsOf('0::/\n', { 'cpu.max': 'max 100000\n', 'memory.max': 'max\n' })).toEqual(NONE);
    expect(limitsOf('0::/\n', { 'cpu.max': '\n', 'memory.max': 'many\n' })).toEqual(NONE);
    expect(limitsOf('0::/\n', { 'cpu.max': '100000 0\n', 'memory.max': '0\n' })).toEqual(NONE);
    expect(limitsOf('0::/gone\n', {})).toEqual(NONE);
    expect(limitsOf('', {})).toEqual(NONE);
  });

  test('does not leave the mount when the group lies outside the namespace', () => {
    const root = fakeRoot('0::/../other\n', { 'memory.max': `${64 * MIB}\n` });
    writeFileSync(path.join(root, 'sys/fs/memory.max'), `${MIB}\n`);
    expect(readCgroupLimits(root).memoryBytes).toBe(64 * MIB);
  });

  test('reads nothing where a file is a folder', () => {
    expect(limitsOf('0::/\n', { 'memory.max/x': '1' })).toEqual(NONE);
  });
});

describe('readCgroupLimits on version 1', () => {
  const groups = '4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n0::/\n';

  test('reads the groups by their host path', () => {
    const files = {
      'cpu,cpuacct/docker/abc/cpu.cfs_quota_us': '200000\n',
      'cpu,cpuacct/docker/abc/cpu.cfs_period_us': '100000\n',
      'memory/docker/abc/memory.limit_in_bytes': `${300 * MIB}\n`,
    };
    expect(limitsOf(groups, files)).toEqual({ cpus: 2, memoryBytes: 300 * MIB });
  });

  test('reads the top of the mount when the container does not see the host path', () => {
    const files = {
      'cpu/cpu.cfs_quota_us': '50000\n',
      'cpu/cpu.cfs_period_us': '100000\n',
      'memory/memory.limit_in_bytes': `${300 * MIB}\n`,
    };
    expect(limitsOf(groups, files)).toEqual({ cpus: 0.5, memoryBytes: 300 * MIB });
  });

  test('finds no limit in -1 and in the largest number of pages', () => {
    const files = {
      'cpu/cpu.cfs_quota_us': '-1\n',
      'cpu/cpu.cfs_period_us': '100000\n',
      'memory/memory.limit_in_bytes': '9223372036854771712\n',
    };
    expect(limitsOf(groups, files)).toEqual(NONE);
  });
});

describe('a real group', () => {
  const group = `/sys/fs/cgroup/cpu/quintet-test-${process.pid}`;
  const memory = group.replace('/cpu/', '/memory/');
  const canMake = makeGroups([group, memory]);
  if (!canMake) console.warn('SKIPPED: no control groups of version 1 can be made here, so none is tested for real');

  test.skipIf(!canMake)('bounds what a process in it reads', () => {
    writeFileSync(path.join(group, 'cpu.cfs_quota_us'), '150000');
    writeFileSync(path.join(memory, 'memory.limit_in_bytes'), String(512 * MIB));
    const program = `console.log(JSON.stringify(require('./src/cgroup.ts').readCgroupLimits()))`;
    const script = `echo $$ > ${group}/cgroup.procs && echo $$ > ${memory}/cgroup.procs && exec "$0" -e "$1"`;
    const child = Bun.spawnSync(['sh', '-c', script, process.execPath, program], { cwd: ROOT, stderr: 'inherit' });
    for (const folder of [group, memory]) rmdirSync(folder);
    expect(JSON.parse(child.stdout.toString())).toEqual({ cpus: 1.5, memoryBytes: 512 * MIB });
  });
});

function makeGroups(names: readonly string[]): boolean {
  const made: string[] = [];
  try {
    for (const name of names) {
      mkdirSync(name);
      made.push(name);
      // Outside a control group's file system this file does not appear by itself.
      if (!existsSync(path.join(name, 'cgroup.procs'))) throw new Error(`${name} is an ordinary folder`);
    }
    return true;
  } catch {
    for (const name of made) rmdirSync(name);
    return false;
  }
}
