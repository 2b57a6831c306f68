// The Unigram model of a tokenizer: cuts a word into the pieces whose scores add up to most (Viterbi). Kudo, "Subword
// Regularization" (2018). The library's own gives the same pieces from 25 MB more and in six times the time.

import { Model } from '@huggingface/tokenizers';
import { NONE, PieceTrie, ROOT } from './piece-trie.ts';

/** How far below the least likely piece an unknown character lies, as in SentencePiece. */
const UNKNOWN_PENALTY = 10;

export type UnigramConfig = {
  /** Each piece with the logarithm of its probability; its place is its id. */
  readonly vocab: readonly (readonly [piece: string, score: number])[];
  readonly unk_id: number;
};

export class CompactUnigram extends Model {
  readonly #trie: PieceTrie;
  readonly #scores: Float64Array;
  readonly #unknownScore: number;

  constructor({ vocab, unk_id }: UnigramConfig) {
    super({ type: 'Unigram', vocab: [], unk_id });
    this.#trie = new PieceTrie(vocab.map(([piece]) => piece));
    this.#scores = Float64Array.from(vocab, ([, score]) => score);
    this.#unknownScore = this.#scores.reduce((least, score) => Math.min(least, score), 0) - UNKNOWN_PENALTY;
    this.#scores[unk_id] = this.#unknownScore;
    this.tokens_to_ids = new PieceIds(this.#trie);
    this.unk_token_id = unk_id;
    this.fuse_unk = true;
  }

  encode(words: string[]): string[] {
    return words.flatMap((word) => this.#cut(word));
  }

  #cut(word: string): string[] {
    const starts = this.#bestStarts(word);
    const pieces: string[] = [];
    for (let end = word.length; end > 0; end = starts[end] ?? 0) pieces.push(word.slice(starts[end] ?? 0, end));
    return pieces.reverse();
  }

  /** For every end of a piece where the last piece of the best way to it begins. */
  #bestStarts(word: string): Int32Array {
    const starts = new Int32Array(word.length + 1);
    const scores = new Float64Array(word.length + 1).fill(Number.NEGATIVE_INFINITY);
    scores[0] = 0;
    for (let start = 0, next = 0; start < word.length; start = next) {
      next = start + ((word.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      const before = scores[start] ?? 0;
      let isKnown = false;
      let node: number = ROOT;
      for (let end = start + 1; end <= word.length; end++) {
        node = this.#trie.child(node, word.charCodeAt(end - 1));
        if (node === NONE) break;
        const piece = this.#trie.pieceAt(node);
        if (piece === NONE) continue;
        isKnown ||= end === next;
        offer(end, before + (this.#scores[piece] ?? 0));
      }
      if (!isKnown) offer(next, before + this.#unknownScore);

      function offer(end: number, score: number): void {
        if (score <= (scores[end] ?? 0)) return;
        scores[end] = score;
        starts[end] = start;
      }
    }
    return starts;
  }
}

/** What the library asks of the map from pieces to ids. */
class PieceIds extends Map<string, number> {
  readonly #trie: PieceTrie;

  constructor(trie: PieceTrie) {
    super();
    this.#trie = trie;
  }

  override get(piece: string): number | undefined {
    const id = this.#trie.find(piece);
    return id === NONE ? undefined : id;
  }

  override has(piece: string): boolean {
    return this.#trie.find(piece) !== NONE;
  }
}
