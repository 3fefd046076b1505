import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ROUTES } from '../../../lib/http/api.ts';
import { problemType } from '../../../lib/http/problem.ts';
import { classify } from '../../../lib/peering/errors/classify.ts';
import { serviceCodes } from '../../../lib/peering/errors/table.ts';
import { HTTP_STATUS } from '../../../lib/peering/errors/types.ts';
import { ApiError } from '../../../lib/peering/model/failure.ts';
import { ACTIONS } from '../../../lib/peering/model/request.ts';
import { validateRequest } from '../../../lib/peering/request/validate.ts';
import { document, documentText, faultsOf, partAt } from '../../support/openapi.ts';
import { arbitraryOf } from '../../support/schema-arbitrary.ts';
import { facts } from '../peering/samples.ts';

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, op]) => ({ path, method, op })),
);

describe('docs/openapi.json', () => {
  it('has every route, HEAD with GET, OPTIONS with every path, and nothing else', () => {
    const routes = ROUTES.map(({ method, path }) => [
      path.replace(/:(\w+)/g, '{$1}'),
      method.toLowerCase(),
    ]);
    const expected = new Set(
      routes.flatMap(([path, method]) => [
        `${method} ${path}`,
        `options ${path}`,
        ...(method === 'get' ? [`head ${path}`] : []),
      ]),
    );
    expect(operations.map(({ path, method }) => `${method} ${path}`).sort()).toEqual(
      [...expected].sort(),
    );
  });

  it('refers to nothing that is not there', () => {
    const refs = [...documentText.matchAll(/"\$ref": "(#[^"]+)"/g)].map(([, ref = '']) => ref);
    expect(refs.length).toBeGreaterThan(50);
    for (const each of refs) expect(partAt(each), each).toBeDefined();
  });
});

describe('the type of a problem', () => {
  const statusAt = (type: string) => {
    const [path, fragment = ''] = type.split('#');
    return { path, entry: partAt(`#${fragment}`) };
  };

  it('leads to an entry with the status that is answered, for every code of the table', () => {
    for (const [pattern] of serviceCodes()) {
      const code = pattern.replace('*', 'Something');
      const error = new ApiError({ kind: 'api', operation: 'any', code, message: '' });
      const { category } = classify(error);
      expect([code, statusAt(problemType(code, category))]).toEqual([
        code,
        {
          path: '/openapi.json',
          entry: expect.objectContaining({ category, status: HTTP_STATUS[category] }),
        },
      ]);
    }
  });

  test.each([
    ['PolicyDenied', 'denied', 403],
    ['IdempotencyKeyReused', 'invalid', 422],
    ['MethodNotAllowed', 'invalid', 405],
    ['UnsupportedMediaType', 'invalid', 415],
    ['TooLarge', 'invalid', 413],
    ['NotConfigured', 'service', 503],
    ['SomethingNew.Altogether', 'unsupported', 400],
    ['constructor', 'service', 503],
  ] as const)('%s leads to an entry too', (code, category, status) => {
    expect(statusAt(problemType(code, category)).entry).toMatchObject({ category, status });
  });
});

describe('schemas of the document and the validation of requests', () => {
  const bodies = ACTIONS.map((action) => {
    const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}Request`;
    return [action, document.components.schemas[name]] as const;
  });
  const path = { instanceId: 'pcc-lnk0m24khwvtkm7jdt' };
  const known = { regionId: fc.constantFrom(...facts.regions) };

  it.each(bodies)('agree on what a %s body may be', (action, schema) => {
    const more = action === 'create' ? {} : path;
    fc.assert(
      fc.property(arbitraryOf(schema, partAt, known), (body) => {
        expect(faultsOf(schema, body)).toBe('');
        const fields = typeof body === 'object' && body !== null ? { ...body } : {};
        const checked = validateRequest(fields, { ...facts, ...more, action });
        const errors = checked.ok
          ? []
          : checked.errors.filter(({ pointer }) => !CROSS.has(pointer));
        expect(errors).toEqual([]);
      }),
    );
  });

  it.each(bodies)('agree on what a %s body may not be', (action, schema) => {
    const more = action === 'create' ? {} : path;
    const sound = arbitraryOf(schema, partAt, known);
    const fieldNames = Object.keys(schema?.properties ?? {});
    fc.assert(
      fc.property(sound, fc.constantFrom(...fieldNames), fc.jsonValue(), (body, name, value) => {
        const fields = { ...(typeof body === 'object' ? body : {}), [name]: value };
        if (faultsOf(schema, fields) === '' || value === null) return;
        expect(validateRequest(fields, { ...facts, ...more, action }).ok).toBe(false);
      }),
    );
  });
});

/** Rules over several fields, which JSON Schema does not tell: the pair, bandwidth, repeated tags. */
const CROSS = new Set([
  '',
  '/acceptingVpcId',
  '/bandwidth',
  '/linkType',
  '/tag/0/key',
  '/tag/1/key',
  '/tag/2/key',
]);
