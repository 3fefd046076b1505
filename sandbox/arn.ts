/** What a resource name points at, of what is emulated here. */
export type Resource =
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'queue'; readonly name: string }
  | { readonly kind: 'topic'; readonly name: string }
  | { readonly kind: 'bus'; readonly name: string };

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
export const parseArn = (arn: string): Resource | undefined => {
  for (const [form, kind] of FORMS) {
    const names = form.exec(arn)?.slice(1);
    if (names !== undefined) return { kind, name: names.join('$') };
  }
  return undefined;
};
