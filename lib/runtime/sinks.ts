/** A place that follow-up events go to, as `PEERFLOW_SINKS` names it. */
export type Sink = { readonly url: string } & (
  | { readonly kind: 'eventbridge'; readonly bus: string }
  | { readonly kind: 'mns-queue' | 'mns-topic'; readonly name: string }
  | { readonly kind: 'fc'; readonly function: string; readonly qualifier?: string }
  | {
      readonly kind: 'fc2';
      readonly service: string;
      readonly function: string;
      readonly qualifier?: string;
    }
  | { readonly kind: 'webhook' }
);

const FORMS =
  'eventbridge://{bus}, mns://queues/{name}, mns://topics/{name}, fc://{function}, fc2://{service}/{function} or https://…';

const NAME = '[A-Za-z0-9._$-]{1,127}';
const QUALIFIER = '(?:\\?qualifier=([A-Za-z0-9._-]+))?';

const part = (value: string | undefined): string => value ?? '';
const qualified = (qualifier: string | undefined) => (qualifier ? { qualifier } : {});

const forms: readonly (readonly [RegExp, (match: RegExpExecArray) => Sink])[] = [
  [
    new RegExp(`^eventbridge://(${NAME})$`),
    ([url, bus]) => ({ url: part(url), kind: 'eventbridge', bus: part(bus) }),
  ],
  [
    new RegExp(`^mns://(queues|topics)/(${NAME})$`),
    ([url, kind, name]) => ({
      url: part(url),
      kind: kind === 'queues' ? 'mns-queue' : 'mns-topic',
      name: part(name),
    }),
  ],
  [
    new RegExp(`^fc://(${NAME})${QUALIFIER}$`),
    ([url, name, qualifier]) => ({
      url: part(url),
      kind: 'fc',
      function: part(name),
      ...qualified(qualifier),
    }),
  ],
  [
    new RegExp(`^fc2://(${NAME})/(${NAME})${QUALIFIER}$`),
    ([url, service, name, qualifier]) => ({
      url: part(url),
      kind: 'fc2',
      service: part(service),
      function: part(name),
      ...qualified(qualifier),
    }),
  ],
  [/^https?:\/\/[^\s/]+\S*$/, ([url]) => ({ url: part(url), kind: 'webhook' })],
];

/** Reads one sink URL; a text that is none is returned as what is wrong with it. */
export const parseSink = (url: string): Sink | { readonly fault: string } => {
  for (const [form, read] of forms) {
    const match = form.exec(url);
    if (match) return read(match);
  }
  return { fault: `"${url}" is no sink; the forms are ${FORMS}` };
};
