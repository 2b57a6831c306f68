// `quintet embed` as a process with the real model: what it writes, where it stops, and how it ends.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PROGRAM } from '../fixtures/program.ts';

const LIMIT_MS = 60_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'quintet-embed-live-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Ended = { code: number; out: Uint8Array; errors: string };

async function run(args: readonly string[], input = ''): Promise<Ended> {
  const child = Bun.spawn([...PROGRAM, 'embed', ...args], {
    cwd: folder,
    env: { ...process.env, RAG_MODEL: 'english', RAG_EXECUTOR_WORKERS: '1' },
    stdin: new Blob([input]),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, errors] = await Promise.all([new Response(child.stdout).bytes(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, errors };
}

function toLines({ out }: Ended): number[][] {
  const text = new TextDecoder().decode(out);
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
}

describe('quintet embed', () => {
  test(
    'writes one vector a line, the same from a file, from standard input and as JSON strings',
    async () => {
      await Bun.write(path.join(folder, 'texts.txt'), 'the moon waxes\nit rains');
      const fromFile = toLines(await run(['texts.txt']));
      expect(fromFile.map((vector) => vector.length)).toEqual([384, 384]);
      expect(toLines(await run([], 'the moon waxes\r\nit rains\r\n'))).toEqual(fromFile);
      expect(toLines(await run(['--json', '-'], '"the moon waxes"\n"it rains"\n'))).toEqual(fromFile);
    },
    LIMIT_MS,
  );

  test(
    'writes an .npy with the same numbers',
    async () => {
      const lines = toLines(await run([], 'the moon waxes\n'));
      const { code } = await run(['--format', 'npy', '--output', 'out.npy'], 'the moon waxes\n');
      const bytes = Buffer.from(await Bun.file(path.join(folder, 'out.npy')).bytes());
      const start = 10 + bytes.readUInt16LE(8);
      expect([code, bytes.length - start]).toEqual([0, 384 * 4]);
      expect(Array.from({ length: 384 }, (_, at) => bytes.readFloatLE(start + at * 4))).toEqual(lines[0] ?? []);
    },
    LIMIT_MS,
  );

  test(
    'names file and line of what it cannot embed, and ends with 2',
    async () => {
      const long = 'word '.repeat(400);
      const faults: [Ended, string][] = [
        [await run([], `fine\n${long}\n`), 'stdin:2: The input has 402 tokens'],
        [await run([], 'fine\n\nfine\n'), 'stdin:2: found an empty text'],
        [await run(['nothing.txt']), 'Cannot read "nothing.txt"'],
        [await run(['-o', path.join(folder, 'no/where')]), '(ENOENT)'],
      ];
      for (const [{ code, errors, out }, message] of faults) {
        expect(errors).toContain(message);
        expect([code, out.length]).toEqual([2, 0]);
      }
      const cut = await run(['--truncate'], `fine\n${long}\n`);
      expect([cut.code, toLines(cut).length, cut.errors]).toEqual([0, 2, '1 text was cut at 256 tokens\n']);
    },
    LIMIT_MS,
  );

  test(
    'ends quietly when its reader has had enough, and with 1 when the disk is full',
    async () => {
      const script = `yes "a line" | head -1000 | "$@" embed | head -1 | wc -l; echo "\${PIPESTATUS[2]}"
        echo "a line" | "$@" embed > /dev/full; echo $?`;
      const child = Bun.spawn(['bash', '-c', script, 'test', ...PROGRAM], {
        env: {
          ...process.env,
          RAG_MODEL: 'english',
          RAG_EXECUTOR_WORKERS: '1',
        },
        stdout: 'pipe',
        stderr: 'pipe',
      });
      const [out, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
      expect(out.trim().split(/\s+/)).toEqual(['1', '0', '1']);
      expect(errors).toBe('Cannot write the vectors (ENOSPC)\n');
    },
    LIMIT_MS,
  );
});
