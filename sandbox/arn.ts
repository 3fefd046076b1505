/** What a resource name points at, of what is emulated here. */
export interface Resource {
  readonly kind: 'function' | 'queue' | 'topic' | 'bus';
  readonly name: string;
}

const FORMS: readonly (readonly [RegExp, Resource['kind']])[] = [
  [/^acs:fc:[^:]*:[^:]*:functions\/([^/]+)$/, 'function'],
  // Function Compute 2.0 functions are called `service$function` in 3.0.
  [/^acs:fc:[^:]*:[^:]*:services\/([^/.]+)(?:\.[^/]+)?\/functions\/([^/]+)$/, 'function'],
  [/^acs:mns:[^:]*:[^:]*:\/?queues\/([^/]+)(?:\/messages)?$/, 'queue'],
  [/^acs:mns:[^:]*:[^:]*:\/?topics\/([^/]+)(?:\/messages)?$/, 'topic'],
  [/^acs:eventbridge:[^:]*:[^:]*:\/?eventbus\/([^/]+)$/, 'bus'],
];

/**
 * Reads a resource name of Function Compute, SMQ or EventBridge; `undefined` for anything else. The form
 * of a bus is nowhere documented for destinations.
 */
export const parseArn = (arn = ''): Resource | undefined => {
  for (const [form, kind] of FORMS) {
    const names = form.exec(arn)?.slice(1);
    if (names !== undefined) return { kind, name: names.join('$') };
  }
  return undefined;
};

/** How programs name resources in their variables. */
const URLS = {
  bus: /\beventbridge:\/\/([\w-]+)/g,
  queue: /\bmns:\/\/queues\/([\w-]+)/g,
  topic: /\bmns:\/\/topics\/([\w-]+)/g,
  function: /\bfc:\/\/([\w-]+)/g,
  /** `service/function` of Function Compute 2.0. */
  fc2: /\bfc2:\/\/([\w-]+\/[\w-]+)/g,
} as const;

/** The names of one kind that stand in a text as URLs, e.g. `mns://queues/facts`. */
export const namesIn = (text: string, kind: keyof typeof URLS): readonly string[] =>
  [...text.matchAll(URLS[kind])].map(([, name = '']) => name);
