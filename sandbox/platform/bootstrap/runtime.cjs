'use strict';

// The inside of one function instance. It is run by plain `node`, so it uses nothing but Node.js.

const { existsSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

/** How far the clock of this instance is ahead of real time, in milliseconds. */
let aheadMs = 0;

// What the code of this instance takes for the time.
globalThis.Date = new Proxy(Date, {
  construct: (target, args, made) =>
    Reflect.construct(target, args.length === 0 ? [target.now() + aheadMs] : args, made),
  apply: (target) => new target(target.now() + aheadMs).toString(),
  get: (target, key) => (key === 'now' ? () => target.now() + aheadMs : Reflect.get(target, key)),
});

const send = (message) => {
  if (process.connected) process.send(message);
};

const describe = (error) =>
  error instanceof Error
    ? {
        errorMessage: error.message,
        errorType: error.name,
        stackTrace: (error.stack ?? '').split('\n'),
      }
    : { errorMessage: String(error), errorType: typeof error, stackTrace: [] };

/** Node.js runtime: `index.handler` is the export `handler` of index.js, or else of index.mjs. */
const loadHandler = async () => {
  const setting = process.env.FC_FUNCTION_HANDLER ?? '';
  const at = setting.lastIndexOf('.');
  const base = path.join(process.env.FC_FUNC_CODE_PATH ?? '', setting.slice(0, at));
  const isModule = !existsSync(`${base}.js`) && existsSync(`${base}.mjs`);
  const file = `${base}.${isModule ? 'mjs' : 'js'}`;
  const exported = isModule ? await import(pathToFileURL(file).href) : require(file);
  const handler = exported[setting.slice(at + 1)];
  if (typeof handler !== 'function') throw new Error(`${file} exports no function for ${setting}`);
  return handler;
};

const loggerFor = (requestId) => {
  const write = (level) => (message) =>
    console.log(`${new Date().toISOString()} ${requestId} [${level}] ${message}`);
  return {
    debug: write('verbose'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    log: write('info'),
  };
};

/** A handler answers through its promise or, if it declares a third parameter, a callback. */
const call = (handler, event, context) =>
  new Promise((resolve, reject) => {
    const callback = (error, value) =>
      error ? reject(Object.assign(new Error('handled'), { handled: error })) : resolve(value);
    Promise.resolve(handler(event, context, callback)).then((value) => {
      if (handler.length < 3 || value !== undefined) resolve(value);
    }, reject);
  });

/** Node.js runtime: bytes stay bytes, objects become JSON, everything else text. */
const toBytes = (value) => {
  if (Buffer.isBuffer(value)) return value;
  if (value === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof value === 'object' ? JSON.stringify(value) : String(value));
};

const invoke = async (handler, { id, event, context }) => {
  try {
    const bytes = Buffer.from(event.buffer, event.byteOffset, event.byteLength);
    const value = await call(handler, bytes, {
      ...context,
      logger: loggerFor(context.requestId),
    });
    send({ kind: 'answer', id, body: toBytes(value) });
  } catch (error) {
    const handled = error instanceof Error && 'handled' in error;
    send({ kind: 'error', id, handled, ...describe(handled ? error.handled : error) });
  }
};

// Ctrl-C reaches the whole process group; ending instances is the platform's business.
process.on('SIGINT', () => undefined);
// A platform that is gone leaves no instance behind.
process.on('disconnect', () => process.exit(0));

loadHandler().then(
  (handler) => {
    process.on('message', (message) => {
      aheadMs = message.aheadMs;
      return invoke(handler, message);
    });
    send({ kind: 'ready' });
  },
  (error) => process.send({ kind: 'broken', ...describe(error) }, () => process.exit(1)),
);
