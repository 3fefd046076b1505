import { type Member, readClass, writeClass } from '../source/members.ts';
import { type Cut, given } from './cut.ts';

/** Ways of calling that `callApi` takes only for other signatures, and server-sent events. */
const NEVER_CALLED = [
  'doRPCRequest',
  'doROARequest',
  'doROARequestWithForm',
  'execute',
  'callSSEApi',
];

const CALL_API = [
  'if ($dara.isNull(this._signatureVersion) || this._signatureVersion != "v4") {',
  'if ($dara.isNull(this._signatureAlgorithm) || this._signatureAlgorithm != "v2") {',
  'return await this.doRequest(params, request, runtime);',
];

const CREDENTIALS = ['this._credential.getCredential()', 'this._credential = config.credential'];

const refusing = ({ name }: Member): Member => ({
  name,
  text: `    ${name}() { throw new Error("${name} was pruned from this bundle: see docs/pruning.md"); }`,
});

const withoutNeverCalled = (source: string): string | undefined => {
  const client = readClass(source, 'class Client {');
  if (!client) return undefined;
  const present = new Set(client.members.map(({ name }) => name));
  if (!NEVER_CALLED.every((name) => present.has(name))) return undefined;
  const members = client.members.map((member) =>
    NEVER_CALLED.includes(member.name) ? refusing(member) : member,
  );
  // The gateway's interfaces must go with the method that alone speaks of them.
  const text = writeClass({ ...client, members });
  return text.match(/\$SPI\b/g)?.length === 1 ? text : undefined;
};

export const coreCuts: readonly Cut[] = [
  {
    file: /\/@alicloud\/openapi-core\/dist\/client\.js$/,
    because:
      'callApi() ends in doRequest() unless another signature is configured, the gateway interfaces are for execute() alone, and credentials are asked for with getCredential(), of config.credential where that is given',
    cut: (source) => given(source, [...CALL_API, ...CREDENTIALS], () => withoutNeverCalled(source)),
  },
];
