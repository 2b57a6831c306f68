// The bar at the top: how the connection stands, where one can go, language and theme.

import { html, nothing, type TemplateResult } from 'lit-html';
import { readKey, saveKey, THEMES } from '../preferences.ts';
import { type State, type View, wordsOf } from '../state.ts';
import type { Words } from '../words/en.ts';

export type HeaderActions = {
  setLocale(locale: State['locale']): void;
  setTheme(theme: State['theme']): void;
  reconnect(): void;
};

type HeaderState = Pick<State, 'locale' | 'theme'> & {
  readonly view: View | 'docs';
  readonly linkText: TemplateResult;
};

export function header(state: HeaderState, actions: HeaderActions): TemplateResult {
  const words = wordsOf(state);
  const nextTheme = THEMES[(THEMES.indexOf(state.theme) + 1) % THEMES.length] ?? 'auto';
  const nextLocale = state.locale === 'ko' ? 'en' : 'ko';
  const link = (view: View | 'docs', href: string, text: string) =>
    html`<a href=${href} aria-current=${state.view === view ? 'page' : nothing}>${text}</a>`;
  return html`<header class="bar">
    <h1>Quintet</h1>
    ${state.linkText}
    <nav aria-label=${words.nav.label}>
      ${link('now', 'dashboard#now', words.nav.now)}${link('try', 'dashboard#try', words.nav.attempt)}
      ${link('docs', 'docs', words.nav.docs)}
    </nav>
    <div class="choices">
      <button type="button" lang=${nextLocale} @click=${() => actions.setLocale(nextLocale)}>${words.otherLanguage}</button>
      <button type="button" class="theme" @click=${() => actions.setTheme(nextTheme)}>
        <span class="long">${words.theme.label}: </span>${words.theme[state.theme]}
      </button>
      ${readKey() === undefined ? nothing : forgetButton(words, actions)}
    </div>
  </header>`;
}

function forgetButton(words: Words, { reconnect }: HeaderActions): TemplateResult {
  const forget = (): void => {
    saveKey(undefined);
    reconnect();
  };
  return html`<button type="button" @click=${forget}>${words.key.forget}</button>`;
}

/** A word and a colour, so that neither is needed alone. */
export function linkState(state: State, { reconnect }: HeaderActions): TemplateResult {
  const { link } = wordsOf(state);
  const { kind } = state.link;
  const isLost = kind === 'lost' || (kind === 'connecting' && state.snapshot !== undefined);
  const tone = kind === 'live' ? (state.snapshot?.is_ready === false ? 'warn' : 'good') : isLost ? 'bad' : 'warn';
  return html`<p class="link ${tone}">
    <span role="status">${linkText(state)}</span>
    ${kind === 'lost' ? html`<button type="button" @click=${reconnect}>${link.retryNow}</button>` : nothing}
  </p>`;
}

function linkText(state: State): string {
  const { link: words } = wordsOf(state);
  const { link, snapshot } = state;
  switch (link.kind) {
    case 'connecting':
      return snapshot ? words.retrying : words.connecting;
    case 'locked':
      return words.locked;
    case 'lost':
      return words.lost(Math.max(1, Math.round((link.retryAt - Date.now()) / 1000)));
    case 'live':
      if (snapshot?.is_draining) return words.draining;
      return snapshot?.is_ready === false ? words.notReady : words.live;
  }
}

export function keyForm(state: State, { reconnect }: HeaderActions): TemplateResult {
  const { key: words } = wordsOf(state);
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement).get('key');
    saveKey(typeof given === 'string' && given !== '' ? given.trim() : undefined);
    reconnect();
  };
  const isWrong = state.link.kind === 'locked' && state.link.wasWrong;
  return html`<form class="panel key" @submit=${open}>
    <h2>${words.title}</h2>
    <p>${words.text}</p>
    <label>${words.label}<input name="key" type="password" autocomplete="off" required aria-describedby="wrong" /></label>
    <p id="wrong" class="bad" role="alert">${isWrong ? words.wrong : ''}</p>
    <button type="submit" class="primary">${words.open}</button>
  </form>`;
}
