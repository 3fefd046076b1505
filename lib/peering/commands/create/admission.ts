import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/own.ts';
import { treat } from '../../errors/treat.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import type { Finding } from '../../model/finding.ts';
import type { Asked, CreateRequest } from '../../model/request.ts';
import type { PairReader } from '../../network/pair.ts';
import type { Verdict } from '../../policy/rule.ts';
import { ended, type Step } from '../attempt.ts';
import { stepOfError } from '../attempt-of-error.ts';

interface Case {
  readonly asked: Asked<CreateRequest>;
  readonly policy: Verdict;
  readonly pair: PairReader;
  /** What was found before. */
  readonly findings: readonly Finding[];
}

/** What preflight lets through, with all findings so far, or the step that it ends in. */
export type Gate =
  | { readonly isOpen: true; readonly findings: readonly Finding[] }
  | { readonly isOpen: false; readonly step: Step };

const SHOWN = 3;

const isError = ({ severity }: Finding): boolean => severity === 'error';

/** A VPC still being made is waited for, as the API would have it waited for. */
const isPassing = ({ code }: Finding): boolean => code === 'VpcNotAvailable';

const stopped = ({ asked, policy }: Case, findings: readonly Finding[]): Step => {
  const errors = findings.filter(isError);
  const told = errors.slice(0, SHOWN).map(({ detail }) => detail);
  const more = errors.length > SHOWN ? [`There are ${errors.length - SHOWN} more.`] : [];
  const message = `Preflight stopped this request: ${[...told, ...more].join(' ')}`;
  const failure = ownFailure('PreflightFailed', message);
  return ended({ outcome: 'failed', requestId: asked.requestId, failure, policy, findings });
};

const vpcPending = ({ detail, pointer }: Finding): Step => ({
  kind: 'wait',
  reason: 'vpc-pending',
  detail,
  error: new ApiError({
    kind: 'api',
    operation: 'DescribeVpcAttribute',
    code: pointer === '/vpcId' ? 'IncorrectStatus.Vpc' : 'IncorrectStatus.AcceptingVpc',
    message: detail,
    status: 400,
  }),
});

/** Errors that last end the request at once; what may pass is waited for, unless it is only a question. */
const strict = async (
  it: Case,
  findings: readonly Finding[],
  errors: readonly ApiError[],
): Promise<Gate> => {
  const stopping = findings.filter(isError);
  const lasting = it.asked.request.dryRun ? stopping : stopping.filter((each) => !isPassing(each));
  if (lasting.length > 0) return { isOpen: false, step: stopped(it, findings) };
  const passing = errors.find((each) => treat(each).retry !== 'never');
  if (passing) return { isOpen: false, step: await stepOfError(passing, it) };
  const [pending] = stopping;
  return pending ? { isOpen: false, step: vpcPending(pending) } : { isOpen: true, findings };
};

/**
 * Preflight, where the request asks for it: once a try, before anything is called that changes
 * something. `off` reads nothing and loads nothing.
 */
export const passGate = async (
  ctx: Context,
  it: Case,
  known?: readonly Connection[],
): Promise<Gate> => {
  const choice = it.asked.request.preflight;
  if (choice === 'off') return { isOpen: true, findings: it.findings };
  const { preflight } = await import('../../preflight/preflight.ts');
  const found = await preflight(ctx, it.asked, it.pair, known);
  const { errors } = found;
  const findings = [...it.findings, ...found.findings];
  return choice === 'strict' ? strict(it, findings, errors) : { isOpen: true, findings };
};
