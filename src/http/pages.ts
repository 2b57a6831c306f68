// Serves a page that was built into one file: from memory, compressed, and under a policy that lets it run its own script
// and call this service, nothing else. The pages hold no data.

import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { AppEnv } from './env.ts';

type Page = { readonly html: string; readonly gzip: Uint8Array<ArrayBuffer>; readonly headers: Record<string, string> };

/** `load` is called once, by the first reader. */
export function servePage(load: () => Promise<string>): (context: Context<AppEnv>) => Promise<Response> {
  let page: Promise<Page> | undefined;
  return async (context) => {
    page ??= load().then(preparePage);
    const { html, gzip, headers } = await page;
    if (context.req.header('if-none-match') === headers.ETag) return context.body(null, 304, headers);
    const isCompressed = /\bgzip\b/.test(context.req.header('accept-encoding') ?? '');
    if (!isCompressed) return context.body(html, 200, headers);
    return context.body(gzip, 200, { ...headers, 'Content-Encoding': 'gzip' });
  };
}

function preparePage(html: string): Page {
  const script = /<script type="module">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    // Styles say where a bar begins and ends; they can do no harm without images and fonts from elsewhere.
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'Cache-Control': 'no-cache',
    ETag: `W/"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`,
    'Referrer-Policy': 'no-referrer',
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
  };
  return { html, gzip: Bun.gzipSync(html), headers };
}
