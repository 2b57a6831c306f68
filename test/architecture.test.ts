// The house as a test: who may import whom, where each library lives, and how files look. ARCHITECTURE.md says why.
import { describe, expect, test } from 'bun:test';
import path from 'node:path';
import { packageOf, readSources, resolveImport, type SourceFile } from './fixtures/source-tree.ts';

const FILES = readSources('src', 'workers');
const SRC = FILES.filter((file) => file.path.startsWith('src/'));

type Law = { readonly values: readonly string[]; readonly types?: readonly string[] };

const COMPOSABLE = [
  'cache',
  'destiny',
  'embedding',
  'http',
  'metrics',
  'pack',
  'pool',
  'prefetch',
  'search',
  'sources',
  'text',
  'config.ts',
];

/** Rooms and what each may import besides itself and the kernel. What may be imported as a value may be as a type. */
const LAW: Readonly<Record<string, Law>> = {
  'main.ts': { values: ['cli', 'cgroup.ts'], types: ['config.ts'] },
  'cgroup.ts': { values: [] },
  'bootstrap.ts': { values: [] },
  cli: {
    values: ['service.ts', 'composition', 'config.ts', 'destiny', 'evaluation', 'pack', 'search', 'sources', 'text'],
    types: ['embedding', 'settings'],
  },
  'service.ts': { values: [...COMPOSABLE, 'composition', 'dashboard'] },
  composition: { values: COMPOSABLE },
  'config.ts': { values: ['settings'] },
  settings: { values: [] },
  dashboard: { values: [], types: ['http'] },
  http: { values: ['destiny', 'prefetch', 'embedding', 'metrics', 'dashboard'], types: ['cache'] },
  destiny: { values: ['prefetch', 'cache'], types: ['pack', 'search', 'sources'] },
  evaluation: { values: ['sources', 'search'], types: ['pack'] },
  prefetch: { values: ['sources', 'embedding', 'text'], types: ['cache', 'pack'] },
  sources: { values: ['search'], types: ['pack'] },
  search: { values: ['text'], types: ['pack'] },
  pack: { values: ['text'] },
  embedding: { values: ['pool'], types: ['cache'] },
  pool: { values: ['protocol'] },
  workers: { values: ['protocol'] },
  protocol: { values: [] },
  cache: { values: [] },
  metrics: { values: [] },
  text: { values: [] },
  kernel: { values: [] },
};

/** Where a library may be imported: a file, or a folder with its slash. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  comlink: ['src/pool/connection.ts', 'workers/inference.ts', 'workers/native.ts'],
  'bun:ffi': ['workers/adapter.ts'],
  '@huggingface/transformers': ['workers/engine.ts', 'workers/download.ts'],
  'onnxruntime-web': ['workers/', 'src/embedding/engine-assets.ts'],
  '@huggingface/tokenizers': ['src/embedding/tokenizer.ts', 'src/embedding/unigram/unigram.ts'],
  '@upstash/redis': ['src/cache/upstash.ts'],
  ioredis: ['src/cache/redis.ts'],
  'lru-cache': ['src/cache/', 'src/destiny/recall.ts', 'src/embedding/tokenizer.ts'],
  'bun:sqlite': ['src/pack/'],
  yaml: ['src/pack/'],
  hono: ['src/http/', 'src/service.ts'],
  '@hono/zod-openapi': ['src/http/', 'src/service.ts'],
  'gpt-tokenizer': ['src/text/'],
  stemmer: ['src/text/'],
  '@datadog/sketches-js': ['src/metrics/'],
  '@opentelemetry/api': ['src/metrics/'],
  '@opentelemetry/exporter-trace-otlp-http': ['src/metrics/'],
  '@opentelemetry/resources': ['src/metrics/'],
  '@opentelemetry/sdk-trace': ['src/metrics/'],
  pino: ['src/metrics/'],
  'prom-client': ['src/metrics/'],
  commander: ['src/cli/'],
  'cli-progress': ['src/cli/'],
  zod: ['src/'],
  uplot: ['src/dashboard/'],
  'lit-html': ['src/dashboard/'],
};

/** Names that others gave: the path `/info` of a dialect that we answer, and the word of ONNX for weights beside a graph. */
const FOREIGN_WORDS: ReadonlySet<string> = new Set(['src/http/routes/tei-info.ts', 'teiInfoRoutes', 'externalData']);

/** `src/pool/queue.ts` -> `pool`, `src/main.ts` -> `main.ts`, `workers/engine.ts` -> `workers`. */
function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'src' ? second : top;
}

function trespasses(file: SourceFile): string[] {
  const room = roomOf(file.path);
  const law = LAW[room];
  if (!law) return [`${file.path}: the room "${room}" has no law`];
  const values = [room, 'kernel', ...law.values];
  const check = (specifiers: readonly string[], allowed: readonly string[]): string[] =>
    specifiers.flatMap((specifier) => {
      const target = resolveImport(file, specifier);
      const isOpen = target === undefined || target === 'package.json' || allowed.includes(roomOf(target));
      return isOpen ? [] : [`${file.path} imports ${target}`];
    });
  const isKernel = room === 'kernel';
  return [
    ...check(file.values, isKernel ? [room] : values),
    ...check(file.types, isKernel ? [room] : [...values, ...(law.types ?? [])]),
  ];
}

/** Each cycle of value imports once, as the files on it. */
function findCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map((file) => [file.path, file.values.flatMap((specifier) => resolveImport(file, specifier) ?? [])]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) cycles.push([...trail.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return cycles;
}

function matches(files: readonly SourceFile[], pattern: RegExp, kind: 'code' | 'text' = 'code'): string[] {
  return files.flatMap((file) =>
    file[kind].split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1}`] : [])),
  );
}

describe('imports', () => {
  test('go only where the law lets them', () => {
    expect(FILES.flatMap(trespasses)).toEqual([]);
  });

  test('form no cycle', () => {
    expect(findCycles(FILES)).toEqual([]);
  });

  test('end in the name of a file that is there', () => {
    const known = new Set([...FILES.map((file) => file.path), 'package.json']);
    const lost = FILES.flatMap((file) =>
      [...file.values, ...file.types]
        .map((specifier) => resolveImport(file, specifier))
        .filter((target) => target?.endsWith('.ts') && !known.has(target)),
    );
    expect(lost).toEqual([]);
  });

  test('take each library only in its own files', () => {
    const strays = FILES.flatMap((file) =>
      [...file.values, ...file.types]
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .filter((specifier) => {
          const homes = HOMES[packageOf(specifier)] ?? [];
          return !homes.some((home) => (home.endsWith('/') ? file.path.startsWith(home) : file.path === home));
        })
        .map((specifier) => `${file.path} imports ${specifier}`),
    );
    expect(strays).toEqual([]);
  });

  test('reach the environment only where the process begins', () => {
    const readers = FILES.filter((file) => /\b(?:process|Bun|import\.meta)\.env\b/.test(file.code)).map(
      (file) => file.path,
    );
    expect(readers.filter((file) => !/^src\/(?:main\.ts|bootstrap\.ts|cli\/)/.test(file))).toEqual([]);
  });
});

describe('this reader of source', () => {
  test('sees values, types and code apart', () => {
    const check = FILES.find((file) => file.path === 'src/pack/check.ts');
    expect(check?.values).toContain('./read.ts');
    expect(check?.types).toContain('./content.ts');
    expect(check?.code).not.toContain('Everything that is wrong');
    expect(check?.code).not.toContain('pack.yaml');
  });

  test('would see a cycle', () => {
    const file = (name: string, values: string[]): SourceFile => ({
      path: name,
      text: '',
      code: '',
      values,
      types: [],
    });
    expect(findCycles([file('a/a.ts', ['./b.ts']), file('a/b.ts', ['./c.ts']), file('a/c.ts', ['./a.ts'])])).toEqual([
      'a/a.ts -> a/b.ts -> a/c.ts -> a/a.ts',
    ]);
  });

  test('would see a trespass, and lets types through that the law lets through', () => {
    const file = (values: string[], types: string[]): SourceFile => ({
      path: 'src/search/x.ts',
      text: '',
      code: '',
      values,
      types,
    });
    expect(trespasses(file(['../pack/read.ts'], ['../pack/content.ts']))).toEqual([
      'src/search/x.ts imports src/pack/read.ts',
    ]);
  });
});

describe('files', () => {
  const lengths = SRC.map((file) => file.text.split('\n').length - 1).sort((a, b) => a - b);
  const quantile = (share: number): number => lengths[Math.floor(share * (lengths.length - 1))] ?? 0;

  test('are short: none over 300 lines, nine in ten under 220, half of them under 120', () => {
    expect(FILES.filter((file) => file.text.split('\n').length > 301).map((file) => file.path)).toEqual([]);
    expect(quantile(0.9)).toBeLessThanOrEqual(220);
    expect(quantile(0.5)).toBeLessThanOrEqual(120);
  });

  test('have names in kebab case', () => {
    const names = readSources('src', 'workers', 'test', 'bench').map((file) => path.posix.basename(file.path));
    expect(names.filter((name) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|live|d))?\.ts$/.test(name))).toEqual([]);
  });

  test('begin with a comment that says what they are for', () => {
    const silent = FILES.filter((file) => !/^(?:#!.*\n)?(?:\/\/ \S|\/\*)/.test(file.text));
    expect(silent.map((file) => file.path)).toEqual([]);
  });

  test('are commented for 5 to 25 % of their lines, all together', () => {
    const lines = SRC.flatMap((file) => file.text.split('\n')).filter((line) => line.trim() !== '');
    const share = lines.filter((line) => /^\s*(?:\/\/|\/\*|\*)/.test(line)).length / lines.length;
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.25);
  });
});

describe('code', () => {
  test('has no any', () => {
    expect(matches(FILES, /(?<!\.)\bany\b/)).toEqual([]);
  });

  test('has no non-null assertion', () => {
    expect(matches(FILES, /[\w)\]]!(?!=)/)).toEqual([]);
  });

  test('has no suppression of a check', () => {
    expect(matches(FILES, /biome-ignore|@ts-(?:ignore|expect-error|nocheck)/, 'text')).toEqual([]);
  });

  test('has no default export', () => {
    expect(matches(FILES, /^\s*export\s+default\b|^export\b.*\bas\s+default\b/)).toEqual([]);
  });

  test('names nothing Manager, Helper, Util, Info or Data', () => {
    const declared =
      /\b(?:class|interface|type|function|const|let)\s+(\w*(?:Manager|Helper|Util|Info|Data)s?(?![a-z])\w*)/g;
    const names = FILES.flatMap((file) => [...file.code.matchAll(declared)].map((match) => match[1] ?? ''));
    expect(names.filter((name) => !FOREIGN_WORDS.has(name))).toEqual([]);
    const files = FILES.filter((file) => /(?:^|[/-])(?:manager|helper|util|info|data)s?[-.]/.test(file.path));
    expect(files.map((file) => file.path).filter((name) => !FOREIGN_WORDS.has(name))).toEqual([]);
  });
});
