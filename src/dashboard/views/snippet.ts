// A text to take away: shown as it is, with a button that copies it.

import { html, nothing, type TemplateResult } from 'lit-html';
import { type State, wordsOf } from '../state.ts';

const SHOWN_MS = 1500;

export function snippet(state: Pick<State, 'locale'>, { name, text }: { name: string; text: string }): TemplateResult {
  const { attempt: words } = wordsOf(state);
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLButtonElement;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without the permission the text stays selected, ready for the keyboard.
      const block = button.parentElement?.querySelector('pre');
      if (block) getSelection()?.selectAllChildren(block);
      return;
    }
    button.dataset.copied = '';
    setTimeout(() => delete button.dataset.copied, SHOWN_MS);
  };
  return html`<div class="snippet">
    ${name === '' ? nothing : html`<h4>${name}</h4>`}
    <button type="button" class="copy" data-done=${words.copied} @click=${copy}>${words.copy}</button>
    <pre tabindex="0">${text}</pre>
  </div>`;
}
