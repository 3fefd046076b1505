import { EVENT_TYPES } from '../peering/model/event.ts';
import type { Fault } from './kind.ts';

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
