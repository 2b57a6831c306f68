// A bare Hono route in a process of its own: parses the body and returns bytes that it was given. The yardstick for cached
// answers; it does nothing else that a service must do.

import { Hono } from 'hono';

const body = await Bun.file(process.argv[2] ?? '').text();
const app = new Hono().post('/bare', async (context) => {
  await context.req.json();
  return context.body(body, 200, { 'Content-Type': 'application/json' });
});
const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: app.fetch });
process.stdout.write(`listens on ${server.url.origin}\n`);
