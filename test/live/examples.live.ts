// The examples as their readers would run them: the page in Chromium on an origin of its own, and the route handler behind
// a server, against a real service that is well, that hangs and that is gone.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { POST as askForContext } from '../../examples/next-route/route.ts';
import { type Instance, startInstance } from '../../ops/replicas/instance.ts';
import { openPackCopy, openTempFolder } from '../fixtures/packs.ts';
import { freePort } from '../fixtures/redis-server.ts';

const PAGE_FOLDER = path.join(import.meta.dir, '../../examples/page');
const CHROMIUM = Bun.which('chromium');
const KEY = 'key-of-the-examples';
const parts = new AsyncDisposableStack();
let service: Instance;
let browser: Browser;
/** The origin that the service allows. */
let pages: ReturnType<typeof servePages>;

if (CHROMIUM === null) console.warn('SKIPPED: chromium is not installed, so the example page is not opened');

beforeAll(async () => {
  pages = parts.adopt(servePages(), (server) => server.stop(true));
  const pack = parts.use(await openPackCopy('small'));
  const data = parts.use(await openTempFolder());
  service = await startInstance({
    port: freePort(),
    pack: pack.path,
    environment: {
      RAG_API_KEY: KEY,
      RAG_CORS_ORIGINS: pages.url.origin,
      RAG_DATA_DIR: data.path,
      RAG_EXECUTOR_WORKERS: '1',
      RAG_LOG_LEVEL: 'silent',
      RAG_MODEL: 'english',
    },
  });
  parts.defer(() => service.kill());
  await untilVectors(service.url);
  process.env.QUINTET_URL = service.url;
  process.env.QUINTET_KEY = KEY;
  if (CHROMIUM === null) return;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  parts.defer(() => browser.close());
}, 120_000);
afterEach(() => service.thaw());
afterAll(() => parts.disposeAsync());

/** The page as files, and the route handler at its path. */
function servePages() {
  return Bun.serve({
    hostname: 'localhost',
    port: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === '/api/context' && request.method === 'POST') return askForContext(request);
      const file = Bun.file(path.join(PAGE_FOLDER, pathname === '/' ? 'index.html' : path.basename(pathname)));
      return (await file.exists()) ? new Response(file) : new Response(null, { status: 404 });
    },
  });
}

async function untilVectors(url: string): Promise<void> {
  for (;;) {
    const health: { pack: { has_vectors: boolean } } = await (await fetch(`${url}/health`)).json();
    if (health.pack.has_vectors) return;
    await Bun.sleep(25);
  }
}

async function openExample(origin = pages.url.origin): Promise<AsyncDisposable & { page: Page; errors: string[] }> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(origin);
  await page.fill('#address', service.url);
  await page.fill('#key', KEY);
  return { page, errors, [Symbol.asyncDispose]: () => page.close() };
}

async function askAndRead(page: Page, expected: RegExp): Promise<string> {
  await page.click('button[type=submit]');
  const state = page.locator('#state', { hasText: expected });
  await state.waitFor();
  return (await state.textContent()) ?? '';
}

describe.skipIf(CHROMIUM === null)('the example page', () => {
  test('shows the status of every source and the context', async () => {
    await using opened = await openExample();
    const { page } = opened;
    await page.fill('#deadline', '20000');
    await page.fill('#timeout', '30000');
    expect(await askAndRead(page, /^Answered in /)).toMatch(/^Answered in [\d.]+ ms, \d+ tokens$/);
    const rows = await page.locator('#sources tr').allInnerTexts();
    expect(rows.map((row) => row.split(/\s+/).slice(0, 2).join(' ')).sort()).toEqual(
      expect.arrayContaining(['corpus ok', 'domain ok', 'graph ok', 'persona ok']),
    );
    expect(rows).toHaveLength(5);
    expect(await page.locator('#context').textContent()).toContain('[1]');
    expect(opened.errors).toEqual([]);
  });

  test('says what is wrong when the key is, readable across origins', async () => {
    await using opened = await openExample();
    await opened.page.fill('#key', 'another');
    expect(await askAndRead(opened.page, /^Refused/)).toBe('Refused with 401: The key is not valid');
  });

  test('says which field is wrong', async () => {
    await using opened = await openExample();
    await opened.page.fill('#theme', 'x'.repeat(5_000));
    expect(await askAndRead(opened.page, /^Refused/)).toStartWith('Refused with 400: ');
  });

  test('gives up when its patience ends before a service that hangs', async () => {
    await using opened = await openExample();
    await opened.page.fill('#timeout', '200');
    service.freeze();
    expect(await askAndRead(opened.page, /No answer/)).toBe('No answer in time');
  });

  test('stops when the user says so, and asks again afterwards', async () => {
    await using opened = await openExample();
    const { page } = opened;
    await page.fill('#timeout', '60000');
    service.freeze();
    await askAndRead(page, /^Asking$/);
    await page.click('#stop');
    await page.locator('#state', { hasText: /^Stopped$/ }).waitFor();
    service.thaw();
    expect(await askAndRead(page, /^Answered/)).toStartWith('Answered');
  });

  test('gets nothing on an origin that the service does not name', async () => {
    await using stranger = strangerPages();
    await using opened = await openExample(stranger.origin);
    expect(await askAndRead(opened.page, /^No answer/)).toContain('does not allow this origin');
  });
});

function strangerPages(): AsyncDisposable & { readonly origin: string } {
  const server = servePages();
  return { origin: server.url.origin, [Symbol.asyncDispose]: () => server.stop(true) };
}

describe('the route handler', () => {
  const ask = (body: unknown, signal?: AbortSignal): Promise<Response> =>
    askForContext(
      new Request('http://localhost/api/context', {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...(signal ? { signal } : {}),
      }),
    );

  test.skipIf(CHROMIUM === null)('gives a page context, and never the key', async () => {
    await using opened = await openExample();
    const found = await opened.page.evaluate(async () => {
      const response = await fetch('/api/context', { method: 'POST', body: '{"question":"Should I change my job?"}' });
      return { text: await response.text(), headers: JSON.stringify([...response.headers]) };
    });
    expect(JSON.parse(found.text)).toMatchObject({ isDegraded: false, context: expect.stringContaining('[1]') });
    expect(found.text + found.headers).not.toContain(KEY);
  });

  test.each([
    ['an empty question', '{"question":""}'],
    ['a question that is no text', '{"question":7}'],
    ['no object', 'null'],
    ['no JSON', '{'],
    ['a question over the limit', JSON.stringify({ question: 'x'.repeat(2001) })],
  ])('refuses %s with 400', async (_, body) => {
    expect((await ask(body)).status).toBe(400);
  });

  test('goes on without context when the service hangs', async () => {
    service.freeze();
    expect(await (await ask({ question: 'Who waits?' })).json()).toEqual({
      context: '',
      isDegraded: true,
      reason: 'late',
    });
  });

  test('goes on without context when nobody listens', async () => {
    process.env.QUINTET_URL = `http://127.0.0.1:${freePort()}`;
    const answer = await (await ask({ question: 'Who is there?' })).json();
    process.env.QUINTET_URL = service.url;
    expect(answer).toEqual({ context: '', isDegraded: true, reason: 'unreachable' });
  });

  test('goes on without context when it is refused', async () => {
    process.env.QUINTET_KEY = 'another';
    const answer = await (await ask({ question: 'Who am I?' })).json();
    process.env.QUINTET_KEY = KEY;
    expect(answer).toEqual({ context: '', isDegraded: true, reason: 'refused' });
  });

  test('ends at once when the user leaves', async () => {
    service.freeze();
    const user = new AbortController();
    const answer = ask({ question: 'Who left?' }, user.signal);
    user.abort();
    expect(await (await answer).json()).toMatchObject({ reason: 'left' });
  });
});
