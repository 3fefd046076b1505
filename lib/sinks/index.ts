import { limitAnswers } from '../aliyun/guard.ts';
import { h } from '../peering/hash.ts';
import { EVENT_TYPES } from '../peering/model/event.ts';
import type { Sink, SinkResult } from '../peering/ports.ts';
import * as eventbridge from './eventbridge.ts';
import * as fc from './fc.ts';
import * as fc2 from './fc2.ts';
import {
  type Fault,
  isFault,
  type Prepare,
  type SinkEnvironment,
  type SinkKind,
  type SinkTarget,
} from './kind.ts';

export type { SinkEnvironment, SinkTarget } from './kind.ts';

import * as mns from './mns.ts';
import { notSent, resultOfError, within } from './result.ts';
import { type Guard, guardOf, plainHost } from './webhook/guard.ts';
import * as webhook from './webhook.ts';
import { refusalOf } from './webhook.ts';

/** Chat robots answer 200 and put what went wrong into the body (`errcode`). */
const CHAT_ROBOT_HOSTS = ['dingtalk.com', 'feishu.cn', 'larksuite.com', 'weixin.qq.com'] as const;

const isChatRobot = (host: string): boolean =>
  CHAT_ROBOT_HOSTS.some((robot) => host === robot || host.endsWith(`.${robot}`));

interface Webhook {
  readonly label: string;
  readonly url: URL;
}

const webhookOf = ({ label, target }: SinkConfig): readonly Webhook[] =>
  target.kind === 'webhook' ? [{ label, url: new URL(target.url) }] : [];

const warningsOf = ({ label, url }: Webhook, guard: Guard): readonly string[] => {
  const refusal = refusalOf(url, guard);
  const robot = isChatRobot(plainHost(url.hostname));
  return [
    ...(refusal?.ok === false ? [`sink ${label} cannot be used: ${refusal.detail}`] : []),
    ...(robot
      ? [
          `sink ${label} is a chat robot: it answers 200 to events that it refuses, which then count as delivered; put a function of your own between`,
        ]
      : []),
  ];
};

/** What an operator should know about the sinks at start, though none of it is a fault. */
export const sinkWarnings = (
  sinks: readonly SinkConfig[],
  allow: readonly string[],
): readonly string[] => {
  if (sinks.length === 0) return ['PEERFLOW_SINKS names no sink: follow-up events are only logged'];
  const webhooks = sinks.flatMap(webhookOf);
  if (webhooks.length === 0) return [];
  const guard = guardOf(allow);
  return webhooks.flatMap((webhook) => warningsOf(webhook, guard));
};

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
export const sender = (prepare: Prepare): Sink['send'] => {
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

const PREFIX = 'peerflow:';

/** `Activated` and `Act*` name events of connections; `Routes:*` and `*` are as they stand. */
const fullPattern = (word: string): string => {
  if (word === '*' || word.startsWith(PREFIX)) return word;
  return word.includes(':') ? `${PREFIX}${word}` : `${PREFIX}Connection:${word}`;
};

/** `*` stands for any characters, others for themselves. */
const matcherOf = (pattern: string): ((type: string) => boolean) => {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const form = new RegExp(`^${parts.join('[^]*')}$`);
  return (type) => form.test(type);
};

const MAX_WORD = 64;
const WORD = /^[A-Za-z:]*(\*[A-Za-z:]*){0,2}$/;

/**
 * Reads the value of `#types=`: event types, by `|`. `Activated` means `peerflow:Connection:Activated`,
 * `Routes:*` every event about routes. Returns `undefined` where a word names no type that there is.
 */
export const parseTypes = (value: string): ((type: string) => boolean) | undefined => {
  const words = value.split('|');
  if (!words.every((word) => word !== '' && word.length <= MAX_WORD && WORD.test(word)))
    return undefined;
  const matchers = words.map((word) => matcherOf(fullPattern(word)));
  const known = matchers.every((matches) => EVENT_TYPES.some(matches));
  return known ? (type) => matchers.some((matches) => matches(type)) : undefined;
};

/** What the fragment of a sink URL chooses. It is never sent. */
export interface Fragment {
  /** A webhook that is not signed, on purpose. */
  readonly unsigned: boolean;
  /** Whether events of this type go there. */
  readonly takes: (type: string) => boolean;
}

export const FRAGMENT_FORM = 'may have #types=Activated|Routes:* and, for a webhook, #unsigned';

/** Reads `types=...` and `unsigned`, by `&`. */
export const readFragment = (fragment: string | undefined): Fragment | Fault => {
  let unsigned = false;
  let takes = (_: string): boolean => true;
  for (const part of fragment?.split('&') ?? []) {
    if (part === 'unsigned') unsigned = true;
    else if (part.startsWith('types=')) {
      const parsed = parseTypes(part.slice('types='.length));
      if (parsed === undefined)
        return { fault: 'has #types= with a word that names no event type' };
      takes = parsed;
    } else return { fault: FRAGMENT_FORM };
  }
  return { unsigned, takes };
};
