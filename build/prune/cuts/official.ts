import { namesIn, reachable } from '../names.ts';
import { type SdkSource, Unexpected } from '../sdk-source.ts';
import type { Cut } from './cut.ts';
import { keepMethods } from './methods.ts';

/** Ways of calling that `callApi` takes only for other signatures, and server-sent events. */
const NEVER_CALLED = [
  'doRPCRequest',
  'doROARequest',
  'doROARequestWithForm',
  'execute',
  'callSSEApi',
];

const refuseInCore = (source: SdkSource): void => {
  source.assume(
    'if ($dara.isNull(this._signatureVersion) || this._signatureVersion != "v4") {',
    'if ($dara.isNull(this._signatureAlgorithm) || this._signatureAlgorithm != "v2") {',
    'return await this.doRequest(params, request, runtime);',
    'this._credential.getCredential()',
    'this._credential = config.credential',
  );
  const methods = source.methodsOf(source.classNamed('Client'));
  for (const unwanted of NEVER_CALLED) {
    const method = methods.find(({ name }) => name === unwanted);
    if (!method) throw new Unexpected(`it has no method ${unwanted}`);
    const refusal = `throw new Error("${unwanted} was pruned from this bundle: see docs/pruning.md");`;
    source.overwrite(method.node, `${unwanted}() { ${refusal} }`);
  }
  // The gateway's interfaces must go with the method that alone speaks of them.
  const others = methods.filter(({ name }) => !NEVER_CALLED.includes(name));
  if (others.some(({ node }) => /\$SPI\b/.test(source.textOf(node))))
    throw new Unexpected('it speaks of gateways outside execute()');
};

const EXPORT = /^exports\.(\w+) = \1;$/;
const ANNOUNCED = /^exports\.\w+ = [\s\S]*void 0;$/;

/** Leaves the wanted models and those that some source text names: classes, each exported by a statement of its own. */
const keepModels = (source: SdkSource, wanted: readonly string[], by: string) => {
  const models = new Map<string, string>();
  for (const it of source.body)
    if (
      it.type === 'ClassDeclaration' &&
      it.superClass &&
      source.textOf(it.superClass) === '$tea.Model'
    )
      models.set(it.id.name, source.textOf(it));
  const exported = new Set(source.body.flatMap((it) => EXPORT.exec(source.textOf(it))?.[1] ?? []));
  for (const name of wanted)
    if (!models.has(name) || !exported.has(name)) throw new Unexpected(`it has no model ${name}`);
  const kept = reachable(models, [...wanted, ...namesIn(by)]);
  for (const it of source.body) {
    const name = it.type === 'ClassDeclaration' ? it.id.name : EXPORT.exec(source.textOf(it))?.[1];
    const isUnused = name !== undefined && models.has(name) && !kept.has(name);
    if (isUnused || ANNOUNCED.test(source.textOf(it))) source.remove(it);
  }
};

/** It asks an address that it has put together whether that has a query; node:url's old parser is slow. */
const askQuery = (source: SdkSource, parsing: string): void => {
  source.assumeOnly('urlInfo', ['query']);
  source.replace(parsing, '{ query: new URL(url).search }');
};

/**
 * The one change that is no cut, and what makes the first call quick: the agent of HTTPS waits for a call that
 * needs it, and addresses are read by the parser that V8 has at hand, not by the old one of node:url. The core
 * reads bodies itself and leaves the response timer of every call running: it holds the whole request
 * for as long as the timeout, and may cancel the timer of the next call on the socket.
 */
const mendHttpx = (source: SdkSource): void => {
  source.assume('const timer = setTimeout(() => {', 'socket[READ_TIMER] = timer;');
  source.replace(
    'timer.unref();',
    "timer.unref(); request.once('close', () => clearTimeout(timer));",
  );
  source.assumeOnly('parsed', ['protocol', 'hostname', 'port', 'path']);
  source.replace("typeof url === 'string' ? parse(url) : url", 'new URL(url)');
  source.replace('parsed.hostname ||', "parsed.hostname.replace(/^\\[|\\]$/g, '') ||");
  source.replace('parsed.path ||', 'parsed.pathname + parsed.search ||');
  source.replace('const httpsAgent = new https.Agent({ keepAlive: true });', 'let httpsAgent;');
  source.replace(
    'const defaultAgent = isHttps ? httpsAgent : httpAgent;',
    'const defaultAgent = isHttps ? (httpsAgent ??= new https.Agent({ keepAlive: true })) : httpAgent;',
  );
};

export const officialCuts: readonly Cut[] = [
  {
    file: /\/@alicloud\/openapi-core\/dist\/client\.js$/,
    because:
      'callApi() ends in doRequest() unless another signature is configured, the gateway interfaces are for execute() alone, and credentials are asked for with getCredential(), of config.credential where that is given',
    cut: refuseInCore,
  },
  {
    file: /\/@alicloud\/eventbridge\/dist\/client\.js$/,
    because:
      'models are classes, each exported by a statement of its own, and putEventsWithOptions() calls what it needs by name',
    cut: (source) => {
      const kept = keepMethods(source, ['putEventsWithOptions']);
      keepModels(source, ['Config', 'CloudEvent', 'PutEventsResponse'], kept);
    },
  },
  {
    file: /\/@alicloud\/fc2\/lib\/client\.js$/,
    because: 'invokeFunction() goes through request(), and that through httpx.request()',
    cut: (source) => {
      source.assume('await httpx.request(url, {');
      keepMethods(source, ['invokeFunction', 'request']);
    },
  },
  {
    file: /\/httpx\/lib\/index\.js$/,
    because:
      'the response timer is a local of startResponseTimer, unref-ed at its end, each protocol has one agent, and addresses are texts',
    cut: mendHttpx,
  },
  {
    file: /\/@darabonba\/typescript\/dist\/core\.js$/,
    because: 'of an address it parses itself it wants the query alone',
    cut: (source) => askQuery(source, '(0, url_1.parse)(url)'),
  },
  {
    file: /\/@alicloud\/tea-typescript\/dist\/tea\.js$/,
    because: 'of an address it parses itself it wants the query alone',
    cut: (source) => askQuery(source, 'url_1.parse(url)'),
  },
  {
    file: /\/@darabonba\/typescript\/dist\/func\.js$/,
    because: 'of lodash it uses merge() alone',
    cut: (source) => source.assumeOnly('_', ['merge']),
  },
  {
    file: /\/@darabonba\/typescript\/dist\/xml\.js$/,
    because: 'of xml2js it uses Parser, and Builder for bodies that are never sent',
    cut: (source) => source.assumeOnly('xml2js_1', ['Parser', 'Builder']),
  },
  {
    file: /\/@alicloud\/mns\/lib\/helper\.js$/,
    because: 'of xml2js it uses parseString() alone',
    cut: (source) => source.assumeOnly('xml2js', ['parseString']),
  },
];
