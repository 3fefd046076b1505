import { handleItems } from '../lib/handlers/items.ts';
import { handleHttp } from '../lib/http/api.ts';
import { answerFaults } from '../lib/http/errors.ts';
import { type Handler, serve } from './serve.ts';

/** Asks: HTTP calls, messages of every trigger, continuations. */
export const handler: Handler = serve(
  (ctx, intake, invocation) =>
    intake.kind === 'http'
      ? handleHttp(ctx, intake.call, invocation)
      : handleItems(ctx, intake.items),
  answerFaults,
);
