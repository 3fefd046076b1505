import { type About, type Attempt, attemptOf, failed } from '../../attempt.ts';
import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/failure.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import type { Finding } from '../../model/finding.ts';
import type { CreateRequest, IdentifiedRequest } from '../../model/request.ts';
import type { PairReader } from '../../network/pair.ts';
import type { Verdict } from '../../policy/rule.ts';
import type { Verdict as StrictVerdict } from '../../preflight/preflight.ts';

/** A create that policy allows. */
export interface AllowedCreate extends About {
  readonly identified: IdentifiedRequest<CreateRequest>;
  readonly policy: Verdict;
  readonly pair: PairReader;
  /** What was found before. */
  readonly findings: readonly Finding[];
}

/** What preflight lets through, with all that it found and planned, or the attempt that it ends. */
export type Admission =
  | { readonly isOpen: true; readonly admitted: AllowedCreate }
  | { readonly isOpen: false; readonly attempt: Attempt };

const SHOWN = 3;

const isError = ({ severity }: Finding): boolean => severity === 'error';

/** A VPC still being made is waited for, as the API would have it waited for. */
const isPassing = ({ code }: Finding): boolean => code === 'VpcNotAvailable';

const stopped = (it: AllowedCreate): Attempt => {
  const errors = it.findings.filter(isError);
  const details = errors.slice(0, SHOWN).map(({ detail }) => detail);
  const more = errors.length > SHOWN ? [`There are ${errors.length - SHOWN} more.`] : [];
  const message = `Preflight stopped this request: ${[...details, ...more].join(' ')}`;
  return failed(it, ownFailure('PreflightFailed', message));
};

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

/**
 * Preflight, where the request asks for it: once an attempt, before anything is called that changes
 * something. `off` reads nothing and loads nothing.
 */
export const admit = async (
  ctx: Context,
  it: AllowedCreate,
  known?: readonly Connection[],
): Promise<Admission> => {
  const { preflight: choice, routes } = it.identified.request;
  if (choice === 'off') return { isOpen: true, admitted: it };
  const { preflight, verdictOf } = await import('../../preflight/preflight.ts');
  const found = await preflight(ctx, it.identified, it.pair, known);
  const admitted: AllowedCreate = {
    ...it,
    findings: [...it.findings, ...found.findings],
    ...(routes === 'none' ? {} : { plan: found.plan }),
  };
  return choice === 'strict' ? strict(admitted, verdictOf(found)) : { isOpen: true, admitted };
};
