import type { Endpoint } from '../context.ts';

/** `GET /`: the page, loaded when somebody opens it. */
export const page: Endpoint = async () => {
  const [{ pageHtml }, { PAGE_HEADERS }] = await Promise.all([
    import('../../../page/page.generated.ts'),
    import('../../../page/serve.ts'),
  ]);
  return { status: 200, headers: PAGE_HEADERS, body: pageHtml };
};
