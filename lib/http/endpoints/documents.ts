import { json } from '../answer.ts';
import type { Endpoint } from '../context.ts';

/** `GET /`: the page, loaded when somebody opens it. */
export const page: Endpoint = async () => {
  const [{ pageHtml }, { PAGE_HEADERS }] = await Promise.all([
    import('../../../page/page.generated.ts'),
    import('../../../page/serve.ts'),
  ]);
  return { status: 200, headers: PAGE_HEADERS, body: pageHtml };
};

/** `GET /openapi.json`: the document that the build makes, loaded when somebody asks for it. */
export const openApi: Endpoint = async () => {
  const { default: document } = await import('../../../docs/openapi.json', {
    with: { type: 'json' },
  });
  // As text: nothing in it is a message to this caller, to be written in another language.
  return json(200, JSON.stringify(document));
};
