// One kept-alive HTTP/1.1 connection on a bare socket: one request at a time, no pool, no retry, little work per request,
// so that the generator leaves the cores to the service. It reads answers with a Content-Length and refuses all others.

import type { Socket } from 'bun';

export type Reply = { readonly status: number; readonly head: string; readonly body: Buffer };
export type ReplyFault = { readonly fault: 'unreachable' | 'reset' | 'malformed' };

const HEAD_END = Buffer.from('\r\n\r\n');
const STATUS_AT = 9;

export class HttpConnection {
  readonly #address: { hostname: string; port: number };
  #socket: Socket<undefined> | undefined;
  #settle: ((reply: Reply | ReplyFault) => void) | undefined;
  #unsent: Uint8Array | undefined;
  #chunks: Buffer[] = [];
  #missing = 0;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#address = { hostname, port: Number(port) };
  }

  /** Never rejects; opens the connection anew where it was lost. */
  async request(bytes: Uint8Array): Promise<Reply | ReplyFault> {
    const socket = this.#socket ?? (await this.#connect());
    if (!socket) return { fault: 'unreachable' };
    const { promise, resolve } = Promise.withResolvers<Reply | ReplyFault>();
    this.#settle = resolve;
    this.#unsent = bytes;
    this.#send(socket);
    return promise;
  }

  close(): void {
    this.#socket?.end();
    this.#socket = undefined;
  }

  async #connect(): Promise<Socket<undefined> | undefined> {
    try {
      this.#socket = await Bun.connect<undefined>({
        ...this.#address,
        socket: {
          data: (_socket, chunk) => this.#receive(chunk),
          drain: (socket) => this.#send(socket),
          close: () => this.#lose(),
          error: () => this.#lose(),
        },
      });
    } catch {
      // Refused: the caller hears it as an outcome, which is what a load test counts.
      this.#socket = undefined;
    }
    return this.#socket;
  }

  #send(socket: Socket<undefined>): void {
    if (!this.#unsent) return;
    const written = socket.write(this.#unsent);
    this.#unsent = written < this.#unsent.length ? this.#unsent.subarray(Math.max(0, written)) : undefined;
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#missing -= chunk.length;
    // Until the head is known, every chunk may complete it; afterwards only the last one matters.
    if (this.#missing > 0) return;
    const received = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    this.#chunks = [received];
    const headEnd = received.indexOf(HEAD_END);
    if (headEnd >= 0) this.#read(received, headEnd);
  }

  #read(received: Buffer, headEnd: number): void {
    const head = received.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    const bodyAt = headEnd + HEAD_END.length;
    this.#missing = bodyAt + Number(length ?? 0) - received.length;
    if (this.#missing > 0) return;
    if (length === undefined || this.#missing < 0) {
      this.#finish({ fault: 'malformed' });
      return;
    }
    const status = Number(head.slice(STATUS_AT, STATUS_AT + 3));
    if (/\r\nconnection: *close/i.test(head)) this.close();
    this.#finish({ status, head, body: received.subarray(bodyAt) });
  }

  #lose(): void {
    this.#socket = undefined;
    this.#finish({ fault: 'reset' });
  }

  #finish(reply: Reply | ReplyFault): void {
    const settle = this.#settle;
    this.#settle = undefined;
    this.#unsent = undefined;
    this.#chunks = [];
    this.#missing = 0;
    settle?.(reply);
  }
}
