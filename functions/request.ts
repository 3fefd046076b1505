import { handleItems } from '../lib/handlers/items.ts';
import { handleHttp } from '../lib/http/api.ts';
import { answerFaults, answerMishap } from '../lib/http/mishaps.ts';
import { type Handler, serve } from './serve.ts';

/** Asks: HTTP calls, messages of every trigger, continuations. */
export const handler: Handler = serve(
  (ctx, intake, { requestId }) =>
    intake.kind === 'http'
      ? handleHttp(ctx, intake.call, requestId).catch((error: unknown) =>
          answerMishap(ctx, error, requestId),
        )
      : handleItems(ctx, intake.items),
  answerFaults,
);
