// The Dockerfile held to what it promises, and the reader that runs its steps without a container engine.
import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lastValue, parseDockerfile, readCommand, readEnvironment, type Stage } from '../../ops/image/dockerfile.ts';
import packageJson from '../../package.json' with { type: 'json' };

const ROOT = path.join(import.meta.dir, '../..');
const text = readFileSync(path.join(ROOT, 'ops/Dockerfile'), 'utf8');
const stages = parseDockerfile(text);
const last = stages.at(-1) as Stage;

describe('parseDockerfile', () => {
  test('joins continued lines, leaves comments out and fills variables in', () => {
    const [stage] = parseDockerfile(`ARG V=1\n# no\nFROM a:\${V} AS b\nRUN one \\\n# between\n    && two\n`);
    expect(stage).toEqual({ base: 'a:1', name: 'b', steps: [{ instruction: 'RUN', value: 'one && two' }] });
  });

  test('fills in an alternative only where its variable is set', () => {
    const file = `ARG D=\nFROM a\${D:+@\${D}}\n`;
    expect(parseDockerfile(file)[0]?.base).toBe('a');
    expect(parseDockerfile(file, { D: 'sha256:0' })[0]?.base).toBe('a@sha256:0');
  });

  test('refuses an instruction that it does not know', () => {
    expect(() => parseDockerfile('FROM a\nADD b c\n')).toThrow('Found "ADD b c"');
  });
});

describe('the image', () => {
  test('stands on the exact Bun that the project is tested with, and can be pinned by digest', () => {
    const bases = (given = {}): string[] => parseDockerfile(text, given).map(({ base }) => base);
    const version = packageJson.packageManager.replace('bun@', '');
    expect(new Set(bases())).toEqual(new Set([`oven/bun:${version}-slim`]));
    expect(bases({ BUN_DIGEST: 'sha256:0' }).every((base) => base.endsWith('-slim@sha256:0'))).toBe(true);
  });

  test('runs as a user with a number, asks the program itself for its health, and takes signals as process 1', () => {
    expect(lastValue(last, 'USER')).toMatch(/^[1-9]\d+:[1-9]\d+$/);
    expect(lastValue(last, 'HEALTHCHECK')).toContain('/health/ready');
    expect(readCommand(lastValue(last, 'ENTRYPOINT') ?? '')).toEqual(['bun', 'src/main.ts']);
    expect(readCommand(lastValue(last, 'CMD') ?? '')).toEqual(['serve']);
  });

  test('listens in public, keeps its data apart and needs a key for that', () => {
    expect(readEnvironment(last)).toMatchObject({ RAG_HOST: '0.0.0.0', RAG_DATA_DIR: '/data' });
    expect(text).not.toMatch(/^ENV.*KEY/m);
  });

  test('copies only what is there and what its ignore file lets in', () => {
    const allowed = readFileSync(path.join(ROOT, 'ops/Dockerfile.dockerignore'), 'utf8')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = stages
      .flatMap(({ steps }) => steps)
      .filter(({ instruction, value }) => instruction === 'COPY' && !value.startsWith('--from'))
      .flatMap(({ value }) => value.split(/\s+/).slice(0, -1));
    expect(copied.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
    expect([...new Set(copied)].sort()).toEqual(allowed.sort());
  });
});
