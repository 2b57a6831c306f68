// A whole HTTP/1.1 request as bytes, made once and sent often.

export function toHttp(body: string, { host, path }: { host: string; path: string }): Uint8Array {
  const length = Buffer.byteLength(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
}
