/** Where and under which name one preview is made. */
export interface Deployment {
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

const SIZES = {
  request: { cpu: 0.25, memorySize: 256, timeout: 120 },
  worker: { cpu: 0.1, memorySize: 128, timeout: 300 },
  poller: { cpu: 0.1, memorySize: 128, timeout: 300 },
  accepter: { cpu: 0.1, memorySize: 128, timeout: 120 },
  router: { cpu: 0.1, memorySize: 256, timeout: 600 },
} as const;

const queue = ({ region, account, name }: Deployment, suffix: string): string =>
  `acs:mns:${region}:${account}:/queues/${name}-${suffix}`;

const http = {
  triggerName: 'http',
  triggerType: 'http',
  qualifier: 'LATEST',
  triggerConfig: {
    authType: 'function',
    disableURLInternet: false,
    methods: ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'],
  },
};

const requests = (deployment: Deployment) => ({
  triggerName: 'queue',
  triggerType: 'eventbridge',
  qualifier: 'LATEST',
  triggerConfig: {
    triggerEnable: true,
    asyncInvocationType: false,
    eventRuleFilterPattern: '{}',
    eventSourceConfig: {
      eventSourceType: 'MNS',
      eventSourceParameters: {
        sourceMNSParameters: {
          RegionId: deployment.region,
          QueueName: `${deployment.name}-requests`,
          IsBase64Decode: true,
        },
      },
    },
    eventSinkConfig: { deliveryOption: { eventSchema: 'CloudEvents' } },
    runOptions: {
      mode: 'event-streaming',
      errorsTolerance: 'ALL',
      retryStrategy: { PushRetryStrategy: 'EXPONENTIAL_DECAY_RETRY' },
      deadLetterQueue: { Arn: queue(deployment, 'dead') },
      batchWindow: { CountBasedWindow: 10, TimeBasedWindow: 1 },
    },
  },
});

const sweep = {
  triggerName: 'sweep',
  triggerType: 'timer',
  qualifier: 'LATEST',
  triggerConfig: { cronExpression: '@every 2m', enable: true, payload: '' },
};

const triggersOf = (name: string, deployment: Deployment): object => {
  if (name === 'request') return { triggers: [http, requests(deployment)] };
  return name === 'poller' ? { triggers: [sweep] } : {};
};

/** The properties of every function, without descriptions and variables. */
export const expectedFunctions = (deployment: Deployment): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(SIZES).map(([name, size]) => [
      name,
      {
        region: deployment.region,
        functionName: `${deployment.name}-${name}`,
        runtime: 'nodejs20',
        handler: 'index.handler',
        code: `./dist/${name}`,
        diskSize: 512,
        ...size,
        internetAccess: true,
        role: `${deployment.name}-${name}`,
        logConfig: {
          project: `${deployment.name}-${deployment.account}-${deployment.region}`,
          logstore: 'functions',
          enableRequestMetrics: true,
          enableInstanceMetrics: false,
          logBeginRule: 'None',
        },
        asyncInvokeConfig: {
          qualifier: 'LATEST',
          asyncTask: true,
          maxAsyncRetryAttempts: 8,
          maxAsyncEventAgeInSeconds: 604_800,
          destinationConfig: {
            onFailure: { destination: `${queue(deployment, 'failed')}/messages` },
          },
        },
        ...triggersOf(name, deployment),
      },
    ]),
  );
