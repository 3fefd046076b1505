import { handleRequest } from '../lib/handlers/request.ts';
import { answerFaults } from '../lib/http/problem.ts';
import { type Handler, serve } from './serve.ts';
import { deepHealth } from './wire/health.ts';

/** The only function with doors for others: HTTP calls, queues, buses, direct invocations. */
export const handler: Handler = serve(
  (ctx, event, invocation, config) =>
    handleRequest(ctx, event, invocation, {
      isPageOn: config.page,
      health: (language) => deepHealth(config, invocation, language),
    }),
  answerFaults,
);
