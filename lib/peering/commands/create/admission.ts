import { policyDenied } from '../../admission.ts';
import { type About, type Attempt, attemptOf, failed } from '../../attempt.ts';
import type { Context } from '../../context.ts';
import { classify } from '../../errors/classify.ts';
import { ownFailure } from '../../errors/failure.ts';
import type { Connection, Side, VpcSide } from '../../model/connection.ts';
import { ApiError, type Finding } from '../../model/failure.ts';
import type { CreateRequest, IdentifiedRequest } from '../../model/request.ts';
import { isV6 } from '../../network/cidr.ts';
import { type PairReader, rangesOf } from '../../network/pair.ts';
import { evaluatePolicy, neededRanges } from '../../policy/evaluate.ts';
import { createSubject, type PolicySubject, type Verdict } from '../../policy/rule.ts';
import { preflight, type Verdict as StrictVerdict, verdictOf } from '../../preflight/preflight.ts';
import { acceptByHand } from '../../reconcile/apply.ts';
import { createInput } from './call.ts';

/** A create that policy allows. */
export interface AllowedCreate extends About {
  readonly identified: IdentifiedRequest<CreateRequest>;
  readonly policy: Verdict;
  readonly pair: PairReader;
  /** The adopted connection whose routes an earlier try had made. */
  readonly routedId?: string | undefined;
  /** What was found before. */
  readonly findings: readonly Finding[];
}

/** What preflight lets through, with all that it found and planned, or the attempt that it ends. */
export type Admission =
  | { readonly isOpen: true; readonly admitted: AllowedCreate }
  | { readonly isOpen: false; readonly attempt: Attempt };

/**
 * Preflight, where the request asks for it: once an attempt, before anything is called that changes
 * something. `off` reads nothing.
 */
export const admit = async (
  ctx: Context,
  it: AllowedCreate,
  known?: readonly Connection[],
): Promise<Admission> => {
  const { preflight: choice, routes } = it.identified.request;
  if (choice === 'off') return { isOpen: true, admitted: it };
  const found = await preflight(ctx, it.identified, it.pair, known);
  const admitted: AllowedCreate = {
    ...it,
    findings: [...it.findings, ...found.findings],
    ...(routes === 'none' ? {} : { plan: found.plan }),
  };
  return choice === 'strict' ? strict(admitted, verdictOf(found)) : { isOpen: true, admitted };
};

/** Errors that last end the request at once; what may pass is waited for, unless it is a dry run. */
const strict = async (
  it: AllowedCreate,
  { stopping, passing }: StrictVerdict,
): Promise<Admission> => {
  const isDryRun = it.identified.request.dryRun;
  const lasting = isDryRun ? stopping : stopping.filter((each) => !isPassing(each));
  if (lasting.length > 0) return { isOpen: false, attempt: stopped(it) };
  if (passing) return { isOpen: false, attempt: await attemptOf(passing, it) };
  const [pending] = stopping;
  return pending ? { isOpen: false, attempt: vpcPending(pending) } : { isOpen: true, admitted: it };
};

/** A VPC still being made is waited for, as the API would have it waited for. */
const isPassing = ({ code }: Finding): boolean => code === 'VpcNotAvailable';

const SHOWN = 3;

const stopped = (it: AllowedCreate): Attempt => {
  const errors = it.findings.filter(isError);
  const details = errors.slice(0, SHOWN).map(({ detail }) => detail);
  const more = errors.length > SHOWN ? [`There are ${errors.length - SHOWN} more.`] : [];
  const message = `Preflight stopped this request: ${[...details, ...more].join(' ')}`;
  return failed(it, ownFailure('PreflightFailed', message));
};

const isError = ({ severity }: Finding): boolean => severity === 'error';

const vpcPending = ({ detail, pointer }: Finding): Attempt => ({
  kind: 'wait',
  reason: 'pending',
  detail,
  error: new ApiError({
    kind: 'api',
    operation: 'DescribeVpcAttribute',
    code: pointer === '/vpcId' ? 'IncorrectStatus.Vpc' : 'IncorrectStatus.AcceptingVpc',
    message: detail,
    status: 400,
  }),
});

/**
 * Role and policy are known before the create: why `accept: "auto"` would not be honoured, where it would not. For
 * those whose preflight has read the VPCs: they are not read again.
 */
export const acceptBeforehand = async (
  ctx: Context,
  identified: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
): Promise<readonly Finding[]> =>
  acceptFindings(ctx, identified, await expected(ctx, identified, pair));

/** Why `accept: "auto"` will not be honoured for a connection that is not accepted yet; empty where it will. */
export const acceptFindings = (
  ctx: Context,
  { request, origin }: IdentifiedRequest<CreateRequest>,
  connection: Connection | undefined,
): readonly Finding[] => {
  const isWaiting = connection?.status === 'Creating' || connection?.status === 'Accepting';
  if (request.accept !== 'auto' || !isWaiting) return [];
  const finding = acceptByHand(ctx, connection, origin.via);
  return finding ? [finding] : [];
};

/** The connection as it would be made. */
const expected = async (
  ctx: Context,
  identified: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
): Promise<Connection> => {
  const { request } = identified;
  const [vpc, acceptingVpc] = await Promise.all([
    sideOf(pair, 'requester'),
    sideOf(pair, 'accepter'),
  ]);
  return {
    instanceId: 'the connection',
    status: 'Accepting',
    ownerId: ctx.settings.accountId,
    acceptingOwnerUid: request.acceptingAliUid,
    regionId: request.regionId,
    acceptingRegionId: request.acceptingRegionId,
    vpc,
    acceptingVpc,
    tags: createInput(ctx, identified).tag,
  };
};

const sideOf = async (pair: PairReader, side: Side): Promise<VpcSide> => {
  const { vpcId } = pair.ends[side];
  const vpc = await pair.vpc(side);
  const ranges = vpc.ok ? rangesOf(vpc.value) : [];
  return {
    vpcId,
    ipv4Cidrs: ranges.filter((each) => !isV6(each)),
    ipv6Cidrs: ranges.filter(isV6),
  };
};

/**
 * Asks policy about a create. VPCs are read only where the verdict hangs on a `cidr` rule. Rejects with
 * `ApiError` while they cannot be read for a reason that passes: a verdict would be a guess.
 */
export const askPolicyOfCreate = async (
  ctx: Context,
  { request, origin }: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
): Promise<Verdict> => {
  const { settings } = ctx;
  const { via } = origin;
  const unread = createSubject(request, settings.accountId, { via });
  const ranges = await readRanges(pair, neededRanges(settings, unread));
  return evaluatePolicy(settings, createSubject(request, settings.accountId, { via, ranges }));
};

/** The end of a create that policy does not allow; it says nothing of what was found. */
export const denied = (it: AllowedCreate): Attempt =>
  failed({ ...it, findings: [] }, policyDenied(it.policy));

const readRanges = async (
  pair: PairReader,
  sides: readonly Side[],
): Promise<PolicySubject['ranges']> => {
  const ranges = await Promise.all(sides.map((side) => rangesAt(pair, side)));
  return Object.fromEntries(sides.map((side, at) => [side, ranges[at]]));
};

/** The ranges of a side; `undefined` where they cannot be read for good. Trouble that passes is thrown. */
const rangesAt = async (pair: PairReader, side: Side): Promise<readonly string[] | undefined> => {
  const read = await pair.vpc(side);
  if (read.ok) return rangesOf(read.value);
  if (classify(read.error).reason !== 'never') throw read.error;
  return undefined;
};
