// Replaces what stands between two marker lines of a page, and nothing else of it.

export function replaceBetween(text: string, { marker, content }: { marker: string; content: string }): string {
  const [open, close] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new RangeError(`The page has no lines "${open}" and "${close}", both are wanted`);
  return `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
}
