import { limitAnswers } from '../aliyun/answer-limit.ts';
import { h } from '../peering/hash.ts';
import type { Sink, SinkResult } from '../peering/ports.ts';
import type { SinkEnvironment } from './environment.ts';
import * as eventbridge from './eventbridge.ts';
import * as fc from './fc.ts';
import * as fc2 from './fc2.ts';
import { FRAGMENT_FORM, readFragment } from './fragment.ts';
import { type Fault, isFault, type Prepare, type SinkKind, type SinkTarget } from './kind.ts';
import * as mns from './mns.ts';
import { notSent, resultOfError } from './sdk-error.ts';
import * as webhook from './webhook.ts';
import { within } from './within.ts';

export type { SinkEnvironment } from './environment.ts';
export type { SinkTarget } from './kind.ts';

/** One sink of `PEERFLOW_SINKS`, read and not yet opened. */
export interface SinkConfig {
  /** First 16 hex of the SHA-256 of its URL without the fragment. */
  readonly id: string;
  readonly label: string;
  readonly target: SinkTarget;
  takes(type: string): boolean;
  open(environment: SinkEnvironment): Sink;
}

type Parsed = Pick<SinkConfig, 'label' | 'target'> & {
  readonly prepare: (environment: SinkEnvironment) => Prepare;
};

interface AnyKind {
  readonly schemes: readonly string[];
  readonly form: string;
  readonly parse: (...args: Parameters<SinkKind<'fc'>['parse']>) => Parsed | Fault;
}

/** Binds a target to its kind, so that its kind need not be checked again. */
const kindOf = <K extends SinkTarget['kind']>(kind: SinkKind<K>): AnyKind => ({
  schemes: kind.schemes,
  form: kind.form,
  parse: (url) => {
    const target = kind.parse(url);
    if (isFault(target)) return target;
    return {
      target,
      label: kind.label(target),
      prepare: (environment) => kind.open(target, environment),
    };
  },
});

/** A new kind of sink is a module and a row here. */
const KINDS: readonly AnyKind[] = [
  kindOf<'eventbridge'>(eventbridge),
  kindOf<'mns'>(mns),
  kindOf<'fc'>(fc),
  kindOf<'fc2'>(fc2),
  kindOf<'webhook'>(webhook),
];
const FORMS = KINDS.map(({ form }) => form).join(', ');

/** Sends once, in time, and reports. Never rejects. */
const sender = (prepare: Prepare): Sink['send'] => {
  limitAnswers();
  return async (event, timeoutMs): Promise<SinkResult> => {
    let call: Awaited<ReturnType<Prepare>>;
    try {
      call = await prepare(event, timeoutMs);
    } catch (error) {
      return notSent(error);
    }
    try {
      return await within(timeoutMs, call());
    } catch (error) {
      return resultOfError(error);
    }
  };
};

const parseSink = (text: string): SinkConfig | Fault => {
  const at = text.indexOf('#');
  const url = at < 0 ? text : text.slice(0, at);
  const kind = KINDS.find(({ schemes }) => schemes.some((each) => url.startsWith(`${each}://`)));
  if (kind === undefined) return { fault: `must be one of ${FORMS}` };
  const fragment = readFragment(at < 0 ? undefined : text.slice(at + 1));
  if (isFault(fragment)) return fragment;
  const { unsigned, takes } = fragment;
  const parsed = kind.parse({ url, unsigned });
  if (isFault(parsed)) return parsed;
  const { target, label, prepare } = parsed;
  if (unsigned && target.kind !== 'webhook') return { fault: FRAGMENT_FORM };
  const id = h(url);
  const open: SinkConfig['open'] = (environment) => ({
    id,
    label,
    takes,
    send: sender(prepare(environment)),
  });
  return { id, label, target, takes, open };
};

export interface ParsedSinks {
  readonly sinks: readonly SinkConfig[];
  /** Each names the sink by its place in the list, never by its URL. */
  readonly faults: readonly string[];
}

/**
 * Reads the words of `PEERFLOW_SINKS`; every fault at once.
 *
 * @param canSign whether there is a secret that webhooks are signed with
 */
export const parseSinks = (words: readonly string[], canSign: boolean): ParsedSinks => {
  const sinks: SinkConfig[] = [];
  const faults: string[] = [];
  for (const [index, word] of words.entries()) {
    const name = `sink ${index + 1}`;
    const sink = parseSink(word);
    if (isFault(sink)) {
      faults.push(`${name} ${sink.fault}`);
      continue;
    }
    if (sinks.some(({ id }) => id === sink.id)) faults.push(`${name} has the URL of another sink`);
    if (sink.target.kind === 'webhook' && sink.target.signed && !canSign)
      faults.push(`${name} needs PEERFLOW_WEBHOOK_SECRET, or #unsigned`);
    sinks.push(sink);
  }
  return { sinks, faults };
};
