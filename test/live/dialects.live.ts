// The embedding dialects through the clients that people use, against the real service with the real model over sockets.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { OpenAIEmbeddings } from '@langchain/openai';
import { embed, embedMany } from 'ai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { dot } from '../../src/kernel/vector.ts';
import { KEY, type LiveService, openLiveService, postTo } from '../fixtures/live-service.ts';

const LIMIT_MS = 120_000;
const MODEL = 'multilingual-e5-small-ko-en';
const TEXTS = ['달이 차오른다', 'The moon waxes'];
const LONG = 'the moon waxes and wanes '.repeat(200);

let live: LiveService;
let url: string;
let passages: number[][];

beforeAll(async () => {
  live = await openLiveService();
  url = live.url;
  const results = await live.service.embedder.embed(TEXTS, { kind: 'passage', lane: 'query', truncate: false });
  passages = results.map(({ vector }) => [...vector]);
}, LIMIT_MS);
afterAll(() => live[Symbol.asyncDispose]());

function cosine(a: readonly number[] | undefined, b: readonly number[] | undefined): number {
  return dot(Float32Array.from(a ?? []), Float32Array.from(b ?? []));
}

function expectSame(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [at, vector] of found.entries()) expect(cosine(vector, expected[at])).toBeGreaterThan(0.99999);
}

describe('npm openai', () => {
  const connect = (apiKey = KEY) => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });

  test('decodes the base64 that it asks for by default into the same vectors as floats', async () => {
    const client = connect();
    const encoded = await client.embeddings.create({ model: MODEL, input: TEXTS });
    expectSame(
      encoded.data.map(({ embedding }) => embedding),
      passages,
    );
    const floats = await client.embeddings.create({ model: MODEL, input: TEXTS, encoding_format: 'float' });
    expect(floats.data.map(({ embedding }) => embedding)).toEqual(passages);
    expect(encoded.usage.prompt_tokens).toBeGreaterThan(8);
    expect(encoded.usage).toEqual(floats.usage);
  });

  test('lists and retrieves the model', async () => {
    const models = [];
    for await (const model of connect().models.list()) models.push(model.id);
    expect(models).toEqual([MODEL]);
    expect((await connect().models.retrieve(MODEL)).owned_by).toBe('intfloat');
  });

  test(
    'throws its own errors, with our code and the field',
    async () => {
      const faults = [
        [connect().embeddings.create({ model: 'gpt-9', input: 'x' }), { status: 404, code: 'model_not_found' }],
        [connect().embeddings.create({ model: MODEL, input: '' }), { status: 400, param: '/input' }],
        [connect().embeddings.create({ model: MODEL, input: [[1, 2]] }), { status: 400, param: '/input' }],
        [connect().embeddings.create({ model: MODEL, input: LONG }), { status: 400, code: 'context_length_exceeded' }],
        [
          connect().embeddings.create({ model: MODEL, input: 'x', dimensions: 64 }),
          { status: 400, param: '/dimensions' },
        ],
        [connect('wrong').embeddings.create({ model: MODEL, input: 'x' }), { status: 401 }],
      ] as const;
      for (const [promise, expected] of faults)
        expect(
          await promise.then(
            () => undefined,
            (error: unknown) => error,
          ),
        ).toMatchObject(expected);
    },
    LIMIT_MS,
  );
});

describe('the AI SDK', () => {
  const connect = () => createOpenAICompatible({ name: 'quintet', baseURL: `${url}/v1`, apiKey: KEY });

  test('embeds one value and many', async () => {
    const model = connect().embeddingModel(MODEL);
    const many = await embedMany({ model, values: TEXTS });
    expectSame(many.embeddings, passages);
    expect(many.usage.tokens).toBeGreaterThan(8);
    expectSame([(await embed({ model, value: TEXTS[0] ?? '' })).embedding], passages.slice(0, 1));
  });
});

describe('@langchain/openai', () => {
  test('embeds documents as passages and a query as a query', async () => {
    const embeddings = new OpenAIEmbeddings({
      model: MODEL,
      apiKey: KEY,
      configuration: { baseURL: `${url}/v1` },
      maxRetries: 0,
    });
    expectSame(await embeddings.embedDocuments(TEXTS), passages);
    const [expected] = await live.service.embedder.embed(['달'], { kind: 'query', lane: 'query', truncate: false });
    expectSame([await embeddings.embedQuery('달')], [[...(expected?.vector ?? [])]]);
  });
});

describe('npm ollama', () => {
  const connect = () => new Ollama({ host: url, headers: { Authorization: `Bearer ${KEY}` } });

  test('embeds, in the new form and the old', async () => {
    const answer = await connect().embed({ model: MODEL, input: TEXTS });
    expectSame(answer.embeddings, passages);
    expect(answer.prompt_eval_count).toBeGreaterThan(8);
    expect(answer.total_duration).toBeGreaterThan(1000);
    const old = await connect().embeddings({ model: MODEL, prompt: `passage: ${TEXTS[0]}` });
    expectSame([old.embedding], passages.slice(0, 1));
  });

  test('lists, shows and asks for the version', async () => {
    expect((await connect().list()).models.map(({ name }) => name)).toEqual([MODEL]);
    expect((await connect().show({ model: MODEL })).capabilities).toEqual(['embedding']);
    expect((await connect().version()).version).toBe('live');
  });

  test('throws our message', async () => {
    const error = await connect()
      .embed({ model: 'llama9', input: 'x' })
      .then(
        () => undefined,
        (thrown: Error) => thrown,
      );
    expect(error?.message).toContain(MODEL);
  });
});

describe("TEI's dialect on the real model", () => {
  test(
    'cuts at either end, says so, and gives the vector of what is left',
    async () => {
      for (const truncation_direction of ['Right', 'Left']) {
        const text = truncation_direction === 'Left' ? `${LONG} love` : `love ${LONG}`;
        const response = await postTo(`${url}/embed`, { inputs: [text], truncation_direction });
        expect([response.status, response.headers.get('x-truncated-inputs')]).toEqual([200, '1']);
        expect(Number(response.headers.get('x-compute-tokens'))).toBeLessThanOrEqual(512);
        expect(Number(response.headers.get('x-compute-tokens'))).toBeGreaterThan(505);
        const [vector] = await response.json();
        expect(cosine(vector, vector)).toBeCloseTo(1, 4);
      }
    },
    LIMIT_MS,
  );

  test('finds what is near nearer than what is not', async () => {
    const inputs = { source_sentence: '오늘 날씨가 맑다', sentences: ['하늘이 개었다', 'Quarterly revenue fell'] };
    const [near, far] = await (await postTo(`${url}/similarity`, { inputs })).json();
    expect(near).toBeGreaterThan(far);
  });

  test('counts as many tokens as it embeds', async () => {
    const [tokens] = await (await postTo(`${url}/tokenize`, { inputs: ['달이 차오른다'] })).json();
    const response = await postTo(`${url}/embed`, { inputs: ['달이 차오른다'] });
    expect(response.headers.get('x-compute-tokens')).toBe(String(tokens.length));
  });
});

const PYTHON = `
import sys
from openai import OpenAI, NotFoundError
client = OpenAI(base_url=sys.argv[1] + "/v1", api_key=sys.argv[2], max_retries=0)
answer = client.embeddings.create(model=sys.argv[3], input=["\\ub2ec\\uc774 \\ucc28\\uc624\\ub978\\ub2e4", "The moon waxes"])
assert [len(entry.embedding) for entry in answer.data] == [384, 384], answer
assert answer.usage.prompt_tokens > 8, answer.usage
try:
    client.embeddings.create(model="gpt-9", input="x")
    raise SystemExit("an unknown model was accepted")
except NotFoundError as error:
    assert error.code == "model_not_found", error
print(",".join(str(x) for x in answer.data[0].embedding))
`;

/** A virtual environment with the client in it; undefined where Python, venv or the package index are not at hand. */
async function openPython(folder: string): Promise<string | undefined> {
  const python = path.join(folder, 'bin', 'python');
  for (const command of [
    ['python3', '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'openai'],
  ]) {
    const child = Bun.which(command[0] ?? '') ? Bun.spawn(command, { stdout: 'ignore', stderr: 'ignore' }) : undefined;
    if ((await child?.exited) !== 0) return undefined;
  }
  return python;
}

describe('Python openai', () => {
  test(
    'embeds and throws its own errors',
    async () => {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'quintet-python-'));
      try {
        const python = await openPython(folder);
        if (python === undefined) {
          console.warn('SKIPPED: no Python with venv and the openai package, so its client is not proved');
          return;
        }
        const child = Bun.spawn([python, '-c', PYTHON, url, KEY, MODEL], { stdout: 'pipe', stderr: 'pipe' });
        const [out, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
        expect(errors).toBe('');
        expectSame([out.trim().split(',').map(Number)], passages.slice(0, 1));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    LIMIT_MS,
  );
});
