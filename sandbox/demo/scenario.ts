import path from 'node:path';
import { type Example, readExamples } from './examples.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');

/** What a demo sends, how the functions are configured for it, and which events settle a request. */
export interface Scenario {
  readonly examples: readonly Example[];
  readonly env: Readonly<Record<string, string>>;
  /** Event kinds after which a request has what it asked for. */
  readonly goals: readonly string[];
}

const PARTNER = '253460731706911258';

/** Policy lets the partner in; its role lets the accepter act there. */
const CROSS_ACCOUNT = {
  PEERFLOW_POLICY: JSON.stringify([
    { name: 'partner may be connected', effect: 'allow', when: { accepterAccount: PARTNER } },
  ]),
  PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
};

/** The scenario that the command line asks for. */
export const scenarioOf = async (asked: {
  readonly files: readonly string[];
  readonly crossAccount: boolean;
}): Promise<Scenario> =>
  asked.crossAccount
    ? {
        examples: await readExamples(
          asked.files.length > 0
            ? asked.files
            : [path.join(EXAMPLES, 'cross-account', 'hub-and-partner.json')],
        ),
        env: CROSS_ACCOUNT,
        goals: ['Activated', 'Adopted'],
      }
    : {
        examples: await readExamples(asked.files),
        env: {},
        goals: ['Activated', 'Accepting', 'Adopted'],
      };
