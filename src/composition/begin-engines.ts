// Begins what WASM engines wait for longest, before the rest of the program is loaded: the runtime compiles on another
// thread, and one worker loads its code. It opens no pool and reads no model.

import path from 'node:path';
import type { Config } from '../config.ts';
import { compileRuntime } from '../embedding/engine-assets.ts';
import { hasNativeRuntime } from '../embedding/native/assets.ts';
import type { EngineHost } from '../pool/ports.ts';

/** What was begun; disposal ends a worker that nobody has taken. */
export type BegunEngines = Disposable & {
  readonly module: Promise<WebAssembly.Module>;
  /** The worker that was begun, once and if it still lives; new ones from then on. */
  spawn(): EngineHost;
};

/** Undefined where it is not sure that this process will have WASM engines. */
export function beginEngines(config: Config, { root }: { root: string }): BegunEngines | undefined {
  const isWasm = config.device === 'wasm' || (config.device === 'auto' && !hasNativeRuntime(path.join(root, 'native')));
  if (config.embeddingsUrl !== undefined || !isWasm) return undefined;
  const module = compileRuntime();
  // Who awaits it tells of a failure; a start that ends before that has another reason.
  module.catch(() => undefined);
  const create = (): Worker => new Worker(path.join(root, 'workers', 'inference.ts'));
  let first: BegunWorker | undefined = beginWorker(create());
  return {
    module,
    spawn() {
      const begun = first?.isAlive() ? first.host : undefined;
      first = undefined;
      return begun ?? create();
    },
    [Symbol.dispose]: () => first?.host.terminate(),
  };
}

type BegunWorker = { readonly host: EngineHost; isAlive(): boolean };

/** A worker whose owner comes later: what it says until then is said again to every listener. */
function beginWorker(worker: Worker): BegunWorker {
  const said: Event[] = [];
  let isAlive = true;
  const keep = (event: Event): void => void said.push(event);
  const die = (event: Event): void => {
    // Left alone, the event of a worker that cannot load would end the process before anybody could say why.
    event.preventDefault();
    isAlive = false;
  };
  worker.addEventListener('message', keep);
  worker.addEventListener('error', die);
  worker.addEventListener('close', die);
  const host: EngineHost = {
    postMessage: (message, transfer = []) => worker.postMessage(message, transfer),
    addEventListener(type, listener) {
      worker.removeEventListener('message', keep);
      worker.addEventListener(type, listener);
      for (const event of type === 'message' ? said : []) tell(listener, event);
    },
    removeEventListener: (type, listener) => worker.removeEventListener(type, listener),
    terminate: () => worker.terminate(),
  };
  return { host, isAlive: () => isAlive };
}

function tell(listener: EventListenerOrEventListenerObject, event: Event): void {
  queueMicrotask(() => (typeof listener === 'function' ? listener(event) : listener.handleEvent(event)));
}
