import type { FixtureInput } from '../../../sandbox/fixture.ts';
import type { Role } from '../support/platform.ts';
import type { PlatformOptions } from '../support/platform-options.ts';
import type { FaultRule } from '../support/rules.ts';
import { FAR_REGION, OTHER, OWN, REGION } from '../support/simulation.ts';
import type { SinkPlan } from '../support/sinks.ts';
import type { ViewPlan } from '../support/views.ts';

/** How a request comes in. */
export const DOORS = [
  'message',
  'derived',
  'batch',
  'http',
  'http-async',
  'direct',
  'timed',
] as const;
export type Door = (typeof DOORS)[number];

/** One request of a plan. */
export interface AskPlan {
  readonly id: string;
  readonly at: number;
  readonly door: Door;
  readonly action: 'create' | 'accept' | 'reject' | 'modify' | 'delete';
  /** Place in `PAIRS`; an action is about the connection that the pair has when the request is sent. */
  readonly pair: number;
  readonly isReversed?: boolean;
  readonly more?: Readonly<Record<string, unknown>>;
  /** The request whose id it brings, with another body. */
  readonly reuses?: string;
  /**
   * How it is written otherwise: its key in quotes, an event of somebody else around it, or no id of its own in a batch.
   */
  readonly writing?: 'quoted' | 'wrapped' | 'unnamed' | undefined;
  /** It only asks whether it would pass. */
  readonly isDry?: boolean;
  /** What an HTTP caller says to have seen. */
  readonly ifMatch?: string;
  /** When the same request comes once more. */
  readonly again?: readonly number[];
  /** How often an HTTP caller asks until there is an answer. */
  readonly patience?: number;
  /** How often the trigger delivers a message before it is a dead letter, which a person redrives later. */
  readonly deliveries?: number;
  /** It comes once more, so many days after everything was over. */
  readonly daysLater?: number;
}

/** Something that other people do. */
export interface DeedPlan {
  readonly at: number;
  readonly pair: number;
  readonly what:
    | 'create'
    | 'delete'
    | 'accept'
    | 'reject'
    | 'modify'
    | 'untag'
    | 'forge'
    | 'untag-request'
    /** Our tags on a connection that others own. */
    | 'pose'
    | 'route'
    /** An entry of their own that leads to the connection. */
    | 'route-there'
    /** The same of another deployment of our name, in another account. */
    | 'route-of-others'
    /** One that leads to the connection and elsewhere. */
    | 'route-shared'
    /** One for a part of the range, elsewhere. */
    | 'route-narrow'
    /** They take an entry of ours away. */
    | 'cut'
    /** ActionTrail names the connection to poller, accepter and router. */
    | 'hint';
}

/** A configuration that is deployed while work waits. */
export interface ConfigurationPlan {
  readonly at: number;
  /** Pairs that policy forbids from then on. */
  readonly forbidden: readonly number[];
  readonly hasAccepterRole: boolean;
}

/** A rule of policy beside those of VPCs. */
export const SPECIAL_RULES = {
  'no routes': { effect: 'deny', when: { action: ['routes'] } },
  'no modify': { effect: 'deny', when: { action: ['modify'] } },
  'no force': { effect: 'deny', when: { action: ['delete'], force: true } },
  'reject partner': { effect: 'reject', when: { accepterAccount: [OTHER] } },
  'no partner': { effect: 'deny', when: { action: ['create'], accepterAccount: [OTHER] } },
} as const;
export type SpecialRule = keyof typeof SPECIAL_RULES;

/** A whole simulated run; everything that happens in it follows from it. */
export interface Plan {
  readonly seed: number;
  readonly platform: Partial<PlatformOptions>;
  readonly behaviour: NonNullable<FixtureInput['behaviour']>;
  readonly timings: NonNullable<FixtureInput['timings']>;
  readonly sinks: readonly SinkPlan[];
  /** The sink of which every event comes back as a message for the request function. */
  readonly comesBackFrom?: string;
  /** What looks show; the truth by default. */
  readonly views?: ViewPlan;
  readonly hasAccepterRole: boolean;
  /** While there is no role for the other account there is one for a third. */
  readonly hasRoleOfThird?: boolean;
  /** A function that throws whatever comes, for a while. */
  readonly badDeployment?: { readonly role: Role; readonly from: number; readonly to: number };
  /** In force all along. */
  readonly specialRule?: SpecialRule;
  /** A VPC has a table that no vSwitch uses. */
  readonly hasUnusedTable?: boolean;
  /** So many more connections of ours, of which nothing was ever announced. */
  readonly crowd?: number;
  /** What becomes of routes that others take away; `off` unless given. */
  readonly drift?: 'announce' | 'repair';
  /** How long after its start the day ends, in UTC. */
  readonly midnightAtMs?: number;
  /** Faults, duplicates and late starts stop after so long. */
  readonly faultsForMs: number;
  readonly rules: readonly FaultRule[];
  readonly asks: readonly AskPlan[];
  readonly deeds: readonly DeedPlan[];
  readonly configurations?: readonly ConfigurationPlan[];
  /** Of the texts for people. */
  readonly language?: 'en' | 'zh';
}

export interface End {
  readonly accountId: string;
  readonly regionId: string;
  readonly vpcId: string;
}

const end = (vpcId: string, accountId = OWN, regionId = REGION): End => ({
  accountId,
  regionId,
  vpcId,
});
const [hub, s0, s1, s2] = [end('vpc-hub'), end('vpc-s0'), end('vpc-s1'), end('vpc-s2')];
const far = end('vpc-far', OWN, FAR_REGION);
const [p0, p1] = [end('vpc-p0', OTHER), end('vpc-p1', OTHER)];
const denied = end('vpc-denied');

/** Pairs of a hub, on their own, with another account, between regions, towards us, and one that is denied. */
export const PAIRS: readonly (readonly [End, End])[] = [
  [hub, s0],
  [hub, s1],
  [s1, s2],
  [hub, p0],
  [s2, far],
  [p1, s0],
  [hub, denied],
];

const ENDS = [hub, s0, s1, s2, far, p0, p1, denied];

const SECOND_VSWITCH = 'vsw-hub-second';

export const VPCS: FixtureInput['vpcs'] = ENDS.map(({ vpcId, regionId, accountId }, index) => ({
  id: vpcId,
  regionId,
  ownerId: accountId,
  cidrBlock: `10.${index}.0.0/16`,
  vSwitches: [
    { id: `vsw-${vpcId.slice(4)}`, cidrBlock: `10.${index}.1.0/24` },
    ...(vpcId === hub.vpcId ? [{ id: SECOND_VSWITCH, cidrBlock: `10.${index}.2.0/24` }] : []),
  ],
  // A VPC may have several tables, and several ranges.
  ...(vpcId === hub.vpcId
    ? { routeTables: [{ id: 'vtb-hub-second', vSwitchIds: [SECOND_VSWITCH] }] }
    : {}),
  ...(vpcId === s1.vpcId ? { secondaryCidrBlocks: ['10.102.0.0/16'] } : {}),
}));

const UNUSED = 'vtb-s1-unused';

/** The VPCs of a plan. */
export const vpcsOf = ({ hasUnusedTable }: Plan): FixtureInput['vpcs'] =>
  hasUnusedTable
    ? VPCS?.map((each) =>
        each.id === s1.vpcId ? { ...each, routeTables: [{ id: UNUSED, vSwitchIds: [] }] } : each,
      )
    : VPCS;

/** Ends of a pair as a request names them. */
export const endsOf = ({ pair, isReversed = false }: Pick<AskPlan, 'pair' | 'isReversed'>) => {
  const [one, other] = PAIRS[pair] ?? [hub, s0];
  return isReversed ? ([other, one] as const) : ([one, other] as const);
};
