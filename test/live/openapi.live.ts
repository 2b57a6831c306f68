// The OpenAPI document against the service that wrote it: every example runs, and schemathesis finds no server error, no
// undocumented answer and no answer against its schema. Cases are drawn from a fixed seed and bounded in number.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { openService } from '../../src/service.ts';
import { installSchemathesis, runSchemathesis } from '../fixtures/schemathesis.ts';

const ROOT = path.join(import.meta.dir, '../..');
const CONFIG = readConfig(
  { RAG_EXECUTOR_WORKERS: '2', RAG_LOG_LEVEL: 'silent', RAG_MODEL: 'english' },
  { cores: 2, memoryBytes: 2 ** 33 },
);
const SEED = 20_260_101;
/** Drawn cases per operation, beside those that cover each constraint once. */
const MAX_EXAMPLES = 8;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
];

type Example = { readonly path: string; readonly name: string; readonly value: unknown };
type Operation = { requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> } };

const schemathesis = await installSchemathesis();
const parts = new AsyncDisposableStack();
let url: string;

beforeAll(async () => {
  const service = parts.use(await openService(CONFIG, { root: ROOT, version: 'test' }));
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, idleTimeout: 255, fetch: service.fetch });
  parts.defer(() => server.stop(true));
  url = server.url.origin;
  await service.ready();
}, 120_000);
afterAll(() => parts.disposeAsync());

async function listBodies(): Promise<{ examples: Example[]; without: string[] }> {
  const document: { paths: Record<string, { post?: Operation }> } = await (await fetch(`${url}/openapi.json`)).json();
  const bodies = Object.entries(document.paths).flatMap(([at, { post }]) => {
    const body = post?.requestBody?.content['application/json'];
    return body ? [{ at, examples: Object.entries(body.examples ?? {}) }] : [];
  });
  const examples = bodies.flatMap(({ at, examples }) =>
    examples.map(([name, { value }]): Example => ({ path: at, name, value })),
  );
  return { examples, without: bodies.filter(({ examples }) => examples.length === 0).map(({ at }) => at) };
}

describe('the examples of the document', () => {
  test('are there for every operation with a body, and each of them runs', async () => {
    const { examples, without } = await listBodies();
    expect(without).toEqual([]);
    expect(examples.length).toBeGreaterThan(10);
    const failures: string[] = [];
    for (const { path: at, name, value } of examples) {
      const response = await fetch(`${url}${at}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(value),
      });
      const answer = await response.text();
      if (response.status !== 200) failures.push(`${at} ${name}: ${response.status} ${answer.slice(0, 200)}`);
    }
    expect(failures).toEqual([]);
  });
});

describe.skipIf(schemathesis === undefined)('the whole document', () => {
  test('holds under schemathesis', async () => {
    const { code, output } = await runSchemathesis(schemathesis ?? '', [
      `${url}/openapi.json`,
      '--phases=examples,coverage,fuzzing',
      `--checks=${CHECKS.join(',')}`,
      `--max-examples=${MAX_EXAMPLES}`,
      `--seed=${SEED}`,
      '--generation-database=none',
      '--no-shrink',
      '--continue-on-failure',
      '--request-timeout=30',
    ]);
    const summary = output.slice(output.indexOf('SUMMARY'));
    console.info(summary.replaceAll(/\n\s*\n/g, '\n'));
    expect(code === 0 ? '' : output).toBe('');
    expect(summary).toMatch(/Tested: \d+/);
    expect(summary).not.toContain('Failures:');
  }, 480_000);
});
