// Calls of the page to its service, with the key where there is one, and the same calls as text for a terminal or a program.

import type { Answer, Outcome, Sample } from './attempt.ts';
import { keyHeaders } from './preferences.ts';

const SAMPLES_PATH = 'v1/prefetch';

type Document = {
  paths?: Record<
    string,
    { post?: { requestBody?: { content?: Record<string, { examples?: Record<string, Sample> }> } } }
  >;
};

/** The examples of the OpenAPI document, so that the page has no charts of its own. */
export async function loadSamples(): Promise<Record<string, Sample>> {
  const response = await fetch('openapi.json');
  const document: Document = await response.json();
  const body = document.paths?.[`/${SAMPLES_PATH}`]?.post?.requestBody;
  return body?.content?.['application/json']?.examples ?? {};
}

export async function askPrefetch(body: Record<string, unknown>, { budget }: { budget: number }): Promise<Outcome> {
  try {
    const response = await fetch(SAMPLES_PATH, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...keyHeaders() },
      body: JSON.stringify(body),
    });
    const answer: Answer & { error?: { message: string } } = await response.json();
    if (response.ok) return { kind: 'answered', answer, budget };
    return { kind: 'refused', status: response.status, message: answer.error?.message ?? response.statusText };
  } catch {
    // No answer, or one that is no JSON: a proxy in between, or nobody there.
    return { kind: 'unreachable' };
  }
}

export type Snippet = { readonly name: string; readonly text: string };
type CallShape = { readonly method: string; readonly path: string; readonly body?: string | undefined };

/** A key is never written into a snippet: it is named as a variable where one is in use. */
export function toSnippets({ method, path, body }: CallShape): Snippet[] {
  const url = new URL(path.replace(/^\//, ''), document.baseURI).href;
  const hasKey = 'Authorization' in keyHeaders();
  const curl = [
    `curl -s ${method === 'GET' ? '' : `-X ${method} `}'${url}'`,
    ...(hasKey ? ['-H "authorization: Bearer $QUINTET_KEY"'] : []),
    ...(body === undefined ? [] : ["-H 'content-type: application/json'", `-d '${body.replaceAll("'", "'\\''")}'`]),
  ];
  const headers = [
    ...(hasKey ? [`authorization: \`Bearer \${process.env.QUINTET_KEY}\``] : []),
    ...(body === undefined ? [] : ["'content-type': 'application/json'"]),
  ];
  const options = [
    ...(method === 'GET' ? [] : [`  method: '${method}',`]),
    ...(headers.length > 0 ? [`  headers: { ${headers.join(', ')} },`] : []),
    ...(body === undefined ? [] : [`  body: JSON.stringify(${body}),`]),
  ];
  const call = options.length > 0 ? `'${url}', {\n${options.join('\n')}\n}` : `'${url}'`;
  return [
    { name: 'curl', text: curl.join(' \\\n  ') },
    { name: 'fetch', text: `const response = await fetch(${call});\nconst answer = await response.json();` },
  ];
}
