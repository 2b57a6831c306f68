// A child process that looks like a worker: messages, its end, and a kill that always works. It restarts nothing.

import type { EngineHost } from './ports.ts';

export type ProcessHost = EngineHost & { readonly pid: number };

/** Starts a program that speaks Bun's IPC. Throws when it cannot be started; one that dies gives `close`. */
export function openProcessHost(command: readonly string[]): ProcessHost {
  const events = new EventTarget();
  const end = (): void => {
    events.dispatchEvent(new Event('close'));
  };
  const child = Bun.spawn([...command], {
    // A runtime that prints its own warnings must not write between our lines.
    stdio: ['ignore', 'ignore', 'ignore'],
    serialization: 'advanced',
    ipc: (data) => {
      events.dispatchEvent(new MessageEvent('message', { data }));
    },
    onExit: end,
  });
  return {
    pid: child.pid,
    addEventListener: (type, listener) => events.addEventListener(type, listener),
    removeEventListener: (type, listener) => events.removeEventListener(type, listener),
    postMessage(message) {
      try {
        child.send(message);
      } catch {
        // The line broke before the news of the death: `close` settles whatever was asked.
        end();
      }
    },
    terminate: () => child.kill('SIGKILL'),
  };
}
