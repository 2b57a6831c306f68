// The form of the example page: reads it, asks, and shows what each source did. Texts of the answer are shown as text.

import { ask } from './ask.js';

const form = document.querySelector('form');
const stopButton = document.querySelector('#stop');
const state = document.querySelector('#state');
const sources = document.querySelector('#sources');
const context = document.querySelector('#context');

/** The request under way; asking again ends it, so that answers never come in the wrong order. */
let running = new AbortController();

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  running.abort();
  const mine = new AbortController();
  running = mine;
  stopButton.disabled = false;
  show('Asking', {});
  const result = await ask({ ...readForm(new FormData(form)), stop: mine.signal });
  if (running !== mine) return;
  stopButton.disabled = true;
  if (result.kind === 'answer') show(summary(result.answer), result.answer);
  else show(explain(result), {});
});

stopButton.addEventListener('click', () => running.abort());

function readForm(fields) {
  const text = (name) => String(fields.get(name) ?? '').trim();
  return {
    address: text('address'),
    key: text('key'),
    timeoutMs: Number(text('timeout')),
    body: {
      saju: { dayMaster: text('dayMaster') },
      astro: { sun: text('sun') },
      theme: text('theme'),
      locale: text('locale'),
      deadline_ms: Number(text('deadline')),
      ...(text('question') === '' ? {} : { question: text('question') }),
    },
  };
}

function summary({ degraded, context_tokens: tokens, prefetch_time_ms: tookMs, cache_hit: isHit }) {
  return `${degraded ? 'Answered in part' : 'Answered'} in ${tookMs} ms${isHit ? ' from the cache' : ''}, ${tokens} tokens`;
}

function explain(result) {
  if (result.kind === 'stopped') return 'Stopped';
  if (result.kind === 'late') return 'No answer in time';
  if (result.kind === 'unreachable') return 'No answer: the service is away, or does not allow this origin';
  const again = result.retryAfterSeconds === undefined ? '' : `, try again in ${result.retryAfterSeconds} s`;
  return `Refused with ${result.status}: ${result.message}${again}`;
}

function show(line, answer) {
  state.textContent = line;
  context.textContent = answer.context ?? '';
  const rows = Object.entries(answer.sources ?? {}).map(([name, { status, reason, took_ms: tookMs, items }]) =>
    row([name, reason ? `${status} (${reason})` : status, `${tookMs} ms`, String(items.length)]),
  );
  sources.replaceChildren(...rows);
}

function row(cells) {
  const line = document.createElement('tr');
  line.append(...cells.map((text) => Object.assign(document.createElement('td'), { textContent: text })));
  return line;
}
