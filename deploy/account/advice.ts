import type { ApiError } from '../../lib/peering/model/failure.ts';

interface Advice {
  readonly codes: RegExp;
  readonly text: (error: ApiError) => string;
}

const RIGHTS: Readonly<Record<string, string>> = {
  CreateEventBus: 'eventbridge:CreateEventBus',
  CreateServiceLinkedRoleForProduct: 'ram:CreateServiceLinkedRole',
};

/** In the order in which they are tried: an inactive service is refused with words about access, too. */
const ADVICE: readonly Advice[] = [
  {
    codes: /ServiceNotEnable|ServiceAccessDenied|NotActivated|NotOpen|NotSubscribed|UnOpen/i,
    text: () =>
      'EventBridge is not activated in this account: activate it at https://eventbridge.console.aliyun.com and run this again.',
  },
  {
    codes: /AccessKey|Signature|SecurityToken|StsAccess|IncompleteSign/i,
    text: () =>
      'The credentials are not accepted: check ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN.',
  },
  {
    codes: /NoPermission|Forbidden|AccessDenied|NotAuthorized|Unauthorized/i,
    text: ({ operation }) =>
      `The right ${RIGHTS[operation] ?? operation} is missing: deploy/policies/deployer.json has everything that deploying needs.`,
  },
  {
    codes: /Quota|LimitExceeded|ExceedLimit/i,
    text: () => 'A quota is used up: at most 50 custom buses in a region. Delete one, or raise it.',
  },
  {
    codes: /Throttl|TooManyRequests|ServiceUnavailable|InternalError/i,
    text: () => 'The service is busy: run this again in a minute.',
  },
  {
    codes: /NetworkError|Timeout|MalformedResponse/,
    text: () =>
      'EventBridge was not reached or did not answer as expected: check PEERFLOW_REGION and the network.',
  },
];

/** What to do about a refusal, in one sentence. */
export const adviceOn = (error: ApiError): string =>
  ADVICE.find(({ codes }) => codes.test(error.code))?.text(error) ??
  'The message above is all that the service answered; docs/deploy.md lists what an account needs.';
