// Entry of the API page: draws the OpenAPI document that the service gives of itself, and runs its examples.

import { html, render, type TemplateResult } from 'lit-html';
import { type ApiDocument, listOperations } from './docs/document.ts';
import { operationView } from './docs/operation.ts';
import { applyPreferences, readLocale, readTheme, saveLocale, saveTheme } from './preferences.ts';
import { wordsOf } from './state.ts';
import { type HeaderActions, header } from './views/header.ts';

type Load =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'loaded'; readonly document: ApiDocument };

let locale = readLocale();
let theme = readTheme();
let load: Load = { kind: 'loading' };

const actions: HeaderActions = {
  setLocale(chosen) {
    locale = chosen;
    saveLocale(chosen);
    show();
  },
  setTheme(chosen) {
    theme = chosen;
    saveTheme(chosen);
    show();
  },
  reconnect: show,
};

function show(): void {
  applyPreferences({ locale, theme });
  const linkText = html`<p class="link"><a href="openapi.json">${wordsOf({ locale }).docs.download}</a></p>`;
  render(
    html`${header({ locale, theme, view: 'docs', linkText }, actions)}<main class="docs">${content()}</main>`,
    document.body,
  );
}

function content(): TemplateResult {
  const { docs: words } = wordsOf({ locale });
  if (load.kind !== 'loaded') return html`<p class="panel" role="status">${words[load.kind]}</p>`;
  const operations = listOperations(load.document);
  const { title, version, description = '' } = load.document.info;
  return html`<nav class="panel toc" aria-label=${words.operations}>
      <ul>${operations.map(({ id, method, path }) => html`<li><a href="#${id}"><span class="method ${method}">${method}</span> <code>${path}</code></a></li>`)}</ul>
    </nav>
    <div class="operations">
      <section class="panel"><h2>${title} ${version}</h2><p>${description}</p></section>
      ${operations.map((operation) => operationView(operation, { locale, refresh: show }))}
    </div>`;
}

/** A link to an operation opens it. */
function openTarget(): void {
  const target = document.getElementById(location.hash.slice(1));
  if (!(target instanceof HTMLDetailsElement)) return;
  target.open = true;
  target.scrollIntoView();
}

async function start(): Promise<void> {
  show();
  try {
    const response = await fetch('openapi.json');
    load = response.ok ? { kind: 'loaded', document: await response.json() } : { kind: 'failed' };
  } catch {
    load = { kind: 'failed' };
  }
  show();
  openTarget();
}

addEventListener('hashchange', openTarget);
void start();
