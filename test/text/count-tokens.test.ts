// The token counter is that of o200k_base, the unit of token budgets.
import { expect, test } from 'bun:test';
import { loadTokenCounter } from '../../src/text/count-tokens.ts';

test('the counter counts o200k_base tokens', async () => {
  const countTokens = await loadTokenCounter();
  // Reference counts of tiktoken's o200k_base.
  expect([countTokens(''), countTokens('hello world'), countTokens('안녕하세요')]).toEqual([0, 2, 2]);
});
