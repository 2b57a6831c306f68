// `ops/check-image.sh` in its second half: builds the image's root from the Dockerfile and holds it to what the Dockerfile
// promises. Arguments: the base root, and a folder to work in.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { $ } from 'bun';
import { buildStages } from './build.ts';
import { type Container, startContainer } from './container.ts';
import { lastValue, parseDockerfile, readCommand, type Stage } from './dockerfile.ts';

const CONTEXT = path.join(import.meta.dir, '../..');
const KEY = 'key-of-the-image-check';
const START_LIMIT_MS = 60_000;
const ASK = `const call = await fetch('http://127.0.0.1:8787/v1/prefetch', {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer ${KEY}' },
  body: JSON.stringify({ saju: { dayMaster: '甲' }, astro: { sun: 'leo' }, question: '이직해도 될까요?', deadline_ms: 20000 }),
});
const answer = await call.json();
console.log(call.status, answer.degraded, Object.values(answer.sources).map((source) => source.status).join(' '));`;

function check(what: string, { isTrue, found }: { isTrue: boolean; found: unknown }): void {
  console.log(`${isTrue ? 'ok  ' : 'FAIL'} ${what}${isTrue ? '' : `: found ${JSON.stringify(found)}`}`);
  if (!isTrue) process.exitCode = 1;
}

async function untilHealthy(container: Container, stage: Stage): Promise<number> {
  const startedAt = performance.now();
  const probe = readCommand(lastValue(stage, 'HEALTHCHECK') ?? '[]');
  let hasEnded = false;
  void container.exited.then(() => {
    hasEnded = true;
  });
  while (!hasEnded && performance.now() - startedAt < START_LIMIT_MS) {
    if ((await container.exec(probe)).code === 0) return performance.now() - startedAt;
    await Bun.sleep(50);
  }
  throw new Error(`The container does not become healthy: ${await container.stop()} ${await container.output()}`);
}

async function checkRefusal(stage: Stage, root: string): Promise<void> {
  const container = startContainer(stage, { root, environment: {} });
  const code = await container.exited;
  const output = await container.output();
  check('it ends with 2 and names RAG_API_KEY when there is no key', {
    isTrue: code === 2 && output.includes('RAG_API_KEY'),
    found: `${code} ${output}`,
  });
}

async function checkRun(stage: Stage, root: string): Promise<void> {
  const container = startContainer(stage, { root, environment: { RAG_API_KEY: KEY, RAG_LOG_LEVEL: 'warn' } });
  const healthyMs = await untilHealthy(container, stage);
  check(`its health check passes, after ${(healthyMs / 1000).toFixed(1)} s`, { isTrue: true, found: healthyMs });
  const identity = await container.exec([
    'sh',
    '-c',
    'id -u; tr "\\0" " " < /proc/1/cmdline; touch /app/x /x 2>&1 | wc -l',
  ]);
  const [uid, first, refusals] = identity.output.split(/\n|(?<=serve )/).map((line) => line.trim());
  check('it runs as user 10001', { isTrue: uid === '10001', found: identity.output });
  check('the program is process 1', { isTrue: first === 'bun src/main.ts serve', found: identity.output });
  check('its root cannot be written to', { isTrue: refusals === '2', found: identity.output });
  const answer = await container.exec(['bun', '-e', ASK]);
  check('it answers a question without a network', {
    isTrue: /^200 false( (ok|empty)){5}$/.test(answer.output.trim()),
    found: answer.output,
  });
  const written = await container.exec(['find', '/tmp', '/data', '-type', 'f']);
  check('it has written nothing', { isTrue: written.output === '', found: written.output });
  const stoppedAt = performance.now();
  const code = await container.stop();
  check('it ends with 0 after SIGTERM, at once when it is idle', {
    isTrue: code === 0 && performance.now() - stoppedAt < 3000,
    found: code,
  });
}

const [base = '', work = ''] = process.argv.slice(2);
const stages = parseDockerfile(await readFile(path.join(import.meta.dir, '../Dockerfile'), 'utf8'));
const last = stages.at(-1);
if (!last) throw new Error('The Dockerfile has no stage');
const root = await buildStages(stages, { context: CONTEXT, base, work });
const [baseMib, rootMib, packagesMib] = await Promise.all(
  [base, root, path.join(root, 'app/node_modules')].map(async (folder) =>
    Number.parseInt(await $`du -sm ${folder}`.text(), 10),
  ),
);
console.log(
  `built ${stages.length} stages: ${(rootMib ?? 0) - (baseMib ?? 0)} MiB above the base, ${packagesMib} of them packages`,
);
await checkRefusal(last, root);
await checkRun(last, root);
