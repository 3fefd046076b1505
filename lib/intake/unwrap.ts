import type { Letter } from './envelope.ts';
import { atIndex } from './ids.ts';
import { isObject, pollutes, readJson } from './json.ts';
import { originalOf } from './original.ts';
import { ENVELOPES } from './triggers/index.ts';
import type { IntakeOptions, Item } from './types.ts';

/** Envelopes in envelopes are opened so many times. */
const MAX_LEVELS = 4;

interface Place extends Omit<Letter, 'payload'> {
  readonly level: number;
}

type Draft = Item extends infer I ? (I extends Item ? Omit<I, 'position'> : never) : never;

const poison = (payload: unknown, { id }: Place, pointer: string, detail: string): Draft => ({
  kind: 'poison',
  errors: [{ pointer, detail }],
  original: originalOf(payload),
  ...(id ? { id } : {}),
});

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;

/** Results of our functions come back through destinations and sinks. */
const isOwnResult = (value: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(value.outcomes) && Object.keys(value).length === 1;

const itemOf = (value: unknown, original: unknown, place: Place): Draft => {
  if (!isObject(value)) return poison(original, place, '', `is ${kindOf(value)}, not an object`);
  if (typeof value.peerflow === 'string') return { kind: 'message', body: value };
  if (isOwnResult(value)) return { kind: 'own', data: value };
  const pointer = pollutes(value);
  if (pointer !== undefined) return poison(original, place, pointer, 'is a name no field may have');
  return {
    kind: 'request',
    body: value,
    original: originalOf(original),
    ...(place.id ? { id: place.id } : {}),
  };
};

const own = (value: unknown, { type }: Place): Draft => ({
  kind: 'own',
  data: value,
  ...(type === undefined ? {} : { type }),
});

/** Opens a payload until no envelope is left, or three lie open already. */
const open = (payload: unknown, options: IntakeOptions, place: Place): Draft[] => {
  if (place.own) return [own(payload, place)];
  if (typeof payload === 'string') return openText(payload, options, place);
  for (const envelope of place.level < MAX_LEVELS ? ENVELOPES : []) {
    const letters = envelope(payload, options);
    if (letters)
      return letters.flatMap((letter) =>
        open(letter.payload, options, {
          ...letter,
          id: letter.id ?? place.id,
          level: place.level + 1,
        }),
      );
  }
  return [itemOf(payload, payload, place)];
};

const openText = (text: string, options: IntakeOptions, place: Place): Draft[] => {
  const json = readJson(text);
  if (!json.ok) return [poison(text, place, json.error.pointer, json.error.detail)];
  if (Array.isArray(json.value)) return openList(json.value, options, place);
  if (!isObject(json.value)) return [itemOf(json.value, text, place)];
  const drafts = open(json.value, options, place);
  return drafts.length === 1 && isBare(drafts[0], json.value)
    ? [itemOf(json.value, text, place)]
    : drafts;
};

/** The text held the item itself, so its bytes are the text as it came. */
const isBare = (draft: Draft | undefined, value: unknown): boolean =>
  draft?.kind === 'request' && draft.body === value;

/** A list inside one message: its requests share the message's id, each with its place. */
const openList = (list: readonly unknown[], options: IntakeOptions, place: Place): Draft[] =>
  list.flatMap((each, index) => {
    const at = { ...place, id: atIndex(place.id, index) };
    return Array.isArray(each)
      ? [poison(each, at, '', 'is a list within a list')]
      : open(each, options, at);
  });

/** The items of an event's bytes; the payload's own top level may be a list of deliveries. */
export const unwrap = (text: string, options: IntakeOptions): readonly Item[] => {
  const drafts = openText(text, options, { level: 0 });
  return drafts.map((draft, position): Item => ({ ...draft, position }));
};
