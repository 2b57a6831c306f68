// Cuts a text that is too long at its beginning, which the tokenizer by itself does not: it keeps the beginning.

import type { Tokenized } from '../embedding/ports.ts';

const FIRST_GUESS_CHARS = 1024;

/** The longest end of the text that fits the model, found by halving; the text itself when it fits as a whole. */
export function keepEnd(text: string, tokenize: (text: string) => Tokenized): string {
  const fits = (chars: number): boolean => !tokenize(endOf(text, chars)).isTruncated;
  // From the end outwards, so that a text of a megabyte is never tokenised as a whole.
  let fitting = 0;
  let tried = Math.min(FIRST_GUESS_CHARS, text.length);
  while (fits(tried)) {
    if (tried === text.length) return text;
    fitting = tried;
    tried = Math.min(tried * 2, text.length);
  }
  let tooLong = tried;
  while (tooLong - fitting > 1) {
    const middle = (fitting + tooLong) >> 1;
    if (fits(middle)) fitting = middle;
    else tooLong = middle;
  }
  return endOf(text, fitting);
}

/** Never begins with the second half of a surrogate pair. */
function endOf(text: string, chars: number): string {
  return text.slice(text.length - chars).replace(/^[\uDC00-\uDFFF]/, '');
}
