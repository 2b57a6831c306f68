// Counts o200k_base tokens, the unit of token budgets. Needed when a pack is compiled; a prefetch only adds up.

/** Loads the tokenizer's tables (some megabytes) and returns the counter. */
export async function loadTokenCounter(): Promise<(text: string) => number> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  return countTokens;
}
